"""The distribution's RabbitMQ as a private node: own folders, own ports, own epmd, loopback only."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stadion.child import Child, ServerFailed, account, log_beside, own, write_private
from stadion.embedded.ports import LOOPBACK, free_port, listens
from stadion.machine import RABBITMQ

_ACCOUNT = "rabbitmq"  # made by the package
_QUIET_SCHEDULERS = "+sbwt none +sbwtdcpu none +sbwtdio none"  # an idle node burns no CPU


class EmbeddedRabbitMQ:
    """One private node: `start(definitions)` (or `launch` and `await_ready`), `stop()`, `url(…)`.

    `definitions` (RabbitMQ's own JSON: users, vhosts, permissions) is loaded at each start. With `management`
    the HTTP API listens on `management_port`, at the price of a stop that takes seconds. Raises ServerFailed.
    """

    name = "rabbitmq"

    def __init__(self, folder: Path, *, management: bool = False) -> None:
        self.folder = folder
        self.port = 0
        self.management_port = 0
        self._management = management
        self._account = account(_ACCOUNT)
        self._node: Child | None = None
        self._epmd: Child | None = None
        self._definitions: Mapping[str, Any] = {}

    def start(self, definitions: Mapping[str, Any] | None = None) -> None:
        self.launch(definitions)
        self.await_ready()

    def launch(self, definitions: Mapping[str, Any] | None = None) -> None:
        """A second launch of the same object keeps ports and definitions, as a restarted broker does."""
        if not RABBITMQ.exists():
            raise ServerFailed("rabbitmq-server is not installed: apt-get install rabbitmq-server")
        self._definitions = definitions or self._definitions
        self.port = self.port or free_port()
        self.management_port = self.management_port or free_port()
        if self._epmd is not None:
            self._epmd.stop()  # that of a node that crashed
        own(self.folder, self._account)
        epmd_port = free_port()
        environment = self._environment(epmd_port)
        self._configure()
        self._epmd = Child(
            ["epmd", "-port", str(epmd_port), "-address", LOOPBACK],
            user=self._account,
            log=log_beside(self.folder, "epmd"),
            environment=environment,
        )
        self._epmd.await_ready(lambda: listens(epmd_port), seconds=10)
        self._node = Child(
            [RABBITMQ], user=self._account, log=log_beside(self.folder, "rabbitmq"), environment=environment
        )

    def await_ready(self) -> None:
        self.child.await_ready(self._answers)

    @property
    def child(self) -> Child:
        """The node."""
        assert self._node is not None
        return self._node

    def state(self) -> str:
        return "ready" if self._answers() else "starting"

    def stop(self) -> None:
        """End the node, then the epmd that was started for it."""
        for child in (self._node, self._epmd):
            if child is not None:
                child.stop()

    def kill(self) -> None:
        """As a power cut would."""
        for child in (self._node, self._epmd):
            if child is not None:
                child.kill()

    def url(self, vhost: str, user: str, password: str) -> str:
        return f"amqp://{user}:{password}@{LOOPBACK}:{self.port}/{vhost}"

    @property
    def pids(self) -> list[int]:
        return [child.pid for child in (self._node, self._epmd) if child is not None]

    def _answers(self) -> bool:
        return listens(self.port) and (not self._management or listens(self.management_port))

    def _configure(self) -> None:
        lines = [
            f"listeners.tcp.1 = {LOOPBACK}:{self.port}",
            "log.console = true",
            "log.console.level = warning",
            "log.file = false",
            f"load_definitions = {self.folder / 'definitions.json'}",
        ]
        if self._management:
            lines += [f"management.tcp.ip = {LOOPBACK}", f"management.tcp.port = {self.management_port}"]
        self._write("rabbitmq.conf", "\n".join(lines) + "\n")
        self._write("definitions.json", json.dumps(self._definitions))
        self._write("enabled_plugins", "[rabbitmq_management]." if self._management else "[].")

    def _write(self, name: str, text: str) -> None:
        write_private(self.folder / name, text, self._account)

    def _environment(self, epmd_port: int) -> dict[str, str]:
        """Everything that would otherwise come from the machine's own node is named."""
        cookie = secrets.token_hex(20)
        erlang = f"-kernel inet_dist_use_interface {{127,0,0,1}} -setcookie {cookie} {_QUIET_SCHEDULERS}"
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LANG": "C.UTF-8",
            "HOME": str(self.folder),
            "ERL_EPMD_PORT": str(epmd_port),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "ERL_CRASH_DUMP_SECONDS": "0",
            "RABBITMQ_NODENAME": "stadion@localhost",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(self.folder / "none.config"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": erlang,
            "RUNNING_UNDER_SYSTEMD": "true",  # the start script then becomes the node
        }

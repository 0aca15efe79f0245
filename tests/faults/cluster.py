"""A RabbitMQ of three nodes, each in a network namespace of its own: real links, that lose every packet when cut.

Wants root and `ip netns`. A bridge joins the namespaces; a node's link is set down and up on the bridge's side, so
that nobody hears of it by more than silence.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stadion.child import Child, account, log_beside, own, write_private
from stadion.embedded.rabbitmq import RABBITMQ as SERVER
from tests.waiting import eventually

NODES = (1, 2, 3)
PORT, NETWORK = 5672, "10.213.77"
ACCOUNT = "rabbitmq"
BRIDGE = "stadion0"


def run(*command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0 or not check, f"{' '.join(command)}: {ran.stderr}"
    return ran


def impossible() -> str:
    """Why there can be no cluster here; nothing if there can."""
    if os.geteuid() != 0:
        return "only root can make network namespaces"
    if shutil.which("ip") is None:
        return "there is no `ip`: apt-get install iproute2"
    made = run("ip", "netns", "add", "stadion-probe", check=False)
    run("ip", "netns", "del", "stadion-probe", check=False)
    return made.stderr.strip() and f"no network namespace can be made here: {made.stderr.strip()}"


def address(n: int) -> str:
    return f"{NETWORK}.{n}"


@contextmanager
def network() -> Iterator[None]:
    """The bridge with a namespace for each node, and names for their addresses within."""
    dismantle()
    hosts = "".join(f"{address(n)} rabbit{n}\n" for n in NODES) + "127.0.0.1 localhost\n"
    try:
        run("ip", "link", "add", BRIDGE, "type", "bridge")
        run("ip", "addr", "add", f"{NETWORK}.254/24", "dev", BRIDGE)
        run("ip", "link", "set", BRIDGE, "up")
        for n in NODES:
            space, near, far = f"stadion{n}", f"stadion-v{n}", f"stadion-w{n}"
            run("ip", "netns", "add", space)
            run("ip", "link", "add", near, "type", "veth", "peer", "name", far)
            run("ip", "link", "set", far, "netns", space)
            run("ip", "link", "set", near, "master", BRIDGE, "up")
            run("ip", "-n", space, "addr", "add", f"{address(n)}/24", "dev", far)
            run("ip", "-n", space, "link", "set", far, "up")
            run("ip", "-n", space, "link", "set", "lo", "up")
            etc = Path("/etc/netns") / space
            etc.mkdir(parents=True, exist_ok=True)
            (etc / "hosts").write_text(hosts)
        yield
    finally:
        dismantle()


def dismantle() -> None:
    for n in NODES:
        run("ip", "netns", "del", f"stadion{n}", check=False)
        run("ip", "link", "del", f"stadion-v{n}", check=False)
        shutil.rmtree(f"/etc/netns/stadion{n}", ignore_errors=True)
    run("ip", "link", "del", BRIDGE, check=False)


@dataclass
class Node:
    """One node, in its namespace."""

    n: int
    folder: Path
    cookie: str
    definitions: Mapping[str, Any]
    child: Child | None = None
    epmd: Child | None = None
    account: str | None = field(default_factory=lambda: account(ACCOUNT))

    @property
    def name(self) -> str:
        return f"rabbit@rabbit{self.n}"

    @property
    def inside(self) -> list[str]:
        return ["ip", "netns", "exec", f"stadion{self.n}"]

    def launch(self) -> None:
        own(self.folder, self.account)
        lines = [
            f"listeners.tcp.1 = {address(self.n)}:{PORT}",
            "log.console = true",
            "log.console.level = warning",
            "log.file = false",
            "cluster_partition_handling = pause_minority",
            "cluster_formation.peer_discovery_backend = classic_config",
            *(f"cluster_formation.classic_config.nodes.{n} = rabbit@rabbit{n}" for n in NODES),
            f"load_definitions = {self.folder / 'definitions.json'}",
        ]
        write_private(self.folder / "rabbitmq.conf", "\n".join(lines) + "\n", self.account)
        write_private(self.folder / "definitions.json", json.dumps(self.definitions), self.account)
        write_private(self.folder / "enabled_plugins", "[].", self.account)
        log = log_beside(self.folder, f"rabbit{self.n}")
        dropped = [*self.inside, "setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--clear-groups", "--"]
        if self.epmd is not None:
            self.epmd.kill()
        self.epmd = Child([*dropped, "epmd"], log=log, environment=self.environment())
        self.child = Child([*dropped, SERVER], log=log, environment=self.environment())

    def environment(self) -> dict[str, str]:
        kernel = "-kernel net_ticktime 8 -kernel prevent_overlapping_partitions false"  # the broker heals by itself
        erlang = f"-setcookie {self.cookie} {kernel} +sbwt none +sbwtdcpu none +sbwtdio none"
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(self.folder),
            "ERL_CRASH_DUMP_SECONDS": "0",
            "RABBITMQ_NODENAME": self.name,
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(self.folder / "none.config"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": erlang,
            "RUNNING_UNDER_SYSTEMD": "true",
        }

    def listens(self) -> bool:
        probe = run("bash", "-c", f"exec 3<>/dev/tcp/{address(self.n)}/{PORT}", check=False)
        return probe.returncode == 0

    def link(self, state: str) -> None:
        """`down`: from now on every packet to and from this node is lost; `up`: no more."""
        run("ip", "link", "set", f"stadion-v{self.n}", state)

    def kill(self) -> None:
        for child in (self.child, self.epmd):
            if child is not None:
                child.kill()


@contextmanager
def cluster(folder: Path, definitions: Mapping[str, Any]) -> Iterator[list[Node]]:
    """Three nodes that have found each other."""
    cookie = secrets.token_hex(20)
    with network():
        nodes = [Node(n, folder / f"rabbit{n}", cookie, definitions) for n in NODES]
        try:
            for node in nodes:  # one after the other: whoever starts together may found two clusters
                node.launch()
                eventually(node.listens, 120)
            yield nodes
        finally:
            for node in nodes:
                node.kill()

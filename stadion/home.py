"""The private folder of a platform on one machine: its servers' data, logs, secrets, and the lock of who runs it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from stadion.problem import Problem

DEFAULT = Path(".stadion")


def random_password() -> str:
    return secrets.token_urlsafe(24)


class Home:
    """The folder, made when it is not there; others may pass through it, not look into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.logs = self.folder / "logs"

    def make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711)  # the servers run as accounts of their own and have their folders in here
        self.logs.mkdir(exist_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder alone; the lock ends with the process, however it ends. Raises Problem."""
        with (self.folder / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise Problem(f"{self.folder} is in use: process {lock.read()} runs the platform there") from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def secret(self, name: str, make: Callable[[], str] = random_password) -> str:
        """The secret of this name: made once at random, then kept in a file that only its owner can read."""
        kept = self._read("secrets.json")
        if name not in kept:
            kept[name] = make()
            self._write("secrets.json", kept)
        return kept[name]

    def socket(self, name: str) -> Path:
        """A path for a local socket, which the system allows 107 bytes."""
        path = self.folder / f"{name}.sock"
        if len(str(path).encode()) <= 107:
            return path
        short = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"stadion-{short}-{name}.sock"

    def keep_environment(self, environment: Mapping[str, str]) -> None:
        """Leave word for other commands of where everything is."""
        self._write("environment.json", environment)

    def forget_environment(self) -> None:
        """Nothing runs here any more."""
        (self.folder / "environment.json").unlink(missing_ok=True)

    def environment(self) -> dict[str, str]:
        return self._read("environment.json")

    def _read(self, name: str) -> dict[str, str]:
        path = self.folder / name
        content: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        return content

    def _write(self, name: str, content: Mapping[str, str]) -> None:
        draft = self.folder / f"{name}.new"
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(content, indent=1))
        draft.replace(self.folder / name)


def attach(folder: Path) -> None:
    """Give this command the environment of the platform that runs in `folder`; what is set already stays."""
    for name, value in Home(folder).environment().items():
        os.environ.setdefault(name, value)

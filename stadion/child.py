"""A child process that ends with us, even if we are killed; a server runs as an account of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from stadion.problem import Problem


class ServerFailed(Problem):
    """A process did not start; says which and shows the end of its log."""


def account(name: str) -> str | None:
    """Whom to run a server as: root must not, so it drops to `name`; anybody else stays who they are."""
    return name if os.geteuid() == 0 else None


def acting_as(user: str | None) -> list[str]:
    """The words before a command that make it run as `user`.

    Not `Popen(user=…)`, which forks: of a process whose libraries have threads (grpc's has), the fork may die before it
    becomes the command. Without it, Python uses vfork.
    """
    return [] if user is None else ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--"]


def own(folder: Path, user: str | None) -> Path:
    """Make `folder` the server's private one, reachable for it (traverse only) through every parent."""
    folder.mkdir(parents=True, exist_ok=True)
    if user is not None:
        shutil.chown(folder, user, user)
        reachable(folder)
    folder.chmod(0o700)
    return folder


def log_beside(folder: Path, name: str) -> Path:
    """The log of a server that lives in `folder`: ours, so that we can read it when the server fails."""
    logs = folder.parent / "logs"
    logs.mkdir(exist_ok=True)
    return logs / f"{name}.log"


def write_private(path: Path, text: str, user: str | None) -> None:
    """A file that only the server's account can read."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)
    if user is not None:
        shutil.chown(path, user, user)


def reachable(path: Path) -> None:
    """Let other accounts traverse (not list, not read) the parents of `path`."""
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)


class Child:
    """A running process. It has its own session, so that a Ctrl-C at the terminal reaches only us."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        user: str | None = None,
        log: Path,
        environment: Mapping[str, str] | None = None,
        ends_on: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.log = log
        self.ends_on = ends_on
        dying_with_us = [
            "setpriv",
            "--pdeathsig",
            ends_on.name.removeprefix("SIG"),
            "--",
        ]  # after a change of account, which clears it
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [*acting_as(user), *dying_with_us, *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
                cwd="/",  # nobody's folder: an account that is dropped to may not enter ours
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def await_ready(self, ready: Callable[[], bool], seconds: float = 60) -> None:
        """Return once `ready()`; raises ServerFailed if the process ends or the time runs out first."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self.process.poll() is not None:
                raise ServerFailed(f"{self._name} ended with {self.process.returncode}:\n{self.tail()}")
            if time.monotonic() > deadline:
                self.stop(seconds=1)
                raise ServerFailed(f"{self._name} is not ready after {seconds:.0f} s:\n{self.tail()}")
            time.sleep(0.02)

    def ask_to_stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(self.ends_on)

    def stop(self, seconds: float = 30) -> None:
        """Ask it to end, and after `seconds` end it."""
        self.ask_to_stop()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.wait()

    def tail(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    @property
    def _name(self) -> str:
        return self.log.stem

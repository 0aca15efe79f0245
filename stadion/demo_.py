"""`stadion demo`: a chain of three venues with ninety days of life."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from stadion.home import DEFAULT, attach

console = Console(stderr=True)


def command(
    members: Annotated[int, typer.Option(help="How many people come.")] = 90,
    days: Annotated[int, typer.Option(help="How many days of life, up to today.")] = 90,
    seed: Annotated[int, typer.Option(help="Another number, other people.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
    folder: Annotated[Path, typer.Option(help="Of a platform started by `stadion run`.")] = DEFAULT,
) -> None:
    """Make a demo chain: three venues (one with summer time), Chinese and English names, peaks, no-shows, refunds.

    Everything goes through the same commands as real life; what the rules refuse is counted and shown.

    stadion demo

    stadion demo --members 300 --days 30
    """
    from stadion.client import Client
    from stadion.demo.logins import give_logins
    from stadion.demo.making import Demo

    attach(folder)
    began = time.monotonic()
    with Progress(
        TextColumn("{task.description:>24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console,
        disable=as_json,
    ) as progress:  # fmt: skip
        tasks: dict[str, TaskID] = {}

        def done(stage: str, count: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total)
                if not (console.is_terminal or as_json):
                    console.print(f"  {stage}: {total:,}", highlight=False)  # a file of lines shows no bar that moves
            progress.advance(tasks[stage], count)

        client = Client.connect()
        demo = Demo(client, datetime.now(UTC), seed, members, days, done)
        demo.make()
        give_logins(demo.now)
        client.close()
    seconds = round(time.monotonic() - began, 1)
    if as_json:
        print(json.dumps({"seconds": seconds, "outcomes": dict(demo.outcomes)}))
    else:
        said = ", ".join(f"{number} {name}" for name, number in demo.outcomes.most_common())
        console.print(f"{sum(demo.outcomes.values())} commands in {seconds} s: {said}")

"""`stadion undo-import`: take the members of one import back, but for those whom somebody has built upon."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from stadion.home import DEFAULT, attach

if TYPE_CHECKING:
    from stadion.intake.undo import Undone

console = Console()


def command(
    import_id: Annotated[str, typer.Argument(help="What `--set import=…` said when the members were imported.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List what stays and what would go, change nothing.")
    ] = False,
    folder: Annotated[Path, typer.Option(help="Of a platform started by `stadion run`.")] = DEFAULT,
) -> None:
    """Undo one import of members, with the cards imported for them. Safe to repeat.

    Exits with 1 when somebody stays; each such member is listed.

    stadion undo-import 0b0f5c1e-0000-4000-8000-000000000001 --dry-run
    """
    from shared.contracts import HEAD_OFFICE, Actor
    from stadion.client import OPERATOR_ACTOR, Client
    from stadion.intake.undo import undo

    attach(folder)
    client = Client.connect(1).acting_as(Actor(OPERATOR_ACTOR.id, (HEAD_OFFICE,)))
    every: list[Undone] = list(undo(import_id, client.ask, None if dry_run else client.give))
    stays = [undone for undone in every if undone.stays]
    gone, cards = len(every) - len(stays), sum(undone.cards for undone in every)
    console.print(
        f"{gone} members and {cards} imported cards {'would be' if dry_run else 'were'} taken back, {len(stays)} stay"
    )
    if gone and not dry_run:
        console.print("Import them anew under another import id: what was taken back under this one stays so.")
    for undone in stays:
        console.print(f"{undone.number}: {undone.stays}")
    raise typer.Exit(1 if stays else 0)

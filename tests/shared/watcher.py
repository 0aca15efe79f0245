"""A toy service that hears `toys` and notes each that is bought, as a worker process runs it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from shared.contracts import Command, Event, Id, catalogue
from shared.decider import Context, Decider
from shared.hearing import reacting
from shared.service import Service
from tests.shared.toys.contract import ToyBought


class NoteToy(Command):
    toy_id: Id


class ToyNoted(Event, stream="note-{toy_id}"):
    toy_id: Id


catalogue.add(ToyNoted)


def streams(wish: NoteToy, context: Context) -> Iterable[str]:
    return [f"note-{wish.toy_id}"]


def decide(wish: NoteToy, state: int, context: Context) -> list[ToyNoted]:
    return [ToyNoted(toy_id=wish.toy_id)]


def bought(event: ToyBought) -> Sequence[Command]:
    return [NoteToy(toy_id=event.toy_id)]


NOTE = Decider((NoteToy,), 0, streams, decide, lambda count, event: count + 1)
SERVICE = Service("watcher", Path(__file__).parent / "no folder", [NOTE], hears=("toys",), react=reacting(bought))

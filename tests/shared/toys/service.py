"""The toy service, as a door or worker runs it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from shared.decider import Context, Decider
from shared.service import Service
from tests.shared.toys.contract import BreakToy, BuyToy, LendToy, ToyBought, ToyLent, ToyTaken, ToyUnknown


@dataclass(frozen=True)
class Toy:
    known: bool = False
    member_id: str | None = None


def streams(wish: BuyToy | LendToy | BreakToy, context: Context) -> Iterable[str]:
    return [f"toy-{wish.toy_id}"]


def decide(wish: BuyToy | LendToy | BreakToy, toy: Toy, context: Context) -> list[ToyBought | ToyLent]:
    match wish:
        case BuyToy():
            return [] if toy.known else [ToyBought(**vars(wish))]
        case LendToy() if not toy.known:
            raise ToyUnknown(toy_id=wish.toy_id)
        case LendToy() if toy.member_id is None:
            return [ToyLent(**vars(wish))]
        case LendToy():
            raise ToyTaken(toy_id=wish.toy_id)
    raise ZeroDivisionError(f"nobody may read {wish.toy_id}")


def evolve(toy: Toy, event: ToyBought | ToyLent) -> Toy:
    match event:
        case ToyBought():
            return replace(toy, known=True)
        case ToyLent():
            return replace(toy, member_id=event.member_id)


TOY = Decider((BuyToy, LendToy, BreakToy), Toy(), streams, decide, evolve)
SERVICE = Service(name="toys", folder=Path(__file__).parent, deciders=(TOY,), hears=("books",))

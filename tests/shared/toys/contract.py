"""What the toy service publishes, entered into the catalogue as if it stood in `shared.contracts`."""

from __future__ import annotations

import sys

sys.modules["shared.contracts.toys"] = sys.modules[__name__]
__name__ = "shared.contracts.toys"

from shared.contracts import (  # noqa: E402
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    Command,
    Event,
    Id,
    Instant,
    Money,
    Name,
    Query,
    Refusal,
    Row,
    Text,
    catalogue,
)


class ToyTaken(Refusal):
    """Somebody else has the toy."""

    toy_id: Id
    says = Text("The toy is out.", "玩具已借出。")
    remedy = Text("Choose another.", "请另选一个。")


class ToyUnknown(Refusal):
    """There is no such toy."""

    toy_id: Id
    says = Text("There is no such toy.", "没有这个玩具。")


class BuyToy(Command, by=(HEAD_OFFICE, FRONT_DESK, SERVICE)):
    """Add a toy to a venue's shelf."""

    toy_id: Id
    venue_id: Id
    name: Name
    price: Money


class LendToy(Command, by=(FRONT_DESK, MEMBER), refuses=(ToyTaken, ToyUnknown)):
    """Hand a toy to a member."""

    toy_id: Id
    member_id: Id


class BreakToy(Command, by=(FRONT_DESK,)):
    """A command that the rules fail at."""

    toy_id: Id


class ToyBought(Event, stream="toy-{toy_id}"):
    """A toy stands on a venue's shelf."""

    toy_id: Id
    venue_id: Id
    name: Name
    price: Money


class ToyLent(Event, stream="toy-{toy_id}"):
    """A member has the toy."""

    toy_id: Id
    member_id: Id


class ToyRow(Row):
    """A toy and where it is."""

    toy_id: Id
    venue_id: Id
    name: str
    price: Money
    member_id: Id | None
    bought_at: Instant


class PauseRow(Row):
    """How long it took."""

    seconds: int


class FindToys(Query, by=(FRONT_DESK, HEAD_OFFICE), answers=ToyRow):
    """The toys of the actor's venues, or of one."""

    venue_id: Id | None = None
    toys: tuple[Id, ...] = ()


class MyToys(Query, by=(MEMBER,), answers=ToyRow):
    """The toys that a member has."""

    member_id: Id


class Pause(Query, by=(FRONT_DESK,), answers=PauseRow):
    """A question that takes its time."""

    seconds: int


PUBLISHED = {name: cls for name, cls in catalogue.by_name.items() if cls.__module__ == __name__}

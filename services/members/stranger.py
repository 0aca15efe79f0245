"""Whether an order names a member at all: members alone can say, and says it after the fact. Pure.

Nobody waits for the answer, and no member is taken for a stranger: who registers is here before any till can name them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.contracts import Event
from shared.contracts.finance import OrderPlaced
from shared.contracts.members import CheckBuyer, MemberRegistered, RegistrationSubmitted, StrangerNamed
from shared.decider import Context, Decider


@dataclass(frozen=True)
class Buyer:
    """unknown -> known, for ever: who was turned down or erased is no stranger."""

    known: bool = False
    named_in: frozenset[str] = frozenset()


def named(event: OrderPlaced) -> Sequence[CheckBuyer]:
    """What an order of finance means here; its payer agreed in the family, and is known by that."""
    return [CheckBuyer(member_id=event.member_id, order_id=event.order_id)]


def decide(wish: CheckBuyer, buyer: Buyer, context: Context) -> list[StrangerNamed]:
    if buyer.known or wish.order_id in buyer.named_in:
        return []
    return [StrangerNamed(**vars(wish))]


def evolve(buyer: Buyer, event: Event) -> Buyer:
    match event:
        case MemberRegistered() | RegistrationSubmitted():
            return replace(buyer, known=True)
        case StrangerNamed(order_id=order_id):
            return replace(buyer, named_in=buyer.named_in | {order_id})
    return buyer  # a member's later life


def streams(wish: CheckBuyer, context: Context) -> list[str]:
    return [f"member-{wish.member_id}", f"stranger-{wish.member_id}"]


STRANGER: Decider[Buyer] = Decider((CheckBuyer,), Buyer(), streams, decide, evolve)

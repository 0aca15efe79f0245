"""Taking an import of members back: each member whom nobody has built upon, anywhere in the platform."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shared.contracts import Command, Query, Refusal
from shared.contracts.booking import MemberBookings
from shared.contracts.cards import MemberCards
from shared.contracts.finance import MemberOrders
from shared.contracts.members import ImportedMembers, WithdrawImported
from shared.ids import new_id

Ask = Callable[[Query], list[dict[str, Any]]]
Give = Callable[[Command, str], Mapping[str, Any]]
ELSEWHERE: tuple[tuple[str, Callable[[str], Query]], ...] = (
    ("cards", lambda member_id: MemberCards(member_id=member_id)),
    ("orders", lambda member_id: MemberOrders(member_id=member_id)),
    ("bookings", lambda member_id: MemberBookings(member_id=member_id)),
)


@dataclass(frozen=True)
class Undone:
    """One member of the import; `stays` says why, or is empty."""

    number: str
    stays: str = ""


def undo(import_id: str, ask: Ask, give: Give | None) -> Iterator[Undone]:
    """What becomes of each member of an import; without `give` a dry run, which sees only what other services hold.

    Cards, orders and bookings are looked up right before; what is sold in that moment is not seen.
    """
    for row in ask(ImportedMembers(import_id=import_id)):
        member_id, number = row["member_id"], row["number"]
        used = [name for name, query in ELSEWHERE if ask(query(member_id))]
        if used:
            yield Undone(number, f"has {', '.join(used)}")
        elif give is None:
            yield Undone(number)
        else:
            yield _given(number, WithdrawImported(member_id=member_id, import_id=import_id), give)


def _given(number: str, command: Command, give: Give) -> Undone:
    try:
        give(command, new_id())
    except Refusal as refusal:
        return Undone(number, str(refusal))
    return Undone(number)

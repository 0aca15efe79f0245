"""Taking an import of members back, with the cards that were imported for them, where nobody has built upon either."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.contracts import Command, Query, Refusal
from shared.contracts.booking import MemberBookings
from shared.contracts.cards import CardLots, MemberCards, WithdrawImportedCard
from shared.contracts.finance import MemberOrders
from shared.contracts.members import ImportedMembers, WithdrawImported
from shared.ids import new_id

Ask = Callable[[Query], list[dict[str, Any]]]
Give = Callable[[Command, str], Mapping[str, Any]]
ELSEWHERE: tuple[tuple[str, Callable[[str], Query]], ...] = (
    ("orders", lambda member_id: MemberOrders(member_id=member_id)),
    ("bookings", lambda member_id: MemberBookings(member_id=member_id)),
)


@dataclass(frozen=True)
class Undone:
    """One member of the import; `stays` says why, or is empty. `cards` of theirs went with it."""

    number: str
    stays: str = ""
    cards: int = 0


def undo(import_id: str, ask: Ask, give: Give | None) -> Iterator[Undone]:
    """What becomes of each member of an import; without `give` a dry run, which sees only what other services hold.

    Cards, orders and bookings are looked up right before; what is sold in that moment is not seen.
    """
    for row in ask(ImportedMembers(import_id=import_id)):
        member_id, number = row["member_id"], row["number"]
        used = [name for name, query in ELSEWHERE if ask(query(member_id))]
        cards = [row["card_id"] for row in ask(MemberCards(member_id=member_id))]
        if any(not imported(card_id, member_id, ask) for card_id in cards):
            used.insert(0, "cards")
        if used:
            yield Undone(number, f"has {', '.join(used)}")
        elif give is None:
            yield Undone(number, cards=len(cards))
        else:
            yield _taken_back(number, cards, WithdrawImported(member_id=member_id, import_id=import_id), give)


def imported(card_id: str, member_id: str, ask: Ask) -> bool:
    """Whether the card holds nothing but what was imported."""
    return all(lot["kind"] == "import" for lot in ask(CardLots(card_id=card_id, member_id=member_id)))


def _taken_back(number: str, cards: Sequence[str], member: WithdrawImported, give: Give) -> Undone:
    """The cards first; one that stays lets the member stay, and what was taken back before it stays so."""
    try:
        for card_id in cards:
            give(WithdrawImportedCard(card_id=card_id), new_id())
        give(member, new_id())
    except Refusal as refusal:
        return Undone(number, str(refusal))
    return Undone(number, cards=len(cards))

"""The rests of a member's memberships, of which the member's other cards are told. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol

from shared.contracts import DayRange
from shared.contracts.cards import MembershipRest, MembershipRestNoted, NoteMembershipOver, NoteMembershipRest

Rests = Mapping[tuple[str, date], DayRange]
"""By the membership's card and the day from which the rest was agreed; one with no day was called off."""


class Holding(Protocol):
    """What is known of a record as a holder."""

    @property
    def card_ids(self) -> tuple[str, ...]: ...

    @property
    def rests(self) -> Rests: ...


def told(
    wish: NoteMembershipRest | NoteMembershipOver, records: Mapping[str, Holding]
) -> Iterator[MembershipRestNoted]:
    """For each record of the person; nothing for what is known, or the end of a rest that is no membership's."""
    known = {key: rest for holder in records.values() for key, rest in holder.rests.items()}
    over = isinstance(wish, NoteMembershipOver)
    for (card_id, first), rest in news(wish, known):
        for record, holder in records.items():
            others = tuple(other for other in holder.card_ids if other != card_id)
            yield MembershipRestNoted(
                member_id=record, card_id=card_id, first=first, rest=rest, card_ids=others, over=over
            )


def news(wish: NoteMembershipRest | NoteMembershipOver, known: Rests) -> list[tuple[tuple[str, date], DayRange]]:
    if isinstance(wish, NoteMembershipOver):
        return [(key, rest) for key, rest in known.items() if key[0] == wish.card_id]
    key = (wish.card_id, wish.first)
    unknown = wish.ends and key not in known
    return [] if unknown or known.get(key) == wish.rest else [(key, wish.rest)]


def lasting(rests: Rests, card_id: str, today: date) -> Iterator[MembershipRest]:
    """Those of other cards that are not over; `today` may be yesterday at the venue, which does no harm."""
    for (membership_id, first), rest in rests.items():
        if membership_id != card_id and rest.until >= today and rest.days:
            yield MembershipRest(card_id=membership_id, first=first, rest=rest)


def after(rests: Rests, event: MembershipRestNoted) -> Rests:
    key = (event.card_id, event.first)
    if event.over:
        return {known: rest for known, rest in rests.items() if known != key}
    return {**rests, key: event.rest}

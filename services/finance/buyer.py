"""What finance hears of people: who may not act, and which records are one person. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts.finance import BuyerNoted, NoteBuyer
from shared.contracts.members.standing import NewsOfPerson, heard_in
from shared.hearsay import keeping


def news(event: NewsOfPerson) -> Sequence[NoteBuyer]:
    """What an event of members means here."""
    return [NoteBuyer(**heard) for heard in heard_in(event)]


def buyer_stream(member_id: str) -> str:
    return f"member-{member_id}"


BUYER = keeping(NoteBuyer, BuyerNoted)

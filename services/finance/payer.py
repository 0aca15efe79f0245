"""Who pays for whom: kept from what members says of agreements; nobody is charged without one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from shared.contracts.finance import NotePayer, PayerNoted, PlaceOrder
from shared.contracts.members import PayerAgreed, PayerEnded
from shared.hearsay import noting

Payers = Mapping[str, Mapping[str, bool]]
"""By member: everybody who ever agreed to pay for them, the latest news last, and whether they still do."""


def payer_news(event: PayerAgreed | PayerEnded) -> Sequence[NotePayer]:
    """What an event of members means here."""
    match event:
        case PayerAgreed() | PayerEnded():
            agreed = isinstance(event, PayerAgreed)
            return [NotePayer(member_id=event.member_id, payer_id=event.payer_id, pays=agreed)]
    return []


def noted(payers: Payers, event: PayerNoted) -> Payers:
    known = {who: pays for who, pays in payers.get(event.member_id, {}).items() if who != event.payer_id}
    return {**payers, event.member_id: {**known, event.payer_id: event.pays}}


def agreed_for(payers: Payers, member_id: str) -> str | None:
    """Who pays for the member now; the two pieces of news of a change of families may come in any order."""
    return next((who for who, pays in reversed([*payers.get(member_id, {}).items()]) if pays), None)


def ever_for(payers: Payers, member_id: str) -> Iterable[str]:
    return payers.get(member_id, {})


def as_bought(wish: PlaceOrder) -> PlaceOrder:
    """As the order of who gets what is bought: who buys for somebody is the payer of it, and nobody else is."""
    if wish.for_id is None:
        return wish
    return replace(wish, member_id=wish.for_id, payer_id=wish.member_id, for_id=None)


def payer_stream(member_id: str) -> str:
    return f"payer-{member_id}"


PAYER = noting(NotePayer, PayerNoted)

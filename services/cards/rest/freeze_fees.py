"""What a rest costs: a fee for setting it up, on its first day, or one for each of its months when that begins. Pure.

Months are counted from the first day of the rest, so that the 31st stays the 31st. Each fee is told once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from services.cards.card import Card
from shared.contracts import DayRange
from shared.contracts.cards import CardFrozen, CardIssued, FreezeFeeDue
from shared.ids import derived_id
from shared.venue_time import add_months, day_start


def fee_days(agreed: CardFrozen, rest: DayRange) -> Iterator[tuple[int, date]]:
    """The months of the rest that cost something, from 1 on, with their first days; of a set-up fee the first."""
    if agreed.fee not in ("set_up", "monthly") or not agreed.fee_price:
        return
    month = 0
    while (day := add_months(rest.first, month)) < rest.until and (agreed.fee == "monthly" or month == 0):
        month += 1
        yield month, day


def fees(card: Card, issued: CardIssued) -> Iterator[FreezeFeeDue]:
    """All that the card's rests cost and that was not told yet."""
    for rest in card.rests:
        agreed = card.freezes.get(rest.first)
        for month, day in fee_days(agreed, rest) if agreed else ():
            fee = fee_due(card, issued, rest, agreed, month, day)
            if fee.order_id not in card.fees:
                yield fee


def fee_due(
    card: Card, issued: CardIssued, rest: DayRange, agreed: CardFrozen | None, month: int, day: date
) -> FreezeFeeDue:
    assert agreed is not None and agreed.fee_price is not None
    return FreezeFeeDue(
        card_id=issued.card_id,
        member_id=card.holder,
        order_id=derived_id("freeze fee", issued.card_id, rest.first, month),
        product_id=issued.product_id,
        venue_id=issued.venue_id,
        rest=rest,
        month=month,
        fee=agreed.fee_price,
        day=day,
    )


def fees_due(card: Card, issued: CardIssued, now: datetime) -> Iterator[FreezeFeeDue]:
    return (fee for fee in fees(card, issued) if day_start(fee.day, issued.zone) <= now)


def fee_alarms(card: Card, issued: CardIssued) -> Iterator[datetime]:
    return (day_start(fee.day, issued.zone) for fee in fees(card, issued))

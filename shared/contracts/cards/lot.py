"""Lots: what a card holds. Each was granted once, at a price, by a venue, with days of its own."""

from __future__ import annotations

from typing import Literal

from shared.contracts import Day, DayRange, Event, Id, Money, Part
from shared.contracts.cards.terms import Terms

LotKind = Literal["sale", "import", "renewal", "top_up", "gift", "upgrade", "transfer"]


class Lot(Part):
    """A grant: `terms` say how many visits, how much value or which days; `price` is what was paid for it.

    Of a stored value both parts stay known, what was paid (`price`) and what was given (`terms.bonus`), and neither is
    spent before the other. `venue_id` sold it and owes it. `valid` are its days when it was granted; rests move them. A
    gift that came beside another lot (`given_with`) goes with it. `employer` is what of the price is a company's money.
    """

    lot_id: Id
    kind: LotKind
    product_id: Id
    product_version: int = 1
    order_id: Id | None = None
    venue_id: Id
    price: Money
    terms: Terms
    valid: DayRange
    given_with: Id | None = None
    employer: Money | None = None


class LotUse(Part):
    """What a visit took from one lot: nothing countable of a term, one of its visits, or some of its value.

    `paid` is the part of the lot's price that this used up; `venue_id` is the venue that sold the lot. `left` is what
    the lot still has after it, in visits or minor units; 0 of a term.
    """

    lot_id: Id
    order_id: Id | None
    product_id: Id
    venue_id: Id
    visits: int
    value: Money | None
    paid: Money
    left: int = 0


class LotDays(Part):
    """The days of one lot as they are now."""

    lot_id: Id
    valid: DayRange


class LotGranted(Event, stream="card-{card_id}"):
    """The card holds one lot more, and runs until `valid_until` (not included).

    Its price was less by the days rested `off`, which are taken off once; None: an older event, or a gift.
    """

    card_id: Id
    member_id: Id
    lot: Lot
    valid_until: Day
    off: tuple[DayRange, ...] | None = None

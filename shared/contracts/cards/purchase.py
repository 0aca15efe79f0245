"""What is bought for a card that there is: more days, visits or value on the same card."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Day, DayRange, Event, Id, Money, Reason
from shared.contracts.cards.lot import LotDays, LotKind
from shared.contracts.cards.product import ProductNotPublished


class GrantLot(Command, by=(SERVICE,), refuses=(ProductNotPublished,)):
    """Put what a paid order line bought onto a card; an unpaid order never does.

    A term goes on where the card's days end, or begins on `day` if they are over; visits and value begin on `day`.
    Its price is less by the days rested `off`. A renewal that was `offered` at the preferential price brings its gift.
    `employer` is what of the price a company pays.
    """

    card_id: Id
    lot_id: Id
    kind: LotKind
    order_id: Id
    product_id: Id
    member_id: Id
    venue_id: Id
    price: Money
    day: Day
    off: tuple[DayRange, ...] | None = None
    offered: bool = False
    employer: Money | None = None


class LotNotGranted(Event, stream="card-{card_id}"):
    """What was paid for could not be put onto the card, for this reason; the money is the member's credit.

    An older event does not say of which product, and its money is given back by hand.
    """

    card_id: Id
    lot_id: Id
    order_id: Id
    member_id: Id
    price: Money
    reason: Reason
    product_id: Id | None = None


class LotWithdrawn(Event, stream="card-{card_id}"):
    """The order of this lot was refunded: the lot gives nothing more, and the card runs until `valid_until`.

    `lots` are others whose days it moved. After a change of product the order may be one that paid for an older lot.
    """

    card_id: Id
    member_id: Id
    lot_id: Id
    order_id: Id
    valid_until: Day
    lots: tuple[LotDays, ...] = ()


class GiftPointsGranted(Event, stream="card-{card_id}", unreported="said elsewhere"):
    """A renewal brought points: of the member since `day`, for `last_days` days; `lot_id` is the renewal's lot."""

    card_id: Id
    member_id: Id
    lot_id: Id
    points: int
    day: Day
    last_days: int


class GiftPointsWithdrawn(Event, stream="card-{card_id}", unreported="said elsewhere"):
    """The renewal of this lot was refunded: the points that came with it go back, from who got them."""

    card_id: Id
    member_id: Id
    lot_id: Id
    points: int


class NotePriceReturned(Command, by=(SERVICE,)):
    """A part of what this order paid for the card went back, and the card stays."""

    card_id: Id
    order_id: Id
    product_id: Id
    refund_id: Id
    amount: Money


class LotPriceReturned(Event, stream="card-{card_id}", unreported="said elsewhere"):
    """So much of what was paid for this lot went back; the lot stays, and is worth so much less if it is given back."""

    card_id: Id
    member_id: Id
    lot_id: Id
    order_id: Id
    product_id: Id
    refund_id: Id
    amount: Money


class LotShortened(Event, stream="card-{card_id}"):
    """An order that had paid a part of this lot was refunded: it lasts as long as the rest of its `price` pays for.

    It ends `days` earlier, rests apart; `lots` are its days now, and the card runs until `valid_until`.
    """

    card_id: Id
    member_id: Id
    lot_id: Id
    order_id: Id
    price: Money
    days: int
    lots: tuple[LotDays, ...]
    valid_until: Day

"""One canonical example of each message of cards, and the products and cards that its tests play with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from services.cards.sale.issue import numbers_for
from shared.contracts import DayRange, Money, Reason, Refusal
from shared.contracts.cards import (
    CardIssued,
    CardNumberClaimed,
    EntryGranted,
    EntryOverridden,
    EntryRefused,
    ExitRecorded,
    GateOpened,
    HoldVisit,
    IssueCard,
    LotDays,
    LotUse,
    OverrideCounted,
    ProductPublished,
    SwipeCard,
    Terms,
    VisitHeld,
)
from tests.scenario import CLERK

PUDONG = "00000000-0000-4000-8000-000000000001"
LONDON = "00000000-0000-4000-8000-000000000002"
WEI = "00000000-0000-4000-8000-0000000000a1"
ADA = "00000000-0000-4000-8000-0000000000a2"
CARD = "00000000-0000-4000-8000-0000000000c1"
ORDER = "00000000-0000-4000-8000-0000000000d1"
PRODUCT = "00000000-0000-4000-8000-0000000000e1"
BOOKING = "00000000-0000-4000-8000-0000000000f1"
EVENING = "00000000-0000-4000-8000-0000000000f2"
SESSION = "00000000-0000-4000-8000-0000000000f9"
NUMBER = next(numbers_for(CARD))


def yuan(fen: int) -> Money:
    return Money(fen, "CNY")


def swipe_id(n: int) -> str:
    return f"00000000-0000-4000-9000-{n:012d}"


def january(day: int, hour: int = 4, minute: int = 0) -> datetime:
    """An instant of January 2025; 04:00 UTC is noon in Shanghai."""
    return datetime(2025, 1, day, hour, minute, tzinfo=UTC)


def ending(until: date) -> tuple[LotDays, ...]:
    """The only lot, with a card's first day of January 2025, ends so."""
    return (LotDays(lot_id=CARD, valid=DayRange(date(2025, 1, 1), until)),)


def days(first: int, until: int) -> DayRange:
    """Days of January 2025."""
    return DayRange(date(2025, 1, first), date(2025, 1, until))


NOON = january(8)
TODAY = date(2025, 1, 8)

MONTH = Terms(kind="term", months=1, freeze_days=14)
TEN_VISITS = Terms(kind="visits", months=1, visits=10)
FOUR_THOUSAND = Terms(kind="stored_value", value=yuan(400_000), bonus=yuan(100_000), visit_price=yuan(10_000))

gate_opened = GateOpened(venue_id=PUDONG, zone="Asia/Shanghai")
london_opened = GateOpened(venue_id=LONDON, zone="Europe/London")
published = ProductPublished(product_id=PRODUCT, name="Month", name_zh="月卡", terms=MONTH)
issue = IssueCard(
    card_id=CARD,
    order_id=ORDER,
    product_id=PRODUCT,
    member_id=WEI,
    venue_id=PUDONG,
    price=yuan(10_000),
    first_day=date(2025, 1, 1),
)
month_card = CardIssued(
    card_id=CARD,
    number=NUMBER,
    order_id=ORDER,
    product_id=PRODUCT,
    member_id=WEI,
    venue_id=PUDONG,
    price=yuan(10_000),
    terms=MONTH,
    valid=DayRange(date(2025, 1, 1), date(2025, 2, 1)),
    zone="Asia/Shanghai",
)
claimed = CardNumberClaimed(number=NUMBER, card_id=CARD)
visit_card = replace(month_card, terms=TEN_VISITS)
value_card = replace(month_card, terms=FOUR_THOUSAND, price=yuan(300_000), valid=DayRange(date(2025, 1, 1), date.max))


def of_lot(visits: int = 0, paid: int = 0, value: int | None = None, left: int = 0) -> tuple[LotUse, ...]:
    """What a visit takes from the lot that a card was issued with."""
    return (
        LotUse(
            lot_id=CARD,
            order_id=ORDER,
            product_id=PRODUCT,
            venue_id=PUDONG,
            visits=visits,
            value=None if value is None else yuan(value),
            paid=yuan(paid),
            left=left,
        ),
    )


swipe = SwipeCard(swipe_id=swipe_id(1), card_id=CARD, venue_id=PUDONG)
out = replace(swipe, swipe_id=swipe_id(9), direction="out")
granted = EntryGranted(
    swipe_id=swipe_id(1),
    card_id=CARD,
    member_id=WEI,
    venue_id=PUDONG,
    day=TODAY,
    at=NOON,
    visits_used=0,
    visits_left=None,
    value_used=None,
    hold_id=None,
    order_id=ORDER,
    product_id=PRODUCT,
    lot_value=yuan(0),
    lots=of_lot(),
)
one_visit = replace(granted, visits_used=1, visits_left=9, lot_value=yuan(1_000), lots=of_lot(1, 1_000, left=9))
exited = ExitRecorded(swipe_id=swipe_id(9), card_id=CARD, member_id=WEI, venue_id=PUDONG, at=NOON)


def refused(no: Refusal, event: EntryGranted = granted) -> EntryRefused:
    """The gate's no to a swipe that would have been this entry."""
    names = ("swipe_id", "card_id", "member_id", "venue_id", "day", "at")
    return EntryRefused(**{name: getattr(event, name) for name in names}, reason=Reason.of(no))


def overridden(no: Refusal, event: EntryGranted = granted, **other: Any) -> EntryOverridden:
    """A clerk of the desk let this entry happen against the refusal."""
    told = EntryOverridden(
        **{name: value for name, value in vars(refused(no, event)).items() if name != "code"},
        clerk_id=CLERK.id,
        also=(),
        ground="goodwill",
        words="an old friend",
        counted=True,
        used=event.lot_value,
        forgone=None,
    )
    return replace(told, **other)


def counted_of(event: EntryOverridden) -> OverrideCounted:
    names = ("clerk_id", "day", "venue_id", "swipe_id")
    return OverrideCounted(**{name: getattr(event, name) for name in names})


hold = HoldVisit(hold_id=BOOKING, session_id=SESSION, card_id=CARD, member_id=WEI, venue_id=PUDONG, day=TODAY)
held = VisitHeld(**vars(hold), visits_left=9, lots=of_lot(1, left=9))
held_on_term = replace(held, visits_left=None, lots=of_lot())
held_by_value = replace(held, visits_left=None, balance=yuan(390_000), lots=of_lot(value=10_000, left=390_000))

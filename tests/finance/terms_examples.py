"""A year card of 3,650.00 and how its money is earned; used by the tests of term income."""

from __future__ import annotations

from datetime import UTC, date, datetime

from shared.contracts import DayRange
from shared.contracts.finance import (
    EntryPosted,
    NotePaidDays,
    OrderPaid,
    OrderPlaced,
    PaymentReceived,
    Posting,
    PricedLine,
    RecogniseTerms,
    Spread,
    TermIncomeRecognised,
    TermLot,
    TermSpread,
)
from shared.ids import derived_id
from tests.finance.examples import CASH, ORDER, PUDONG, WEI, cny

CARD = "00000000-0000-4000-8000-0000000000ca"
YEAR_CARD = "00000000-0000-4000-8000-0000000000cb"
NEW_YEAR = date(2025, 1, 1)
YEAR = DayRange(NEW_YEAR, date(2026, 1, 1))


def days(first: tuple[int, int], until: tuple[int, int], year: int = 2025) -> DayRange:
    return DayRange(date(year, *first), date(year, *until))


def noon(month: int, day: int, year: int = 2025) -> datetime:
    """An instant of that day in Shanghai."""
    return datetime(year, month, day, 4, tzinfo=UTC)


def line(total: int = 365_000, tax: int = 0, quantity: int = 1) -> PricedLine:
    return PricedLine(
        product_id=YEAR_CARD,
        title="Year",
        kind="card",
        quantity=quantity,
        price=cny(total // quantity),
        total=cny(total),
        tax=cny(tax),
        prepaid=True,
    )


def sold(total: int = 365_000, tax: int = 0, quantity: int = 1) -> tuple[OrderPlaced, PaymentReceived, OrderPaid]:
    """An order of year cards, paid on New Year's Day."""
    who = {"order_id": ORDER, "member_id": WEI, "venue_id": PUDONG, "day": NEW_YEAR}
    lines = (line(total, tax, quantity),)
    return (
        OrderPlaced(**who, zone="Asia/Shanghai", lines=lines, total=cny(total)),
        PaymentReceived(**who, payment_id=CASH, amount=cny(total), method="cash"),
        OrderPaid(**who, lines=lines, total=cny(total)),
    )


def spread(*pieces: Spread, lot_id: str = CARD, paid: int = 365_000) -> TermSpread:
    return TermSpread(order_id=ORDER, lot_id=lot_id, card_id=CARD, product_id=YEAR_CARD, paid=cny(paid), spread=pieces)


def over(*ranges: DayRange, since: date | None = None) -> Spread:
    return Spread(since=since or ranges[0].first, days=ranges)


def year_lot(**other: object) -> TermLot:
    known = {"lot_id": CARD, "kind": "sale", "order_id": ORDER, "product_id": YEAR_CARD, "paid": cny(365_000)}
    return TermLot(**{**known, "valid": YEAR, **other})  # type: ignore[arg-type]


year_noted = NotePaidDays(card_id=CARD, zone="Asia/Shanghai", granted=year_lot())
recognise = RecogniseTerms(order_id=ORDER)


def income(net: int, until: date, day: date) -> TermIncomeRecognised:
    return TermIncomeRecognised(
        order_id=ORDER,
        lot_id=CARD,
        product_id=YEAR_CARD,
        kind="card",
        venue_id=PUDONG,
        member_id=WEI,
        day=day,
        until=until,
        net=cny(net),
    )


def booked(
    net: int, until: date, day: date, number: int, lot_id: str = CARD
) -> tuple[TermIncomeRecognised, EntryPosted]:
    """Income of days, the `number`th of its lot (from 0), and its entry."""
    cause = derived_id("term", lot_id, number)
    postings = (Posting(account="deferred:card", amount=net), Posting(account="income:card", amount=-net))
    return income(net, until, day), EntryPosted(
        entry_id=derived_id("entry", ORDER, "recognition", cause, PUDONG),
        order_id=ORDER,
        venue_id=PUDONG,
        day=day,
        currency="CNY",
        memo="recognition",
        postings=postings,
    )

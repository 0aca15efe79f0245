"""Freezes by what they do and cost, and what the gate warned of: over lives whose figures are known."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from shared.contracts import VENUE_MANAGER, Actor, DayRange, Money, Reason
from shared.contracts.analytics import FreezeNumbers, GateWarnings
from shared.contracts.cards import CardFrozen, CardIssued, EntryGranted, FreezeEnded, FreezeFeeDue, Terms
from shared.ids import derived_id
from tests.analytics.asking import heard, money, shown
from tests.analytics.story import PRODUCT, VENUES, granted, paid
from tests.analytics.telling import Reports
from tests.analytics.test_gate_reports import refused

SHANGHAI, LONDON, TOKYO = VENUES
MEI = derived_id("mei")
YEAR = DayRange(date(2026, 1, 1), date(2027, 1, 1))
MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
OF_LONDON = Actor(id=derived_id("manager"), roles=(VENUE_MANAGER,), venues=(LONDON,))


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 4, tzinfo=UTC)


def card(name: str) -> CardIssued:
    return CardIssued(
        card_id=derived_id(name), number="C1", order_id=derived_id("order", name), product_id=PRODUCT, member_id=MEI,
        venue_id=SHANGHAI, price=Money(100, "CNY"), terms=Terms(kind="term", months=12), valid=YEAR,
        zone="Asia/Shanghai",
    )  # fmt: skip


def frozen(name: str, first: date, days: int, hold: str = "extend", fee: str = "free") -> CardFrozen:
    return CardFrozen(
        card_id=derived_id(name), member_id=MEI, rest=DayRange(first, first + timedelta(days)), valid_until=YEAR.until,
        hold=hold, fee=fee, fee_price=None if fee == "free" else Money(2_000, "CNY"),
    )  # type: ignore[arg-type]  # fmt: skip


def back(rest: CardFrozen, rested: int) -> FreezeEnded:
    return FreezeEnded(card_id=rest.card_id, member_id=MEI, rest=rest.rest, rested_days=rested, valid_until=YEAR.until)


def fee(rest: CardFrozen, month: int) -> FreezeFeeDue:
    return FreezeFeeDue(
        card_id=rest.card_id, member_id=MEI, order_id=derived_id("fee", rest.card_id, month), product_id=PRODUCT,
        venue_id=SHANGHAI, rest=rest.rest, month=month, fee=Money(2_000, "CNY"), day=rest.rest.first,
    )  # fmt: skip


COUNTS = (
    "freezes",
    "cards",
    "called_off",
    "ended_early",
    "planned_days",
    "rested_days",
    "fees",
    "fees_paid",
    "charged",
)


def test_freezes_are_told_by_their_rule_and_fee_in_the_month_of_their_first_day(bi: Reports):
    long = frozen("long", date(2026, 3, 20), 40, "extend", "monthly")
    short, off = frozen("short", date(2026, 3, 5), 10), frozen("off", date(2026, 3, 6), 10)
    keeps = frozen("keeps", date(2026, 4, 1), 7, "keep", "set_up")
    heard(
        bi,
        *(card(name) for name in ("long", "short", "off", "keeps")),
        (at(3, 1), long),
        (at(3, 1), short),
        (at(3, 1), off),
        (at(3, 2), back(off, 0)),
        (at(3, 9), back(short, 4)),
        (at(3, 20), fee(long, 1)),
        (at(4, 1), keeps),
        (at(4, 1), fee(keeps, 1)),
        (at(4, 20), fee(long, 2)),
        *paid(derived_id("fee", long.card_id, 1), MEI, SHANGHAI, Money(2_000, "CNY")),
    )
    rows = bi.ask(FreezeNumbers(first=MARCH, until=MAY))
    assert shown(rows, "period", "hold", "fee", *COUNTS) == [
        ("2026-03-01", "extend", "free", 1, 1, 1, 1, 10, 4, 0, 0, money(0, "CNY")),
        ("2026-03-01", "extend", "monthly", 1, 1, 0, 0, 40, 40, 2, 1, money(4_000, "CNY")),
        ("2026-04-01", "keep", "set_up", 1, 1, 0, 0, 7, 7, 1, 0, money(2_000, "CNY")),
    ]
    assert bi.ask(FreezeNumbers(first=MARCH, until=MAY), OF_LONDON) == []
    assert len(bi.ask(FreezeNumbers(first=date(2026, 3, 6), until=date(2026, 3, 20)))) == 1


def test_a_freeze_called_off_and_announced_anew_for_the_same_day_is_one_with_the_newer_rule(bi: Reports):
    once, again = frozen("c", date(2026, 3, 5), 10, "keep", "set_up"), frozen("c", date(2026, 3, 5), 6)
    heard(bi, card("c"), (at(3, 1), once), (at(3, 2), back(once, 0)), (at(3, 3), again))
    [row] = bi.ask(FreezeNumbers(first=MARCH, until=MAY))
    assert (row["hold"], row["fee"], row["freezes"], row["rested_days"]) == ("extend", "free", 1, 6)


# --- warnings ---

WARNINGS = ("CardEndsSoon", "VisitsRunLow", "FreezeBeginsSoon", "DebtShutsSoon")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def entered(who: str, when: datetime, *warnings: str, venue: str = LONDON) -> EntryGranted:
    entry = granted(derived_id(who), derived_id(who), venue, when, Money(0, "GBP"), when.date())
    return replace(entry, warnings=tuple(Reason(code=code, facts={}) for code in warnings))


def warnings(bi: Reports, **more: object) -> list[tuple[object, ...]]:
    rows = bi.ask(GateWarnings(**{"first": MARCH, "until": MAY, **more}))
    return shown(rows, "venue", "warning", "warned", "cards", "refused_cards", "entries")


def test_warnings_are_told_by_kind_and_which_of_them_came_true(bi: Reports):
    heard(
        bi,
        entered("ann", MONDAY, "CardEndsSoon", "VisitsRunLow"),
        entered("ann", MONDAY + timedelta(1), "CardEndsSoon"),
        entered("bob", MONDAY, "CardEndsSoon"),
        entered("cat", MONDAY),
        refused("ann", MONDAY + timedelta(5), "CardExpired"),
        refused("bob", MONDAY + timedelta(40), "CardExpired"),
        refused("ann", MONDAY - timedelta(1), "NoVisitsLeft"),
    )
    assert warnings(bi) == [("London", "CardEndsSoon", 3, 2, 1, 4), ("London", "VisitsRunLow", 1, 1, 0, 4)]
    assert warnings(bi, within_days=40)[0][4] == 2
    assert warnings(bi, first=date(2026, 3, 3))[0][2:] == (1, 1, 1, 1)
    assert warnings(bi, venue_id=TOKYO) == []


def test_warnings_are_an_independent_count(bi: Reports):
    chance, expected, entries = Random(4), Counter[tuple[str, str]](), Counter[str]()
    told = []
    for n in range(60):
        venue, codes = chance.choice(list(VENUES)), chance.sample(WARNINGS, chance.randrange(4))
        told.append(entered(f"m{n % 7}", MONDAY + timedelta(hours=n), *codes, venue=venue))
        expected.update((venue, code) for code in codes)
        entries[venue] += 1
    heard(bi, *told)
    rows = bi.ask(GateWarnings(first=MARCH, until=MAY))
    assert {(row["venue_id"], row["warning"]): row["warned"] for row in rows} == expected
    assert {row["venue_id"]: row["entries"] for row in rows} == entries
    seen = bi.ask(GateWarnings(first=MARCH, until=MAY), OF_LONDON)
    assert {row["venue_id"] for row in seen} == {LONDON}

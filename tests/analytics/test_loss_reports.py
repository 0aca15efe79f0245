"""Cards lost, found and replaced, and days on which venues were closed: over lives whose figures are known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from shared.contracts import VENUE_MANAGER, Actor, DayRange, Money
from shared.contracts.analytics import CardLosses, ClosureNumbers
from shared.contracts.cards import CardFound, CardIssued, CardReportedLost, Terms
from shared.ids import derived_id
from tests.analytics.asking import heard, money, shown
from tests.analytics.clerk_story import FEE, closed, counted, not_made, reopened, replaced, requested, withdrawn
from tests.analytics.story import PRODUCT, VENUES
from tests.analytics.telling import Reports
from tests.analytics.test_gate_reports import refused

SHANGHAI, LONDON, TOKYO = VENUES
MEI, TOM = derived_id("mei"), derived_id("tom")
MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
OF_LONDON = Actor(id=derived_id("manager"), roles=(VENUE_MANAGER,), venues=(LONDON,))


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 4, tzinfo=UTC)


def card(name: str, member: str = MEI) -> CardIssued:
    return CardIssued(
        card_id=derived_id(name), number="C1", order_id=derived_id("order", name), product_id=PRODUCT, member_id=member,
        venue_id=SHANGHAI, price=Money(100, "CNY"), terms=Terms(kind="term", months=12),
        valid=DayRange(date(2026, 1, 1), date(2027, 1, 1)), zone="Asia/Shanghai",
    )  # fmt: skip


def lost(name: str, when: datetime) -> CardReportedLost:
    return CardReportedLost(card_id=derived_id(name), member_id=MEI, at=when)


COUNTS = ("lost", "found", "requested", "made", "withdrawn", "not_made", "fees", "waived", "waived_fees")


def test_losses_are_told_where_the_card_was_sold_and_replacements_where_they_were_asked_for(bi: Reports):
    names = ("paid", "waived", "found", "free", "cancelled")
    paid, waived, found = (requested(derived_id(name), MEI, TOKYO, "stolen") for name in names[:3])
    nothing = requested(derived_id("free"), MEI, TOKYO, "damaged", fee=None)
    heard(
        bi,
        *(card(name) for name in names),
        *((at(3, 2), lost(name, at(3, 2))) for name in names[:3]),
        (at(3, 3), paid),
        (at(3, 3), waived),
        (at(3, 3), found),
        (at(3, 4), replaced(paid, FEE)),
        (at(3, 5), replaced(waived, waived="kind")),
        (at(3, 6), CardFound(card_id=found.card_id, member_id=MEI)),
        (at(3, 6), withdrawn(found)),
        (at(4, 1), nothing),
        (at(4, 1), replaced(nothing)),
        (at(4, 2), not_made(derived_id("cancelled"), MEI)),
    )
    none, fee = money(0, "CNY"), money(2_000, "CNY")
    rows = bi.ask(CardLosses(first=MARCH, until=MAY))
    assert shown(rows, "venue", "period", *COUNTS) == [
        ("Shanghai", "2026-03-01", 3, 1, 0, 0, 1, 0, none, 0, none),
        ("Shanghai", "2026-04-01", 0, 0, 0, 0, 0, 1, none, 0, none),
        ("Tokyo", "2026-03-01", 0, 0, 3, 2, 0, 0, fee, 1, fee),
        ("Tokyo", "2026-04-01", 0, 0, 1, 1, 0, 0, none, 0, none),
    ]
    assert shown(rows, "requested_stolen", "requested_damaged") == [(0, 0), (0, 0), (3, 0), (0, 1)]
    assert bi.ask(CardLosses(first=MARCH, until=MAY), OF_LONDON) == []


CLOSED = ("first_day", "until_day", "days", "days_lost", "cards", "members", "days_given", "refused")


def closures(bi: Reports, first: date = MARCH, until: date = MAY, **more: object) -> list[tuple[object, ...]]:
    return shown(bi.ask(ClosureNumbers(first=first, until=until, **more)), *CLOSED)  # type: ignore[arg-type]


def test_a_closure_costs_the_days_that_it_lasted_and_those_that_it_moved_cards_by(bi: Reports):
    flood = closed("flood", SHANGHAI, date(2026, 3, 10), date(2026, 3, 20))
    heard(
        bi,
        card("a"),
        card("b", TOM),
        card("c"),
        (at(3, 9), flood),
        (at(3, 9), counted(flood, derived_id("a"), MEI, 10)),
        (at(3, 9), counted(flood, derived_id("b"), TOM, 10)),
        (at(3, 9), counted(flood, derived_id("c"), MEI, 0)),
        (at(3, 12), refused("ann", at(3, 12), "VenueClosedNow", SHANGHAI)),
        (at(3, 12), refused("ann", at(3, 12), "CardExpired", SHANGHAI)),
        (at(3, 25), refused("ann", at(3, 25), "VenueClosedNow", SHANGHAI)),
    )
    assert closures(bi) == [("2026-03-10", "2026-03-20", 10, 10, 2, 2, 20, 1)]
    assert closures(bi, until=date(2026, 3, 12)) == [("2026-03-10", "2026-03-20", 10, 2, 2, 2, 20, 1)]
    assert closures(bi, date(2026, 3, 20)) == []
    assert bi.ask(ClosureNumbers(first=MARCH, until=MAY), OF_LONDON) == []


def test_a_venue_that_opens_earlier_gives_back_only_the_days_on_which_it_was_closed(bi: Reports):
    flood, planned = closed("flood", SHANGHAI, date(2026, 3, 10), date(2026, 3, 20)), closed("works", TOKYO, MARCH, MAY)
    heard(
        bi,
        card("a"),
        (at(3, 9), flood),
        (at(3, 9), counted(flood, derived_id("a"), MEI, 10)),
        (at(3, 14), reopened(flood, date(2026, 3, 14))),
        (at(3, 14), counted(flood, derived_id("a"), MEI, -6)),
        (at(2, 1), planned),
        (at(2, 2), reopened(planned, MARCH)),
    )
    assert closures(bi, venue_id=SHANGHAI) == [("2026-03-10", "2026-03-14", 4, 4, 1, 1, 4, 0)]
    assert closures(bi, venue_id=TOKYO) == [("2026-03-01", "2026-03-01", 0, 0, 0, 0, 0, 0)], "it was never closed"
    assert bi.ask(ClosureNumbers(first=MARCH, until=MAY, venue_id=SHANGHAI))[0]["planned_until"] == "2026-03-20"


@pytest.mark.parametrize("seed", [1, 2])
def test_days_lost_add_up_to_the_days_on_which_a_venue_was_closed(bi: Reports, seed: int):
    chance, told, days = Random(seed), [], {venue: set[date]() for venue in VENUES}
    for n in range(20):
        venue, first = chance.choice(list(VENUES)), date(2026, 2, 20) + timedelta(chance.randrange(80))
        closing = closed(f"c{n}", venue, first, first + timedelta(chance.randint(1, 12)))
        told.append((at(2, 1), closing))
        until = closing.days.until
        if chance.random() < 0.4:
            until = first + timedelta(chance.randrange((until - first).days))
            told.append((at(2, 2), reopened(closing, until)))
        days[venue] |= {first + timedelta(k) for k in range((until - first).days)}
    heard(bi, *told)
    for first, until in ((MARCH, MAY), (date(2026, 3, 10), date(2026, 3, 11))):
        for venue in VENUES:
            rows = bi.ask(ClosureNumbers(first=first, until=until, venue_id=venue))
            assert sum(row["days_lost"] for row in rows) == sum(first <= day < until for day in days[venue])

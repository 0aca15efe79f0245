"""A wrong swipe that was taken back: nobody came, as soon as that is known, and who took it back is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from shared.contracts import Money
from shared.contracts.analytics import (
    ActivityBands,
    ChurnFeatures,
    ClerkOverrides,
    GateRefusals,
    MemberActivity,
    VenueOccupancy,
)
from shared.ids import derived_id
from tests.analytics.asking import money, shown
from tests.analytics.clerk_story import taken_back
from tests.analytics.story import VENUES, granted, opening, registered
from tests.analytics.telling import Reports, Telling

SHANGHAI = next(iter(VENUES))
MEI, CARD, OTHER = derived_id("mei"), derived_id("card"), derived_id("other")
DAY, NEXT = date(2026, 3, 9), date(2026, 3, 10)
NINE = datetime(2026, 3, 9, 1, tzinfo=UTC)  # in Shanghai
PRICE = Money(0, "CNY")


def told(bi: Reports) -> None:
    """Mei came on two days; the first time was a mistake, and is taken back the morning after."""
    telling = Telling()
    opening(telling)
    telling.tell(registered(MEI, SHANGHAI), at=datetime(2026, 1, 1, tzinfo=UTC))
    telling.tell(granted(CARD, MEI, SHANGHAI, NINE, PRICE, DAY), at=NINE)
    telling.tell(granted(CARD, MEI, SHANGHAI, NINE + timedelta(1), PRICE, NEXT), at=NINE + timedelta(1))
    telling.tell(taken_back(CARD, MEI, SHANGHAI, NINE), at=NINE + timedelta(days=1, hours=2), by="manager")
    telling.tell(taken_back(OTHER, MEI, SHANGHAI, NINE), at=NINE + timedelta(days=1, hours=2), by="service:cards")
    bi.apply(telling.envelopes)


def test_nobody_came_by_an_entry_that_was_taken_back(bi: Reports):
    told(bi)
    span = {"first": DAY, "until": NEXT + timedelta(1)}
    assert shown(bi.ask(MemberActivity(**span)), "visits") == [(1,)]
    assert shown(bi.ask(ActivityBands(**span)), "band", "visit_days") == [("1-3", 1)]
    hours = bi.ask(VenueOccupancy(first=DAY, until=NEXT, venue_id=SHANGHAI))
    assert sum(row["present"] for row in hours) == 0
    assert bi.ask(GateRefusals(**span)) == []
    assert bi.rows("SELECT date FROM bi.v_visits") == [(NEXT,)]
    assert bi.differing() == []


def test_it_had_come_about_as_far_as_was_known_before_it_was_taken_back(bi: Reports):
    told(bi)
    known = [bi.ask(ChurnFeatures(as_of=NINE + timedelta(days=1, hours=hours)))[0]["visits"] for hours in (1, 3)]
    assert known == [2, 1]


def test_who_took_it_back_is_told_with_what_was_given_back(bi: Reports):
    told(bi)
    rows = [row for row in bi.ask(ClerkOverrides(first=DAY, until=NEXT)) if row["clerk_id"] == "manager"]
    assert shown(rows, "rule", "times", "amount") == [("entry", 1, money(500, "CNY"))]

"""How full the areas within a venue are, by hour, over swipes whose figures are known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from shared.contracts import VENUE_MANAGER, Actor, Money
from shared.contracts.analytics import AreaOccupancy
from shared.ids import derived_id
from tests.analytics.asking import heard, shown
from tests.analytics.later_story import exited
from tests.analytics.shop_story import Area
from tests.analytics.story import VENUES, granted
from tests.analytics.telling import Reports

SHANGHAI, LONDON, TOKYO = VENUES
DAY = date(2026, 3, 2)
OF_TOKYO = Actor(id=derived_id("manager"), roles=(VENUE_MANAGER,), venues=(TOKYO,))
BUSY = ("area", "local", "entered", "left", "present", "most", "assumed", "refused")


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


def area(who: str, name: str = "pool", venue: str = LONDON) -> Area:
    return Area(derived_id(who), derived_id(who), venue, name)


def hours(bi: Reports, **more: object) -> list[tuple[object, ...]]:
    return shown(bi.ask(AreaOccupancy(first=DAY, until=DAY + timedelta(1), **more)), *BUSY)  # type: ignore[arg-type]


def test_an_areas_hours_tell_who_came_who_left_how_many_at_once_and_whom_it_refused(bi: Reports):
    heard(
        bi,
        area("ann").entered(at(9, 5)),
        area("bob").entered(at(9, 10)),
        area("cat").refused(at(9, 15)),
        area("ann").left(at(9, 50)),
        area("bob").left(at(10, 20)),
    )
    assert hours(bi) == [
        ("pool", "2026-03-02 09:00", 2, 1, 2, 2, 0, 1),
        ("pool", "2026-03-02 10:00", 0, 1, 1, 1, 0, 0),
    ]
    assert bi.ask(AreaOccupancy(first=DAY, until=DAY + timedelta(1)), OF_TOKYO) == []
    assert bi.differing() == []


def test_who_goes_on_to_another_area_or_out_of_the_venue_has_left(bi: Reports):
    heard(
        bi,
        area("ann").entered(at(9, 5)),
        area("ann", "wall").entered(at(9, 30)),
        exited(derived_id("ann"), derived_id("ann"), LONDON, at(9, 45)),
    )
    assert hours(bi) == [
        ("pool", "2026-03-02 09:00", 1, 1, 1, 1, 0, 0),
        ("wall", "2026-03-02 09:00", 1, 1, 1, 1, 0, 0),
    ]
    assert hours(bi, area="wall") == [("wall", "2026-03-02 09:00", 1, 1, 1, 1, 0, 0)]


def test_whose_leaving_nobody_saw_counts_until_seen_elsewhere_or_the_assumed_minutes_are_over(bi: Reports):
    heard(
        bi,
        area("ann").entered(at(9, 5)),
        area("bob").entered(at(9, 10)),
        granted(derived_id("bob"), derived_id("bob"), SHANGHAI, at(9, 50), Money(0, "GBP"), DAY),
    )
    assert hours(bi, assumed_minutes=60) == [
        ("pool", "2026-03-02 09:00", 2, 0, 2, 2, 2, 0),
        ("pool", "2026-03-02 10:00", 0, 0, 1, 1, 1, 0),
    ]

"""Refusals at the gate and how full the venues are, over swipes whose figures are known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from shared.contracts import Money, Reason
from shared.contracts.analytics import GateRefusals, VenueOccupancy
from shared.contracts.cards import EntryGranted, EntryRefused
from shared.ids import derived_id
from tests.analytics.asking import heard, shown
from tests.analytics.later_story import exited
from tests.analytics.story import VENUES, granted
from tests.analytics.telling import Reports

SHANGHAI, LONDON, TOKYO = VENUES
PRICE = Money(0, "GBP")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
SUMMER, WINTER = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)  # when London's clocks change


def entered(who: str, at: datetime, venue: str = LONDON) -> EntryGranted:
    return granted(derived_id(who), derived_id(who), venue, at, PRICE, at.date())


def left(who: str, at: datetime, venue: str = LONDON):
    return exited(derived_id(who), derived_id(who), venue, at)


def refused(who: str, at: datetime, code: str, venue: str = LONDON) -> EntryRefused:
    return EntryRefused(
        swipe_id=derived_id(who, at), card_id=derived_id(who), member_id=derived_id(who), venue_id=venue, day=at.date(),
        at=at, reason=Reason(code=code, facts={}),
    )  # fmt: skip


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def test_refusals_are_told_by_the_venues_hour_and_by_reason(bi: Reports):
    heard(
        bi,
        entered("ann", MONDAY + hours(9)),
        refused("bob", MONDAY + hours(9.2), "CardExpired"),
        refused("bob", MONDAY + hours(9.3), "CardExpired"),
        refused("cat", MONDAY + hours(9.5), "CardFrozenNow"),
        refused("dan", MONDAY + hours(2), "CardExpired", SHANGHAI),
    )
    rows = bi.ask(GateRefusals(first=date(2026, 3, 2), until=date(2026, 3, 3)))
    assert shown(rows, "venue", "hour", "reason", "refused", "members", "swipes") == [
        ("London", 9, "CardExpired", 2, 1, 4),
        ("London", 9, "CardFrozenNow", 1, 1, 4),
        ("Shanghai", 10, "CardExpired", 1, 1, 1),
    ]


def occupancy(bi: Reports, day: date, *fields: str, **more: object) -> list[tuple[object, ...]]:
    asked = VenueOccupancy(**{"first": day, "until": day + timedelta(days=1), "venue_id": LONDON, **more})
    rows = bi.ask(asked)
    return [row for row in shown(rows, *fields) if any(row[1:])]


BUSY = ("local", "entered", "left", "present", "most", "assumed")


def test_people_are_inside_from_entry_to_exit_and_the_fullest_moment_of_an_hour_counts(bi: Reports):
    heard(
        bi,
        entered("ann", MONDAY + hours(9)),
        entered("bob", MONDAY + hours(9.5)),
        left("ann", MONDAY + hours(9.75)),
        entered("cat", MONDAY + hours(9.9)),
        left("bob", MONDAY + hours(10)),
        left("cat", MONDAY + hours(11.5)),
    )
    assert occupancy(bi, MONDAY.date(), *BUSY) == [
        ("2026-03-02 09:00", 3, 1, 3, 2, 0),
        ("2026-03-02 10:00", 0, 1, 2, 1, 0),
        ("2026-03-02 11:00", 0, 1, 1, 1, 0),
    ]


def test_without_an_exit_a_person_counts_until_entering_elsewhere_or_the_assumed_minutes_are_over(bi: Reports):
    heard(
        bi,
        entered("ann", MONDAY + hours(9)),
        entered("bob", MONDAY + hours(9)),
        entered("bob", MONDAY + hours(9.5), SHANGHAI),
    )
    present = ("local", "present", "assumed")
    assert occupancy(bi, MONDAY.date(), *present, assumed_minutes=90) == [
        ("2026-03-02 09:00", 2, 2),
        ("2026-03-02 10:00", 1, 1),
    ]


def test_people_who_share_a_card_are_inside_each_on_their_own(bi: Reports):
    family = derived_id("family")
    came = [
        granted(family, derived_id(who), LONDON, MONDAY + hours(9 + n / 4), PRICE, MONDAY.date())
        for n, who in enumerate(("ann", "bob"))
    ]
    heard(bi, *came, exited(family, derived_id("ann"), LONDON, MONDAY + hours(10.5)))
    assert occupancy(bi, MONDAY.date(), *BUSY) == [
        ("2026-03-02 09:00", 2, 0, 2, 2, 1),
        ("2026-03-02 10:00", 0, 1, 2, 2, 1),
        ("2026-03-02 11:00", 0, 0, 1, 1, 1),
    ]


def test_who_is_inside_at_midnight_is_inside_on_both_days(bi: Reports):
    heard(bi, entered("ann", MONDAY + hours(23.5)), left("ann", MONDAY + hours(24.5)))
    assert occupancy(bi, MONDAY.date(), *BUSY) == [("2026-03-02 23:00", 1, 0, 1, 1, 0)]
    assert occupancy(bi, date(2026, 3, 3), *BUSY) == [("2026-03-03 00:00", 0, 1, 1, 1, 0)]


def test_the_day_on_which_clocks_change_has_the_hours_that_it_has(bi: Reports):
    heard(
        bi,
        entered("ann", SUMMER + hours(1.5)),
        entered("bob", WINTER + hours(0.5)),
        entered("cat", WINTER + hours(1.5)),
    )
    spring = bi.ask(VenueOccupancy(first=SUMMER.date(), until=date(2026, 3, 30), venue_id=LONDON))
    assert (len(spring), [row["local"] for row in spring if row["entered"]]) == (23, ["2026-03-29 02:00"])
    autumn = bi.ask(VenueOccupancy(first=WINTER.date(), until=date(2026, 10, 26), venue_id=LONDON))
    assert [(row["starts_at"], row["local"]) for row in autumn if row["entered"]] == [
        ("2026-10-25T00:00:00Z", "2026-10-25 01:00"),
        ("2026-10-25T01:00:00Z", "2026-10-25 01:00"),
    ]
    assert len(autumn) == 25


def test_every_hour_of_every_venue_has_its_row_and_a_manager_sees_their_own_venues(bi: Reports):
    heard(bi, entered("ann", MONDAY + hours(9)))
    everywhere = bi.ask(VenueOccupancy(first=MONDAY.date(), until=date(2026, 3, 4)))
    assert len(everywhere) == 3 * 48
    assert {row["venue"] for row in everywhere} == {"Shanghai", "London", "Tokyo"}

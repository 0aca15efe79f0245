"""Where clocks are put forward and back: a venue in Berlin, on 30 March (23 hours) and 26 October 2025 (25 hours).

Its days begin at 23:00 UTC in winter, at 22:00 in summer. A charge falls due 24 hours before the end, whatever the
clock on the wall says then; a fee, a notice and the end itself belong to the venue's days.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.cards.sale.notice import NOTICE
from services.cards.sale.watch import WATCH
from shared.contracts import DayRange
from shared.contracts.cards import CardIssued, NoticeGiven
from shared.venue_time import add_months
from tests.cards.test_give_notice import MONTHLY, early, look
from tests.cards.test_hold_rules import charges, decided, fees, lived, sold
from tests.scenario import Scenario

MINUTE = timedelta(minutes=1)


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, month, day, hour, minute, tzinfo=UTC)


def in_berlin(first: date, until: date, fee: str = "free") -> CardIssued:
    card = sold(fee=fee)
    assert isinstance(card, CardIssued)
    return replace(card, zone="Europe/Berlin", valid=DayRange(first, until))


@pytest.mark.parametrize(
    ("until", "charged"),
    [
        (date(2025, 3, 30), utc(3, 28, 23)),  # the day before is a winter's day
        (date(2025, 3, 31), utc(3, 29, 22)),  # 23:00 by the clock of Berlin: the last day has 23 hours
        (date(2025, 4, 1), utc(3, 30, 22)),
        (date(2025, 10, 26), utc(10, 24, 22)),
        (date(2025, 10, 27), utc(10, 25, 23)),  # 01:00 by the clock of Berlin: the last day has 25 hours
        (date(2025, 10, 28), utc(10, 26, 23)),
    ],
)
def test_a_renewal_is_charged_24_hours_before_the_end_also_on_a_day_of_23_or_25_hours(until, charged):
    card = lived(in_berlin(add_months(until, -1), until))
    assert charges(card, charged - MINUTE) == []
    (due,) = charges(card, charged)
    assert due.period == until


@pytest.mark.parametrize(
    ("first", "until", "days"),
    [
        (
            date(2025, 3, 30),
            date(2025, 5, 10),
            ((date(2025, 3, 30), utc(3, 29, 23)), (date(2025, 4, 30), utc(4, 29, 22))),
        ),
        (
            date(2025, 9, 26),
            date(2025, 11, 1),
            ((date(2025, 9, 26), utc(9, 25, 22)), (date(2025, 10, 26), utc(10, 25, 22))),
        ),
        (
            date(2025, 9, 27),
            date(2025, 11, 1),
            ((date(2025, 9, 27), utc(9, 26, 22)), (date(2025, 10, 27), utc(10, 26, 23))),
        ),
    ],
)
def test_the_fee_of_each_month_of_rest_falls_due_when_the_day_begins_in_berlin(first, until, days):
    year = in_berlin(date(2025, 1, 1), date(2026, 1, 1), fee="monthly")
    (frozen,) = decided(year, DayRange(first, until))
    card = lived(year, frozen)
    for day, due_at in days:
        assert fees(card, due_at - MINUTE) == []
        (fee,) = fees(card, due_at)
        assert fee.day == day
        card = card.given(fee)


YEAR = replace(in_berlin(date(2025, 1, 1), date(2026, 1, 1)), terms=replace(MONTHLY, months=12))


@pytest.mark.parametrize(
    ("at", "day", "last_day"),
    [
        (utc(3, 29, 22, 59), date(2025, 3, 29), date(2025, 4, 28)),
        (utc(3, 29, 23), date(2025, 3, 30), date(2025, 4, 29)),
        (utc(3, 30, 21, 59), date(2025, 3, 30), date(2025, 4, 29)),
        (utc(3, 30, 22), date(2025, 3, 31), date(2025, 4, 30)),
        (utc(10, 25, 22), date(2025, 10, 26), date(2025, 11, 25)),
        (utc(10, 26, 22, 59), date(2025, 10, 26), date(2025, 11, 25)),
        (utc(10, 26, 23), date(2025, 10, 27), date(2025, 11, 26)),
    ],
)
def test_a_notice_of_30_days_runs_from_the_day_on_which_it_was_given_in_berlin(at, day, last_day):
    (given,) = Scenario(NOTICE).at(at).given(YEAR).when(early)._decide()
    assert isinstance(given, NoticeGiven)
    assert (given.day, given.last_day, given.valid_until) == (day, last_day, last_day + timedelta(days=1))


@pytest.mark.parametrize(("given_at", "over_at"), [(utc(3, 1, 12), utc(3, 31, 22)), (utc(9, 27, 12), utc(10, 27, 23))])
def test_the_membership_is_over_with_the_last_day_of_its_notice_in_berlin(given_at, over_at):
    """Given on 1 March it ends with the 31st, in summer time; given on 27 September with 27 October, in winter time."""
    (given,) = Scenario(NOTICE).at(given_at).given(YEAR).when(early)._decide()
    watched = Scenario(WATCH).given(YEAR, given)
    told = [type(event).__name__ for event in watched.at(over_at - MINUTE).when(look)._decide()]
    assert "MembershipEnded" not in told
    assert [type(event).__name__ for event in watched.at(over_at).when(look)._decide()][:2] == [
        "CardEnded",
        "MembershipEnded",
    ]

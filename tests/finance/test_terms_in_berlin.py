"""Terms of a venue whose clock changes: each day earns the same, be it of 23 or 25 hours; a quarter is 91 days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.finance.decider import ORDER as DECIDER
from shared.contracts.finance import IncomePolicyPublished, IncomeReviewed, OrderPlaced, OrderRefunded
from tests.finance.examples import ORDER, cny
from tests.finance.terms_examples import NEW_YEAR, YEAR, booked, days, noon, over, recognise, sold, spread
from tests.finance.test_term_income import balance, refund
from tests.scenario import Scenario


def in_berlin(*events):
    return tuple(replace(e, zone="Europe/Berlin") if isinstance(e, OrderPlaced) else e for e in events)


def utc(month: int, day: int, hour: int) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=UTC)


year = Scenario(DECIDER).given(*in_berlin(*sold()), spread(over(YEAR)))
daily = year.given(IncomePolicyPublished(rhythm="day", valid_from=NEW_YEAR))


@pytest.mark.parametrize(
    ("begins", "next_begins", "day"),
    [
        (utc(3, 28, 23), utc(3, 29, 23), date(2025, 3, 29)),
        (utc(3, 29, 23), utc(3, 30, 22), date(2025, 3, 30)),  # 23 hours
        (utc(3, 30, 22), utc(3, 31, 22), date(2025, 3, 31)),
        (utc(10, 25, 22), utc(10, 26, 23), date(2025, 10, 26)),  # 25 hours
        (utc(10, 26, 23), utc(10, 27, 23), date(2025, 10, 27)),
    ],
)
def test_a_day_of_23_or_25_hours_earns_10_of_3_650_like_every_other(begins, next_begins, day):
    earned = daily.given(*daily.at(begins).when(recognise)._decide())
    almost = earned.at(next_begins - timedelta(seconds=1)).when(recognise)
    assert balance(almost._decide()) == 0
    events = earned.at(next_begins).when(recognise)._decide()
    assert balance(events) == 1_000
    assert events[0].day == day and events[0].until == day + timedelta(days=1)


def test_a_month_is_booked_when_it_is_over_in_berlin():
    """March is over at 22:00 UTC of its last day, October at 23:00."""
    for month, over_at, next_at in (
        (4, utc(3, 31, 22), utc(4, 30, 22)),
        (11, utc(10, 31, 23), utc(11, 30, 23)),
    ):
        before = year.given(*year.at(over_at - timedelta(seconds=1)).when(recognise)._decide())
        events = before.at(over_at).when(recognise)._decide()
        assert balance(events) == 31_000
        assert events[0].until == date(2025, month, 1)
        assert events[-1] == IncomeReviewed(order_id=ORDER, wake_at=next_at)


def test_a_quarter_refunded_on_20_may_gives_back_42_of_its_91_days():
    """910.00 from 1 April on, 10.00 a day: 490.00 are earned, and the 420.00 that go back are all a liability."""
    quarter = days((4, 1), (7, 1))
    assert quarter.days == 91
    april = Scenario(DECIDER).given(*sold(91_000), spread(over(quarter), paid=91_000))
    events = april.at(noon(5, 20)).when(refund(42_000))._decide()
    (gone,) = [event for event in events if isinstance(event, OrderRefunded)]
    assert (gone.shares[0].unused, balance(events, "income:card")) == (cny(42_000), -49_000)
    assert booked(30_000, date(2025, 5, 1), date(2025, 4, 30), 0)[0] in events

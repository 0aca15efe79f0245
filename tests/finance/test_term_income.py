"""Terms are earned by the day: half-open days, money rounded once, differences only (features-and-rules 2, 15, 47)."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from services.finance.decider import ORDER as DECIDER
from services.finance.terms.earning import Cut, earned
from services.finance.timers import timers
from shared.contracts import DayRange
from shared.contracts.finance import (
    CreditUnused,
    EntryPosted,
    IncomePolicyPublished,
    IncomeReviewed,
    OrderRefunded,
    RefundOrder,
    TermIncomeRecognised,
    UnusedCredited,
)
from shared.ids import derived_id
from shared.log import Meta, Recorded
from shared.money import round_half_up
from shared.timers import SetTimer
from shared.venue_time import day_start
from tests.finance.examples import ORDER, PUDONG, REFUND, cny
from tests.finance.terms_examples import (
    NEW_YEAR,
    YEAR,
    YEAR_CARD,
    booked,
    days,
    income,
    noon,
    over,
    recognise,
    sold,
    spread,
)
from tests.finance.test_reactions import heard
from tests.scenario import NOON, Scenario

JULY, AUGUST = date(2025, 7, 1), date(2025, 8, 1)
year = Scenario(DECIDER).given(*sold(), spread(over(YEAR)))


def looks_on(day: date) -> IncomeReviewed:
    return IncomeReviewed(order_id=ORDER, wake_at=day_start(day, "Asia/Shanghai"))


def balance(events, account="deferred:card"):
    entries = (event for event in events if isinstance(event, EntryPosted))
    return sum(p.amount for entry in entries for p in entry.postings if p.account == account)


def test_of_a_calendar_year_for_3_650_the_184_days_from_july_on_are_1_840_not_1_825():
    events = year.at(noon(7, 1)).when(recognise)._decide()
    assert balance(events) == 365_000 - 184_000
    by_month = {event.until: event.net.amount for event in events if isinstance(event, TermIncomeRecognised)}
    assert list(by_month.values()) == [31_000, 28_000, 31_000, 30_000, 31_000, 30_000]


def test_a_month_is_booked_when_it_is_over_on_its_last_day_and_the_clock_comes_again_at_the_next():
    before = year.at(noon(1, 31)).when(recognise).then(looks_on(date(2025, 2, 1)))
    february = date(2025, 2, 1)
    january = before.at(day_start(february, "Asia/Shanghai")).when(recognise)
    month = january.then(*booked(31_000, february, date(2025, 1, 31), 0), looks_on(date(2025, 3, 1)))
    month.at(noon(2, 27)).when(recognise).then()


def test_the_last_period_takes_the_remainder_and_nothing_is_looked_at_after_the_end():
    month = days((1, 10), (2, 10))
    odd = Scenario(DECIDER).given(*sold(10_000), spread(over(month), paid=10_000))
    ends = odd.at(noon(2, 10)).when(recognise)
    ends.then(
        *booked(7_097, date(2025, 2, 1), date(2025, 1, 31), 0),  # 22 of 31 days
        *booked(2_903, date(2025, 2, 10), date(2025, 2, 9), 1),
    ).at(noon(3, 1)).when(recognise).then()


def test_income_is_net_of_the_tax_that_was_booked_at_the_sale():
    taxed = Scenario(DECIDER).given(*sold(386_900, 21_900), spread(over(YEAR), paid=386_900))
    events = taxed.at(noon(7, 1)).when(recognise)._decide()
    assert balance(events) == 181_000


def test_two_cards_of_one_line_share_its_money_to_the_last_unit():
    other = derived_id("second card")
    lots = (spread(over(YEAR), paid=500), spread(over(YEAR), lot_id=other, paid=501))
    pair = Scenario(DECIDER).given(*sold(1_001, 58, 2), *lots)
    events = pair.at(noon(1, 1, 2026)).when(recognise)._decide()
    assert balance(events) == 1_001 - 58


def test_days_of_rest_earn_nothing():
    july = DayRange(AUGUST, date(2026, 2, 1))
    rested = Scenario(DECIDER).given(*sold(), spread(over(days((1, 1), (7, 1)), july)))
    assert balance(rested.at(noon(8, 1)).when(recognise)._decide()) == 181_000
    assert balance(rested.at(noon(2, 1, 2026)).when(recognise)._decide()) == 365_000


def test_a_freeze_told_late_posts_only_the_difference_on_the_day_it_is_known():
    june = booked(181_000, JULY, date(2025, 6, 30), 0)[0]
    late = year.given(june, spread(over(days((1, 1), (6, 10)), DayRange(date(2025, 6, 20), date(2026, 1, 11)))))
    late.at(noon(7, 15)).when(recognise).then(*booked(-10_000, JULY, date(2025, 7, 15), 1), looks_on(AUGUST))


def test_days_given_make_the_same_money_last_longer_from_then_on_only():
    """184 days are left on 1 July, worth 1,840.00; with 46 more each is worth 8.00."""
    gift = DayRange(date(2026, 1, 1), date(2026, 2, 16))
    longer = spread(over(YEAR), over(YEAR, gift, since=JULY))
    given = year.given(booked(181_000, JULY, date(2025, 6, 30), 0)[0], longer)
    given.at(noon(8, 1)).when(recognise).then(*booked(24_800, AUGUST, date(2025, 7, 31), 1), looks_on(date(2025, 9, 1)))
    events = given.at(noon(2, 16, 2026)).when(recognise)._decide()
    assert balance(events) == 184_000


def test_a_rhythm_of_days_books_each_day_from_the_day_it_holds():
    daily = IncomePolicyPublished(rhythm="day", valid_from=date(2025, 1, 20))
    policy = year.given(daily)
    waits = policy.at(noon(1, 2)).when(recognise).then(looks_on(date(2025, 1, 20)))
    waits.at(noon(1, 20)).when(recognise).then(
        *booked(19_000, date(2025, 1, 20), date(2025, 1, 19), 0), looks_on(date(2025, 1, 21))
    )


def test_a_clock_that_stood_still_books_one_entry_a_month():
    daily = IncomePolicyPublished(rhythm="day", valid_from=NEW_YEAR)
    year.given(daily).at(noon(3, 5)).when(recognise).then(
        *booked(31_000, date(2025, 2, 1), date(2025, 1, 31), 0),
        *booked(28_000, date(2025, 3, 1), date(2025, 2, 28), 1),
        *booked(4_000, date(2025, 3, 5), date(2025, 3, 4), 2),
        looks_on(date(2025, 3, 6)),
    )


def test_before_an_order_is_paid_nothing_is_earned():
    placed, *_ = sold()
    Scenario(DECIDER).given(placed, spread(over(YEAR))).at(noon(7, 1)).when(recognise).then()
    Scenario(DECIDER).at(noon(7, 1)).when(recognise).then()


# --- money that goes back ---


def refund(amount: int) -> RefundOrder:
    return RefundOrder(refund_id=REFUND, order_id=ORDER, venue_id=PUDONG, amount=cny(amount), reason="moved away")


def test_a_refund_takes_back_only_what_is_not_income_by_then():
    """On 15 July 170 days are left: their 1,700.00 are a liability, and go back without touching income."""
    asked = year.given(booked(181_000, JULY, date(2025, 6, 30), 0)[0]).at(noon(7, 15)).when(refund(170_000))
    events = asked._decide()
    assert events[:2] == list(booked(14_000, date(2025, 7, 15), date(2025, 7, 14), 1))
    (gone,) = [event for event in events if isinstance(event, OrderRefunded)]
    assert gone.shares[0].unused == cny(170_000)
    assert balance(events, "income:card") == -14_000
    asked.given(*events).at(noon(1, 1, 2026)).when(recognise).then()


def test_a_whole_refund_reverses_what_was_income():
    events = year.at(noon(7, 1)).when(refund(365_000))._decide()
    assert (balance(events, "income:card"), balance(events)) == (0, 365_000)
    year.given(*events).at(noon(1, 1, 2026)).when(recognise).then()


def test_after_a_refund_in_part_what_is_left_is_earned_on_the_days_that_are_left():
    """1,840.00 are left on 1 July, 920.00 go back: 5.00 a day."""
    events = year.at(noon(7, 1)).when(refund(92_000))._decide()
    half = year.given(*events)
    half.at(noon(8, 1)).when(recognise).then(*booked(15_500, AUGUST, date(2025, 7, 31), 6), looks_on(date(2025, 9, 1)))
    assert balance(half.at(noon(1, 1, 2026)).when(recognise)._decide()) == 92_000


def test_a_freeze_told_after_a_whole_refund_posts_nothing():
    events = year.at(noon(7, 1)).when(refund(365_000))._decide()
    later = spread(over(days((1, 1), (6, 10)), DayRange(date(2025, 6, 20), date(2026, 1, 11))))
    year.given(*events, later).at(noon(8, 1)).when(recognise).then()


def test_what_a_change_of_product_leaves_over_is_credited_from_what_is_not_earned():
    spread_on = spread(over(YEAR), over(YEAR, since=JULY))
    credit = CreditUnused(order_id=ORDER, credit_id=REFUND, product_id=YEAR_CARD, amount=cny(84_000))
    events = year.given(spread_on).at(noon(7, 1)).when(credit)._decide()
    (credited,) = [event for event in events if isinstance(event, UnusedCredited)]
    assert (credited.unused, balance(events, "income:card")) == (cny(84_000), -181_000)
    rest = year.given(spread_on, *events).at(noon(1, 1, 2026)).when(recognise)._decide()
    assert balance(rest) == 100_000


def test_a_service_that_stopped_earns_no_more_and_what_is_left_stays_owed():
    stopped = spread(over(YEAR), replace(over(YEAR), since=JULY, days=()))
    events = year.given(stopped).at(noon(1, 5, 2026)).when(recognise)._decide()
    assert balance(events) == 181_000


# --- what it must not reach ---


def test_income_of_terms_is_no_prepaid_use_and_leads_to_no_command_but_the_clock_s():
    event = income(31_000, date(2025, 2, 1), date(2025, 1, 31))
    assert list(heard(event)) == []


# --- the figures themselves ---


@pytest.mark.parametrize("net", [1, 7, 365, 9_999, 365_000])
def test_all_bookings_together_are_the_price(net):
    whole = [over(YEAR), over(YEAR, DayRange(date(2026, 1, 1), date(2026, 1, 8)), since=date(2025, 3, 14))]
    marks = [date(2025, 1, 1), date(2025, 3, 14), date(2025, 12, 31), date(2026, 1, 3), date(2026, 2, 1)]
    parts = [
        round_half_up(earned(net, whole, (), b)) - round_half_up(earned(net, whole, (), a)) for a, b in pairwise(marks)
    ]
    assert sum(parts) == net and min(parts) >= 0


def test_a_cut_before_the_first_day_leaves_less_to_earn():
    assert earned(3_650, [over(YEAR)], [Cut(date(2024, 12, 30), 650)], date(2026, 1, 1)) == 3_000
    assert earned(3_650, [over(YEAR)], [Cut(date(2024, 12, 30), 5_000)], date(2026, 1, 1)) == 0


def test_the_clock_looks_at_once_when_days_change_and_then_when_something_is_due():
    recorded = Recorded(1, "s", 1, "e", "x", 1, b"{}", NOON, NOON, Meta("a", (), "c"))
    (at_once,), (later,) = timers(spread(over(YEAR)), recorded), timers(looks_on(JULY), recorded)
    assert at_once == SetTimer(f"income {ORDER}", NOON, recognise)
    assert later == SetTimer(f"income {ORDER}", day_start(JULY, "Asia/Shanghai"), recognise)

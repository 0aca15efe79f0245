"""When a debt is told, when it shuts doors, and what ends it: by age and by amount, by the policy of the day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.finance.debt_policy import DEBT_POLICY, add_working_days
from services.finance.debts import DEBTS
from services.finance.timers import timers
from shared.contracts.finance import (
    DebtFellDue,
    DebtNoted,
    DebtOverdue,
    DebtPolicyDated,
    DebtPolicyOutOfRange,
    DebtPolicyPublished,
    DebtSettled,
    DebtsReviewed,
    DebtUnknown,
    DebtWrittenOff,
    DropRenewalDebts,
    NoteDebt,
    OrderOfAnotherVenue,
    PublishDebtPolicy,
    ReviewDebts,
    WriteOffDebt,
)
from shared.ids import derived_id
from shared.log import Meta, Recorded
from shared.money import Money
from shared.timers import SetTimer
from tests.finance.examples import ORDER, PUDONG, WEI, XUHUI, cny
from tests.scenario import NOON, Scenario

DUE = date(2025, 3, 1)
CARD = derived_id("card")
ANOTHER = derived_id("another order")
look = ReviewDebts(member_id=WEI)
note = NoteDebt(
    member_id=WEI,
    order_id=ORDER,
    venue_id=PUDONG,
    zone="Asia/Shanghai",
    left=cny(30_000),
    due_day=DUE,
    cause="renewal",
    card_id=CARD,
)
owed = DebtNoted(**vars(note))
publish = PublishDebtPolicy(least=cny(5_000), days=3, bank_days=5, valid_from=date(2025, 3, 1))
policy = DebtPolicyPublished(**vars(publish))
debtor = Scenario(DEBTS).given(policy, owed)
settled = DebtSettled(member_id=WEI)


def on(day: int, hour: int = 4) -> datetime:
    """Noon in Shanghai of a day of March 2025."""
    return datetime(2025, 3, day, hour, tzinfo=UTC)


def fell_due(blocks_on: date | None = date(2025, 3, 4), amount: int = 30_000) -> DebtFellDue:
    return DebtFellDue(member_id=WEI, amount=cny(amount), since=DUE, blocks_on=blocks_on)


def overdue(amount: int = 30_000) -> DebtOverdue:
    return DebtOverdue(member_id=WEI, amount=cny(amount), since=DUE, least=cny(5_000), days=3)


def until(day: int) -> DebtsReviewed:
    """Sleeps until that day of March begins in Shanghai."""
    return DebtsReviewed(member_id=WEI, wake_at=on(day, 0) - timedelta(hours=8))


def test_the_billing_day_locks_nobody_out_and_is_not_even_told():
    debtor.at(on(1)).when(look).then(until(2))


def test_the_day_after_it_is_told_with_the_day_on_which_doors_will_shut():
    told = debtor.at(on(2)).when(look).then(fell_due(), until(3))
    told.at(on(3)).when(look).then(until(4))


def test_owed_for_three_days_the_doors_shut_and_paid_they_open():
    shut = debtor.given(fell_due()).at(on(4)).when(look).then(overdue(), until(5))
    shut.given(replace(owed, left=cny(0))).at(on(4)).when(look).then(settled)


def test_a_day_begins_by_the_clock_of_the_venue_that_sold():
    midnight = on(3, 16)  # 4 March, 00:00 in Shanghai
    assert overdue() not in debtor.at(midnight - timedelta(seconds=1)).when(look)._decide()
    assert overdue() in debtor.at(midnight).when(look)._decide()


def test_less_than_the_least_shuts_no_door_however_old():
    small = Scenario(DEBTS).given(policy, replace(owed, left=cny(4_999)))
    small.at(on(20)).when(look).then(fell_due(None, 4_999), until(21))


def test_debts_are_added_up_once_each_is_old_enough():
    half = replace(owed, left=cny(2_500))
    both = Scenario(DEBTS).given(policy, half, replace(half, order_id=ANOTHER, due_day=date(2025, 3, 3)))
    assert fell_due(date(2025, 3, 6), 5_000) in both.at(on(5)).when(look)._decide()
    assert overdue(5_000) in both.at(on(6)).when(look)._decide()


def test_part_of_it_paid_may_be_enough_to_open():
    shut = debtor.given(fell_due(), overdue())
    part = shut.given(replace(owed, left=cny(1_000)))
    part.at(on(5)).when(look).then(fell_due(None, 1_000), until(6))


def test_a_bank_that_was_asked_has_five_working_days():
    """Asked on Friday, 28 February; due on Saturday; three days late on Tuesday; the bank has until Friday, 7 March."""
    asked = replace(owed, asked_on=date(2025, 2, 28))
    waiting = Scenario(DEBTS).given(policy, asked)
    waiting.at(on(6)).when(look).then(fell_due(date(2025, 3, 7)), until(7))
    assert overdue() in waiting.at(on(7)).when(look)._decide()
    said_no = waiting.given(owed)
    assert overdue() in said_no.at(on(4)).when(look)._decide()


def test_without_a_policy_no_debt_shuts_a_door():
    Scenario(DEBTS).given(owed).at(on(20)).when(look).then(fell_due(None), until(21))


def test_the_policy_of_the_day_decides():
    stricter = replace(policy, days=1, valid_from=date(2025, 3, 3))
    told = Scenario(DEBTS).given(policy, stricter, owed)
    assert fell_due(date(2025, 3, 3)) in told.at(on(2)).when(look)._decide()
    assert replace(overdue(), days=1) in told.at(on(3)).when(look)._decide()


def test_a_policy_is_of_one_currency():
    pounds = replace(policy, least=Money(1, "GBP"))
    Scenario(DEBTS).given(pounds, owed).at(on(20)).when(look).then(fell_due(None), until(21))


def test_a_debt_written_off_is_claimed_no_more_and_comes_not_back():
    wish = WriteOffDebt(member_id=WEI, order_id=ORDER, venue_id=PUDONG, reason="moved away")
    off = DebtWrittenOff(member_id=WEI, order_id=ORDER, left=cny(30_000), why="by_hand", reason="moved away")
    shut = debtor.given(overdue())
    written = shut.at(on(5)).when(wish).then(off)
    written.when(wish).then()
    written.given(replace(owed, left=cny(20_000))).at(on(5)).when(look).then(settled)
    shut.when(replace(wish, venue_id=XUHUI)).refuses(OrderOfAnotherVenue)
    shut.when(replace(wish, order_id=ANOTHER)).refuses(DebtUnknown)


def test_a_renewal_that_did_not_come_about_is_owed_no_more_even_if_that_is_heard_first():
    drop = DropRenewalDebts(member_id=WEI, card_id=CARD, order_id=ORDER)
    early = Scenario(DEBTS).given(policy).when(drop)
    dropped = early.then(DebtWrittenOff(member_id=WEI, order_id=ORDER, left=None, why="not_renewed"))
    dropped.given(owed).at(on(20)).when(look).then()


def test_a_card_renewed_otherwise_owes_its_other_renewals_no_more():
    drop = DropRenewalDebts(member_id=WEI, card_id=CARD, paid_by=ANOTHER)
    off = DebtWrittenOff(member_id=WEI, order_id=ORDER, left=cny(30_000), why="not_renewed")
    debtor.when(drop).then(off).when(drop).then()
    debtor.when(replace(drop, paid_by=ORDER)).then()
    Scenario(DEBTS).given(replace(owed, cause="on_account")).when(drop).then()


def test_what_an_order_tells_is_known_once():
    Scenario(DEBTS).when(note).then(owed).when(note).then()
    less = NoteDebt(member_id=WEI, order_id=ORDER, left=cny(1))
    debtor.when(less).then(replace(owed, left=cny(1)))
    Scenario(DEBTS).when(less).then()


def test_the_clock_looks_when_a_debt_changed_and_when_it_may():
    recorded = Recorded(1, "s", 1, "e", "x", 1, b"{}", NOON, NOON, Meta("a", (), "c"))
    for event in (owed, DebtWrittenOff(member_id=WEI, order_id=ORDER, left=None, why="not_renewed")):
        assert timers(event, recorded) == [SetTimer(f"debts {WEI}", NOON, look)]
    assert timers(until(4), recorded) == [SetTimer(f"debts {WEI}", until(4).wake_at, look)]
    assert timers(settled, recorded) == []


# --- policies ---

office = Scenario(DEBT_POLICY).at(on(1))


def test_a_policy_holds_from_today_or_later_and_is_published_once():
    office.when(publish).then(policy).when(publish).then()
    office.when(replace(publish, valid_from=date(2025, 2, 28))).refuses(DebtPolicyDated, earliest="2025-03-01")
    later = replace(publish, days=7, valid_from=date(2025, 4, 1))
    office.given(policy).when(later).then(DebtPolicyPublished(**vars(later)))


@pytest.mark.parametrize(
    ("wrong", "figure"),
    [({"days": 0}, "days"), ({"days": 367}, "days"), ({"bank_days": 31}, "bank_days"), ({"least": cny(0)}, "least")],
)
def test_a_policy_leaves_at_least_the_billing_day(wrong, figure):
    office.when(replace(publish, **wrong)).refuses(DebtPolicyOutOfRange, figure=figure)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 30))
def test_working_days_are_counted_one_by_one(day, days):
    after = add_working_days(day, days)
    between = [day + timedelta(n) for n in range(1, (after - day).days + 1)]
    assert sum(each.isoweekday() < 6 for each in between) == days
    assert not days or after.isoweekday() < 6

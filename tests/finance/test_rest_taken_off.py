"""Days rested are taken off the next charge, at the desk or by itself, each once (features-and-rules 10: prorate)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.finance.terms.heard import days_after
from services.finance.terms.paid_days import PAID_DAYS
from services.finance.terms.rested import rested_before
from shared.contracts import DayRange
from shared.contracts.cards import (
    AgreeAutoRenewal,
    CloseVenue,
    FreezeCard,
    FreezeRules,
    LotNotGranted,
    RenewalDue,
    RenewalOffer,
    Terms,
)
from shared.contracts.finance import (
    NotePaidDays,
    OrderOutdated,
    OrderPlaced,
    PaidDaysNoted,
    PricedLine,
    RefundOrder,
    TakenOff,
)
from shared.contracts.samples import sample
from shared.ids import derived_id
from tests.finance.examples import PUDONG, WEI, cny
from tests.finance.till_and_cards import PRODUCT, TillAndCards
from tests.scenario import Scenario

OFFER = RenewalOffer(per_mille=1000, days_before=40, days_after=7)
MONTH = Terms(
    kind="term",
    months=1,
    freeze_days=90,
    freezing=FreezeRules(hold="prorate"),
    renewal=OFFER,
    auto_renew_most=cny(30_000),
)


def sold(*rests: tuple[int, int]) -> TillAndCards:
    """January for 300.00, of which the card rests these days."""
    town = TillAndCards(MONTH, price=30_000)
    town.buy(1)
    for first, until in rests:
        rest = DayRange(date(2025, 1, first), date(2025, 1, 1) + timedelta(until - 1))
        town.give("cards", FreezeCard(card_id=town.card_id, member_id=WEI, rest=rest))
    return town


def renewed(town: TillAndCards, number: int, purpose: str = "renewal") -> tuple[OrderPlaced, PricedLine]:
    placed = town.place(number, PRODUCT, town.card_id, purpose)  # type: ignore[arg-type]
    return placed, placed.lines[0]


@pytest.mark.parametrize("purpose", ["renewal", "sale"])
def test_ten_of_january_s_31_days_are_96_77_off_at_the_desk_too(purpose):
    town = sold((10, 20)).on(date(2025, 1, 25))
    placed, line = renewed(town, 2, purpose)
    assert (placed.total, line.charged, line.credit) == (cny(20_323), cny(30_000), cny(9_677))
    assert line.off == (DayRange(date(2025, 1, 10), date(2025, 1, 20)),)
    town.pay(placed)
    assert renewed(town, 3)[1].off == () and renewed(town, 4)[0].total == cny(30_000)
    town.on(date(2027, 1, 1))
    assert town.balance("income:card") == cny(-50_323) and town.audited() == []


def test_days_that_are_still_to_be_rested_are_taken_off_the_charge_after_them():
    """On the 25th five of ten days are rested, 48.39 of 31 days; the others go off the automatic charge for March."""
    town = sold((20, 30)).on(date(2025, 1, 25))
    placed, line = renewed(town, 2)
    assert (placed.total, line.off) == (cny(25_161), (DayRange(date(2025, 1, 20), date(2025, 1, 25)),))
    town.pay(placed)
    town.give("cards", AgreeAutoRenewal(card_id=town.card_id, member_id=WEI, most=cny(30_000)))
    town.on(date(2025, 2, 28))
    (due,) = town.of(RenewalDue)
    assert (due.period, due.off_days, due.of_days) == (date(2025, 3, 1), 5, 28)
    assert due.off == (DayRange(date(2025, 1, 25), date(2025, 1, 30)),)
    charged = town.of(OrderPlaced)[-1]
    assert (charged.total, charged.lines[0].off) == (cny(24_643), due.off)


def test_of_two_orders_for_the_same_days_one_is_paid_and_the_other_is_outdated():
    town = sold((10, 20)).on(date(2025, 1, 25))
    (first, _), (second, _) = renewed(town, 2), renewed(town, 3)
    assert first.total == second.total == cny(20_323)
    town.pay(first)
    with pytest.raises(OrderOutdated) as no:
        town.pay(second)
    assert no.value.facts == {"order_id": second.order_id, "by": first.order_id}


def test_days_of_a_renewal_that_was_refunded_whole_are_taken_off_the_next():
    town = sold((10, 20)).on(date(2025, 1, 25))
    placed, _ = renewed(town, 2)
    town.pay(placed)
    back = {"refund_id": derived_id("back"), "order_id": placed.order_id, "venue_id": PUDONG, "reason": "not wanted"}
    refund = RefundOrder(**back, amount=placed.total)
    town.give("finance", refund)
    assert renewed(town, 3)[0].total == cny(20_323)


def test_a_day_lost_by_a_closure_extends_the_card_and_is_not_taken_off():
    town = sold((10, 20))
    closing = {"closure_id": derived_id("flood"), "venue_id": PUDONG, "extends": "sold_here", "reason": "flood"}
    town.give("cards", CloseVenue(**closing, days=DayRange(date(2025, 1, 15), date(2025, 1, 18))))
    town.on(date(2025, 1, 25))
    placed, line = renewed(town, 2)
    assert [days.days for days in line.off or ()] == [5, 2]
    assert placed.total == cny(30_000 - 6_774)  # 7 of 31 days


def test_a_rest_that_moves_the_end_or_does_neither_takes_nothing_off():
    for hold in ("extend", "keep"):
        town = TillAndCards(Terms(kind="term", months=1, freeze_days=90, freezing=FreezeRules(hold=hold)), price=30_000)
        town.buy(1)
        rest = DayRange(date(2025, 1, 10), date(2025, 1, 20))
        town.give("cards", FreezeCard(card_id=town.card_id, member_id=WEI, rest=rest))
        assert renewed(town.on(date(2025, 1, 25)), 2, "sale")[0].total == cny(30_000)


def test_never_more_than_the_price_goes_off_and_the_other_days_wait_for_the_next_charge():
    town = sold((2, 60)).on(date(2025, 3, 5))
    placed, line = renewed(town, 2, "sale")
    assert (placed.total, line.credit) == (cny(0), cny(30_000))
    assert line.off == (DayRange(date(2025, 1, 2), date(2025, 2, 2)),)
    assert renewed(town, 3, "sale")[1].off == (DayRange(date(2025, 2, 2), date(2025, 3, 1)),)


def test_days_of_a_renewal_that_was_not_granted_are_taken_off_the_next():
    """Paid while the card was given back: its money is a credit, and the days rested are free for the next charge."""
    town = sold((10, 20)).on(date(2025, 1, 25))
    placed, line = renewed(town, 2)
    assert line.off
    taken = NotePaidDays(card_id=town.card_id, taken_off=TakenOff(order_id=placed.order_id, days=line.off))
    no = replace(sample(LotNotGranted), card_id=town.card_id, order_id=placed.order_id)
    (freed,) = days_after(no)
    known = Scenario(PAID_DAYS).given(*(event for event in town.all("finance") if isinstance(event, PaidDaysNoted)))
    for told in ((taken, freed), (freed, taken)):  # the two pieces of news come on different ways
        after = known
        for wish in told:
            after = after.given(*after.when(wish)._decide())
        days = PAID_DAYS.fold(after.past)
        assert rested_before(days, town.today) == line.off

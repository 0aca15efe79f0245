"""A card's life at the desk and in the books: what was prepaid is earned by the day, whatever becomes of the days."""

from datetime import date, timedelta

from shared.contracts import DayRange
from shared.contracts.cards import (
    CardCancelledAfterRefund,
    CloseVenue,
    EndFreeze,
    FreezeCard,
    GiveDays,
    LotShortened,
    ProductChanged,
    QuoteChange,
    ReopenVenue,
)
from shared.contracts.finance import (
    PrepaidUsed,
    PublishIncomePolicy,
    RefundOrder,
    TermIncomeRecognised,
    UnusedCredited,
)
from shared.ids import derived_id
from tests.finance.examples import PUDONG, WEI, cny
from tests.finance.till_and_cards import BETTER, CHEAP, PRODUCT, TillAndCards

JULY = date(2025, 7, 1)
OVER = date(2027, 6, 1)


def sold() -> TillAndCards:
    """A year for 3,650.00, from New Year's Day on: 10.00 a day."""
    town = TillAndCards()
    town.buy(1)
    return town


def freeze(town: TillAndCards, first: date, days: int) -> FreezeCard:
    return FreezeCard(card_id=town.card_id, member_id=WEI, rest=DayRange(first, first + timedelta(days)))


def refund(number: int, amount: int) -> RefundOrder:
    order_id, refund_id = derived_id("order", number), derived_id("refund", number, amount)
    return RefundOrder(refund_id=refund_id, order_id=order_id, venue_id=PUDONG, amount=cny(amount), reason="asked")


def test_a_year_is_booked_month_by_month_until_nothing_is_owed():
    town = sold().on(JULY)
    assert (town.balance("deferred:card"), town.balance("income:card")) == (cny(-184_000), cny(-181_000))
    town.on(OVER)
    assert (town.balance("deferred:card"), town.balance("income:card")) == (cny(0), cny(-365_000))
    assert [e.net.amount for e in town.of(TermIncomeRecognised)] == [
        1_000 * days for days in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    ]
    assert town.audited() == []


def test_income_of_days_counts_no_prepaid_use_and_earns_nothing_by_the_visit():
    town = sold().on(OVER)
    assert town.of(PrepaidUsed) == []


def test_a_rest_stops_the_income_and_an_early_return_starts_it_again():
    town = sold().on(date(2025, 3, 1))
    town.give("cards", freeze(town, date(2025, 3, 1), 31))
    town.on(date(2025, 3, 11))
    town.give("cards", EndFreeze(card_id=town.card_id, member_id=WEI, first_day_back=date(2025, 3, 11)))
    town.on(date(2025, 4, 1))
    assert town.of(TermIncomeRecognised)[-1].net == cny(21_000)
    town.on(OVER)
    assert town.of(TermIncomeRecognised)[-1].until == date(2026, 1, 11) and town.audited() == []


def test_a_medical_freeze_told_late_moves_income_and_books_the_difference_alone():
    town = sold().on(JULY)
    town.give("cards", freeze(town, date(2025, 6, 1), 20), happened=date(2025, 6, 1))
    correction = town.of(TermIncomeRecognised)[-1]
    assert (correction.net, correction.day, correction.until) == (cny(-20_000), JULY, JULY)
    assert town.balance("deferred:card") == cny(-204_000)
    town.on(OVER)
    assert town.balance("deferred:card") == cny(0) and town.audited() == []


def test_a_closure_told_late_does_the_same_and_opening_early_gives_it_back():
    town = sold().on(JULY)
    closure_id = derived_id("flood")
    may = DayRange(date(2025, 5, 1), date(2025, 5, 11))
    shut = CloseVenue(closure_id=closure_id, venue_id=PUDONG, days=may, extends="sold_here", reason="flood")
    town.give("cards", shut)
    assert town.balance("deferred:card") == cny(-194_000)
    town.give("cards", ReopenVenue(closure_id=closure_id, venue_id=PUDONG, first_day_open=date(2025, 5, 6)))
    assert town.balance("deferred:card") == cny(-189_000)
    town.on(OVER)
    assert town.balance("income:card") == cny(-365_000) and town.audited() == []


def test_days_given_spread_what_is_left_and_invent_no_income():
    town = sold().on(JULY)
    gift = {"card_id": town.card_id, "member_id": WEI, "gift_id": derived_id("gift"), "cause": "referral"}
    town.give("cards", GiveDays(**gift, days=46, reason="a friend joined"))
    town.on(date(2025, 8, 1))
    assert town.of(TermIncomeRecognised)[-1].net == cny(24_800)  # 31 days at 8.00
    town.on(OVER)
    assert town.balance("income:card") == cny(-365_000) and town.audited() == []


def test_a_renewal_is_earned_after_the_days_that_it_follows():
    town = sold().on(date(2025, 12, 1))
    town.buy(2, card_id=town.card_id)
    town.on(date(2026, 1, 1))
    assert town.balance("deferred:card") == cny(-365_000)
    town.on(OVER)
    assert town.balance("deferred:card") == cny(0) and town.audited() == []


def test_an_upgrade_spreads_what_the_old_card_had_not_earned_and_the_difference_over_the_rest():
    town = sold().on(JULY)
    town.give("cards", QuoteChange(card_id=town.card_id, member_id=WEI, product_id=BETTER))
    town.buy(2, BETTER, town.card_id, "upgrade")  # 7,300.00 of the year less 1,840.00: another 1,840.00 to pay
    town.on(date(2025, 8, 1))
    assert sorted(e.net.amount for e in town.of(TermIncomeRecognised)[-2:]) == [31_000, 31_000]
    town.on(OVER)
    assert town.balance("income:card") == cny(-365_000 - 184_000) and town.audited() == []


def test_a_downgrade_credits_what_is_not_earned_and_the_rest_goes_on():
    town = TillAndCards()
    town.buy(1, BETTER)
    town.on(JULY)
    town.give("cards", QuoteChange(card_id=town.card_id, member_id=WEI, product_id=PRODUCT))
    town.buy(2, PRODUCT, town.card_id, "upgrade")
    (credited,) = town.of(UnusedCredited)
    assert credited.amount == credited.unused == cny(184_000) and town.of(ProductChanged)
    town.on(OVER)
    assert (town.balance("income:card"), town.balance("member_credit")) == (cny(-546_000), cny(-184_000))
    assert town.audited() == []


def test_what_a_second_change_leaves_over_is_credited_to_the_orders_that_paid_the_latest_first():
    """3,650.00 paid for the year, 1,840.00 for the better half; the cheap half costs 184.00, and 3,496.00 are over."""
    town = sold().on(JULY)
    for number, product_id in ((2, BETTER), (3, CHEAP)):
        town.give("cards", QuoteChange(card_id=town.card_id, member_id=WEI, product_id=product_id))
        town.buy(number, product_id, town.card_id, "upgrade")
    credited = {event.order_id: event.amount for event in town.of(UnusedCredited)}
    assert credited == {derived_id("order", 2): cny(184_000), derived_id("order", 1): cny(165_600)}
    assert (town.balance("member_credit"), town.balance("deferred:card")) == (cny(-349_600), cny(-18_400))
    town.on(OVER)
    assert town.balance("income:card") == cny(-181_000 - 18_400) and town.audited() == []


def test_a_refund_on_15_july_gives_back_170_days_and_ends_the_income():
    town = sold().on(date(2025, 7, 15))
    town.give("finance", refund(1, 170_000))
    assert (town.balance("deferred:card"), town.balance("income:card")) == (cny(0), cny(-195_000))
    town.on(OVER)
    assert town.balance("income:card") == cny(-195_000) and town.audited() == []


def test_a_whole_refund_takes_back_income_too_and_leaves_no_clock_behind():
    town = sold().on(date(2025, 7, 15))
    town.give("finance", refund(1, 365_000))
    assert (town.balance("deferred:card"), town.balance("income:card")) == (cny(0), cny(0))
    assert town.on(OVER).audited() == []


def test_what_an_upgrade_rests_on_is_earned_on_the_days_it_still_pays_for_when_only_the_upgrade_is_refunded():
    """1,840.00 of 3,680.00 for 184 days are left: 92 days of the better product, and then nothing is owed."""
    town = sold().on(JULY)
    town.give("cards", QuoteChange(card_id=town.card_id, member_id=WEI, product_id=BETTER))
    town.buy(2, BETTER, town.card_id, "upgrade")
    town.give("finance", refund(2, 184_000))
    (shorter,) = town.of(LotShortened)
    assert (shorter.days, shorter.valid_until, shorter.price) == (92, date(2025, 10, 1), cny(184_000))
    town.on(OVER)
    assert (town.balance("deferred:card"), town.balance("income:card")) == (cny(0), cny(-365_000))
    assert town.audited() == []


def test_a_refund_of_what_an_upgrade_rests_on_leaves_the_days_that_the_upgrade_pays_for():
    town = sold().on(JULY)
    town.give("cards", QuoteChange(card_id=town.card_id, member_id=WEI, product_id=BETTER))
    town.buy(2, BETTER, town.card_id, "upgrade")
    town.give("finance", refund(1, 365_000))
    (shorter,) = town.of(LotShortened)
    assert (shorter.order_id, shorter.days, shorter.price) == (derived_id("order", 1), 92, cny(184_000))
    town.on(OVER)
    assert (town.balance("deferred:card"), town.balance("income:card")) == (cny(0), cny(-184_000))
    assert town.audited() == []


def test_a_card_that_was_lowered_ends_with_the_refund_of_the_order_that_paid_for_both():
    """A year for 3,650.00 becomes one for 365.00 on its first day; all 3,650.00 back: no year for nothing."""
    town = sold()
    town.give("cards", QuoteChange(card_id=town.card_id, member_id=WEI, product_id=CHEAP))
    town.buy(2, CHEAP, town.card_id, "upgrade")
    town.give("finance", refund(1, 365_000))
    assert [event.order_id for event in town.of(CardCancelledAfterRefund)] == [derived_id("order", 1)]
    assert (town.balance("deferred:card"), town.balance("member_credit")) == (cny(0), cny(0))
    assert town.on(OVER).audited() == []


def test_tax_and_a_rhythm_of_days_change_no_sum():
    town = TillAndCards(tax_basis_points=600)
    town.give("finance", PublishIncomePolicy(rhythm="day", valid_from=date(2025, 1, 1)))
    town.buy(1)
    town.on(date(2025, 1, 11))
    assert len(town.of(TermIncomeRecognised)) == 10
    assert town.balance("income:card") == cny(-9_434)  # 10 of 365 days of 3,443.40 net
    assert town.audited() == []

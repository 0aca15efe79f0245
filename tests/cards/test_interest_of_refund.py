"""The interest that a refund of a lot would bear, under the readings that say whose fault it is."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import reduce

from services.cards.answers.interest import REFUND_INTEREST, Bearing, told_of_interest
from services.cards.answers.worth import since_when
from services.cards.card import Card
from services.cards.evolve import evolve
from shared.contracts.cards import RefundInterestNoted, Terms
from tests.cards.examples import ORDER, january, month_card, visit_card, yuan
from tests.cards.test_answers import refunds, told
from tests.cards.test_change_product import april, changed, usd
from tests.finance.test_refund_interest import published
from tests.scenario import Scenario

rates = RefundInterestNoted(
    for_venue=month_card.venue_id,
    operator_basis_points=300,
    member_basis_points=150,
    year_days=365,
    valid_from=date(2025, 1, 1),
)
year_card = replace(
    month_card,
    price=yuan(365_000),
    terms=Terms(kind="term", months=12, list_price=yuan(3_000)),
    valid=replace(month_card.valid, until=date(2026, 1, 1)),
)
JUNE = datetime(2025, 6, 30, 4, tzinfo=UTC)


def test_1840_left_of_a_year_bear_27_22_in_180_days_by_the_operators_fault():
    """3,650.00 by the member's, who never came: all of it, at the deposit rate."""
    after = refunds(rates, year_card, at=JUNE)
    assert (after["at_discount"].refund, after["at_discount"].interest) == (yuan(184_000), yuan(2_722))
    assert "1,840.00 CNY × 300/10000 × 180/365 = 27.22 CNY" in after["at_discount"].arithmetic
    assert "利息 1,840.00 CNY" in after["at_discount"].arithmetic_zh
    assert (after["at_list"].refund, after["at_list"].interest) == (yuan(365_000), yuan(2_700))
    assert after["pro_rata"].interest == yuan(0)


def test_a_rate_that_was_not_published_is_not_known():
    assert refunds(year_card, at=JUNE)["at_discount"].interest is None
    later = replace(rates, valid_from=date(2025, 1, 2))
    assert refunds(later, year_card, at=JUNE)["at_list"].interest is None
    elsewhere = replace(rates, for_venue=ORDER)
    assert refunds(elsewhere, year_card, at=JUNE)["at_list"].interest is None


def test_within_seven_days_all_goes_back_and_bears_nothing():
    assert refunds(rates, visit_card, at=january(8))["unused"].interest == yuan(0)


def test_after_a_change_of_product_each_order_bears_interest_since_its_own_day():
    """20.00 of 11 April and 5.00 of 26 April: of 15.00 given back 5.00 bear since the 26th, 10.00 since the 11th."""
    past = [*told(april, at=datetime(2025, 4, 11, tzinfo=UTC)), *told(changed, at=datetime(2025, 4, 26, tzinfo=UTC))]
    card = reduce(evolve, (april, changed), Card())
    new = card.lots[changed.lot.lot_id]
    sold, upgraded = (one.recorded.happened_at for one in past)
    days = since_when(card, {april.card_id: sold, new.lot.lot_id: upgraded}, "UTC")
    assert list(Bearing([rates], days).parts(new, usd(1_500))) == [
        (date(2025, 4, 26), usd(500)),
        (date(2025, 4, 11), usd(1_000)),
    ]


def test_what_finance_publishes_is_noted():
    (note,) = told_of_interest(published)
    Scenario(REFUND_INTEREST).when(note).then(replace(rates, for_venue=published.for_venue))

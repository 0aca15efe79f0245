"""In the middle of a quarter the parts are of its 91 days, not of the 42 that are left (features-and-rules 3)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.cards.sale.change import CHANGE
from services.finance.decider import ORDER as ORDERS
from services.finance.reactions import known_card
from shared.contracts import DayRange
from shared.contracts.cards import Terms
from shared.contracts.finance import CardNoted, OrderLine, PlaceOrder, PricePublished, TillOpened, UpgradeNoted
from shared.venue_time import add_days
from tests.cards.examples import CARD, PRODUCT, PUDONG, WEI, month_card, yuan
from tests.cards.test_answers import refunds
from tests.cards.test_change_product import BETTER, UPGRADE, better, quote, quoted
from tests.scenario import Scenario

QUARTER = Terms(kind="term", months=3)
MAY_20 = datetime(2025, 5, 20, 4, tzinfo=UTC)
APRIL_TO_JUNE = DayRange(date(2025, 4, 1), date(2025, 7, 1))
spring = replace(month_card, price=yuan(91_000), terms=QUARTER, valid=APRIL_TO_JUNE)
better_quarter = replace(better, terms=QUARTER)
of_quarters = replace(quoted, day=date(2025, 5, 20), part=42, whole=91, credit=yuan(42_000), paid=yuan(42_000))


def test_42_of_91_days_are_credited_and_charged_when_a_quarter_changes_on_20_may():
    """910.00 from 1 April to 30 June: 420.00 are left, at 10.00 a day."""
    Scenario(CHANGE).at(MAY_20).given(better_quarter, spring).when(quote).then(of_quarters)


def test_the_desk_takes_210_for_the_42_days_of_the_better_quarter():
    """1,365.00 for 91 days are 630.00 for 42; less 420.00."""
    (note,) = known_card(of_quarters)
    counter = (
        Scenario(ORDERS)
        .at(MAY_20)
        .given(
            TillOpened(venue_id=PUDONG, zone="Asia/Shanghai", currency="CNY"),
            PricePublished(
                product_id=BETTER,
                title="Plus",
                kind="card",
                price=yuan(136_500),
                tax_basis_points=0,
                prepaid=True,
                valid_from=date(2025, 1, 1),
                for_venue=None,
            ),
            CardNoted(card_id=CARD, member_id=WEI, product_id=PRODUCT, valid_until=APRIL_TO_JUNE.until, over=False),
            UpgradeNoted(**vars(note)),
        )
    )
    line = OrderLine(product_id=BETTER, card_id=CARD, purpose="upgrade")
    (order,) = counter.when(PlaceOrder(order_id=UPGRADE, member_id=WEI, venue_id=PUDONG, lines=(line,)))._decide()
    (sold,) = order.lines
    assert (sold.charged, sold.credit, sold.total) == (yuan(63_000), yuan(42_000), yuan(21_000))


@pytest.mark.parametrize(
    ("first", "until", "days"),
    [
        (date(2025, 1, 1), date(2025, 4, 1), 90),
        (date(2025, 4, 1), date(2025, 7, 1), 91),
        (date(2025, 7, 1), date(2025, 10, 1), 92),
        (date(2028, 1, 1), date(2028, 4, 1), 91),  # with 29 February
        (date(2025, 1, 31), date(2025, 4, 30), 89),  # of the 31st, by way of 28 February
    ],
)
def test_a_quarter_gives_back_the_days_that_are_left_of_its_own_days(first, until, days):
    """10.00 a day, whichever quarter: 42 days before the end 420.00 go back, not all and not 42 of 90."""
    assert DayRange(first, until).days == days
    card = replace(spring, price=yuan(1_000 * days), valid=DayRange(first, until))
    last_used = add_days(until, -43)
    at = datetime(last_used.year, last_used.month, last_used.day, 4, tzinfo=UTC)
    assert refunds(card, at=at)["pro_rata"].refund == yuan(42_000)

from dataclasses import replace
from datetime import UTC, date, datetime

from services.finance.decider import ORDER as DECIDER
from shared.contracts.finance import (
    NoPrice,
    OrderAlreadyPlaced,
    OrderLine,
    OrderLinesOutOfRange,
    PriceInAnotherCurrency,
    QuantityOutOfRange,
    TillNotOpen,
)
from shared.ids import derived_id
from tests.finance.examples import (
    ADA,
    PACK,
    WATER,
    cny,
    pack_line,
    pack_priced,
    paid,
    place,
    placed,
    till_opened,
    water_line,
    water_priced,
)
from tests.scenario import Scenario

shop = Scenario(DECIDER).given(till_opened, pack_priced, water_priced)


def only(*lines):
    return replace(place, lines=tuple(OrderLine(product_id=p, quantity=n) for p, n in lines))


def test_an_order_keeps_the_prices_and_the_tax_of_its_day():
    shop.when(place).then(placed)


def test_the_day_of_an_order_is_the_venues_own():
    dearer = replace(water_priced, price=cny(300), valid_from=date(2025, 3, 2))
    late = datetime(2025, 3, 1, 16, 0, tzinfo=UTC)  # 2 March, 00:00 in Shanghai
    line = replace(water_line, price=cny(300), total=cny(300))
    second = replace(placed, day=date(2025, 3, 2), lines=(line,), total=cny(300))
    shop.given(dearer).at(late).when(only((WATER, 1))).then(second)


def test_tax_is_rounded_once_for_a_line_not_for_each_piece():
    line = replace(water_line, quantity=3, total=cny(897), tax=cny(35))  # 34.5; three times 12 would be 36
    shop.when(only((WATER, 3))).then(replace(placed, lines=(line,), total=cny(897)))


def test_a_product_named_twice_is_one_line():
    line = replace(water_line, quantity=3, total=cny(897), tax=cny(35))
    shop.when(only((WATER, 1), (WATER, 2))).then(replace(placed, lines=(line,), total=cny(897)))


def test_an_order_that_costs_nothing_is_paid_when_it_is_placed():
    gift = replace(pack_priced, price=cny(0), valid_from=date(2025, 2, 1))
    lines = (replace(pack_line, price=cny(0), total=cny(0), tax=cny(0)),)
    free = replace(placed, lines=lines, total=cny(0))
    shop.given(gift).when(only((PACK, 1))).then(free, replace(paid, lines=lines, total=cny(0)))


def test_the_same_order_again_changes_nothing():
    shop.given(placed).when(place).then()


def test_an_order_id_stands_for_one_order():
    shop.given(placed).when(replace(place, member_id=ADA)).refuses(OrderAlreadyPlaced)


def test_nothing_is_sold_where_no_till_is_open():
    Scenario(DECIDER).given(pack_priced).when(place).refuses(TillNotOpen)


def test_nothing_is_sold_without_a_price():
    Scenario(DECIDER).given(till_opened, pack_priced).when(place).refuses(NoPrice, product_id=WATER)


def test_a_venue_sells_in_its_own_currency():
    euro = Scenario(DECIDER).given(replace(till_opened, currency="EUR"), pack_priced, water_priced)
    euro.when(place).refuses(PriceInAnotherCurrency, price="CNY", venue="EUR")


def test_an_order_without_products_is_refused():
    shop.when(only()).refuses(OrderLinesOutOfRange, asked=0)


def test_an_order_of_51_products_is_refused():
    shop.when(only(*((derived_id(n), 1) for n in range(51)))).refuses(OrderLinesOutOfRange, asked=51)


def test_less_than_one_piece_is_refused_also_when_another_line_makes_up_for_it():
    shop.when(only((WATER, 0))).refuses(QuantityOutOfRange)
    shop.when(only((WATER, -1), (WATER, 3))).refuses(QuantityOutOfRange, asked=-1)


def test_more_than_a_thousand_pieces_are_refused_also_over_two_lines():
    shop.when(only((WATER, 600), (WATER, 600))).refuses(QuantityOutOfRange, asked=1200)

from dataclasses import replace
from datetime import date

import pytest

from services.finance.price_list import PRICE, TILL
from services.finance.pricing import price_on
from shared.contracts import FINANCE_CLERK, Actor, NotAllowed
from shared.contracts.finance import NoPrice, PriceInAnotherCurrency, PriceOutOfRange, TaxOutOfRange
from shared.money import Money
from tests.finance.examples import (
    PACK,
    PUDONG,
    TODAY,
    XUHUI,
    cny,
    open_till,
    pack_priced,
    publish_pack,
    till_opened,
)
from tests.scenario import Scenario

price = Scenario(PRICE)


def on_sale(*prices, day=TODAY, till=till_opened):
    return price_on(prices, PACK, till, day).price


def test_a_till_opens_once():
    Scenario(TILL).given().when(open_till).then(till_opened)
    Scenario(TILL).given(till_opened).when(open_till).then()


def test_a_price_is_published_from_a_day_on():
    price.given().when(publish_pack).then(pack_priced)


def test_the_same_price_again_changes_nothing():
    price.given(pack_priced).when(publish_pack).then()


def test_something_may_be_free():
    free = replace(publish_pack, price=cny(0))
    price.given().when(free).then(replace(pack_priced, price=cny(0)))


def test_a_negative_price_is_refused():
    price.given().when(replace(publish_pack, price=cny(-1))).refuses(PriceOutOfRange)


def test_a_tax_above_the_whole_is_refused():
    price.given().when(replace(publish_pack, tax_basis_points=10001)).refuses(TaxOutOfRange)


def test_the_newest_price_of_the_day_holds():
    march = replace(pack_priced, price=cny(50000), valid_from=TODAY)
    april = replace(pack_priced, price=cny(40000), valid_from=date(2025, 4, 1))
    assert on_sale(april, march, pack_priced) == cny(50000)
    assert on_sale(april, march, pack_priced, day=date(2025, 2, 28)) == cny(63600)


def test_of_two_prices_from_the_same_day_the_later_published_holds():
    assert on_sale(pack_priced, replace(pack_priced, price=cny(1))) == cny(1)


def test_a_venues_own_price_goes_before_the_chains_however_old():
    own = replace(pack_priced, price=cny(70000), for_venue=PUDONG, valid_from=date(2024, 1, 1))
    assert on_sale(own, pack_priced) == cny(70000)
    assert on_sale(replace(own, for_venue=XUHUI), pack_priced) == cny(63600)


def test_a_venues_own_price_of_tomorrow_does_not_hold_today():
    own = replace(pack_priced, price=cny(70000), for_venue=PUDONG, valid_from=date(2025, 3, 2))
    assert on_sale(own, pack_priced) == cny(63600)


def test_a_chain_has_a_price_in_each_currency():
    in_euro = replace(pack_priced, price=Money(9000, "EUR"), valid_from=TODAY)
    assert on_sale(pack_priced, in_euro) == cny(63600)
    assert on_sale(pack_priced, in_euro, till=replace(till_opened, currency="EUR")) == Money(9000, "EUR")


def test_nothing_is_sold_before_its_first_price():
    with pytest.raises(NoPrice):
        on_sale(pack_priced, day=date(2024, 12, 31))


def test_nothing_is_sold_in_a_currency_that_is_not_the_venues():
    with pytest.raises(PriceInAnotherCurrency):
        on_sale(pack_priced, till=replace(till_opened, currency="EUR"))


def test_a_clerk_sets_prices_of_the_own_venues_only():
    clerk = Actor(id=XUHUI, roles=(FINANCE_CLERK,), venues=(PUDONG,))
    for venue_id in (XUHUI, None):
        price.by(clerk).when(replace(publish_pack, for_venue=venue_id)).refuses(NotAllowed)
    here = replace(publish_pack, for_venue=PUDONG)
    price.by(clerk).when(here).then(replace(pack_priced, for_venue=PUDONG))

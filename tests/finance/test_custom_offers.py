"""Offers to members whose level gives them: on their days, at their venue, and never dearer than without."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.finance.custom_offers import CUSTOM_OFFERS
from services.finance.decider import ORDER as DECIDER
from shared.contracts import FINANCE_CLERK, Actor, NotAllowed
from shared.contracts.finance import (
    BuyerLevelNoted,
    DiscountsNoted,
    OfferClaimed,
    OfferDaysOutOfRange,
    OfferOfAnotherProduct,
    OfferPublished,
    OrderLine,
    PriceOutOfRange,
    PublishOffer,
)
from shared.contracts.members import LevelRight
from shared.contracts.members.rights import LevelGives
from shared.ids import derived_id
from tests.finance.examples import (
    ADA,
    PACK,
    PUDONG,
    TODAY,
    WATER,
    WEI,
    XUHUI,
    cny,
    pack_priced,
    place,
    till_opened,
    water_priced,
)
from tests.finance.test_order_for_a_card import MONTH, counter, sold, wish
from tests.scenario import NOON, Scenario

OFFER = derived_id("offer")
publish = PublishOffer(
    offer_id=OFFER,
    product_id=WATER,
    title="Golden water",
    price=cny(250),
    valid_from=TODAY,
    valid_until=TODAY + timedelta(days=7),
)
claimed = OfferClaimed(offer_id=OFFER, product_id=WATER)
offered = OfferPublished(**vars(publish))
clerk = Actor(id="clerk", roles=(FINANCE_CLERK,), venues=(PUDONG,))
desk = Scenario(CUSTOM_OFFERS)


def ladder(*rights: LevelRight, number: int = 1) -> DiscountsNoted:
    levels = (LevelGives(level="ordinary", rights=()), LevelGives(level="gold", rights=rights))
    return DiscountsNoted(ladder=number, from_day=TODAY - timedelta(days=1), levels=levels)


some = LevelRight(right="custom_offers", value=1)
gold = BuyerLevelNoted(member_id=WEI, level="gold", since=NOON)
shop = Scenario(DECIDER).given(till_opened, pack_priced, water_priced, ladder(some), gold, offered)
water = replace(place, lines=(OrderLine(product_id=WATER, quantity=3),))


def line_of(scenario: Scenario, wished=water):
    (order, *_) = scenario.when(wished)._decide()
    (line,) = order.lines
    return line


def test_who_has_the_right_pays_the_offer_and_the_order_says_which_one_and_by_which_right():
    """Three at 2.99 are 8.97, at 2.50 they are 7.50: 1.47 off."""
    line = line_of(shop)
    assert (line.price, line.total, line.discount.amount) == (cny(299), cny(750), cny(147))
    assert (line.discount.offer_id, line.discount.by.right, line.discount.by.level) == (OFFER, "custom_offers", "gold")


def test_nobody_else_does():
    assert line_of(shop, replace(water, member_id=ADA)).discount is None
    assert line_of(shop.given(replace(gold, level="ordinary", since=NOON))).discount is None


@pytest.mark.parametrize(
    "other",
    [
        {"valid_from": TODAY - timedelta(days=7), "valid_until": TODAY},
        {"valid_from": TODAY + timedelta(days=1)},
        {"for_venue": XUHUI},
        {"purpose": "renewal"},
        {"price": replace(cny(250), currency="EUR")},
        {"price": cny(300)},
    ],
)
def test_an_offer_holds_on_its_days_at_its_venue_for_its_purpose_and_makes_nothing_dearer(other):
    assert line_of(shop.given(replace(offered, **other))).discount is None


def test_the_last_day_of_an_offer_is_the_venues_own():
    """At 16:00 UTC the next day begins in Shanghai."""
    today_only = shop.given(replace(offered, valid_until=TODAY + timedelta(days=1)))
    assert line_of(today_only.at(NOON + timedelta(hours=3, minutes=59))).discount
    assert line_of(today_only.at(NOON + timedelta(hours=4))).discount is None


def test_of_an_offer_and_a_discount_the_larger_is_taken_off_and_of_offers_the_lowest():
    """20 % of 8.97 are 1.79, more than the 1.47 of the offer; a second offer at 2.00 takes off 2.97."""
    both = shop.given(ladder(some, LevelRight(right="discount_per_mille", value=200), number=2))
    assert (line_of(both).discount.by.right, line_of(both).discount.amount) == ("discount_per_mille", cny(179))
    second = both.given(replace(offered, offer_id=derived_id("second"), price=cny(200)))
    assert line_of(second).discount.amount == cny(297)


def test_a_renewal_may_be_offered_too():
    renewal = replace(offered, product_id=MONTH, purpose="renewal", price=cny(20_000))
    only = sold(counter.given(ladder(some), gold, renewal), wish())
    assert (only.total, only.discount.amount) == (cny(20_000), cny(5_500))


def test_an_offer_is_published_once_and_replaced_under_its_id():
    ended = replace(publish, valid_until=TODAY + timedelta(days=1))
    first = desk.when(publish).then(claimed, offered).when(publish).then()
    first.when(ended).then(replace(offered, valid_until=ended.valid_until))
    desk.given(claimed, offered).when(replace(publish, product_id=PACK)).refuses(
        OfferOfAnotherProduct, product_id=WATER
    )


def test_an_offer_has_a_day_and_a_price_and_is_for_the_venues_of_who_makes_it():
    desk.when(replace(publish, valid_until=TODAY)).refuses(OfferDaysOutOfRange)
    desk.when(replace(publish, price=cny(-1))).refuses(PriceOutOfRange)
    desk.by(clerk).when(publish).refuses(NotAllowed)
    here = replace(publish, for_venue=PUDONG)
    desk.by(clerk).when(here).then(claimed, replace(offered, for_venue=PUDONG))
    assert date.max > here.valid_until

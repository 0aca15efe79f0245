"""A product for a partner's people is not to be had on the way over a card that one has already."""

from dataclasses import replace

import pytest

from services.finance.decider import ORDER as DECIDER
from shared.contracts.cards import RenewalOffer, Terms
from shared.contracts.finance import (
    CardNoted,
    OrderLine,
    OrderPlaced,
    PartnerProductOnly,
    PlaceOrder,
    PricePublished,
    ProductNoted,
    UpgradeNoted,
)
from tests.finance.examples import ORDER, PUDONG, TODAY, WEI, cny, till_opened
from tests.finance.test_order_for_a_card import BETTER, CARD, MONTH, better, noted, priced
from tests.finance.test_partner_prices import agreed, belongs
from tests.finance.test_partner_prices import noted as agreement
from tests.scenario import Scenario

corporate = Terms(kind="term", months=1, corporate=True, renewal=RenewalOffer(per_mille=1000, days_before=30))
quoted = UpgradeNoted(card_id=CARD, product_id=BETTER, day=TODAY, part=15, whole=30, credit=cny(1_000))
desk = Scenario(DECIDER).given(till_opened, priced, better, noted, quoted)
desk = desk.given(ProductNoted(product_id=BETTER, terms=corporate, effective=None))
theirs = replace(agreed, product_id=BETTER)


def wish(purpose: str, product_id: str = BETTER) -> PlaceOrder:
    line = OrderLine(product_id=product_id, card_id=CARD, purpose=purpose)
    return PlaceOrder(order_id=ORDER, member_id=WEI, venue_id=PUDONG, lines=(line,))


@pytest.mark.parametrize("purpose", ["upgrade", "sale", "top_up"])
def test_nobody_else_changes_to_it_or_has_it_put_on_their_card(purpose):
    desk.when(wish(purpose)).refuses(PartnerProductOnly, product_id=BETTER)


@pytest.mark.parametrize("purpose", ["upgrade", "sale"])
def test_the_partners_people_do(purpose):
    placed, *_ = desk.given(belongs, agreement, theirs).when(wish(purpose))._decide()
    assert isinstance(placed, OrderPlaced)


def test_a_card_that_is_one_goes_on_after_its_member_has_left():
    card = CardNoted(**vars(noted) | {"product_id": BETTER})
    placed, *_ = desk.given(card).when(wish("renewal"))._decide()
    assert isinstance(placed, OrderPlaced) and placed.total == cny(3_000)


def test_what_is_for_everybody_stays_so():
    other = PricePublished(**vars(priced))
    assert desk.given(other).when(wish("sale", MONTH))._decide()

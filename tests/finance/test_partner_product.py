"""A product for a partner's people is not to be had on the way over a card that one has already."""

from dataclasses import replace

import pytest

from services.finance.decider import ORDER as DECIDER
from shared.contracts.cards import RenewalOffer, Terms
from shared.contracts.finance import (
    CardNoted,
    ChargeRenewal,
    OrderLine,
    OrderPlaced,
    PartnerProductOnly,
    PlaceOrder,
    PricePublished,
    ProductNoted,
    RenewalNotCharged,
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


def test_a_card_that_is_one_goes_on_as_long_as_its_member_belongs_to_the_partner():
    """Whoever left buys no second year on the company's card: neither a renewal nor one more, nor by itself."""
    company = desk.given(CardNoted(**vars(noted) | {"product_id": BETTER}))
    for purpose in ("renewal", "sale"):
        company.when(wish(purpose)).refuses(PartnerProductOnly, product_id=BETTER)
        placed, *_ = company.given(belongs, agreement, theirs).when(wish(purpose))._decide()
        assert isinstance(placed, OrderPlaced)
    left = replace(belongs, until=TODAY)
    company.given(left, agreement, theirs).when(wish("sale")).refuses(PartnerProductOnly)


def test_no_renewal_is_charged_by_itself_for_who_left():
    company = desk.given(CardNoted(**vars(noted) | {"product_id": BETTER}))
    charge = ChargeRenewal(
        order_id=ORDER,
        card_id=CARD,
        product_id=BETTER,
        member_id=WEI,
        venue_id=PUDONG,
        payment_id=CARD,
        most=cny(3_000),
        period=TODAY,
    )
    (no,) = company.when(charge)._decide()
    assert isinstance(no, RenewalNotCharged) and no.cause == "no_price"


def test_what_is_for_everybody_stays_so():
    other = PricePublished(**vars(priced))
    assert desk.given(other).when(wish("sale", MONTH))._decide()

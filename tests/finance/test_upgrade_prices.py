"""What an upgrade costs whom: partners' people at their price, a level's by an offer, each for the days left."""

from dataclasses import replace
from datetime import timedelta

from services.finance.decider import ORDER as DECIDER
from shared.contracts.finance import OfferPublished, OrderPaid, PaymentReceived, PricedLine, PublishPartnerPrice
from shared.contracts.members import LevelRight
from shared.ids import derived_id
from tests.finance.examples import TODAY, cny, record
from tests.finance.test_custom_offers import gold, ladder
from tests.finance.test_order_for_a_card import BETTER, better_wish, counter, priced, sold, upgrade
from tests.finance.test_partner_prices import agreed, belongs, noted
from tests.scenario import Scenario

theirs = replace(agreed, product_id=BETTER, price=cny(2_400), per_mille=None, employer_per_mille=500)
people = counter.given(belongs, noted, upgrade(1_000))
offer = OfferPublished(
    offer_id=derived_id("half a month"),
    product_id=BETTER,
    title="Better for less",
    price=cny(2_400),
    valid_from=TODAY,
    valid_until=TODAY + timedelta(days=7),
    for_venue=None,
    purpose="upgrade",
)
regulars = counter.given(ladder(LevelRight(right="custom_offers", value=1)), gold, upgrade(1_000))


def test_at_a_partners_price_of_24_half_a_month_is_12_and_the_company_pays_half_of_what_is_left_to_pay():
    """-10.00 for the old month and +12.00: 2.00, where everybody pays 5.00."""
    only = sold(people.given(theirs), better_wish)
    assert (only.charged, only.credit, only.total) == (cny(1_200), cny(1_000), cny(200))
    assert only.partner is not None
    assert (only.partner.listed, only.partner.employer) == (cny(500), cny(100))


def test_the_price_agreed_for_upgrades_goes_before_the_one_for_sales():
    upgrades = replace(theirs, purpose="upgrade", price=cny(2_200))
    assert sold(people.given(theirs, upgrades), better_wish).total == cny(100)
    assert PublishPartnerPrice(**vars(upgrades)).purpose == "upgrade"


def test_a_part_of_the_list_price_is_a_part_of_its_days_too():
    eight_tenths = replace(theirs, price=None, per_mille=800)
    assert sold(people.given(eight_tenths), better_wish).total == cny(200)


def test_what_the_old_card_was_worth_may_pay_all_of_it():
    placed, paid = counter.given(belongs, noted, upgrade(1_200), theirs).when(better_wish)._decide()
    assert (placed.total, placed.lines[0].partner.employer) == (cny(0), cny(0))
    assert isinstance(paid, OrderPaid)


def test_the_company_owes_its_part_when_the_member_has_paid_the_rest():
    placed, *_ = people.given(theirs).when(better_wish)._decide()
    pay = replace(record, order_id=placed.order_id, amount=cny(100))
    events = Scenario(DECIDER).given(placed).when(pay)._decide()
    ways = [(event.method, event.amount) for event in events if isinstance(event, PaymentReceived)]
    assert ways == [("cash", cny(100)), ("partner", cny(100))]


def test_an_offer_of_24_a_month_is_12_for_half_of_it():
    only = sold(regulars.given(offer), better_wish)
    assert (only.charged, only.total) == (cny(1_200), cny(200))
    assert only.discount is not None and (only.discount.amount, only.discount.offer_id) == (cny(300), offer.offer_id)


def test_a_price_listed_for_upgrades_is_a_part_of_its_days_too():
    listed = replace(priced, product_id=BETTER, purpose="upgrade", price=cny(2_600))
    assert only_total(sold(counter.given(upgrade(1_000), listed), better_wish)) == 300


def only_total(line: PricedLine) -> int:
    return line.total.amount

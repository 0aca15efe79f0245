"""What is bought for a card: which price holds, and who may buy it when."""

from dataclasses import replace
from datetime import date

import pytest

from services.finance.decider import ORDER as DECIDER
from shared.contracts.cards import RenewalOffer, Terms
from shared.contracts.finance import (
    CardIsOver,
    CardNoted,
    CardNotKnown,
    CardOfSomebodyElse,
    NoRenewalOffer,
    OrderLine,
    OrderPaid,
    OrderPlaced,
    PlaceOrder,
    PlannedChangeNoted,
    PricePublished,
    ProductNoted,
    ProductTwiceInOrder,
    PurposeNeedsCard,
    RenewalNotOffered,
    SurplusNotPaidHere,
    TrialNotRenewable,
    UpgradeNoted,
    UpgradeNotQuoted,
)
from tests.finance.examples import (
    ADA,
    ORDER,
    PUDONG,
    TODAY,
    WATER,
    WEI,
    cny,
    till_opened,
    water_priced,
)
from tests.scenario import Scenario

MONTH = "00000000-0000-4000-8000-0000000000c7"
BETTER = "00000000-0000-4000-8000-0000000000c8"
CARD = "00000000-0000-4000-8000-0000000000b1"
OFFER = RenewalOffer(per_mille=850, days_before=30, days_after=7)
TERMS = Terms(kind="term", months=1, renewal=OFFER, replacement_fee=cny(2_000))
terms_noted = ProductNoted(product_id=MONTH, terms=TERMS, effective=None)
noted = CardNoted(card_id=CARD, member_id=WEI, product_id=MONTH, valid_until=date(2025, 3, 11), over=False)
priced = PricePublished(
    product_id=MONTH,
    title="Month",
    kind="card",
    price=cny(30_000),
    tax_basis_points=0,
    prepaid=True,
    valid_from=date(2025, 1, 1),
    for_venue=None,
)
better = replace(priced, product_id=BETTER, title="Better", price=cny(3_000))
line = OrderLine(product_id=MONTH, card_id=CARD, purpose="renewal")
order = PlaceOrder(order_id=ORDER, member_id=WEI, venue_id=PUDONG, lines=(line,))
counter = Scenario(DECIDER).given(till_opened, priced, better, water_priced, terms_noted, noted)


def wish(**given) -> PlaceOrder:
    return replace(order, lines=(replace(line, **given),))


def sold(scenario: Scenario, wished: PlaceOrder = order):
    (placed, *_) = scenario.when(wished)._decide()
    assert isinstance(placed, OrderPlaced)
    (only,) = placed.lines
    return only


def test_a_renewal_costs_the_preferential_part_of_the_price():
    only = sold(counter)
    assert (only.total, only.card_id, only.purpose, only.prepaid) == (cny(25_500), CARD, "renewal", True)


def test_a_renewal_may_cost_a_fixed_price():
    fixed = replace(terms_noted, terms=replace(TERMS, renewal=RenewalOffer(price=cny(19_900))))
    assert sold(counter.given(fixed)).total == cny(19_900)


def test_the_price_list_goes_before_the_products_own_offer():
    listed = counter.given(replace(priced, purpose="renewal", price=cny(24_000)))
    assert sold(listed).total == cny(24_000)
    assert sold(listed, wish(purpose="sale")).total == cny(30_000)


@pytest.mark.parametrize(
    ("until", "offered"),
    [
        (date(2025, 2, 23), True),  # the last day was 22 February, 7 days ago
        (date(2025, 2, 22), False),
        (date(2025, 4, 1), True),  # the last day is 31 March, 30 days ahead
        (date(2025, 4, 2), False),
    ],
)
def test_the_offer_holds_from_some_days_before_the_end_to_some_days_after_it(until, offered):
    near = counter.given(replace(noted, valid_until=until))
    if offered:
        assert sold(near).total == cny(25_500)
    else:
        near.when(order).refuses(RenewalNotOffered, card_id=CARD)


def test_the_refusal_says_when_the_offer_holds():
    counter.given(replace(noted, valid_until=date(2025, 6, 1))).when(order).refuses(
        RenewalNotOffered, first="2025-05-01", last="2025-06-07"
    )


def test_outside_the_offer_the_same_card_is_sold_more_at_the_full_price():
    far = counter.given(replace(noted, valid_until=date(2025, 6, 1)))
    assert sold(far, wish(purpose="sale")).total == cny(30_000)


def test_a_product_without_an_offer_and_another_product_are_not_renewed():
    counter.given(replace(terms_noted, terms=replace(TERMS, renewal=None))).when(order).refuses(NoRenewalOffer)
    counter.when(wish(product_id=BETTER)).refuses(NoRenewalOffer)


def test_what_the_card_is_to_become_is_renewed_too_and_no_more_once_that_is_taken_back():
    to_become = counter.given(PlannedChangeNoted(card_id=CARD, product_id=BETTER))
    (better,) = (replace(terms_noted, product_id=BETTER),)
    assert sold(to_become.given(better), wish(product_id=BETTER)).product_id == BETTER
    assert sold(to_become).product_id != BETTER
    to_become.given(better, PlannedChangeNoted(card_id=CARD, product_id=None)).when(wish(product_id=BETTER)).refuses(
        NoRenewalOffer
    )


def test_a_trial_is_never_renewed():
    counter.given(replace(terms_noted, terms=replace(TERMS, renewal=None, trial=True))).when(order).refuses(
        TrialNotRenewable, product_id=MONTH
    )


def test_what_is_for_a_card_needs_the_card_its_member_and_one_of_it():
    counter.when(wish(card_id=None)).refuses(PurposeNeedsCard, purpose="renewal")
    counter.when(wish(quantity=2)).refuses(PurposeNeedsCard)
    counter.when(wish(card_id=BETTER)).refuses(CardNotKnown, card_id=BETTER)
    counter.when(replace(order, member_id=ADA)).refuses(CardOfSomebodyElse, card_id=CARD)
    over = CardNoted(card_id=CARD, member_id=None, product_id=None, valid_until=None, over=True)
    counter.given(over).when(order).refuses(CardIsOver, card_id=CARD)


def test_a_product_stands_in_an_order_once():
    two = replace(order, lines=(line, OrderLine(product_id=MONTH)))
    counter.when(two).refuses(ProductTwiceInOrder, product_id=MONTH)


def test_water_and_a_renewal_go_into_one_order():
    (placed,) = counter.when(replace(order, lines=(line, OrderLine(product_id=WATER))))._decide()
    assert placed.total == cny(25_799)


def test_a_replacement_is_a_fee_and_not_prepaid():
    only = sold(counter, wish(purpose="replacement"))
    assert (only.total, only.kind, only.prepaid) == (cny(2_000), "fee", False)


def test_a_replacement_that_nobody_has_priced_costs_nothing_and_never_the_price_of_the_card():
    free = counter.given(replace(terms_noted, terms=replace(TERMS, replacement_fee=None)))
    placed, paid = free.when(wish(purpose="replacement"))._decide()
    assert (placed.total, placed.lines[0].kind) == (cny(0), "fee")
    assert isinstance(paid, OrderPaid)


def test_a_lost_trial_card_is_replaced_like_any_other():
    trial = counter.given(replace(terms_noted, terms=replace(TERMS, renewal=None, trial=True)))
    assert sold(trial, wish(purpose="replacement")).total == cny(2_000)


def upgrade(credit: int, part: int = 15, whole: int = 30) -> UpgradeNoted:
    return UpgradeNoted(card_id=CARD, product_id=BETTER, day=TODAY, part=part, whole=whole, credit=cny(credit))


better_wish = wish(product_id=BETTER, purpose="upgrade")


def test_an_upgrade_in_the_middle_of_a_month_of_20_to_one_of_30_costs_5():
    """-10.00 for what is left of the old month, +15.00 for the new one."""
    only = sold(counter.given(upgrade(1_000)), better_wish)
    assert (only.total, only.credit) == (cny(500), cny(1_000))


def test_a_downgrade_costs_nothing_and_is_paid_at_once():
    placed, paid = counter.given(upgrade(2_000)).when(better_wish)._decide()
    assert (placed.total, placed.lines[0].credit) == (cny(0), cny(2_000))
    assert isinstance(paid, OrderPaid)


def test_the_last_day_of_a_period_is_a_part_of_the_whole_period():
    assert sold(counter.given(upgrade(0, part=1, whole=31)), better_wish).total == cny(97)


def test_an_upgrade_is_sold_on_the_day_for_which_it_was_worked_out():
    counter.when(better_wish).refuses(UpgradeNotQuoted, card_id=CARD, product_id=BETTER)
    yesterday = replace(upgrade(1_000), day=date(2025, 2, 28))
    counter.given(yesterday).when(better_wish).refuses(UpgradeNotQuoted)


def test_the_same_order_again_changes_nothing_and_another_is_refused():
    placed = counter.when(order)._decide()
    counter.given(*placed).when(order).then()


def test_a_surplus_that_no_order_had_paid_is_refused_and_does_not_vanish():
    """An imported card is worth 3,100.00, the cheaper year costs 620.00: 2,480.00 would be nobody's."""
    cheap = replace(better, price=cny(62_000))
    quoted = UpgradeNoted(card_id=CARD, product_id=BETTER, day=TODAY, part=30, whole=30, credit=cny(310_000))
    desk = Scenario(DECIDER).given(till_opened, priced, cheap, noted, terms_noted)
    lower = wish(product_id=BETTER, purpose="upgrade")
    desk.given(replace(quoted, paid=cny(0))).when(lower).refuses(
        SurplusNotPaidHere, surplus={"amount": 248_000, "currency": "CNY"}
    )
    desk.given(replace(quoted, paid=cny(248_000))).when(lower)._decide()
    desk.given(quoted).when(lower)._decide()
    dearer = Scenario(DECIDER).given(till_opened, priced, replace(better, price=cny(365_000)), noted, terms_noted)
    placed, *_ = dearer.given(replace(quoted, paid=cny(0))).when(lower)._decide()
    assert placed.total == cny(55_000)

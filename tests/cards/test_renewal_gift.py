"""What a renewal at the offer brings beside its days, and how it goes back with the renewal's money."""

from dataclasses import replace
from datetime import date

import pytest

from services.cards.blocks.blocking import BLOCKING
from services.cards.sale.product import PRODUCT as PRODUCTS
from services.cards.sale.purchase import PURCHASE
from shared.contracts import DayRange
from shared.contracts.cards import (
    CancelCards,
    CardTransferred,
    GiftPointsGranted,
    GiftPointsWithdrawn,
    GrantLot,
    LotGranted,
    LotWithdrawn,
    ProductFigureOutOfRange,
    ProductPublished,
    ProductRevised,
    ProductTermsDisagree,
    PublishProduct,
    RenewalGift,
    RenewalOffer,
    Terms,
)
from shared.contracts.finance import RefundOrder
from shared.ids import derived_id
from tests.cards.examples import ADA, CARD, ORDER, PRODUCT, PUDONG, TEN_VISITS, WEI, month_card, visit_card, yuan
from tests.finance.examples import cny
from tests.finance.till_and_cards import YEAR, TillAndCards
from tests.scenario import Scenario

LESSON = "00000000-0000-4000-8000-0000000000e7"
RENEWAL = "00000000-0000-4000-8000-0000000000b7"
PAID = "00000000-0000-4000-8000-0000000000d7"
PACK = RenewalGift(days=10, product_id=LESSON, visits=2, points=500, points_last_days=90)


def month(gift: RenewalGift | None) -> Terms:
    return Terms(kind="term", months=1, freeze_days=10, renewal=RenewalOffer(per_mille=850, gift=gift))


product = ProductPublished(product_id=PRODUCT, name="Month", name_zh="月卡", terms=month(PACK))
lessons = ProductPublished(
    product_id=LESSON, name="Lessons", name_zh="私教", terms=Terms(kind="visits", visits=10, months=2, lessons=True)
)
renew = GrantLot(
    card_id=CARD,
    lot_id=RENEWAL,
    kind="renewal",
    order_id=PAID,
    product_id=PRODUCT,
    member_id=WEI,
    venue_id=PUDONG,
    price=yuan(8_500),
    day=date(2025, 1, 25),
    offered=True,
)
card = Scenario(PURCHASE).given(product, lessons, month_card)


def brought(scenario: Scenario = card, wish: GrantLot = renew) -> list:
    return scenario.when(wish)._decide()


def test_a_renewal_brings_days_lessons_and_points_that_nobody_paid_for():
    own, days, two, points = brought()
    assert (own.lot.kind, own.lot.valid) == ("renewal", DayRange(date(2025, 2, 1), date(2025, 3, 1)))
    assert (days.lot.kind, days.lot.valid) == ("gift", DayRange(date(2025, 3, 1), date(2025, 3, 11)))
    assert (two.lot.product_id, two.lot.terms.visits) == (LESSON, 2)
    assert two.lot.valid == DayRange(date(2025, 1, 25), date(2025, 3, 25))
    for gift in (days.lot, two.lot):
        assert (gift.price, gift.order_id, gift.given_with) == (yuan(0), None, RENEWAL)
    assert [event.valid_until for event in (own, days, two)] == [date(2025, 3, 1), date(2025, 3, 11), date(2025, 3, 25)]
    assert points == GiftPointsGranted(
        card_id=CARD, member_id=WEI, lot_id=RENEWAL, points=500, day=date(2025, 1, 25), last_days=90
    )
    card.when(renew).then(own, days, two, points).when(renew).then()


def test_only_the_preferential_offer_brings_it():
    assert len(brought(wish=replace(renew, offered=False))) == 1
    assert len(brought(wish=replace(renew, kind="top_up", offered=False))) == 1


def test_the_offer_of_the_day_of_the_payment_holds():
    later = ProductRevised(
        product_id=PRODUCT, name="Month", name_zh="月卡", terms=month(RenewalGift(points=7)),
        effective=date(2025, 1, 25), product_version=2,
    )  # fmt: skip
    assert [type(event) for event in brought(card.given(later))] == [LotGranted, GiftPointsGranted]
    tomorrow = replace(later, effective=date(2025, 1, 26))
    assert len(brought(card.given(tomorrow))) == 4


def test_a_product_that_is_not_published_brings_nothing():
    assert len(brought(Scenario(PURCHASE).given(product, month_card))) == 3


def test_a_pack_of_visits_brings_visits_more_of_itself():
    terms = replace(TEN_VISITS, renewal=RenewalOffer(per_mille=900, gift=RenewalGift(visits=2)))
    pack = Scenario(PURCHASE).given(replace(product, terms=terms), visit_card)
    own, more = brought(pack)
    assert (own.lot.terms.visits, more.lot.terms.visits, more.lot.product_id) == (10, 2, PRODUCT)


@pytest.mark.parametrize(
    ("terms", "no"),
    [
        (month(RenewalGift(visits=2)), ProductTermsDisagree),
        (replace(TEN_VISITS, renewal=RenewalOffer(per_mille=900, gift=RenewalGift(days=5))), ProductTermsDisagree),
        (month(RenewalGift(points=-1)), ProductFigureOutOfRange),
        (month(RenewalGift(points=5, points_last_days=0)), ProductFigureOutOfRange),
    ],
)
def test_a_gift_that_makes_no_sense_is_not_published(terms, no):
    wish = PublishProduct(product_id=LESSON, name="Month", name_zh="月卡", terms=terms)
    Scenario(PRODUCTS).when(wish).refuses(no)


# --- it goes back with the renewal ---

cancel = CancelCards(order_id=PAID, card_id=CARD)


def renewed() -> Scenario:
    return Scenario(BLOCKING).given(month_card, *brought())


def test_a_refunded_renewal_takes_its_gifts_with_it():
    lessons_back, days_back, own, points = renewed().when(cancel)._decide()
    assert [e.lot_id for e in (lessons_back, days_back, own)] == [
        derived_id("renewal gift", RENEWAL),
        derived_id("renewal days", RENEWAL),
        RENEWAL,
    ]
    assert isinstance(own, LotWithdrawn) and own.valid_until == month_card.valid.until
    assert points == GiftPointsWithdrawn(card_id=CARD, member_id=WEI, lot_id=RENEWAL, points=500)
    renewed().when(cancel).then(lessons_back, days_back, own, points).when(cancel).then()


def test_the_points_go_back_from_who_got_them_whosever_card_it_is_now():
    passed = CardTransferred(card_id=CARD, member_id=WEI, to_member_id=ADA, application_id=ORDER, contract="2025-1")
    *_, points = renewed().given(passed).when(cancel)._decide()
    assert points.member_id == WEI


def test_the_refund_of_what_was_there_before_takes_no_gift():
    events = renewed().when(CancelCards(order_id=ORDER, card_id=CARD))._decide()
    assert [event.lot_id for event in events] == [CARD]


# --- and in the books ---


def town(gift: RenewalGift) -> TillAndCards:
    """Years for 3,650.00, bought on New Year's Day, renewed for the same on 1 December."""
    terms = replace(YEAR, renewal=RenewalOffer(per_mille=1000, gift=gift))
    town = TillAndCards(terms)
    town.buy(1)
    town.on(date(2025, 12, 1)).buy(2, card_id=town.card_id, purpose="renewal")
    return town


def test_days_given_with_a_renewal_invent_no_income():
    """The renewal's 3,650.00 are earned on its 365 days and the 35 given: 9.125 a day."""
    given = town(RenewalGift(days=35)).on(date(2026, 1, 9))
    assert given.balance("income:card") == cny(-365_000), "January is booked at its end"
    given.on(date(2026, 2, 1))
    assert given.balance("income:card") == cny(-365_000 - 28_288)
    given.on(date(2027, 6, 1))
    assert (given.balance("income:card"), given.balance("deferred:card")) == (cny(-730_000), cny(0))
    assert given.audited() == []


def test_a_refunded_renewal_with_its_days_leaves_the_first_year_earned_as_it_was():
    given = town(RenewalGift(days=35))
    refund = RefundOrder(
        refund_id=derived_id("back"), order_id=derived_id("order", 2), venue_id=PUDONG, amount=cny(365_000), reason="no"
    )
    given.give("finance", refund)
    given.on(date(2027, 6, 1))
    assert (given.balance("income:card"), given.balance("deferred:card")) == (cny(-365_000), cny(0))
    assert given.audited() == []

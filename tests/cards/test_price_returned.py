"""A part of what a card cost went back as a gesture: the card stays, worth so much less when it ends or changes."""

from dataclasses import replace
from datetime import UTC, date, datetime

from services.cards.lots.given_back import PRICE_RETURNED
from services.cards.reactions import heard
from services.cards.sale.change import CHANGE
from shared.contracts.cards import LotPriceReturned, NotePriceReturned, QuoteChange
from shared.contracts.finance import OrderRefunded, RefundOrder, RefundShare, UnusedCredited
from shared.contracts.samples import sample
from shared.ids import derived_id
from tests.cards.examples import CARD, ORDER, PRODUCT, WEI, yuan
from tests.cards.test_answers import refunds
from tests.cards.test_change_product import APRIL_26, BETTER, UPGRADE, april, better, changed, quote, quoted, usd
from tests.cards.test_interest_of_refund import rates, year_card
from tests.cards.test_reactions import line
from tests.finance.examples import PUDONG, cny
from tests.finance.till_and_cards import CHEAP, TillAndCards
from tests.scenario import Scenario

GESTURE = "00000000-0000-4000-8000-0000000000f9"
note = NotePriceReturned(card_id=CARD, order_id=ORDER, product_id=PRODUCT, refund_id=GESTURE, amount=yuan(10_000))
returned = LotPriceReturned(**vars(note), member_id=WEI, lot_id=CARD)
JUNE = datetime(2025, 6, 30, 4, tzinfo=UTC)


def test_what_went_back_of_a_cards_price_is_noted_once_and_the_card_stays():
    Scenario(PRICE_RETURNED).given(year_card).when(note).then(returned).when(note).then()


def test_what_is_no_card_and_what_bought_no_lot_of_it_is_passed_over():
    Scenario(PRICE_RETURNED).when(note).then()
    Scenario(PRICE_RETURNED).given(year_card).when(replace(note, order_id=UPGRADE)).then()
    Scenario(PRICE_RETURNED).given(year_card).when(replace(note, product_id=BETTER)).then()


def test_1840_left_of_a_year_are_1740_after_a_gesture_of_100_under_every_reading():
    after = refunds(rates, year_card, returned, at=JUNE)
    assert (after["pro_rata"].refund, after["at_discount"].refund) == (yuan(174_000), yuan(174_000))
    assert (after["at_list"].refund, after["pro_rata"].returned) == (yuan(355_000), yuan(10_000))
    assert after["at_discount"].interest == yuan(2_574), "1,740.00 at 3 % for 180 days"
    assert refunds(year_card, at=JUNE)["pro_rata"].returned is None


def test_more_than_is_left_leaves_nothing():
    assert refunds(year_card, replace(returned, amount=yuan(200_000)), at=JUNE)["pro_rata"].refund == yuan(0)


def test_a_change_credits_what_was_not_used_less_what_went_back():
    gesture = replace(returned, amount=usd(300))
    wish = Scenario(CHANGE).at(APRIL_26).given(better, april, gesture).when(quote)
    wish.then(replace(quoted, credit=usd(700), paid=usd(700), direction=wish._decide()[0].direction))
    all_of_it = replace(returned, amount=usd(1_500))
    (nothing,) = Scenario(CHANGE).at(APRIL_26).given(better, april, all_of_it).when(quote)._decide()
    assert nothing.credit == usd(0)


def test_a_card_whose_whole_price_went_back_in_parts_changes_without_credit():
    wish = QuoteChange(**vars(quote) | {"card_id": CARD, "member_id": WEI})
    whole = replace(returned, amount=year_card.price)
    (nothing,) = Scenario(CHANGE).at(JUNE).given(better, year_card, whole).when(wish)._decide()
    assert nothing.credit.amount == 0


def test_after_a_change_the_gesture_lies_on_the_lot_that_stands_on_the_money():
    wish = replace(note, amount=usd(300))
    events = Scenario(PRICE_RETURNED).given(april, changed).when(wish)._decide()
    assert [event.lot_id for event in events] == [changed.lot.lot_id]


def test_a_refund_in_part_is_told_to_each_card_of_its_lines():
    share = RefundShare(product_id=PRODUCT, kind="card", amount=yuan(301), tax=yuan(0), unused=yuan(301))
    lines = (line(PRODUCT, "card", 2, 8_500), line(BETTER, "card", 1, 500))
    part = replace(
        sample(OrderRefunded), order_id=ORDER, refund_id=GESTURE, lines=lines, shares=(share,), amount=yuan(301),
        refunded=yuan(301), total=yuan(17_500),
    )  # fmt: skip
    told = list(heard(part))
    assert [(wish.card_id, wish.amount) for wish in told] == [
        (derived_id(ORDER, 0, 0), yuan(151)),
        (derived_id(ORDER, 0, 1), yuan(150)),
    ]


def test_a_card_changed_for_a_cheaper_one_after_a_gesture_leaves_no_more_over_than_is_owed():
    """3,650.00 a year, 100.00 back in May; on 1 July 1,840.00 less 100.00 less 184.00 of the cheaper one: 1,556.00."""
    town = TillAndCards()
    order_id = town.buy(1)
    town.on(date(2025, 5, 1))
    gesture = {"refund_id": GESTURE, "amount": cny(10_000), "reason": "a broken sauna"}
    town.give("finance", RefundOrder(order_id=order_id, venue_id=PUDONG, **gesture))
    town.on(date(2025, 7, 1))
    town.give("cards", QuoteChange(card_id=town.card_id, member_id=WEI, product_id=CHEAP))
    town.buy(2, CHEAP, town.card_id, "upgrade")
    assert [event.amount for event in town.of(UnusedCredited)] == [cny(155_600)]
    town.on(date(2027, 6, 1))
    assert (town.balance("deferred:card"), town.balance("member_credit")) == (cny(0), cny(-155_600))
    assert town.balance("income:card") == cny(-365_000 + 10_000 + 155_600)
    assert town.audited() == []

from services.cards.blocks.blocking import BLOCKING
from shared.contracts.cards import CancelCards, CardCancelledAfterRefund
from tests.cards.examples import CARD, ORDER, WEI, month_card
from tests.scenario import Scenario

card = Scenario(BLOCKING)
cancel = CancelCards(order_id=ORDER, card_id=CARD)
cancelled = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)


def test_a_refunded_card_is_over():
    card.given(month_card).when(cancel).then(cancelled)


def test_a_card_is_cancelled_once():
    card.given(month_card, cancelled).when(cancel).then()


def test_a_refund_of_what_was_no_card_cancels_nothing():
    card.given().when(cancel).then()

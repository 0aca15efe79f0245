"""A changed card's money lives on in the lot that stands in its place, whichever of its orders is refunded."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from services.cards.answers.worth import REFUND_VALUE
from services.cards.blocks.blocking import BLOCKING
from services.cards.card import Card
from services.cards.evolve import evolve
from services.cards.lots.lots import issued_lot
from services.cards.sale.onto import days_on
from services.finance.reactions import react as finance
from shared.contracts import DayRange, Event
from shared.contracts.cards import (
    CancelCards,
    CardCancelledAfterRefund,
    CardIssued,
    Lot,
    LotCredit,
    LotDays,
    LotGranted,
    LotPriceReturned,
    LotShortened,
    LotWithdrawn,
    ProductChanged,
    RefundValue,
    RefundValueRow,
    Terms,
)
from tests.cards.examples import CARD, ORDER, PRODUCT, WEI, month_card, yuan
from tests.cards.test_answers import NOW, ask, told
from tests.scenario import Scenario

GOLD = "00000000-0000-4000-8000-0000000000e2"
NEW = "00000000-0000-4000-8000-0000000000b4"
CHANGED = "00000000-0000-4000-8000-0000000000d4"
LATER = "00000000-0000-4000-8000-0000000000d5"
AHEAD = "00000000-0000-4000-8000-0000000000b5"
YEAR = Terms(kind="term", months=12)
SOLD = datetime(2025, 1, 1, 4, tzinfo=UTC)
FIRST, END = date(2025, 1, 1), date(2026, 1, 1)


def bought(price: int) -> CardIssued:
    return replace(month_card, price=yuan(price), terms=YEAR, valid=DayRange(FIRST, END))


def changed(day: date, credit: int, price: int, refunds: tuple[LotCredit, ...] = ()) -> ProductChanged:
    """Gold for 10.00 a day, or the cheap year for 2.00."""
    lot = Lot(
        lot_id=NEW,
        kind="upgrade",
        product_id=GOLD,
        order_id=CHANGED,
        venue_id=month_card.venue_id,
        price=yuan(price),
        terms=YEAR,
        valid=DayRange(day, END),
    )
    return ProductChanged(
        card_id=CARD,
        member_id=WEI,
        old_lot_id=CARD,
        credit=yuan(credit),
        paid=yuan(max(price - credit, 0)),
        surplus=yuan(max(credit - price, 0)),
        refunds=refunds,
        lot=lot,
        valid_until=END,
    )


def back(order_id: str, product_id: str, amount: int) -> LotCredit:
    return LotCredit(order_id=order_id, product_id=product_id, amount=yuan(amount))


cheaper = changed(FIRST, 365_000, 73_000, (back(ORDER, PRODUCT, 292_000),))
dearer = changed(FIRST, 73_000, 365_000)
first_refunded = CancelCards(order_id=ORDER, card_id=CARD)
change_refunded = CancelCards(order_id=CHANGED, card_id=CARD)
card = Scenario(BLOCKING).at(SOLD)


def shortened(order_id: str, price: int, days: int, until: date, first: date = FIRST) -> LotShortened:
    return LotShortened(
        card_id=CARD,
        member_id=WEI,
        lot_id=NEW,
        order_id=order_id,
        price=yuan(price),
        days=days,
        lots=(LotDays(lot_id=NEW, valid=DayRange(first, until)),),
        valid_until=until,
    )


def folded(*events: Event) -> Card:
    card = Card()
    for event in events:
        card = evolve(card, event)  # type: ignore[arg-type]
    return card


def worth(*events: Event, at: datetime = SOLD + timedelta(hours=2)) -> list[RefundValueRow]:
    query = RefundValue(card_id=CARD, member_id=WEI)
    return ask(REFUND_VALUE, query, told(*events, at=SOLD), replace(NOW, now=at, at=at))


def test_a_gold_year_that_became_a_cheap_one_ends_with_the_refund_of_its_only_money():
    """3,650.00 paid, 2,920.00 of them credited by the downgrade, the other 730.00 refunded: no year for nothing."""
    over = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
    card.given(bought(365_000), cheaper).when(first_refunded).then(over).when(first_refunded).then()


def test_a_cheap_year_that_became_gold_lasts_as_long_as_the_money_that_is_left_pays_for():
    """730.00 of 3,650.00 refunded: 2,920.00 are left, for 292 days of Gold; the difference refunded: 730.00 for 73."""
    first = shortened(ORDER, 292_000, 73, date(2025, 10, 20))
    upgraded = card.given(bought(73_000), dearer)
    upgraded.when(first_refunded).then(first).when(first_refunded).then()
    upgraded.when(change_refunded).then(shortened(CHANGED, 73_000, 292, date(2025, 3, 15)))
    over = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=CHANGED)
    upgraded.given(first).when(change_refunded).then(over)


def test_an_order_refunded_in_two_parts_takes_what_it_takes_refunded_at_once():
    """300.00 of the 730.00 as a gesture, then the other 430.00: 292 days of Gold are left."""
    gesture = LotPriceReturned(
        card_id=CARD,
        member_id=WEI,
        lot_id=NEW,
        order_id=ORDER,
        product_id=PRODUCT,
        refund_id=LATER,
        amount=yuan(30_000),
    )
    first = shortened(ORDER, 292_000, 73, date(2025, 10, 20))
    card.given(bought(73_000), dearer, gesture).when(first_refunded).then(first)
    assert folded(bought(73_000), dearer, gesture, first).lots[NEW].returned == 0


def test_days_that_are_over_were_had_for_the_money_that_is_left():
    """After 200 days 730.00 would have paid for 73: nothing is to come, and the card is over."""
    over = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=CHANGED)
    late = card.at(datetime(2025, 7, 20, 4, tzinfo=UTC))
    late.given(bought(73_000), dearer).when(change_refunded).then(over)


def test_only_what_was_not_used_of_the_old_lot_stands_in_the_new_one():
    """100 days at 2.00 are used: 530.00 of 730.00 stand in a Gold of 2,650.00, for which 2,120.00 were paid."""
    tenth_of_april = date(2025, 4, 11)
    later = changed(tenth_of_april, 53_000, 265_000)
    given = bought(73_000), later
    orders = back(CHANGED, GOLD, 212_000), back(ORDER, PRODUCT, 53_000)
    assert folded(*given).lots[NEW].paid_by == orders
    left = shortened(ORDER, 212_000, 53, date(2025, 11, 9), tenth_of_april)
    card.at(datetime(2025, 4, 12, 4, tzinfo=UTC)).given(*given).when(first_refunded).then(left)


def test_a_lot_of_other_money_stays_and_the_next_one_goes_on_at_the_new_end():
    """A year renewed ahead is not touched; what is bought after the refund follows the last day that is paid."""
    ahead = replace(issued_lot(bought(73_000)), lot_id=AHEAD, order_id=LATER, kind="renewal")
    renewed = LotGranted(
        card_id=CARD,
        member_id=WEI,
        lot=replace(ahead, valid=DayRange(END, date(2027, 1, 1))),
        valid_until=date(2027, 1, 1),
    )
    gone = LotWithdrawn(card_id=CARD, member_id=WEI, lot_id=NEW, order_id=ORDER, valid_until=date(2027, 1, 1))
    card.given(bought(365_000), cheaper, renewed).when(first_refunded).then(gone)
    shorter = folded(bought(73_000), dearer, shortened(ORDER, 292_000, 73, date(2025, 10, 20)))
    assert days_on(shorter, YEAR, date(2025, 9, 1)) == DayRange(date(2025, 10, 20), date(2026, 10, 20))


def test_a_changed_card_is_never_worth_more_than_was_paid_and_says_whose_money_it_is():
    """730.00 and 2,920.00 are 3,650.00 of Gold, not 4,380.00; the cheap year that it was is worth nothing more."""
    rows = worth(bought(73_000), dearer)
    assert {row.lot_id for row in rows} == {NEW}
    values = {row.reading: row for row in rows}
    assert values["pro_rata"].refund == yuan(364_000)
    assert values["pro_rata"].orders == (back(CHANGED, GOLD, 292_000), back(ORDER, PRODUCT, 72_000))
    assert values["unused"].orders == (back(CHANGED, GOLD, 292_000), back(ORDER, PRODUCT, 73_000))
    assert all("0/0" not in row.arithmetic for row in rows)


def test_what_was_bought_long_before_the_change_is_not_unused_within_seven_days():
    later = changed(date(2025, 4, 11), 53_000, 265_000)
    past = [*told(bought(73_000), at=SOLD), *told(later, at=datetime(2025, 4, 11, tzinfo=UTC))]
    at = datetime(2025, 4, 12, tzinfo=UTC)
    rows = ask(REFUND_VALUE, RefundValue(card_id=CARD, member_id=WEI), past, replace(NOW, now=at, at=at))
    assert "unused" not in {row.reading for row in rows}


def test_finance_earns_what_is_left_on_the_days_that_are_left():
    event = shortened(ORDER, 292_000, 73, date(2025, 10, 20))
    known = {type(wish).__name__: wish for wish in finance(event, None)}
    assert known["NoteCard"].valid_until == event.valid_until
    assert known["NotePaidDays"].lots == event.lots

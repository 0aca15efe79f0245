"""What is bought onto a card that there is: days that go on where they end, visits and value beside what is there."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from services.cards.blocks.blocking import BLOCKING
from services.cards.card import Card
from services.cards.lots.reach import NO_END
from services.cards.sale.purchase import PURCHASE
from shared.contracts import DayRange, Reason
from shared.contracts.cards import (
    CancelCards,
    CardCancelled,
    CardCancelledAfterRefund,
    CardFrozen,
    CardNotIssued,
    CardOfAnotherMember,
    FreezeCard,
    FreezeEnded,
    GiveDays,
    GrantLot,
    Lot,
    LotDays,
    LotGranted,
    LotNotGranted,
    LotWithdrawn,
    ProductNotPublished,
    ProductRevised,
    Terms,
)
from shared.ids import derived_id
from tests.cards.examples import (
    ADA,
    CARD,
    FOUR_THOUSAND,
    MONTH,
    ORDER,
    PRODUCT,
    PUDONG,
    TEN_VISITS,
    WEI,
    days,
    ending,
    month_card,
    published,
    value_card,
    visit_card,
    yuan,
)
from tests.cards.life import Life, noon, on
from tests.scenario import Scenario

LOT = "00000000-0000-4000-8000-0000000000b3"
SECOND_ORDER = "00000000-0000-4000-8000-0000000000d2"
renew = GrantLot(
    card_id=CARD,
    lot_id=LOT,
    kind="renewal",
    order_id=SECOND_ORDER,
    product_id=PRODUCT,
    member_id=WEI,
    venue_id=PUDONG,
    price=yuan(8_500),
    day=date(2025, 1, 20),
)


def granted(first: date, until: date, end: date | None = None, terms=MONTH, kind="renewal", **given) -> LotGranted:
    lot = Lot(
        lot_id=LOT,
        kind=kind,
        product_id=PRODUCT,
        order_id=SECOND_ORDER,
        venue_id=PUDONG,
        price=yuan(8_500),
        terms=terms,
        valid=DayRange(first, until),
    )
    return LotGranted(card_id=CARD, member_id=WEI, lot=replace(lot, **given), valid_until=end or until)


sale = Scenario(PURCHASE).given(published)


def test_a_renewal_goes_on_where_the_card_ends():
    sale.given(month_card).when(renew).then(granted(date(2025, 2, 1), date(2025, 3, 1)))


@pytest.mark.parametrize(
    ("first", "ends"),
    [
        (date(2025, 1, 31), [date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31)]),
        (date(2024, 1, 31), [date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31)]),
        (date(2025, 10, 30), [date(2025, 11, 30), date(2025, 12, 30), date(2026, 1, 30), date(2026, 2, 28)]),
    ],
)
def test_a_card_of_the_31st_stays_one_however_often_it_is_renewed(first, ends):
    card = replace(month_card, valid=DayRange(first, ends[0]))
    renewals = sale.given(card)
    for n, (begin, end) in enumerate(pairwise(ends)):
        wish = replace(renew, lot_id=f"00000000-0000-4000-8000-00000000000{n}", day=begin)
        renewals = renewals.when(wish).then(granted(begin, end, lot_id=wish.lot_id))


def test_a_year_from_29_february_ends_on_28_february_and_the_fourth_on_the_29th():
    year = replace(MONTH, months=12)
    card = replace(month_card, terms=year, valid=DayRange(date(2024, 2, 29), date(2025, 2, 28)))
    chain = Scenario(PURCHASE).given(replace(published, terms=year), card)
    ends = [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]
    for n, (begin, end) in enumerate(pairwise(ends)):
        wish = replace(renew, lot_id=f"00000000-0000-4000-8000-00000000000{n}", day=begin)
        chain = chain.when(wish).then(granted(begin, end, terms=year, lot_id=wish.lot_id))


def test_a_card_that_is_over_begins_anew_on_the_day_of_its_renewal():
    late = replace(renew, day=date(2025, 2, 5))
    sale.given(month_card).when(late).then(granted(date(2025, 2, 5), date(2025, 3, 5)))


def test_on_the_first_day_after_its_end_a_card_goes_on_without_a_gap():
    on_time = replace(renew, day=date(2025, 2, 1))
    sale.given(month_card).when(on_time).then(granted(date(2025, 2, 1), date(2025, 3, 1)))


def test_the_days_rested_move_what_comes_after_them():
    rested = CardFrozen(
        card_id=CARD, member_id=WEI, rest=days(7, 17), valid_until=date(2025, 2, 11), lots=ending(date(2025, 2, 11))
    )
    renewed = sale.given(month_card, rested).when(renew).then(granted(date(2025, 2, 11), date(2025, 3, 11)))
    moved = (
        *ending(date(2025, 2, 6)),
        LotDays(lot_id=LOT, valid=DayRange(date(2025, 2, 6), date(2025, 3, 6))),
    )
    back = FreezeEnded(
        card_id=CARD, member_id=WEI, rest=days(7, 17), rested_days=5, valid_until=date(2025, 3, 6), lots=moved
    )
    third = replace(renew, lot_id=ORDER)
    renewed.given(back).when(third).then(granted(date(2025, 3, 6), date(2025, 4, 6), lot_id=ORDER))


def test_a_renewal_is_on_the_terms_of_its_day():
    quarter = replace(MONTH, months=3)
    revised = ProductRevised(
        product_id=PRODUCT, product_version=2, name="Q", name_zh="季", terms=quarter, effective=date(2025, 1, 20)
    )
    sale.given(month_card, revised).when(renew).then(
        granted(date(2025, 2, 1), date(2025, 5, 1), terms=quarter, product_version=2)
    )


def test_visits_that_are_topped_up_have_days_of_their_own():
    pack = Scenario(PURCHASE).given(replace(published, terms=TEN_VISITS), visit_card)
    pack.when(replace(renew, kind="top_up")).then(
        granted(date(2025, 1, 20), date(2025, 2, 20), terms=TEN_VISITS, kind="top_up")
    )


def test_a_value_without_end_is_topped_up_without_end():
    purse = Scenario(PURCHASE).given(replace(published, terms=FOUR_THOUSAND), value_card)
    purse.when(replace(renew, kind="top_up")).then(
        granted(date(2025, 1, 20), NO_END, terms=FOUR_THOUSAND, kind="top_up")
    )


def test_a_lot_is_granted_once_however_often_the_payment_is_told():
    sale.given(month_card, granted(date(2025, 2, 1), date(2025, 3, 1))).when(renew).then()


def not_granted(no) -> LotNotGranted:
    return LotNotGranted(
        card_id=CARD,
        lot_id=LOT,
        order_id=SECOND_ORDER,
        member_id=WEI,
        price=yuan(8_500),
        reason=Reason.of(no),
        product_id=PRODUCT,
    )


def test_money_for_a_card_that_takes_nothing_more_is_not_lost():
    refunded = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
    sale.given(month_card, refunded).when(renew).then(not_granted(CardCancelled(card_id=CARD)))
    sale.given(replace(month_card, member_id=ADA)).when(renew).then(not_granted(CardOfAnotherMember(card_id=CARD)))
    sale.when(renew).then(not_granted(CardNotIssued(card_id=CARD)))


def test_a_renewal_waits_until_its_product_is_published():
    Scenario(PURCHASE).given(month_card).when(renew).refuses(ProductNotPublished, product_id=PRODUCT)


# --- refunds take back what they paid for ---

refund = Scenario(BLOCKING)
second = granted(date(2025, 2, 1), date(2025, 3, 1))


def test_a_refunded_renewal_leaves_the_card_as_it_was_before():
    withdrawn = LotWithdrawn(
        card_id=CARD, member_id=WEI, lot_id=LOT, order_id=SECOND_ORDER, valid_until=date(2025, 2, 1)
    )
    done = refund.given(month_card, second).when(CancelCards(card_id=CARD, order_id=SECOND_ORDER)).then(withdrawn)
    card: Card = BLOCKING.fold(done.past)
    assert (card.valid, card.reach.until) == (month_card.valid, date(2025, 2, 1))
    again = replace(renew, lot_id=ORDER)
    sale.given(month_card, second, withdrawn).when(again).then(replace(second, lot=replace(second.lot, lot_id=ORDER)))


def test_a_refunded_first_order_leaves_what_another_order_paid_for():
    withdrawn = LotWithdrawn(card_id=CARD, member_id=WEI, lot_id=CARD, order_id=ORDER, valid_until=date(2025, 3, 1))
    refund.given(month_card, second).when(CancelCards(card_id=CARD, order_id=ORDER)).then(withdrawn)


def test_an_order_that_bought_twice_for_a_card_is_taken_back_with_both():
    third = granted(date(2025, 3, 1), date(2025, 4, 1), lot_id=ORDER)

    def withdrawn(lot_id: str, until: date) -> LotWithdrawn:
        return LotWithdrawn(card_id=CARD, member_id=WEI, lot_id=lot_id, order_id=SECOND_ORDER, valid_until=until)

    refunded = refund.given(month_card, second, third).when(CancelCards(card_id=CARD, order_id=SECOND_ORDER))
    done = refunded.then(withdrawn(LOT, date(2025, 4, 1)), withdrawn(ORDER, date(2025, 2, 1)))
    again = sale.given(*done.past).when(replace(renew, lot_id=WEI))
    again.then(granted(date(2025, 2, 1), date(2025, 3, 1), lot_id=WEI))


def test_days_that_began_anew_and_were_taken_back_leave_the_days_before_them():
    anew = granted(date(2025, 2, 5), date(2025, 3, 5))
    withdrawn = LotWithdrawn(
        card_id=CARD, member_id=WEI, lot_id=LOT, order_id=SECOND_ORDER, valid_until=date(2025, 2, 1)
    )
    card = refund.given(month_card, anew).when(CancelCards(card_id=CARD, order_id=SECOND_ORDER)).then(withdrawn)
    sale.given(*card.past).when(replace(renew, lot_id=ORDER)).then(
        granted(date(2025, 2, 1), date(2025, 3, 1), lot_id=ORDER)
    )


def test_the_last_order_refunded_ends_the_card():
    withdrawn = LotWithdrawn(card_id=CARD, member_id=WEI, lot_id=CARD, order_id=ORDER, valid_until=date(2025, 3, 1))
    refund.given(month_card, second, withdrawn).when(CancelCards(card_id=CARD, order_id=SECOND_ORDER)).then(
        CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=SECOND_ORDER)
    )


def test_days_put_behind_a_rest_that_begins_where_the_card_ends_move_with_the_card():
    """Nine days were sold and given, four rest: 14 January. The renewal that the second rest lay in was refunded."""
    card = Life(Terms(kind="term", days=6, freeze_days=4))

    def gift(number: int, days: int) -> GiveDays:
        gift_id = derived_id("gift", number)
        return GiveDays(card_id=CARD, member_id=WEI, gift_id=gift_id, days=days, cause="complaint", reason="Showers")

    def rest(first: int, until: int) -> FreezeCard:
        return FreezeCard(card_id=CARD, member_id=WEI, rest=DayRange(on(first), on(until)))

    refund = CancelCards(order_id=SECOND_ORDER, card_id=CARD)
    for wish in (gift(1, 2), rest(3, 5), replace(renew, day=on(2)), rest(10, 11), refund, gift(2, 1), rest(2, 3)):
        assert card.give(wish, noon(2))
    assert card.heard(CardFrozen)[-1].valid_until == date(2025, 1, 14)

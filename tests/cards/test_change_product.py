"""A term card becomes another product: what was left is credited, what is left of the new one is charged."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.cards.gate.gate import GATE
from services.cards.sale.change import CHANGE
from services.finance.decider import ORDER as ORDERS
from services.finance.reactions import known_card
from shared.contracts import DayRange, Money, Reason
from shared.contracts.cards import (
    CardCancelled,
    CardCancelledAfterRefund,
    CardExpired,
    CardFrozenNow,
    CardIssued,
    CardNotIssued,
    CardOfAnotherMember,
    ChangeNotPossible,
    ChangeProduct,
    ChangeQuoted,
    ChangeToSame,
    Lot,
    LotCredit,
    LotNotGranted,
    ProductChanged,
    ProductNotPublished,
    ProductPublished,
    ProductUnknown,
    QuoteChange,
    Terms,
)
from shared.contracts.finance import (
    CardNoted,
    OrderLine,
    PlaceOrder,
    PricePublished,
    TillOpened,
    UpgradeNoted,
)
from shared.ids import derived_id
from tests.cards.examples import (
    ADA,
    CARD,
    ORDER,
    PRODUCT,
    PUDONG,
    TEN_VISITS,
    WEI,
    days,
    gate_opened,
    january,
    month_card,
    published,
    swipe,
    visit_card,
    yuan,
)
from tests.cards.test_freeze_card import frozen
from tests.scenario import Scenario

BETTER = "00000000-0000-4000-8000-0000000000e2"
NEW = "00000000-0000-4000-8000-0000000000b4"
UPGRADE = "00000000-0000-4000-8000-0000000000d4"
PLUS = Terms(kind="term", months=1, venues=None, freeze_days=20)
better = ProductPublished(product_id=BETTER, name="Plus", name_zh="尊享月卡", terms=PLUS)


def usd(cents: int) -> Money:
    return Money(cents, "USD")


# 20.00 a month from 11 April 2025, to 30.00 a month on 26 April: -10.00 and +15.00
APRIL_26 = datetime(2025, 4, 26, 4, tzinfo=UTC)
april = replace(month_card, price=usd(2_000), valid=DayRange(date(2025, 4, 11), date(2025, 5, 11)))
quote = QuoteChange(card_id=CARD, member_id=WEI, product_id=BETTER)
quoted = ChangeQuoted(
    card_id=CARD,
    member_id=WEI,
    lot_id=CARD,
    product_id=BETTER,
    product_version=1,
    day=date(2025, 4, 26),
    part=15,
    whole=30,
    credit=usd(1_000),
    paid=usd(1_000),
)
desk = Scenario(CHANGE).at(APRIL_26).given(better)
card = desk.given(april)


def test_half_a_month_of_20_is_credited_with_10_and_half_a_month_of_the_other_charged():
    card.when(quote).then(quoted)


def test_the_same_quote_on_the_same_day_changes_nothing():
    card.given(quoted).when(quote).then()


def test_the_desk_then_takes_5():
    """The whole way of the figure: cards works it out, finance keeps it and prices the order."""
    (note,) = known_card(quoted)
    placed = (
        Scenario(ORDERS)
        .at(APRIL_26)
        .given(
            TillOpened(venue_id=PUDONG, zone="Asia/Shanghai", currency="USD"),
            PricePublished(
                product_id=BETTER,
                title="Plus",
                kind="card",
                price=usd(3_000),
                tax_basis_points=0,
                prepaid=True,
                valid_from=date(2025, 1, 1),
                for_venue=None,
            ),
            CardNoted(card_id=CARD, member_id=WEI, product_id=PRODUCT, valid_until=date(2025, 5, 11), over=False),
            UpgradeNoted(**vars(note)),
        )
    )
    line = OrderLine(product_id=BETTER, card_id=CARD, purpose="upgrade")
    (order,) = placed.when(PlaceOrder(order_id=UPGRADE, member_id=WEI, venue_id=PUDONG, lines=(line,)))._decide()
    (sold,) = order.lines
    assert (sold.charged, sold.credit, sold.total) == (usd(1_500), usd(1_000), usd(500))


change = ChangeProduct(
    card_id=CARD,
    lot_id=NEW,
    order_id=UPGRADE,
    product_id=BETTER,
    member_id=WEI,
    venue_id=PUDONG,
    paid=usd(500),
    credit=usd(1_000),
    price=usd(1_500),
    day=date(2025, 4, 26),
)
THIRD, LATER = derived_id("third lot"), derived_id("third order")
new_lot = Lot(
    lot_id=NEW,
    kind="upgrade",
    product_id=BETTER,
    order_id=UPGRADE,
    venue_id=PUDONG,
    price=usd(1_500),
    terms=replace(PLUS, freeze_days=6),
    valid=DayRange(date(2025, 4, 26), date(2025, 5, 11)),
)
changed = ProductChanged(
    card_id=CARD,
    member_id=WEI,
    old_lot_id=CARD,
    credit=usd(1_000),
    paid=usd(500),
    surplus=usd(0),
    refunds=(),
    lot=new_lot,
    valid_until=date(2025, 5, 11),
)


def test_what_was_paid_changes_the_card_for_the_rest_of_its_days():
    done = card.given(quoted).when(change).then(changed)
    done.when(change).then()
    folded = CHANGE.fold(done.past).card
    assert folded.valid == april.valid
    assert folded.freeze_quota == 20
    assert folded.lots[CARD].valid.until == new_lot.valid.first


def test_the_gate_reads_the_new_product():
    late = datetime(2025, 4, 27, 4, tzinfo=UTC)
    (entry,) = Scenario(GATE).at(late).given(gate_opened, april, changed).when(swipe)._decide()
    assert (entry.product_id, entry.order_id, entry.lots[0].lot_id) == (BETTER, UPGRADE, NEW)
    earlier = datetime(2025, 4, 20, 4, tzinfo=UTC)
    (past,) = Scenario(GATE).at(earlier).given(gate_opened, april, changed).when(swipe)._decide()
    assert past.lots[0].lot_id == CARD


def test_a_downgrade_leaves_the_surplus_to_the_order_that_had_paid_it():
    down = replace(change, paid=usd(0), price=usd(400))
    cheaper = replace(
        changed,
        paid=usd(0),
        surplus=usd(600),
        refunds=(LotCredit(order_id=ORDER, product_id=PRODUCT, amount=usd(600)),),
        lot=replace(new_lot, price=usd(400)),
    )
    card.when(down).then(cheaper)


@pytest.mark.parametrize(
    ("wish", "companys"),
    [
        (change, usd(500)),  # half of the 10.00 that stand over
        (replace(change, employer=usd(250)), usd(750)),
        (replace(change, paid=usd(0), price=usd(400)), usd(200)),  # the surplus went back, half of it to the company
    ],
)
def test_what_a_company_paid_of_the_old_product_stands_in_the_new_one(wish: ChangeProduct, companys: Money):
    half = desk.given(replace(april, employer=usd(1_000)))
    (told, *_) = half.when(wish)._decide()
    assert told.lot.employer == companys
    (told, *_) = card.when(wish)._decide()
    assert told.lot.employer == wish.employer


def test_the_surplus_of_a_second_change_goes_to_the_orders_that_paid_the_latest_first():
    """5.00 were paid for the better product and 20.00 for the first one: of 14.00 over, 5.00 and 9.00."""
    down = replace(change, lot_id=THIRD, order_id=LATER)
    down = replace(down, paid=usd(0), credit=usd(1_500), price=usd(100))
    back = (
        LotCredit(order_id=UPGRADE, product_id=BETTER, amount=usd(500)),
        LotCredit(order_id=ORDER, product_id=PRODUCT, amount=usd(900)),
    )
    (again,) = card.given(changed).when(down)._decide()
    assert isinstance(again, ProductChanged) and (again.surplus, again.refunds) == (usd(1_400), back)
    holding = CHANGE.fold([*card.given(changed, again).past]).card.lots[THIRD]
    assert holding.paid_by == (LotCredit(order_id=ORDER, product_id=PRODUCT, amount=usd(100)),)


def test_the_days_rested_are_neither_credited_nor_charged_twice():
    """10 days rested before the change moved the end: 25 days are left of 30."""
    rested = frozen(DayRange(date(2025, 4, 12), date(2025, 4, 22)), date(2025, 5, 21))
    moved = replace(rested, lots=(replace(rested.lots[0], valid=DayRange(date(2025, 4, 11), date(2025, 5, 21))),))
    card.given(moved).when(quote).then(replace(quoted, part=25, credit=usd(1_667), paid=usd(1_667)))


def test_the_last_day_and_a_whole_year_are_parts_of_their_whole_period():
    """On the last of 365 days of 3,650.00 one day of ten is left; on 1 July 184 of 365, 1,840.00 and not 1,825.00."""
    year = replace(
        month_card,
        price=yuan(365_000),
        terms=Terms(kind="term", months=12),
        valid=DayRange(date(2025, 1, 1), date(2026, 1, 1)),
    )
    july = desk.at(datetime(2025, 7, 1, 4, tzinfo=UTC)).given(year)
    july.when(quote).then(
        replace(quoted, day=date(2025, 7, 1), part=184, whole=31, credit=yuan(184_000), paid=yuan(184_000))
    )
    last = desk.at(datetime(2025, 12, 31, 4, tzinfo=UTC)).given(year)
    last.when(quote).then(
        replace(quoted, day=date(2025, 12, 31), part=1, whole=31, credit=yuan(1_000), paid=yuan(1_000))
    )


@pytest.mark.parametrize(
    ("issued", "product", "no"),
    [
        (replace(april, price=usd(1)), PRODUCT, ChangeToSame),
        (replace(visit_card, valid=april.valid), BETTER, ChangeNotPossible),
        (april, ADA, ProductUnknown),
        (replace(april, member_id=ADA), BETTER, CardOfAnotherMember),
        (month_card, BETTER, CardExpired),
    ],
)
def test_what_cannot_change_is_refused(issued: CardIssued, product: str, no):
    desk.given(published, issued).when(replace(quote, product_id=product)).refuses(no)


def test_a_term_does_not_become_a_pack():
    pack = replace(better, terms=TEN_VISITS)
    Scenario(CHANGE).at(APRIL_26).given(pack, april).when(quote).refuses(ChangeNotPossible, kind="term", other="visits")


def test_a_card_that_rests_or_is_over_does_not_change():
    resting = frozen(days(7, 17), date(2025, 2, 11))
    Scenario(CHANGE).at(january(8)).given(better, month_card, resting).when(quote).refuses(CardFrozenNow)
    over = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
    card.given(over).when(quote).refuses(CardCancelled)
    desk.when(quote).refuses(CardNotIssued)


def test_what_became_impossible_after_it_was_paid_is_told_so_that_the_money_goes_back():
    over = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
    lost = LotNotGranted(
        card_id=CARD,
        lot_id=NEW,
        order_id=UPGRADE,
        member_id=WEI,
        price=usd(500),
        reason=Reason.of(CardCancelled(card_id=CARD)),
        product_id=change.product_id,
    )
    card.given(over).when(change).then(lost)
    Scenario(CHANGE).given(april).when(change).refuses(ProductNotPublished)


def test_of_an_imported_card_no_order_paid_the_credit():
    imported = replace(april, kind="import", order_id=None)
    desk.given(imported).when(quote).then(replace(quoted, paid=usd(0)))


def test_a_card_may_rest_the_days_of_the_product_that_it_is_now():
    """Gold with 30 days becomes one with none: none is left, but for what was rested; back to 30: 30 in all, not 60."""
    gold, cheap = replace(PLUS, freeze_days=30), replace(better, terms=replace(PLUS, freeze_days=0))
    sold = replace(april, terms=gold)
    (down,) = Scenario(CHANGE).at(APRIL_26).given(cheap, sold).when(change)._decide()
    assert CHANGE.fold([sold, down]).card.freeze_quota == 0
    again = replace(change, lot_id=THIRD, order_id=LATER)
    (up,) = Scenario(CHANGE).at(APRIL_26).given(replace(cheap, terms=gold), sold, down).when(again)._decide()
    assert CHANGE.fold([sold, down, up]).card.freeze_quota == 30
    rested = frozen(DayRange(date(2025, 4, 12), date(2025, 4, 22)), date(2025, 5, 21))
    (later,) = Scenario(CHANGE).at(APRIL_26).given(cheap, sold, rested).when(change)._decide()
    assert CHANGE.fold([sold, rested, later]).card.freeze_quota == 10

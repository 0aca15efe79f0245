"""A card holds lots: which one pays, what each keeps, and that what was said before lots were named still holds."""

from dataclasses import replace
from datetime import date

import pytest

from services.cards.card import Card
from services.cards.evolve import evolve
from services.cards.gate.gate import GATE
from services.cards.lots.charge import balance
from services.cards.lots.holds import HOLDS
from shared.contracts import DayRange, Money
from shared.contracts.cards import (
    BalanceTooLow,
    CardNotYetValid,
    EntryGranted,
    Lot,
    LotGranted,
    LotUse,
    NoVisitsLeft,
    ReleaseHold,
)
from tests.cards.examples import (
    BOOKING,
    CARD,
    EVENING,
    FOUR_THOUSAND,
    LONDON,
    MONTH,
    ORDER,
    PRODUCT,
    PUDONG,
    TEN_VISITS,
    TODAY,
    WEI,
    gate_opened,
    granted,
    held,
    hold,
    january,
    month_card,
    of_lot,
    one_visit,
    swipe,
    value_card,
    visit_card,
    yuan,
)
from tests.cards.test_swipe_card import refused
from tests.scenario import Scenario

SECOND = "00000000-0000-4000-8000-0000000000b2"
gate = Scenario(GATE).at(january(8)).given(gate_opened)


def lot(**given) -> LotGranted:
    """A second lot of ten visits, paid 80.00, until March."""
    plain = Lot(
        lot_id=SECOND,
        kind="top_up",
        product_id=PRODUCT,
        order_id=ORDER,
        venue_id=LONDON,
        price=yuan(8_000),
        terms=TEN_VISITS,
        valid=DayRange(date(2025, 1, 5), date(2025, 3, 1)),
    )
    added = replace(plain, **given)
    return LotGranted(card_id=CARD, member_id=WEI, lot=added, valid_until=max(added.valid.until, date(2025, 2, 1)))


def folded(*events) -> Card:
    card = Card()
    for event in events:
        card = evolve(card, event)
    return card


def from_second(visits=0, paid=0, value=None, left=0) -> LotUse:
    (use,) = of_lot(visits, paid, value, left)
    return replace(use, lot_id=SECOND, venue_id=LONDON)


def test_the_lot_that_ends_sooner_pays_first():
    gate.given(visit_card, lot()).when(swipe).then(replace(one_visit, visits_left=19))


def test_a_lower_priority_pays_before_an_earlier_end():
    urgent = replace(TEN_VISITS, priority=1)
    use = from_second(1, 800, left=9)
    gate.given(visit_card, lot(terms=urgent)).when(swipe).then(
        replace(one_visit, visits_left=19, lot_value=yuan(800), lots=(use,))
    )


def test_of_two_that_end_together_the_older_pays():
    together = lot(valid=visit_card.valid)
    gate.given(visit_card, together).when(swipe).then(replace(one_visit, visits_left=19))


def test_a_term_pays_before_visits_whatever_ends_sooner():
    gate.given(month_card, lot(valid=DayRange(date(2025, 1, 5), date(2025, 1, 9)))).when(swipe).then(
        replace(granted, visits_left=10)
    )


def test_a_lot_pays_where_its_own_terms_hold():
    only_here = lot(terms=replace(TEN_VISITS, venues=(PUDONG,)))
    elsewhere = replace(visit_card, terms=replace(TEN_VISITS, venues=(LONDON,)))
    gate.given(elsewhere, only_here).when(swipe).then(
        replace(one_visit, visits_left=19, lot_value=yuan(800), lots=(from_second(1, 800, left=9),))
    )


def test_a_visit_dearer_than_the_first_lot_has_left_takes_the_rest_from_the_next():
    nearly_empty = replace(value_card, terms=replace(FOUR_THOUSAND, value=yuan(15_000)), price=yuan(12_000))
    spent = replace(granted, value_used=yuan(10_000), balance=yuan(5_000), lots=of_lot(0, 8_000, 10_000, 5_000))
    topped = lot(terms=FOUR_THOUSAND, price=yuan(300_000), valid=DayRange(date(2025, 1, 5), date.max))
    both = (*of_lot(0, 4_000, 5_000, 0), from_second(0, 3_750, 5_000, 395_000))
    gate.given(nearly_empty, topped, spent).at(january(9)).when(replace(swipe, swipe_id=BOOKING)).then(
        replace(
            granted,
            swipe_id=BOOKING,
            day=date(2025, 1, 9),
            at=january(9),
            value_used=yuan(10_000),
            lot_value=yuan(7_750),
            balance=yuan(395_000),
            lots=both,
        )
    )


def test_what_a_lot_had_left_is_gone_when_it_ends():
    over = replace(visit_card, valid=DayRange(date(2024, 12, 1), date(2025, 1, 8)))
    card = folded(over, lot())
    assert (balance(card, date(2025, 1, 7)).visits_left, balance(card, TODAY).visits_left) == (20, 10)


def test_between_two_lots_the_card_waits_for_the_next():
    over = replace(month_card, valid=DayRange(date(2024, 12, 1), date(2025, 1, 5)))
    later = lot(kind="renewal", terms=MONTH, valid=DayRange(date(2025, 1, 20), date(2025, 2, 20)))
    gate.given(over, later).when(swipe).then(refused(CardNotYetValid(first_day=date(2025, 1, 20))))


def test_a_released_booking_gives_back_to_the_lot_that_paid():
    one_left = replace(visit_card, terms=replace(TEN_VISITS, visits=1))
    first = replace(held, visits_left=10, lots=of_lot(1))
    second = replace(held, hold_id=EVENING, visits_left=9, lots=(replace(from_second(1, left=9)),))
    past = Scenario(HOLDS).at(january(8)).given(one_left, lot(), first, second)
    events = past.when(ReleaseHold(hold_id=EVENING, card_id=CARD))._decide()
    assert (events[0].lots, events[0].visits_left) == ((from_second(1, left=10),), 10)


def test_when_no_lot_can_pay_the_reason_names_what_there_is():
    empty = replace(visit_card, terms=replace(TEN_VISITS, visits=0))
    gate.given(empty, lot(terms=replace(TEN_VISITS, visits=0))).when(swipe).then(refused(NoVisitsLeft(card_id=CARD)))
    low = lot(terms=replace(FOUR_THOUSAND, value=yuan(4_000), visit_price=yuan(10_000)))
    gate.given(empty, low).when(swipe).then(refused(BalanceTooLow(balance=yuan(4_000), needed=yuan(10_000))))


@pytest.mark.parametrize("issued", [visit_card, value_card, month_card], ids=lambda card: card.terms.kind)
def test_events_from_before_lots_were_named_mean_what_they_meant(issued):
    """The same life, told with lots and without, leaves the same card."""
    past = Scenario(GATE).at(january(8)).given(gate_opened, issued)
    (entry,) = past.when(swipe)._decide()
    (booking,) = Scenario(HOLDS).at(january(8)).given(issued, entry).when(replace(hold, day=date(2025, 1, 9)))._decide()
    named = folded(issued, entry, booking)
    unnamed = folded(issued, replace(entry, lots=()), replace(booking, lots=()))
    assert isinstance(entry, EntryGranted) and entry.lots and booking.lots
    assert named == unnamed


def test_a_lot_keeps_what_was_paid_and_what_was_given():
    card = folded(value_card)
    holding = card.lots[CARD]
    assert (holding.lot.price, holding.terms.bonus) == (yuan(300_000), yuan(100_000))
    assert holding.terms.value == Money(400_000, "CNY")

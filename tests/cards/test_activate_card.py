from dataclasses import replace
from datetime import date

import pytest

from services.cards.gate.gate import GATE
from services.cards.sale.begin import BEGIN
from services.cards.sale.issue import ISSUE
from services.cards.sale.purchase import PURCHASE
from shared.contracts import DayRange
from shared.contracts.cards import (
    ActivateCard,
    BeginningOutOfRange,
    CardActivated,
    CardBegun,
    CardCancelled,
    CardCancelledAfterRefund,
    CardNotIssued,
    CardNotYetValid,
    CardOfAnotherMember,
    LotDays,
)
from tests.cards.examples import (
    ADA,
    CARD,
    MONTH,
    NOON,
    ORDER,
    TODAY,
    WEI,
    claimed,
    gate_opened,
    granted,
    issue,
    january,
    month_card,
    published,
    swipe,
)
from tests.cards.test_grant_lot import granted as renewal
from tests.cards.test_grant_lot import renew
from tests.cards.test_swipe_card import refused
from tests.scenario import Scenario

LATEST = date(2025, 1, 31)
CHOSEN = replace(MONTH, activation="chosen_day", activate_within_days=30)
FIRST_VISIT = replace(CHOSEN, activation="first_visit")
waiting = replace(month_card, terms=CHOSEN, valid=DayRange(LATEST, date(2025, 2, 28)), activate_by=LATEST)
on_visit = replace(waiting, terms=FIRST_VISIT)
activate = ActivateCard(card_id=CARD, member_id=WEI, first_day=date(2025, 1, 10))
card = Scenario(BEGIN).at(january(8)).given(waiting)


def activated(first: date, until: date, by: str = "choice", *more: LotDays) -> CardActivated:
    lots = (LotDays(lot_id=CARD, valid=DayRange(first, until)), *more)
    end = lots[-1].valid.until
    return CardActivated(card_id=CARD, member_id=WEI, first_day=first, by=by, valid_until=end, lots=lots)


def test_a_card_that_begins_later_is_sold_with_the_latest_day():
    sale = Scenario(ISSUE).given(gate_opened, replace(published, terms=CHOSEN))
    sale.when(issue).then(waiting, claimed)


def test_a_card_begins_on_the_day_that_its_member_chooses():
    card.when(activate).then(activated(date(2025, 1, 10), date(2025, 2, 10)))


def test_the_same_choice_again_changes_nothing_and_another_is_refused():
    begun = card.given(activated(date(2025, 1, 10), date(2025, 2, 10)))
    begun.when(activate).then()
    begun.when(replace(activate, first_day=date(2025, 1, 11))).refuses(CardBegun, card_id=CARD)


@pytest.mark.parametrize("day", [date(2025, 1, 7), date(2025, 2, 1)])
def test_a_card_begins_from_today_to_its_latest_day(day):
    card.when(replace(activate, first_day=day)).refuses(BeginningOutOfRange, asked=str(day), latest="2025-01-31")


def test_a_card_that_begins_on_its_sale_is_not_activated():
    Scenario(BEGIN).at(january(8)).given(month_card).when(activate).refuses(CardBegun)


def test_left_alone_a_card_begins_on_its_latest_day():
    late = card.at(january(31))
    late.when(replace(activate, first_day=LATEST)).refuses(CardBegun)
    gate = Scenario(GATE).at(january(31)).given(gate_opened, waiting)
    gate.when(swipe).then(replace(granted, day=LATEST, at=january(31)))


def test_own_cards_that_there_are_and_that_hold_are_activated():
    card.when(replace(activate, member_id=ADA)).refuses(CardOfAnotherMember)
    Scenario(BEGIN).when(activate).refuses(CardNotIssued)
    over = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
    card.given(over).when(activate).refuses(CardCancelled)


def test_a_card_that_waits_for_a_choice_opens_no_door():
    gate = Scenario(GATE).at(NOON).given(gate_opened, waiting)
    gate.when(swipe).then(refused(CardNotYetValid(first_day=LATEST)))


def test_the_first_visit_begins_the_card():
    gate = Scenario(GATE).at(NOON).given(gate_opened, on_visit)
    gate.when(swipe).then(activated(TODAY, date(2025, 2, 8), "first_visit"), granted)


def test_a_first_visit_that_is_refused_begins_nothing():
    elsewhere = replace(on_visit, terms=replace(FIRST_VISIT, venues=(ORDER,)))
    (answer,) = Scenario(GATE).at(NOON).given(gate_opened, elsewhere).when(swipe)._decide()
    assert answer.reason.code == "VenueNotCovered"


def test_what_was_renewed_before_the_beginning_follows_in_its_wake():
    ahead = Scenario(PURCHASE).given(replace(published, terms=CHOSEN), waiting).when(renew)
    renewed = ahead.then(renewal(date(2025, 2, 28), date(2025, 3, 31), terms=CHOSEN)).past
    lot = renewed[-1].lot.lot_id
    card.given(renewed[-1]).when(activate).then(
        activated(
            date(2025, 1, 10),
            date(2025, 2, 10),
            "choice",
            LotDays(lot_id=lot, valid=DayRange(date(2025, 2, 10), date(2025, 3, 10))),
        )
    )

from dataclasses import replace
from datetime import date

import pytest

from services.cards.rest.freeze import FREEZE
from shared.contracts import DayRange
from shared.contracts.cards import (
    CardFrozen,
    CardNotIssued,
    CardOfAnotherMember,
    EndFreeze,
    FreezeCard,
    FreezeEnded,
    NotFrozen,
)
from tests.cards.examples import ADA, CARD, WEI, days, ending, january, month_card
from tests.scenario import Scenario

frozen = CardFrozen(card_id=CARD, member_id=WEI, rest=days(7, 17), valid_until=date(2025, 2, 11))
card = Scenario(FREEZE).at(january(9)).given(month_card, frozen)


def back(day: int) -> EndFreeze:
    return EndFreeze(card_id=CARD, member_id=WEI, first_day_back=date(2025, 1, day))


def ended(rest: DayRange, rested_days: int, until: date) -> FreezeEnded:
    return FreezeEnded(
        card_id=CARD, member_id=WEI, rest=rest, rested_days=rested_days, valid_until=until, lots=ending(until)
    )


@pytest.mark.parametrize(("day", "rested", "until"), [(9, 2, 3), (12, 5, 6), (16, 9, 10)])
def test_an_early_return_gives_back_exactly_the_days_not_rested(day, rested, until):
    card.when(back(day)).then(ended(days(7, 17), rested, date(2025, 2, until)))


def test_a_planned_rest_can_be_called_off_on_its_first_day():
    card.at(january(3)).when(back(7)).then(ended(days(7, 17), 0, date(2025, 2, 1)))


def test_days_given_back_can_be_rested_later():
    returned = card.given(ended(days(7, 17), 5, date(2025, 2, 6)))
    again = FreezeCard(card_id=CARD, member_id=WEI, rest=days(20, 29))
    until = date(2025, 2, 15)
    returned.when(again).then(
        CardFrozen(card_id=CARD, member_id=WEI, rest=days(20, 29), valid_until=until, lots=ending(until))
    )


def test_a_member_can_come_back_earlier_still():
    card.given(ended(days(7, 17), 5, date(2025, 2, 6))).when(back(10)).then(ended(days(7, 12), 3, date(2025, 2, 4)))


def test_coming_back_when_the_rest_ends_anyway_changes_nothing():
    card.when(back(17)).then()


def test_coming_back_when_the_next_rest_would_begin_calls_that_one_off():
    next_rest = DayRange(date(2025, 1, 17), date(2025, 1, 20))
    planned = CardFrozen(card_id=CARD, member_id=WEI, rest=next_rest, valid_until=date(2025, 2, 14))
    called_off = card.given(planned).when(back(17)).then(ended(next_rest, 0, date(2025, 2, 11)))
    called_off.when(back(17)).then()


def test_days_already_rested_are_not_given_back():
    card.when(back(8)).refuses(NotFrozen, card_id=CARD)


def test_a_card_that_does_not_rest_on_that_day_cannot_come_back():
    card.when(back(20)).refuses(NotFrozen, card_id=CARD)


def test_a_later_rest_that_would_begin_after_the_new_end_falls_away():
    later = DayRange(date(2025, 2, 5), date(2025, 2, 8))
    planned = CardFrozen(card_id=CARD, member_id=WEI, rest=later, valid_until=date(2025, 2, 14))
    until = date(2025, 2, 3)
    fallen = replace(ended(later, 0, until), lots=())
    card.given(planned).when(back(9)).then(ended(days(7, 17), 2, until), fallen)


def test_a_later_rest_within_the_new_end_stays():
    later = DayRange(date(2025, 2, 2), date(2025, 2, 5))
    planned = CardFrozen(card_id=CARD, member_id=WEI, rest=later, valid_until=date(2025, 2, 14))
    card.given(planned).when(back(9)).then(ended(days(7, 17), 2, date(2025, 2, 6)))


def test_a_member_ends_own_freezes_only():
    card.when(replace(back(12), member_id=ADA)).refuses(CardOfAnotherMember, card_id=CARD)


def test_a_card_that_was_never_issued_cannot_come_back():
    Scenario(FREEZE).when(back(12)).refuses(CardNotIssued, card_id=CARD)

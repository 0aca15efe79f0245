from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.cards.lots.reach import NO_END
from services.cards.rest.freeze import FREEZE
from shared.contracts import DayRange
from shared.contracts.cards import (
    CardCancelled,
    CardCancelledAfterRefund,
    CardFrozen,
    CardNotIssued,
    CardOfAnotherMember,
    FreezeCard,
    FreezeDaysOutOfRange,
    FreezeDayVisited,
    FreezeOutsideDays,
    FreezeOverlaps,
)
from tests.cards.examples import ADA, CARD, ORDER, TODAY, WEI, days, ending, granted, january, month_card
from tests.scenario import Scenario

card = Scenario(FREEZE).at(january(2)).given(month_card)


def freeze(rest: DayRange) -> FreezeCard:
    return FreezeCard(card_id=CARD, member_id=WEI, rest=rest)


def frozen(rest: DayRange, until: date) -> CardFrozen:
    lots = () if until == NO_END else ending(until)
    return CardFrozen(card_id=CARD, member_id=WEI, rest=rest, valid_until=until, lots=lots)


def test_a_rest_from_the_7th_to_the_17th_moves_the_end_from_1_to_11_february():
    card.when(freeze(days(7, 17))).then(frozen(days(7, 17), date(2025, 2, 11)))


def test_several_rests_follow_each_other_within_the_quota():
    rests = card.when(freeze(days(7, 17))).then(frozen(days(7, 17), date(2025, 2, 11)))
    rests.when(freeze(days(17, 21))).then(frozen(days(17, 21), date(2025, 2, 15)))


def test_a_rest_beyond_the_days_left_is_refused():
    rests = card.given(frozen(days(7, 17), date(2025, 2, 11)))
    rests.when(freeze(days(20, 25))).refuses(FreezeDaysOutOfRange, asked=5, left=4)


def test_a_rest_lasts_at_least_a_day():
    card.when(freeze(days(7, 7))).refuses(FreezeDaysOutOfRange, asked=0, left=14)


def test_the_same_rest_asked_for_again_changes_nothing():
    card.given(frozen(days(7, 17), date(2025, 2, 11))).when(freeze(days(7, 17))).then()


@pytest.mark.parametrize("rest", [days(16, 18), days(6, 8), days(8, 9)])
def test_a_card_rests_once_at_a_time(rest):
    card.given(frozen(days(7, 17), date(2025, 2, 11))).when(freeze(rest)).refuses(
        FreezeOverlaps, other_first="2025-01-07", other_until="2025-01-17"
    )


def test_days_that_are_over_cannot_rest():
    card.at(january(8)).when(freeze(days(7, 10))).refuses(
        FreezeOutsideDays, first="2025-01-07", earliest="2025-01-08", valid_until="2025-02-01"
    )


def test_the_day_is_that_of_the_venue_that_sold_the_card():
    late_evening_in_shanghai, after_midnight = datetime(2025, 1, 7, 15, 59, tzinfo=UTC), january(7, 16)
    card.at(late_evening_in_shanghai).when(freeze(days(7, 10))).then(frozen(days(7, 10), date(2025, 2, 4)))
    card.at(after_midnight).when(freeze(days(7, 10))).refuses(FreezeOutsideDays)


@pytest.mark.parametrize(
    "rest", [DayRange(date(2025, 2, 1), date(2025, 2, 3)), DayRange(date(2025, 3, 1), date(2025, 3, 3))]
)
def test_a_rest_begins_while_the_card_is_valid(rest):
    card.when(freeze(rest)).refuses(FreezeOutsideDays, valid_until="2025-02-01")


def test_a_rest_over_the_end_moves_the_days_that_were_left():
    rest = DayRange(date(2025, 1, 25), date(2025, 2, 5))
    card.when(freeze(rest)).then(frozen(rest, date(2025, 2, 12)))


def test_a_day_on_which_the_member_came_cannot_rest():
    card.at(january(8, 6)).given(granted).when(freeze(days(8, 10))).refuses(FreezeDayVisited, day=str(TODAY))


def test_a_card_without_end_rests_and_has_none_after_it():
    endless = replace(month_card, valid=DayRange(date(2025, 1, 1), NO_END))
    Scenario(FREEZE).at(january(2)).given(endless).when(freeze(days(7, 17))).then(frozen(days(7, 17), NO_END))


def test_a_card_without_freeze_days_does_not_rest():
    unresting = replace(month_card, terms=replace(month_card.terms, freeze_days=0))
    Scenario(FREEZE).at(january(2)).given(unresting).when(freeze(days(7, 8))).refuses(FreezeDaysOutOfRange, left=0)


def test_a_member_freezes_own_cards_only():
    card.when(replace(freeze(days(7, 17)), member_id=ADA)).refuses(CardOfAnotherMember, card_id=CARD)


def test_a_card_that_was_never_issued_cannot_be_frozen():
    Scenario(FREEZE).when(freeze(days(7, 17))).refuses(CardNotIssued, card_id=CARD)


def test_a_refunded_card_cannot_be_frozen():
    cancelled = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
    card.given(cancelled).when(freeze(days(7, 17))).refuses(CardCancelled, card_id=CARD)

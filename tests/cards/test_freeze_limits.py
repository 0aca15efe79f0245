"""What a card's terms say about freezing it, at their edges."""

from dataclasses import replace
from datetime import date

import pytest

from services.cards.rest.freeze import FREEZE
from shared.contracts import DayRange
from shared.contracts.cards import (
    CardFrozen,
    FreezeCard,
    FreezeEnded,
    FreezeLengthOutOfRange,
    FreezeNoticeTooShort,
    FreezeRules,
    FreezesUsedUp,
)
from tests.cards.examples import CARD, WEI, days, ending, january, month_card
from tests.scenario import Scenario


def card(**rules: int) -> Scenario:
    terms = replace(month_card.terms, freezing=FreezeRules(**rules))
    return Scenario(FREEZE).at(january(2)).given(replace(month_card, terms=terms))


def freeze(rest: DayRange) -> FreezeCard:
    return FreezeCard(card_id=CARD, member_id=WEI, rest=rest)


def frozen(rest: DayRange, until: date) -> CardFrozen:
    return CardFrozen(card_id=CARD, member_id=WEI, rest=rest, valid_until=until, lots=ending(until))


@pytest.mark.parametrize(("last", "end"), [(10, 4), (12, 6)])
def test_a_freeze_lasts_from_the_least_to_the_most_days(last, end):
    rest = days(7, last)
    card(least_days=3, most_days=5).when(freeze(rest)).then(frozen(rest, date(2025, 2, end)))


@pytest.mark.parametrize("last", [9, 13])
def test_a_shorter_or_a_longer_freeze_is_refused(last):
    card(least_days=3, most_days=5).when(freeze(days(7, last))).refuses(
        FreezeLengthOutOfRange, asked=last - 7, least=3, most=5
    )


def test_a_freeze_announced_as_early_as_the_terms_ask_is_taken():
    card(notice_days=3).when(freeze(days(5, 7))).then(frozen(days(5, 7), date(2025, 2, 3)))


def test_a_freeze_announced_too_late_is_told_its_earliest_day():
    card(notice_days=3).when(freeze(days(4, 6))).refuses(
        FreezeNoticeTooShort, first="2025-01-04", earliest="2025-01-05"
    )


def test_no_more_freezes_begin_in_a_year_than_the_terms_allow():
    once = card(times_a_year=1).given(frozen(days(7, 9), date(2025, 2, 3)))
    once.when(freeze(days(12, 14))).refuses(FreezesUsedUp, year=2025, most=1)


def test_a_freeze_called_off_before_it_began_counts_in_no_year():
    called_off = FreezeEnded(
        card_id=CARD,
        member_id=WEI,
        rest=days(7, 9),
        rested_days=0,
        valid_until=date(2025, 2, 1),
        lots=ending(date(2025, 2, 1)),
    )
    anew = card(times_a_year=1).given(frozen(days(7, 9), date(2025, 2, 3)), called_off)
    anew.when(freeze(days(12, 14))).then(frozen(days(12, 14), date(2025, 2, 3)))


def test_a_freeze_that_begins_in_the_next_year_counts_there():
    terms = replace(month_card.terms, months=12, freezing=FreezeRules(times_a_year=1))
    year = replace(month_card, terms=terms, valid=DayRange(date(2025, 1, 1), date(2026, 1, 1)))
    past = Scenario(FREEZE).at(january(2)).given(year, frozen(days(7, 14), date(2026, 1, 8)))
    rest, until = DayRange(date(2026, 1, 2), date(2026, 1, 5)), date(2026, 1, 11)
    past.when(freeze(rest)).then(frozen(rest, until))
    past.when(freeze(DayRange(date(2025, 12, 30), date(2026, 1, 2)))).refuses(FreezesUsedUp, year=2025)

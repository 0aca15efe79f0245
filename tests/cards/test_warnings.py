"""The gate opens and warns: what will soon shut the card out, before it does."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.cards.gate.gate import GATE
from services.cards.lots.lots import issued_lot
from shared.contracts import DayRange, Event, Reason, Refusal
from shared.contracts.cards import (
    AutoRenewalAgreed,
    BalanceRunsLow,
    CardEndsSoon,
    CardFrozen,
    CardIssued,
    EntryGranted,
    FreezeBeginsSoon,
    LotGranted,
    RenewalOffer,
    RenewalOffered,
    RestedCapNear,
    VisitCapNear,
    VisitsRunLow,
)
from tests.cards.examples import (
    CARD,
    EVENING,
    WEI,
    days,
    exited,
    gate_opened,
    granted,
    january,
    month_card,
    one_visit,
    swipe,
    swipe_id,
    value_card,
    visit_card,
    yuan,
)
from tests.scenario import Scenario

NEXT = date(2025, 2, 1)


def warned(card: CardIssued, day: int, *more: Event) -> tuple[Reason, ...]:
    """What the gate says at noon of a day in January."""
    scenario = (
        Scenario(GATE).given(gate_opened, card, *more).at(january(day)).when(replace(swipe, swipe_id=swipe_id(3)))
    )
    (entry,) = (event for event in scenario._decide() if isinstance(event, EntryGranted))
    return entry.warnings


def only(warning: Refusal) -> tuple[Reason, ...]:
    return (Reason.of(warning),)


def renewable(**offer: Any) -> CardIssued:
    return replace(month_card, terms=replace(month_card.terms, renewal=RenewalOffer(**offer)))


@pytest.mark.parametrize(
    ("day", "left"), [(24, None), (25, 7), (30, 2), (31, 1)], ids=("eight days", "seven", "two", "the last")
)
def test_a_card_that_ends_within_its_warned_days_says_so_until_its_last(day, left):
    expected = only(CardEndsSoon(valid_until=NEXT, days_left=left)) if left else ()
    assert warned(month_card, day) == expected


def test_the_warning_tells_the_renewal_offer_and_until_when_it_holds():
    told = RenewalOffered(valid_until=NEXT, days_left=1, per_mille=850, offer="85 %", offered_until=date(2025, 2, 4))
    assert warned(renewable(per_mille=850, days_after=3), 31) == only(told)
    assert told.text(told.remedy) == "Renew it before 2025-02-04 at 85 %."
    priced = warned(renewable(price=yuan(8_000)), 31)[0]
    assert priced.facts["offer"] == "80.00 CNY"


def test_an_offer_that_has_not_begun_is_not_told():
    assert warned(renewable(per_mille=850, days_before=2), 29) == only(CardEndsSoon(valid_until=NEXT, days_left=3))


def test_a_card_that_renews_itself_or_is_renewed_already_is_not_warned_of():
    agreed = AutoRenewalAgreed(card_id=CARD, member_id=WEI, most=yuan(20_000))
    assert warned(month_card, 31, agreed) == ()
    lot = replace(issued_lot(month_card), lot_id=EVENING, kind="renewal", valid=DayRange(NEXT, date(2025, 3, 1)))
    renewal = LotGranted(card_id=CARD, member_id=WEI, lot=lot, valid_until=date(2025, 3, 1))
    assert warned(month_card, 31, renewal) == ()


@pytest.mark.parametrize(("bought", "left"), [(4, None), (3, 2), (2, 1), (1, 0)])
def test_the_last_visits_are_told(bought, left):
    card = replace(visit_card, terms=replace(visit_card.terms, visits=bought))
    assert warned(card, 8) == (() if left is None else only(VisitsRunLow(visits_left=left)))


def test_how_few_visits_are_few_the_terms_say():
    card = replace(visit_card, terms=replace(visit_card.terms, visits=6, warn_visits=5))
    assert warned(card, 8) == only(VisitsRunLow(visits_left=5))


def test_a_pack_beside_a_term_that_pays_is_not_warned_of():
    lot = replace(issued_lot(replace(visit_card, terms=replace(visit_card.terms, visits=1))), lot_id=EVENING)
    pack = LotGranted(card_id=CARD, member_id=WEI, lot=lot, valid_until=NEXT)
    assert warned(month_card, 8, pack) == ()


def test_a_balance_for_two_visits_more_is_told():
    card = replace(value_card, terms=replace(value_card.terms, value=yuan(39_999)))
    assert warned(card, 8) == only(BalanceRunsLow(balance=yuan(29_999), needed=yuan(10_000)))
    assert warned(replace(card, terms=replace(card.terms, value=yuan(40_000))), 8) == ()


def test_who_rests_from_tomorrow_on_is_told_today():
    rest = CardFrozen(card_id=CARD, member_id=WEI, rest=days(10, 17), valid_until=date(2025, 2, 8))
    assert warned(month_card, 8, rest) == ()
    assert warned(month_card, 9, rest) == only(FreezeBeginsSoon(first_day=date(2025, 1, 10), until=date(2025, 1, 17)))


def test_a_cap_of_several_visits_is_told_when_one_is_left_and_when_none():
    card = replace(month_card, terms=replace(month_card.terms, visits_a_week=3))
    visits = [replace(granted, swipe_id=swipe_id(n), day=date(2025, 1, n), at=january(n)) for n in (6, 7)]
    near = VisitCapNear(most=3, days=7, visits_left=1, again=date(2025, 1, 13))
    assert warned(card, 8) == ()
    assert warned(card, 8, visits[0]) == only(near)
    assert warned(card, 8, *visits)[0].facts["visits_left"] == 0


def test_a_week_that_a_rest_makes_smaller_is_told_with_its_own_figures():
    """Rested from the 10th to the 17th, a Friday: of 4 visits the week from the 6th has 4/7 of 4, rounded up to 3."""
    card = replace(month_card, terms=replace(month_card.terms, visits_a_week=4))
    rest = CardFrozen(card_id=CARD, member_id=WEI, rest=days(10, 17), valid_until=date(2025, 2, 8))
    came = replace(granted, swipe_id=swipe_id(6), day=date(2025, 1, 6), at=january(6))
    near = RestedCapNear(most=3, of=4, rested=3, visits_left=1, again=date(2025, 1, 13))
    assert warned(card, 8, came, rest) == only(near)
    assert "3 days of this week" in near.text(near.says) and "冻结 3 天" in near.text(near.says, "zh")


def test_a_cap_of_one_visit_is_no_news():
    card = replace(visit_card, terms=replace(visit_card.terms, visits_a_day=1))
    assert warned(card, 8) == ()


def test_several_warnings_come_the_nearest_first():
    rest = CardFrozen(card_id=CARD, member_id=WEI, rest=days(31, 31), valid_until=NEXT)
    card = replace(visit_card, terms=replace(visit_card.terms, visits=1))
    codes = [warning.code for warning in warned(card, 30, rest)]
    assert codes == ["FreezeBeginsSoon", "CardEndsSoon", "VisitsRunLow"]


def test_a_warning_is_read_in_both_languages():
    no = warned(replace(visit_card, terms=replace(visit_card.terms, visits=2)), 8)[0].refusal()
    assert no.text(no.says) == "Visits left on this card: 1."
    assert no.text(no.says, "zh") == "此卡剩余 1 次。"
    assert no.text(no.remedy, "zh") == "请续购次数。"


def test_coming_in_again_warns_again_and_takes_nothing():
    card = replace(visit_card, terms=replace(visit_card.terms, visits=1))
    assert warned(card, 8, one_visit, exited) == only(VisitsRunLow(visits_left=0))

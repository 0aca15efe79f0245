"""Letting somebody in whom the gate refused: by whom, how often, and what it takes from the card."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.cards.gate.gate import GATE
from services.cards.gate.override import OVERRIDE
from shared.contracts import FRONT_DESK, VENUE_MANAGER, Actor, Event, Reason, Refusal
from shared.contracts.cards import (
    CardActivated,
    CardCancelled,
    CardCancelledAfterRefund,
    CardExpired,
    CardFrozen,
    CardFrozenNow,
    CardLost,
    CardNotIssued,
    CardReportedLost,
    CodeNotGenuine,
    EnteredAlready,
    EntryRefused,
    GateNotOpen,
    GatePolicy,
    GatePolicySet,
    GroundNotListed,
    NeverOverridden,
    NoVisitsLeft,
    NumberDead,
    OutsideHours,
    OverrideCounted,
    OverrideEntry,
    OverrideNotYours,
    OverrideRule,
    OverridesUsedUp,
    OverrideTooLate,
    SwipeNotRefused,
    VenueNotCovered,
    VisitCapReached,
    WeeklyHours,
)
from tests.cards.examples import (
    CARD,
    LONDON,
    NOON,
    ORDER,
    PUDONG,
    TODAY,
    WEI,
    counted_of,
    days,
    gate_opened,
    granted,
    january,
    month_card,
    of_lot,
    one_visit,
    overridden,
    refused,
    swipe,
    swipe_id,
    visit_card,
    yuan,
)
from tests.scenario import CLERK, Scenario

wish = OverrideEntry(swipe_id=swipe_id(1), card_id=CARD, venue_id=PUDONG, ground="goodwill", words="an old friend")
desk = Scenario(OVERRIDE).at(NOON).given(gate_opened)
AT_THE_DESK = replace(CLERK, roles=(FRONT_DESK,))
frozen = CardFrozen(card_id=CARD, member_id=WEI, rest=days(7, 17), valid_until=date(2025, 2, 11))
frozen_now = CardFrozenNow(first_day=date(2025, 1, 7), until=date(2025, 1, 17))
mornings = WeeklyHours(weekdays=(1, 2, 3, 4, 5, 6, 7), opens="06:00", closes="10:00")
closed = OutsideHours(next_day=date(2025, 1, 9), opens="06:00")
off_peak = replace(visit_card, terms=replace(visit_card.terms, hours=(mornings,), warn_days=0))
ended = replace(month_card, valid=days(1, 8))
over = CardExpired(valid_until=TODAY)


def policy(**figures: object) -> GatePolicySet:
    return GatePolicySet(venue_id=PUDONG, effective=date(2025, 1, 1), policy=replace(GatePolicy(), **figures))


def free(no: Refusal, **other: object) -> tuple[Event, Event]:
    entry = overridden(no, counted=False, **other)
    return entry, counted_of(entry)


def test_who_was_refused_and_can_pay_comes_in_for_a_visit():
    told = overridden(frozen_now, one_visit)
    desk.given(visit_card, frozen, refused(frozen_now)).when(wish).then(one_visit, told, counted_of(told))


def test_who_has_nothing_that_can_pay_comes_in_free_and_it_says_what_a_visit_costs():
    desk.given(ended, refused(over)).when(wish).then(*free(over))
    listed = replace(ended, terms=replace(ended.terms, list_price=yuan(8_000)))
    desk.given(listed, refused(over)).when(wish).then(*free(over, forgone=yuan(8_000)))


def test_a_cap_is_overridden_for_a_visit_of_the_card_and_not_for_a_free_one():
    weekly = replace(visit_card, terms=replace(visit_card.terms, visits_a_week=1))
    monday = replace(one_visit, swipe_id=swipe_id(5), day=date(2025, 1, 6), at=january(6))
    capped = VisitCapReached(most=1, days=7, again=date(2025, 1, 13))
    second = replace(one_visit, visits_left=8, lots=of_lot(1, 1_000, left=8))
    told = overridden(capped, second)
    desk.given(weekly, monday, refused(capped)).when(wish).then(second, told, counted_of(told))


def test_a_card_that_begins_on_its_first_visit_begins_on_an_entry_against_the_rules():
    waiting = replace(
        month_card,
        terms=replace(month_card.terms, activation="first_visit", activate_within_days=30, hours=(mornings,)),
        activate_by=date(2025, 1, 31),
        valid=replace(month_card.valid, first=date(2025, 1, 31), until=date(2025, 2, 28)),
    )
    begun, *rest = desk.given(waiting, refused(closed)).when(wish)._decide()
    assert isinstance(begun, CardActivated) and begun.first_day == TODAY
    assert len(rest) == 3


def test_who_was_let_in_is_inside_for_the_gate_even_free():
    soon = NOON + timedelta(minutes=5)
    again = replace(swipe, swipe_id=swipe_id(2))
    london = replace(month_card, terms=replace(month_card.terms, venues=(LONDON,)))
    no = VenueNotCovered(venue_id=PUDONG)
    past = (gate_opened, london, refused(no), *free(no))
    there = replace(granted, swipe_id=swipe_id(2), at=soon)
    told = Scenario(GATE).at(soon).given(*past).when(again)._decide()
    assert told == [refused(no, there)]  # the gravest reason is told first
    also = OVERRIDE.fold([event for event in past if event.stream_name.startswith("card-")]).card
    assert also.whereabouts[""].inside.at == NOON  # type: ignore[union-attr]


# --- who may ---


@pytest.mark.parametrize(
    ("past", "no"),
    [
        ([CardReportedLost(card_id=CARD, member_id=WEI, at=january(8, 3))], CardLost(card_id=CARD)),
        ([CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)], CardCancelled(card_id=CARD)),
        ([], NumberDead(number="0123", since=january(7))),
        ([], CodeNotGenuine(card_id=CARD)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_nobody_overrides_a_lost_dead_cancelled_or_forged_card_whatever_the_policy_says(past: list[Event], no: Refusal):
    everybody = policy(overrides=(OverrideRule(reason="*", roles=("front_desk", "venue_manager", "head_office")),))
    desk.given(everybody, month_card, *past, refused(no)).when(wish).refuses(NeverOverridden, against=no.code)


def test_the_policy_says_what_the_desk_may_and_what_takes_a_manager():
    at_desk = desk.by(AT_THE_DESK)
    at_desk.given(ended, refused(over)).when(wish).refuses(
        OverrideNotYours, against="CardExpired", roles="venue_manager, head_office"
    )
    told = overridden(closed, one_visit)
    at_desk.given(off_peak, refused(closed)).when(wish).then(one_visit, told, counted_of(told))
    trusting = policy(overrides=(OverrideRule(reason="CardExpired", roles=("front_desk",)),))
    at_desk.given(trusting, ended, refused(over)).when(wish).then(*free(over))
    at_desk.given(trusting, off_peak, refused(closed)).when(wish).refuses(NeverOverridden, against="OutsideHours")


def test_a_gate_tells_one_reason_and_the_clerk_answers_for_all():
    """Inside already, which the desk may override; and out of visits, which it may not."""
    inside = EnteredAlready(entered_at=january(8, 3, 50), venue_id=LONDON)
    none_left = replace(visit_card, terms=replace(visit_card.terms, visits=1))
    there = replace(one_visit, swipe_id=swipe_id(5), venue_id=LONDON, at=january(8, 3, 50), visits_left=0)
    past = (none_left, replace(there, lots=of_lot(1, 1_000)), refused(inside))
    desk.by(AT_THE_DESK).given(*past).when(wish).refuses(OverrideNotYours, against="NoVisitsLeft")
    nothing_left = (Reason.of(NoVisitsLeft(card_id=CARD)),)
    desk.given(*past).when(wish).then(*free(inside, also=nothing_left))


# --- how often, how late, why ---


def test_a_clerk_overrides_so_much_a_day_and_a_manager_goes_on():
    yesterday = date(2025, 1, 7)
    done = [
        OverrideCounted(clerk_id=CLERK.id, day=day, venue_id=PUDONG, swipe_id=swipe_id(50 + n))
        for n, day in enumerate([TODAY, TODAY, yesterday])
    ]
    told = overridden(closed, one_visit)
    past = (policy(overrides_a_day=2), off_peak, refused(closed))
    at_desk = desk.given(*past, *done[1:]).by(AT_THE_DESK)
    at_desk.when(wish).then(one_visit, told, counted_of(told))  # yesterday's counts for yesterday
    at_desk.given(done[0]).when(wish).refuses(OverridesUsedUp, most=2, day="2025-01-08")
    manager = Actor(id=CLERK.id, roles=(VENUE_MANAGER,))
    desk.given(*past, *done).by(manager).when(wish).then(one_visit, told, counted_of(told))


def test_a_clerk_whose_day_is_used_up_does_not_readmit_either():
    soon = january(8, 4, 1)
    again = replace(swipe, swipe_id=swipe_id(2), readmit=True)
    done = OverrideCounted(clerk_id=CLERK.id, day=TODAY, venue_id=PUDONG, swipe_id=swipe_id(50))
    past = (gate_opened, policy(overrides_a_day=1), month_card, granted, done)
    no = refused(EnteredAlready(entered_at=NOON, venue_id=PUDONG), replace(granted, swipe_id=swipe_id(2), at=soon))
    Scenario(GATE).at(soon).by(AT_THE_DESK).given(*past).when(again).then(no)


def test_a_refusal_is_overridden_while_its_member_stands_at_the_gate():
    old = desk.given(ended, refused(over)).at(NOON + timedelta(minutes=15)).when(wish)
    old.refuses(OverrideTooLate, refused_at="2025-01-08T04:00:00Z", minutes=15)


def test_a_ground_is_one_of_the_venues_list():
    strict = desk.given(policy(override_grounds=("gate_fault",)), ended, refused(over))
    strict.when(wish).refuses(GroundNotListed, ground="goodwill", allowed="gate_fault")


def test_what_was_not_refused_here_is_not_overridden():
    elsewhere = EntryRefused(**vars(refused(over)) | {"venue_id": LONDON})
    desk.given(ended).when(wish).refuses(SwipeNotRefused, swipe_id=swipe_id(1))
    desk.given(ended, elsewhere).when(wish).refuses(SwipeNotRefused, swipe_id=swipe_id(1))


def test_a_swipe_is_overridden_once():
    desk.given(ended, refused(over), *free(over)).when(wish).then()


def test_nobody_is_let_in_with_a_card_or_at_a_venue_that_does_not_exist():
    desk.when(wish).refuses(CardNotIssued, card_id=CARD)
    Scenario(OVERRIDE).given(month_card).when(wish).refuses(GateNotOpen, venue_id=PUDONG)

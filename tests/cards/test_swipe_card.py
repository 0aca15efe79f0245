from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.cards.gate.gate import GATE
from shared.contracts import DEVICE, Actor, DayRange, Event, Reason, Refusal
from shared.contracts.cards import (
    BalanceTooLow,
    CardCancelled,
    CardCancelledAfterRefund,
    CardEndsSoon,
    CardExpired,
    CardFound,
    CardFrozen,
    CardFrozenNow,
    CardLost,
    CardNotIssued,
    CardNotYetValid,
    CardReportedLost,
    EnteredAlready,
    FreezeBeginsSoon,
    GateNotOpen,
    NoVisitsLeft,
    VenueNotCovered,
    VisitsRunLow,
)
from tests.cards.examples import (
    BOOKING,
    CARD,
    LONDON,
    NOON,
    ORDER,
    PUDONG,
    TODAY,
    WEI,
    counted_of,
    days,
    exited,
    gate_opened,
    granted,
    held,
    january,
    london_opened,
    month_card,
    of_lot,
    one_visit,
    out,
    overridden,
    refused,
    swipe,
    swipe_id,
    value_card,
    visit_card,
    yuan,
)
from tests.scenario import Scenario

gate = Scenario(GATE).at(NOON).given(gate_opened)
again = replace(swipe, swipe_id=swipe_id(2))
last_visit = replace(visit_card, terms=replace(visit_card.terms, visits=1, warn_visits=0), price=yuan(1_000))
low = (Reason.of(VisitsRunLow(visits_left=0)),)
lost = CardReportedLost(card_id=CARD, member_id=WEI, at=january(8, 3))
cancelled = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
frozen = CardFrozen(card_id=CARD, member_id=WEI, rest=days(7, 17), valid_until=date(2025, 2, 11))


def test_a_term_card_opens_the_door_and_uses_no_visit():
    gate.given(month_card).when(swipe).then(granted)


def test_a_visit_card_opens_the_door_for_one_visit_and_its_part_of_the_price():
    gate.given(visit_card).when(swipe).then(one_visit)


def test_a_stored_value_pays_the_visit_of_which_the_bonus_is_not_earned():
    spent = replace(
        granted,
        value_used=yuan(10_000),
        lot_value=yuan(7_500),
        balance=yuan(390_000),
        lots=of_lot(paid=7_500, value=10_000, left=390_000),
    )
    gate.given(value_card).when(swipe).then(spent)


def test_the_last_visit_lets_in_and_the_next_day_does_not():
    done = (
        gate.given(last_visit).when(swipe).then(replace(one_visit, visits_left=0, lots=of_lot(1, 1_000), warnings=low))
    )
    tomorrow = replace(granted, swipe_id=swipe_id(2), day=date(2025, 1, 9), at=january(9))
    done.at(january(9)).when(again).then(refused(NoVisitsLeft(card_id=CARD), tomorrow))


def test_a_balance_below_a_visit_does_not_open_the_door_and_says_how_much_there_is():
    nearly_empty = replace(value_card, terms=replace(value_card.terms, value=yuan(15_000)))
    spent = replace(granted, value_used=yuan(10_000), balance=yuan(5_000), lots=of_lot(value=10_000))
    tomorrow = replace(granted, swipe_id=swipe_id(2), day=date(2025, 1, 9), at=january(9))
    gate.given(nearly_empty, spent).at(january(9)).when(again).then(
        refused(BalanceTooLow(balance=yuan(5_000), needed=yuan(10_000)), tomorrow)
    )


@pytest.mark.parametrize(
    ("past", "reason"),
    [
        ([month_card, cancelled], CardCancelled(card_id=CARD)),
        ([month_card, lost], CardLost(card_id=CARD)),
        (
            [replace(month_card, valid=DayRange(date(2025, 1, 9), date(2025, 2, 9)))],
            CardNotYetValid(first_day=date(2025, 1, 9)),
        ),
        ([month_card, frozen], CardFrozenNow(first_day=date(2025, 1, 7), until=date(2025, 1, 17))),
        ([replace(month_card, valid=days(1, 8))], CardExpired(valid_until=TODAY)),
        ([replace(month_card, terms=replace(month_card.terms, venues=(LONDON,)))], VenueNotCovered(venue_id=PUDONG)),
        ([replace(visit_card, terms=replace(visit_card.terms, visits=0))], NoVisitsLeft(card_id=CARD)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_door_stays_shut_and_says_why(past: list[Event], reason: Refusal):
    gate.given(*past).when(swipe).then(refused(reason))


def test_of_several_reasons_the_gravest_is_told():
    gate.given(month_card, frozen, lost, cancelled).when(swipe).then(refused(CardCancelled(card_id=CARD)))
    gate.given(month_card, frozen, lost).when(swipe).then(refused(CardLost(card_id=CARD)))


def test_a_card_that_was_found_opens_the_door():
    gate.given(month_card, lost, CardFound(card_id=CARD, member_id=WEI)).when(swipe).then(granted)


def test_a_card_opens_the_doors_of_the_venues_that_its_product_names():
    here = replace(month_card, terms=replace(month_card.terms, venues=(PUDONG,)))
    gate.given(here).when(swipe).then(granted)


def test_the_first_and_the_last_day_of_a_card_open_the_door():
    one_day = replace(month_card, valid=days(8, 9))
    ends = Reason.of(CardEndsSoon(valid_until=date(2025, 1, 9), days_left=1))
    gate.given(one_day).when(swipe).then(replace(granted, warnings=(ends,)))


def test_a_rest_ends_at_the_beginning_of_its_last_day():
    rest = replace(frozen, rest=days(7, 8))
    gate.given(month_card, rest).when(swipe).then(granted)


# --- one deduction a day at a venue ---


def test_coming_back_on_the_same_day_costs_nothing_more():
    free = replace(granted, swipe_id=swipe_id(2), at=january(8, 9), visits_left=9, lots=())
    gate.given(visit_card, one_visit, exited).at(january(8, 9)).when(again).then(free)


def test_the_last_visit_lets_in_again_on_its_day():
    free = replace(granted, swipe_id=swipe_id(2), at=january(8, 9), visits_left=0, lots=(), warnings=low)
    gate.given(last_visit, one_visit, exited).at(january(8, 9)).when(again).then(free)


def test_another_venue_on_the_same_day_is_another_visit():
    eighth = of_lot(1, 1_000, left=8)
    elsewhere = replace(one_visit, swipe_id=swipe_id(2), venue_id=LONDON, at=january(8, 20), visits_left=8, lots=eighth)
    away = replace(again, venue_id=LONDON)
    Scenario(GATE).at(january(8, 20)).given(london_opened, visit_card, one_visit, exited).when(away).then(elsewhere)


def test_a_visit_set_aside_for_a_booking_of_the_day_lets_in():
    on_hold = replace(granted, hold_id=BOOKING, visits_left=9, lots=())
    gate.given(visit_card, held).when(swipe).then(on_hold)


def test_the_very_last_visit_set_aside_lets_in():
    gate.given(last_visit, replace(held, visits_left=0)).when(swipe).then(
        replace(granted, hold_id=BOOKING, visits_left=0, lots=(), warnings=low)
    )


def test_a_visit_set_aside_for_another_day_does_not_let_in_today():
    tomorrow = replace(held, day=date(2025, 1, 9), visits_left=0)
    gate.given(last_visit, tomorrow).when(swipe).then(refused(NoVisitsLeft(card_id=CARD)))


# --- passback ---


def test_one_card_lets_one_person_in():
    soon = january(8, 4, 59)
    inside = EnteredAlready(entered_at=NOON, venue_id=PUDONG)
    no = refused(inside, replace(granted, swipe_id=swipe_id(2), at=soon))
    gate.given(month_card, granted).at(soon).when(again).then(no)


def test_who_has_left_may_come_in_again_at_once():
    soon = january(8, 4, 10)
    back = replace(granted, swipe_id=swipe_id(2), at=soon, lots=())
    gate.given(month_card, granted, exited).at(soon).when(again).then(back)


def test_a_forgotten_exit_shuts_the_door_for_the_passback_time_only():
    after = january(8, 5)
    back = replace(granted, swipe_id=swipe_id(2), at=after, lots=())
    gate.given(month_card, granted).at(after).when(again).then(back)


def test_staff_may_readmit_a_member_and_a_device_may_not():
    soon = january(8, 4, 1)
    readmit = replace(again, readmit=True)
    entered = replace(granted, swipe_id=swipe_id(2), at=soon, lots=())
    at_gate = gate.given(month_card, granted).at(soon)
    inside = EnteredAlready(entered_at=NOON, venue_id=PUDONG)
    by_clerk = overridden(inside, entered, ground="readmitted", words=None)
    at_gate.when(readmit).then(entered, by_clerk, counted_of(by_clerk))
    device = at_gate.by(Actor(id="gate-1", roles=(DEVICE,)))
    device.when(readmit).then(refused(inside, entered))


def test_leaving_is_always_recorded():
    gate.given(month_card, lost, cancelled).when(out).then(exited)


# --- uploaded twice, uploaded late ---


def test_a_swipe_uploaded_twice_counts_once():
    gate.given(visit_card, one_visit).at(january(9)).when(swipe).then()


def test_a_refused_swipe_uploaded_twice_is_answered_once():
    gate.given(month_card, refused(CardLost(card_id=CARD))).when(swipe).then()


def test_an_exit_uploaded_twice_counts_once():
    gate.given(month_card, granted, exited).when(out).then()


def test_a_swipe_uploaded_late_is_judged_by_its_own_time():
    """The reader was offline; the card was lost, frozen and used elsewhere only afterwards."""
    earlier = january(6, 4)
    seen = {"day": date(2025, 1, 6), "at": earlier, "visits_left": 8, "lots": of_lot(1, 1_000, left=8)}
    soon = Reason.of(FreezeBeginsSoon(first_day=date(2025, 1, 7), until=date(2025, 1, 17)))
    late = replace(one_visit, swipe_id=swipe_id(2), **seen, warnings=(soon,))
    gate.given(visit_card, one_visit, lost, frozen).at(earlier).when(again).then(late)


def test_a_late_entry_does_not_bring_a_member_back_who_has_left():
    earlier = replace(granted, swipe_id=swipe_id(3), at=january(8, 3, 50))
    soon = january(8, 4, 10)
    gate.given(month_card, granted, exited, earlier).at(soon).when(again).then(
        replace(granted, swipe_id=swipe_id(2), at=soon, lots=())
    )


def test_a_late_exit_from_before_does_not_take_out_a_member_who_is_inside():
    earlier = replace(exited, at=january(8, 3, 50))
    soon = january(8, 4, 10)
    no = refused(EnteredAlready(entered_at=NOON, venue_id=PUDONG), replace(granted, swipe_id=swipe_id(2), at=soon))
    gate.given(month_card, granted, earlier).at(soon).when(again).then(no)


# --- the venue's own day ---


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2025, 3, 30, 0, 30, tzinfo=UTC), date(2025, 3, 30)),  # the 23 hours of the jump to summer time
        (datetime(2025, 3, 30, 22, 59, tzinfo=UTC), date(2025, 3, 30)),
        (datetime(2025, 3, 30, 23, 1, tzinfo=UTC), date(2025, 3, 31)),
        (datetime(2025, 10, 25, 23, 1, tzinfo=UTC), date(2025, 10, 26)),  # the 25 hours back
        (datetime(2025, 10, 26, 23, 59, tzinfo=UTC), date(2025, 10, 26)),
    ],
)
def test_a_day_is_the_venues_own_also_when_the_clocks_change(at: datetime, day: date):
    only_that_day = replace(month_card, valid=DayRange(day, day + timedelta(days=1)))
    ends = Reason.of(CardEndsSoon(valid_until=day + timedelta(days=1), days_left=1))
    Scenario(GATE).at(at).given(london_opened, only_that_day).when(replace(swipe, venue_id=LONDON)).then(
        replace(granted, venue_id=LONDON, day=day, at=at, warnings=(ends,))
    )


def test_a_card_that_was_never_issued_opens_no_door():
    gate.when(swipe).refuses(CardNotIssued, card_id=CARD)


def test_a_venue_that_is_not_open_reads_no_card():
    Scenario(GATE).given(month_card).when(swipe).refuses(GateNotOpen, venue_id=PUDONG)

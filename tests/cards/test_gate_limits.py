"""Weekly hours and caps at the gate, at their edges and across a change to summer time."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.cards.gate.gate import GATE
from services.cards.lots.holds import HOLDS
from services.cards.lots.lots import issued_lot
from shared.contracts import DayRange, Reason
from shared.contracts.cards import (
    CardIssued,
    EntryRefused,
    LotGranted,
    OutsideHours,
    VisitCapReached,
    VisitNotHeld,
    WeeklyHours,
)
from tests.cards.examples import (
    BOOKING,
    CARD,
    EVENING,
    LONDON,
    TODAY,
    WEI,
    gate_opened,
    granted,
    held,
    held_on_term,
    hold,
    january,
    london_opened,
    month_card,
    of_lot,
    one_visit,
    swipe,
    swipe_id,
    visit_card,
)
from tests.scenario import Scenario

OFFICE = WeeklyHours(weekdays=(1, 2, 3, 4, 5), opens="09:00", closes="16:00")
NIGHT = WeeklyHours(weekdays=(6,), opens="20:00", closes="24:00")
off_peak = replace(month_card, terms=replace(month_card.terms, hours=(OFFICE, NIGHT)))
gate = Scenario(GATE).given(gate_opened)


def refused(at: datetime, day: int, no: OutsideHours | VisitCapReached, n: int = 1) -> EntryRefused:
    return EntryRefused(
        swipe_id=swipe_id(n),
        card_id=CARD,
        member_id=WEI,
        venue_id=swipe.venue_id,
        day=date(2025, 1, day),
        at=at,
        reason=Reason.of(no),
    )


def opens(day: int, at: str) -> OutsideHours:
    return OutsideHours(next_day=date(2025, 1, day), opens=at)


@pytest.mark.parametrize("at", [january(8, 1), january(8, 7, 59), january(11, 12), january(11, 15, 59)])
def test_a_card_opens_doors_in_its_hours_by_the_clock_of_the_venue(at):
    day = date(2025, 1, at.day)
    gate.given(off_peak).at(at).when(swipe).then(replace(granted, at=at, day=day))


@pytest.mark.parametrize(
    ("at", "day", "no"),
    [
        (january(8, 0, 59), 8, opens(8, "09:00")),
        (january(8, 8), 8, opens(9, "09:00")),
        (january(10, 8), 10, opens(11, "20:00")),
        (january(11, 16), 12, opens(13, "09:00")),
    ],
)
def test_outside_its_hours_the_member_is_told_when_to_come_back(at, day, no):
    gate.given(off_peak).at(at).when(swipe).then(refused(at, day, no))


def test_half_past_six_is_half_past_six_before_and_after_the_change_to_summer_time():
    early = WeeklyHours(weekdays=(1, 2, 3, 4, 5, 6, 7), opens="06:30", closes="10:00")
    terms = replace(month_card.terms, hours=(early,))
    spring = replace(month_card, terms=terms, valid=DayRange(date(2025, 3, 1), date(2025, 4, 15)))
    london = Scenario(GATE).given(london_opened, spring)
    wish = replace(swipe, venue_id=LONDON)
    for day, hour in ((29, 6), (30, 5)):
        at = datetime(2025, 3, day, hour, 30, tzinfo=UTC)
        london.at(at).when(wish).then(replace(granted, venue_id=LONDON, at=at, day=date(2025, 3, day)))
        london.at(at.replace(minute=29)).when(wish).then(
            replace(
                refused(at.replace(minute=29), 1, OutsideHours(next_day=date(2025, 3, day), opens="06:30")),
                venue_id=LONDON,
                day=date(2025, 3, day),
            )
        )


def test_who_has_a_booking_for_the_day_is_let_in_at_any_time():
    at = january(8, 12)
    gate.given(off_peak, held_on_term).at(at).when(swipe).then(replace(granted, at=at, hold_id=BOOKING, lots=()))


def test_at_peak_a_visit_pack_pays_what_the_off_peak_term_does_not():
    at = january(8, 12)
    pack = granted_pack()
    paid = replace(of_lot(1, 1_000, left=9)[0], lot_id=pack.lot.lot_id)
    yes = replace(one_visit, at=at, lots=(paid,))
    gate.given(off_peak, pack).at(at).when(swipe).then(yes)
    gate.given(off_peak, pack).at(january(8)).when(swipe).then(replace(granted, visits_left=10))


def granted_pack() -> LotGranted:
    lot = replace(issued_lot(visit_card), lot_id=EVENING, kind="top_up")
    return LotGranted(card_id=CARD, member_id=WEI, lot=lot, valid_until=lot.valid.until)


def capped(**caps: int) -> CardIssued:
    return replace(visit_card, terms=replace(visit_card.terms, passback_minutes=0, **caps))


def test_a_second_time_through_the_gate_on_a_paid_day_is_no_visit():
    at, again = january(8, 9), replace(swipe, swipe_id=swipe_id(2))
    free = replace(granted, swipe_id=swipe_id(2), at=at, visits_left=9)
    assert free.visits_used == 0
    gate.given(capped(visits_a_day=1), one_visit).at(at).when(again).then(replace(free, lots=()))


def test_a_cap_a_day_counts_the_venues_of_the_chain_together():
    here = replace(one_visit, venue_id=LONDON)
    no = VisitCapReached(most=1, days=1, again=date(2025, 1, 9))
    at, wish = january(8, 9), replace(swipe, swipe_id=swipe_id(2))
    gate.given(capped(visits_a_day=1), here).at(at).when(wish).then(refused(at, 8, no, 2))


def test_a_cap_a_week_begins_anew_on_monday():
    card = gate.given(capped(visits_a_week=1), one_visit)
    sunday, wish = january(12, 9), replace(swipe, swipe_id=swipe_id(2))
    no = VisitCapReached(most=1, days=7, again=date(2025, 1, 13))
    card.at(sunday).when(wish).then(refused(sunday, 12, no, 2))
    monday = january(13)
    paid = replace(
        one_visit,
        swipe_id=swipe_id(2),
        at=monday,
        day=date(2025, 1, 13),
        visits_left=8,
        lots=of_lot(1, 1_000, left=8),
    )
    card.at(monday).when(wish).then(paid)


def test_a_booking_counts_against_the_cap_as_the_gate_does():
    full = Scenario(HOLDS).at(january(8)).given(capped(visits_a_day=1), held)
    no = Reason.of(VisitCapReached(most=1, days=1, again=date(2025, 1, 9)))
    more = replace(hold, hold_id=EVENING)
    assert more.day == TODAY
    full.when(more).then(VisitNotHeld(**vars(more), reason=no))

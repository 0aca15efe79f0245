"""What a member's level gives at booking, from the instant it was reached until it is lost; the booking says why."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import get_args

import pytest

from services.booking.level import BOOKER_LEVEL, BOOKING_RIGHTS
from services.booking.reactions import react
from services.booking.seat import SEAT
from services.booking.timetable import TIMETABLE
from shared.contracts.booking import (
    BookerLevelNoted,
    BookingClosed,
    BookingRightsNoted,
    DeclineSeat,
    NoteBookerLevel,
    NoteBookingRights,
    ReservedRight,
    SessionFull,
    SessionReserved,
)
from shared.contracts.members import LevelRight, Right
from shared.contracts.members.rights import GrantedRight, LevelGives
from tests.booking.examples import (
    ADA,
    EVE,
    LI,
    MORNING,
    NINE,
    TOM,
    WEI,
    book,
    booking_of,
    claimed,
    in_diary,
    member,
    place_in_queue,
    programme,
    released,
    reservations,
    reserved,
    schedule,
    scheduled,
    seat,
    waiting,
)
from tests.members.ladders import published
from tests.members.ladders import reached as level_reached
from tests.scenario import NOON, Scenario

EARLY = scheduled.opens_at - timedelta(days=3)
SECOND = timedelta(seconds=1)


def right(name: Right, value: int = 1) -> LevelRight:
    return LevelRight(right=name, value=value)


def granted(name: Right, value: int = 1, level: str = "gold") -> GrantedRight:
    return GrantedRight(right=name, value=value, level=level, ladder=1)


gold = LevelGives(
    level="gold", rights=(right("booking_days_ahead", 3), right("booking_priority", 2), right("exclusive_service"))
)
silver = LevelGives(level="silver", rights=(right("booking_priority", 1),))
ladder = BookingRightsNoted(
    ladder=1, from_day=EARLY.date() - timedelta(days=30), levels=(LevelGives(level="ordinary", rights=()), silver, gold)
)
wei_is_gold = BookerLevelNoted(member_id=WEI, level="gold", since=EARLY - timedelta(days=10))
session = Scenario(SEAT).given(scheduled, ladder, wei_is_gold)
full = session.given(*seat(ADA), *seat(LI))
ahead = granted("booking_days_ahead", 3)
first = granted("booking_priority", 2)
exclusive = replace(scheduled, reserved_for="exclusive_service")


def test_a_level_books_its_days_ahead_and_the_booking_says_by_which_right():
    early = session.by(member(WEI)).at(EARLY)
    early.when(book(WEI)).then(replace(reserved(WEI), rights=(ahead,)), in_diary(WEI), claimed(WEI))


def test_before_its_days_it_is_told_from_when_on_this_member_books():
    early = session.by(member(WEI)).at(EARLY - SECOND)
    early.when(book(WEI)).refuses(BookingClosed, opens_at="2025-02-21T09:00:00Z")


def test_who_has_another_level_waits_for_the_opening():
    early = session.by(member(TOM)).at(EARLY)
    early.when(book(TOM)).refuses(BookingClosed, opens_at="2025-02-24T09:00:00Z")


@pytest.mark.parametrize(
    ("since", "until", "opens_at"),
    [
        (EARLY, None, None),
        (EARLY + SECOND, None, "2025-02-24T09:00:00Z"),
        (EARLY - SECOND, EARLY, "2025-02-24T09:00:00Z"),
        (EARLY - SECOND, EARLY + SECOND, None),
    ],
)
def test_a_right_holds_from_the_instant_the_level_was_reached_until_it_is_lost(since, until, opens_at):
    tom_is_gold = replace(wei_is_gold, member_id=TOM, since=since)
    lost = [replace(tom_is_gold, level="ordinary", since=until)] if until else []
    wish = session.given(tom_is_gold, *lost).by(member(TOM)).at(EARLY).when(book(TOM))
    if opens_at is None:
        wish.then(replace(reserved(TOM), rights=(ahead,)), in_diary(TOM), claimed(TOM))
    else:
        wish.refuses(BookingClosed, opens_at=opens_at)


def test_once_booking_is_open_for_all_no_right_is_named():
    session.by(member(WEI)).at(EVE).when(book(WEI)).then(reserved(WEI), in_diary(WEI), claimed(WEI))


def test_who_waits_with_priority_stands_before_who_came_earlier_without():
    queue = full.given(*place_in_queue(TOM))
    place = replace(waiting(WEI, 1), priority=2, rights=(first,))
    queue.when(book(WEI, waitlist=True)).then(place, in_diary(WEI), claimed(WEI))


def test_of_equal_priority_who_came_first_stands_first():
    tom = replace(wei_is_gold, member_id=TOM)
    queue = full.given(tom, replace(waiting(TOM, 1), priority=2), in_diary(TOM), claimed(TOM))
    place = replace(waiting(WEI, 2), priority=2, rights=(first,))
    queue.when(book(WEI, waitlist=True)).then(place, in_diary(WEI), claimed(WEI))


def test_a_seat_that_comes_free_goes_to_the_highest_priority():
    queue = full.given(*place_in_queue(TOM), replace(waiting(WEI, 1), priority=2), reserved(ADA))
    decline = DeclineSeat(booking_id=booking_of(ADA), session_id=MORNING)
    queue.when(decline).then(released(ADA), reserved(WEI, promoted_at=queue.context.now))


def test_priority_gives_nobody_a_seat_that_another_has():
    full.when(book(WEI)).refuses(SessionFull, waiting=0)


def test_a_reserved_session_is_booked_by_those_whose_level_gives_the_right():
    only = Scenario(SEAT).given(exclusive, ladder, wei_is_gold)
    by_right = replace(reserved(WEI), rights=(granted("exclusive_service"),))
    only.when(book(WEI)).then(by_right, in_diary(WEI), claimed(WEI))
    only.when(book(TOM)).refuses(SessionReserved, reserved_for="exclusive_service")
    only.by(member(TOM)).when(book(TOM)).refuses(SessionReserved)
    Scenario(SEAT).given(exclusive).when(book(WEI)).refuses(SessionReserved)


def test_a_session_is_scheduled_for_those_who_have_a_right():
    wish = replace(schedule, reserved_for="exclusive_service")
    Scenario(TIMETABLE).given(*programme).when(wish).then(exclusive, *reservations(exclusive, 10))


def test_a_booking_stands_when_the_level_is_lost():
    early = replace(reserved(WEI), rights=(ahead,)), in_diary(WEI), claimed(WEI)
    lost = replace(wei_is_gold, level="ordinary", since=EARLY + SECOND)
    session.given(*early, lost).by(member(WEI)).at(EARLY + 2 * SECOND).when(book(WEI)).then()


def test_what_members_tells_of_ladders_and_levels_is_noted_once():
    (note,) = react(published, None)
    assert isinstance(note, NoteBookingRights)
    assert {one.right for gives in note.levels for one in gives.rights} == {"booking_days_ahead", "exclusive_coach"}
    Scenario(BOOKING_RIGHTS).when(note).then(BookingRightsNoted(**vars(note))).when(note).then()
    reached = level_reached("gold", 0)
    (level,) = react(reached, SimpleNamespace(happened_at=NOON))
    assert level == NoteBookerLevel(member_id=reached.member_id, level="gold", since=NOON)
    Scenario(BOOKER_LEVEL).when(level).then(BookerLevelNoted(**vars(level))).when(level).then()


def test_sessions_are_reserved_for_rights_that_a_ladder_can_give():
    assert {*get_args(ReservedRight)} < {*get_args(Right)}
    assert NINE - scheduled.opens_at == timedelta(days=14)

"""What a crowd gets that wants the same thing at the same moment, on a real database."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from shared.contracts.booking import (
    BookSeat,
    GetSession,
    SessionRoster,
)
from tests.booking.examples import (
    EVE,
    MORNING,
    NOON_CLASS,
    STUDIO,
    TEN,
    TOM,
    WEI,
    add_room,
    book,
    id_of,
    schedule,
)
from tests.booking.running import Booking


def test_a_crowd_before_one_session_gets_its_seats_and_clear_answers(booking: Booking) -> None:
    big = replace(schedule, session_id=NOON_CLASS, starts_at=TEN, seats=20)
    assert booking.give(big, EVE) is None
    crowd = [
        BookSeat(booking_id=id_of(7000 + n), session_id=NOON_CLASS, member_id=id_of(500 + n), card_id=id_of(9000 + n))
        for n in range(100)
    ]
    answers = Counter(refusal.code if refusal else "seat" for refusal in booking.race(crowd, EVE))
    assert answers == {"seat": 20, "SessionFull": 80}
    assert booking.ask(GetSession(session_id=NOON_CLASS), EVE)[0]["taken"] == 20


def test_a_crowd_that_would_wait_gets_seats_and_one_queue_without_gaps(booking: Booking) -> None:
    assert set(booking.race([book(id_of(500 + n), waitlist=True) for n in range(40)], EVE)) == {None}
    roster = booking.ask(SessionRoster(session_id=MORNING), EVE)
    assert [row["place"] for row in roster] == [None, None, *range(1, 39)]


def test_one_member_at_two_desks_gets_one_of_two_sessions_that_meet(booking: Booking) -> None:
    booking.give(replace(add_room, room_id=STUDIO), EVE)
    elsewhere = replace(schedule, session_id=NOON_CLASS, room_id=STUDIO, coach_id=TOM)
    assert booking.give(elsewhere, EVE) is None
    both = [book(WEI), replace(book(WEI), session_id=NOON_CLASS, booking_id=id_of(71))]
    answers = Counter(refusal.code if refusal else "seat" for refusal in booking.race(both, EVE))
    assert answers == {"seat": 1, "MemberBusyThen": 1}


def test_two_managers_get_one_room_once(booking: Booking) -> None:
    at_ten = [replace(schedule, session_id=id_of(600 + n), starts_at=TEN, coach_id=id_of(400 + n)) for n in range(8)]
    answers = Counter(refusal.code if refusal else "room" for refusal in booking.race(at_ten, EVE))
    assert answers == {"room": 1, "RoomOccupiedThen": 7}

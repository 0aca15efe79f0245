"""Booking on a real database: what is asked, what is due, and what a crowd gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.contracts import COACH, GUEST, Actor, Reason
from shared.contracts.booking import (
    AddRoom,
    BookSeat,
    CancelBooking,
    CancelSession,
    CloseSession,
    ConfirmAttendance,
    ConfirmSeat,
    DeclineSeat,
    GetSession,
    ListCourses,
    ListRooms,
    MarkAttendance,
    MemberBookings,
    OpenTimetable,
    SessionRoster,
    SessionsOfDay,
)
from shared.contracts.cards import NoVisitsLeft
from stadion.embedded.databases import Provisioned
from tests.booking.examples import (
    ADA,
    HALL,
    LI,
    MEI,
    MORNING,
    NINE,
    NOON_CLASS,
    PUDONG,
    STUDIO,
    TEN,
    TOM,
    WEI,
    XUHUI,
    YOGA,
    add_room,
    book,
    booking_of,
    card_of,
    define_course,
    id_of,
    names,
    open_timetable,
    schedule,
)
from tests.booking.running import Booking, empty
from tests.booking.world import CLOCK
from tests.servers import Postgres

EVE = NINE - timedelta(days=1)
NOBODY = Actor(id="guest", roles=(GUEST,))


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> Provisioned:
    return postgres.create_database("booking")


@pytest.fixture(scope="module")
def running(database: Provisioned) -> Iterator[Booking]:
    booking = Booking(database, connections=12)
    yield booking
    booking.close()


@pytest.fixture
def booking(running: Booking, database: Provisioned) -> Booking:
    empty(database)
    for command in (open_timetable, add_room, define_course, schedule):
        assert running.give(command, EVE, CLOCK) is None
    return running


def confirm(booking: Booking, member_id: str) -> None:
    wish = ConfirmSeat(booking_id=booking_of(member_id), session_id=MORNING)
    assert booking.give(wish, EVE, CLOCK) is None


def seats_taken(booking: Booking) -> None:
    """Wei and Ada have a seat, Li and Tom wait."""
    for member_id in (WEI, ADA, LI, TOM):
        assert booking.give(book(member_id, waitlist=True), EVE) is None
    confirm(booking, WEI)


# --- what is asked ---


def test_every_query_fits_its_statement(booking: Booking) -> None:
    with booking.pool.connection() as connection:
        booking.questions.check(connection)


def test_the_timetable_shows_seats_and_who_waits(booking: Booking) -> None:
    seats_taken(booking)
    (row,) = booking.ask(SessionsOfDay(venue_id=PUDONG, day=NINE.date()), EVE, NOBODY)
    assert row == {
        "session_id": MORNING,
        "course_id": YOGA,
        "course": "Yoga",
        "course_zh": "瑜伽",
        "category": "Mind",
        "venue_id": PUDONG,
        "zone": "Asia/Shanghai",
        "room": "Hall 1",
        "coach_id": MEI,
        "starts_at": "2025-03-10T09:00:00Z",
        "ends_at": "2025-03-10T10:00:00Z",
        "seats": 2,
        "taken": 2,
        "waiting": 2,
        "attended": 0,
        "status": "scheduled",
        "opens_at": "2025-02-24T09:00:00Z",
        "free_cancel_until": "2025-03-10T03:00:00Z",
    }
    assert booking.ask(GetSession(session_id=MORNING), EVE, NOBODY) == [row]


@pytest.mark.parametrize(("hour", "shown"), [(15, 0), (16, 1)])
def test_today_is_the_day_of_the_venue(booking: Booking, hour: int, shown: int) -> None:
    """At 16:00 UTC on the ninth the tenth begins in Shanghai."""
    now = datetime(2025, 3, 9, hour, 59 if hour == 15 else 0, tzinfo=UTC)
    assert len(booking.ask(SessionsOfDay(venue_id=PUDONG), now)) == shown


def test_a_member_sees_the_own_bookings_and_the_place_in_the_queue(booking: Booking) -> None:
    seats_taken(booking)
    (row,) = booking.ask(MemberBookings(member_id=TOM), EVE)
    assert (row["status"], row["place"], row["course_zh"], row["charged"]) == ("waiting", 2, "瑜伽", False)
    assert booking.give(CancelBooking(**names(WEI)), NINE - timedelta(hours=1)) is None
    assert booking.ask(MemberBookings(member_id=TOM), EVE)[0]["place"] == 1
    assert booking.ask(MemberBookings(member_id=LI), EVE)[0]["status"] == "reserved"
    assert booking.ask(MemberBookings(member_id=WEI), EVE)[0]["charged"] is True


def test_a_member_sees_why_the_card_did_not_pay(booking: Booking) -> None:
    booking.give(book(WEI), EVE)
    reason = Reason.of(NoVisitsLeft(card_id=card_of(WEI)))
    decline = DeclineSeat(booking_id=booking_of(WEI), session_id=MORNING, reason=reason)
    assert booking.give(decline, EVE, CLOCK) is None
    (row,) = booking.ask(MemberBookings(member_id=WEI), EVE)
    assert (row["status"], row["reason"]) == ("released", reason.wire())


def test_the_roster_lists_seats_then_the_queue(booking: Booking) -> None:
    seats_taken(booking)
    roster = booking.ask(SessionRoster(session_id=MORNING), EVE)
    assert [(r["member_id"], r["status"], r["place"]) for r in roster] == [
        (WEI, "confirmed", None),
        (ADA, "reserved", None),
        (LI, "waiting", 1),
        (TOM, "waiting", 2),
    ]


def test_the_roster_is_for_the_staff_of_the_venue(booking: Booking) -> None:
    seats_taken(booking)
    coach = Actor(id=MEI, roles=(COACH,), venues=(XUHUI,))
    assert booking.ask(SessionRoster(session_id=MORNING), EVE, coach) == []
    assert len(booking.ask(SessionRoster(session_id=MORNING), EVE, replace(coach, venues=(PUDONG,)))) == 4


def test_attendance_shows_in_roster_and_timetable(booking: Booking) -> None:
    seats_taken(booking)
    confirm(booking, ADA)
    came = MarkAttendance(booking_id=booking_of(WEI), session_id=MORNING, venue_id=PUDONG, attended=True)
    assert booking.give(came, NINE) is None
    arrived = ConfirmAttendance(booking_id=booking_of(ADA), session_id=MORNING)
    assert booking.give(arrived, NINE, CLOCK) is None
    wei, ada, *_ = booking.ask(SessionRoster(session_id=MORNING), NINE)
    assert (wei["status"], wei["marked"], ada["status"], ada["marked"]) == ("confirmed", True, "attended", None)
    assert booking.ask(GetSession(session_id=MORNING), NINE)[0]["attended"] == 2
    assert booking.give(CloseSession(session_id=MORNING), TEN + timedelta(hours=2), CLOCK) is None
    (row,) = booking.ask(GetSession(session_id=MORNING), NINE)
    assert (row["status"], row["attended"], row["waiting"]) == ("closed", 2, 0)


def test_a_cancelled_session_shows_as_such(booking: Booking) -> None:
    seats_taken(booking)
    cancel = CancelSession(session_id=MORNING, venue_id=PUDONG, reason="The coach is ill")
    assert booking.give(cancel, EVE) is None
    (row,) = booking.ask(GetSession(session_id=MORNING), EVE)
    assert (row["status"], row["taken"], row["waiting"]) == ("cancelled", 0, 0)


def test_rooms_and_courses_are_listed(booking: Booking) -> None:
    booking.give(OpenTimetable(venue_id=XUHUI, zone="Europe/Berlin"), EVE, CLOCK)
    booking.give(AddRoom(room_id=STUDIO, venue_id=XUHUI, name="Studio", holds=10), EVE)
    rooms = booking.ask(ListRooms(venue_id=PUDONG), EVE)
    assert rooms == [{"room_id": HALL, "venue_id": PUDONG, "name": "Hall 1", "holds": 30}]
    courses = booking.ask(ListCourses(), EVE)
    assert courses == [{"course_id": YOGA, "name": "Yoga", "name_zh": "瑜伽", "category": "Mind"}]


def test_the_views_can_be_made_anew_from_the_log(booking: Booking) -> None:
    seats_taken(booking)
    booking.give(CancelBooking(**names(WEI)), EVE)
    live = booking.tables()
    booking.store.rebuild(booking.assembly.deciders.codec)
    assert booking.tables() == live


# --- what is due ---


def test_a_seat_without_an_answer_is_declined_after_a_quarter_of_an_hour(booking: Booking) -> None:
    seats_taken(booking)
    recorded = booking.database_now()
    assert booking.due.ask("DeclineSeat", recorded + timedelta(minutes=14)) == []
    (row,) = booking.due.ask("DeclineSeat", recorded + timedelta(minutes=15))
    assert {name: str(value) for name, value in row.items()} == {
        "booking_id": booking_of(ADA),
        "session_id": MORNING,
    }


def test_who_is_promoted_gets_a_quarter_of_an_hour_as_well(booking: Booking) -> None:
    seats_taken(booking)
    booking.give(CancelBooking(**names(WEI)), EVE)
    before = booking.database_now()
    assert booking.due.ask("DeclineSeat", before + timedelta(minutes=14)) == []
    due = booking.due.ask("DeclineSeat", before + timedelta(minutes=15))
    assert {str(row["booking_id"]) for row in due} == {booking_of(ADA), booking_of(LI)}


def test_a_session_is_closed_two_hours_after_its_end(booking: Booking) -> None:
    later = booking.database_now() + timedelta(hours=1)
    starts_at = later.replace(microsecond=0)
    soon = replace(schedule, session_id=NOON_CLASS, starts_at=starts_at, minutes=60)
    assert booking.give(CancelSession(session_id=MORNING, venue_id=PUDONG, reason="none"), EVE) is None
    assert booking.give(soon, later) is None
    closes = starts_at + timedelta(hours=3)
    assert booking.due.ask("CloseSession", closes - timedelta(seconds=1)) == []
    assert [str(row["session_id"]) for row in booking.due.ask("CloseSession", closes)] == [NOON_CLASS]


def test_a_session_that_is_still_told_of_is_not_closed_yet(booking: Booking) -> None:
    """A gate that was away hands in what it knows: the roster waits until it is quiet for a quarter of an hour."""
    seats_taken(booking)
    told = booking.database_now()
    assert booking.due.ask("CloseSession", told + timedelta(minutes=14)) == []
    assert len(booking.due.ask("CloseSession", told + timedelta(minutes=15))) == 1


# --- what a crowd gets ---


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

"""What is asked of booking, on a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.contracts import COACH, GUEST, Actor, Reason
from shared.contracts.booking import (
    AddRoom,
    CancelBooking,
    CancelSession,
    CloseSession,
    ConfirmAttendance,
    DeclineSeat,
    GetSession,
    JoinDiaries,
    LetGoDouble,
    ListCourses,
    ListRooms,
    MarkAttendance,
    MemberBookings,
    NoteBooker,
    NoteBookerLevel,
    NoteBookerWard,
    NoteBookingRights,
    OpenTimetable,
    SessionRoster,
    SessionsOfDay,
)
from shared.contracts.cards import NoVisitsLeft
from shared.contracts.members import LevelRight, MemberMerged
from shared.contracts.members.rights import LevelGives
from shared.ids import derived_id
from tests.booking.examples import (
    ADA,
    EVE,
    HALL,
    LI,
    MEI,
    MORNING,
    NINE,
    PUDONG,
    STUDIO,
    TEN,
    TOM,
    WEI,
    XUHUI,
    YOGA,
    book,
    booking_of,
    card_of,
    member,
    names,
    schedule,
)
from tests.booking.running import Booking
from tests.booking.world import CLOCK

NOBODY = Actor(id="guest", roles=(GUEST,))


def test_every_query_fits_its_statement(booking: Booking) -> None:
    with booking.pool.connection() as connection:
        booking.questions.check(connection)


def test_the_timetable_shows_seats_and_who_waits(booking: Booking) -> None:
    booking.fill()
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
        "reserved_for": None,
    }
    assert booking.ask(GetSession(session_id=MORNING), EVE, NOBODY) == [row]


@pytest.mark.parametrize(("hour", "shown"), [(15, 0), (16, 1)])
def test_today_is_the_day_of_the_venue(booking: Booking, hour: int, shown: int) -> None:
    """At 16:00 UTC on the ninth the tenth begins in Shanghai."""
    now = datetime(2025, 3, 9, hour, 59 if hour == 15 else 0, tzinfo=UTC)
    assert len(booking.ask(SessionsOfDay(venue_id=PUDONG), now)) == shown


def test_a_member_sees_the_own_bookings_and_the_place_in_the_queue(booking: Booking) -> None:
    booking.fill()
    (row,) = booking.ask(MemberBookings(member_id=TOM), EVE)
    assert (row["status"], row["place"], row["course_zh"], row["charged"]) == ("waiting", 2, "瑜伽", False)
    assert booking.give(CancelBooking(**names(WEI)), NINE - timedelta(hours=1)) is None
    assert booking.ask(MemberBookings(member_id=TOM), EVE)[0]["place"] == 1
    assert booking.ask(MemberBookings(member_id=LI), EVE)[0]["status"] == "reserved"
    assert booking.ask(MemberBookings(member_id=WEI), EVE)[0]["charged"] is True


def test_a_guardian_sees_the_bookings_of_the_child_as_long_as_they_are_its_guardian(booking: Booking) -> None:
    booking.fill()
    linked = NoteBookerWard(member_id=WEI, child_id=TOM, guards=True)
    assert booking.give(linked, EVE, CLOCK) is None
    seen = [(row["member_id"], row["status"]) for row in booking.ask(MemberBookings(member_id=WEI), EVE)]
    assert seen == [(TOM, "waiting"), (WEI, "confirmed")]
    assert booking.give(CancelBooking(**{**names(TOM), "member_id": WEI}), EVE, member(WEI)) is None
    assert [row["status"] for row in booking.ask(MemberBookings(member_id=TOM), EVE)] == ["cancelled"]
    assert booking.give(replace(linked, guards=False), EVE, CLOCK) is None
    assert [row["member_id"] for row in booking.ask(MemberBookings(member_id=WEI), EVE)] == [WEI]


def test_a_member_sees_why_the_card_did_not_pay(booking: Booking) -> None:
    booking.give(book(WEI), EVE)
    reason = Reason.of(NoVisitsLeft(card_id=card_of(WEI)))
    decline = DeclineSeat(booking_id=booking_of(WEI), session_id=MORNING, reason=reason)
    assert booking.give(decline, EVE, CLOCK) is None
    (row,) = booking.ask(MemberBookings(member_id=WEI), EVE)
    assert (row["status"], row["reason"]) == ("released", reason.wire())


def test_the_roster_lists_seats_then_the_queue(booking: Booking) -> None:
    booking.fill()
    roster = booking.ask(SessionRoster(session_id=MORNING), EVE)
    assert [(r["member_id"], r["status"], r["place"]) for r in roster] == [
        (WEI, "confirmed", None),
        (ADA, "reserved", None),
        (LI, "waiting", 1),
        (TOM, "waiting", 2),
    ]


def test_who_waits_with_priority_is_shown_before_who_came_earlier(booking: Booking) -> None:
    lowest, gold = (
        LevelGives(level=level, rights=(LevelRight(right="booking_priority", value=n),))
        for n, level in enumerate(("ordinary", "gold"))
    )
    ladder = NoteBookingRights(ladder=1, from_day=EVE.date() - timedelta(days=2), levels=(lowest, gold))
    assert booking.give(ladder, EVE, CLOCK) is None
    assert booking.give(NoteBookerLevel(member_id=TOM, level="gold", since=EVE), EVE, CLOCK) is None
    booking.fill()
    queue = [(row["member_id"], row["place"]) for row in booking.ask(SessionRoster(session_id=MORNING), EVE)]
    assert queue[2:] == [(TOM, 1), (LI, 2)]
    (mine,) = booking.ask(MemberBookings(member_id=LI), EVE)
    assert mine["place"] == 2


def test_the_timetable_shows_for_whom_a_session_is_reserved(booking: Booking) -> None:
    quiet = {
        "session_id": derived_id("quiet"),
        "coach_id": TOM,
        "room_id": STUDIO,
        "reserved_for": "one_to_one_service",
    }
    assert booking.give(AddRoom(room_id=STUDIO, venue_id=PUDONG, name="Studio", holds=4), EVE) is None
    assert booking.give(replace(schedule, **quiet), EVE) is None
    rows = booking.ask(SessionsOfDay(venue_id=PUDONG, day=NINE.date()), EVE, NOBODY)
    assert {row["session_id"]: row["reserved_for"] for row in rows} == {
        MORNING: None,
        quiet["session_id"]: "one_to_one_service",
    }


def test_the_roster_is_for_the_staff_of_the_venue(booking: Booking) -> None:
    booking.fill()
    coach = Actor(id=MEI, roles=(COACH,), venues=(XUHUI,))
    assert booking.ask(SessionRoster(session_id=MORNING), EVE, coach) == []
    assert len(booking.ask(SessionRoster(session_id=MORNING), EVE, replace(coach, venues=(PUDONG,)))) == 4


def test_attendance_shows_in_roster_and_timetable(booking: Booking) -> None:
    booking.fill()
    booking.confirm(ADA)
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
    booking.fill()
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


def test_a_person_with_two_records_keeps_the_better_booking_and_sees_it_under_the_one_that_goes_on(
    booking: Booking,
) -> None:
    booking.fill()
    booking.give(NoteBooker(member_id=ADA, heard="merged", other_id=WEI), EVE, CLOCK)
    booking.give(NoteBooker(member_id=WEI, heard="took_in", other_id=ADA), EVE, CLOCK)
    assert len(booking.ask(MemberBookings(member_id=WEI), EVE)) == 2
    assert booking.give(JoinDiaries(member_id=ADA, survivor_id=WEI), EVE, CLOCK) is None
    double = LetGoDouble(session_id=MORNING, booking_id=booking_of(ADA), other_booking_id=booking_of(WEI))
    assert booking.give(double, EVE, CLOCK) is None
    statuses = {row["booking_id"]: row["status"] for row in booking.ask(MemberBookings(member_id=WEI), EVE)}
    assert statuses == {booking_of(WEI): "confirmed", booking_of(ADA): "released"}
    again = replace(book(ADA), booking_id=card_of(ADA))
    assert isinstance(booking.give(again, EVE), MemberMerged)


def test_the_views_can_be_made_anew_from_the_log(booking: Booking) -> None:
    booking.fill()
    booking.give(CancelBooking(**names(WEI)), EVE)
    live = booking.tables()
    booking.store.rebuild(booking.assembly.deciders.codec)
    assert booking.tables() == live

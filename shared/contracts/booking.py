"""Booking: rooms, courses, sessions; seats that are never sold twice, waitlists, attendance."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    COACH,
    FRONT_DESK,
    GUEST,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Instant,
    Name,
    Note,
    Query,
    Reason,
    Refusal,
    Row,
    Text,
    Zone,
)

AttendanceSource = Literal["gate", "roster"]
Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
HalfDay = Literal["AM", "PM"]

# --- refusals ---


class TimetableNotOpen(Refusal):
    """Rooms and sessions stand at a venue of the chain."""

    venue_id: str
    passing = True
    says = Text("Venue {venue_id} has no timetable.", "场馆 {venue_id} 尚未开通课表。")
    remedy = Text(
        "Choose an open venue, or wait a second if it was just opened.", "请选择已开业的场馆；若刚开业请稍候。"
    )


class RoomUnknown(Refusal):
    """A session takes place in a room of its venue."""

    room_id: str
    says = Text("Room {room_id} does not belong to this venue.", "教室 {room_id} 不属于该场馆。")
    remedy = Text("Choose a room of the venue, or add it first.", "请选择该场馆的教室，或先添加。")


class RoomAlreadyAdded(Refusal):
    """A room id stands for one room."""

    room_id: str
    says = Text("Room {room_id} exists already, with other particulars.", "教室 {room_id} 已存在，且信息不同。")
    remedy = Text("Use a new id for another room.", "新教室请使用新的编号。")


class RoomSizeOutOfRange(Refusal):
    """A room holds from 1 to 10000 people."""

    holds: int
    says = Text("A room cannot hold {holds} people.", "教室容量不能为 {holds} 人。")
    remedy = Text("Give 1 to 10000 people.", "请填写 1 至 10000 人。")


class CourseAlreadyDefined(Refusal):
    """A course id stands for one course."""

    course_id: str
    says = Text("Course {course_id} exists already, with other particulars.", "课程 {course_id} 已存在，且信息不同。")
    remedy = Text("Use a new id for another course.", "新课程请使用新的编号。")


class CourseUnknown(Refusal):
    """A session is a session of a course."""

    course_id: str
    says = Text("There is no course {course_id}.", "没有课程 {course_id}。")
    remedy = Text("Define the course first.", "请先创建课程。")


class SessionAlreadyScheduled(Refusal):
    """A session id stands for one session."""

    session_id: str
    says = Text("Session {session_id} is scheduled already.", "课次 {session_id} 已排课。")
    remedy = Text("Use a new id for another session.", "新课次请使用新的编号。")


class RoomOccupiedThen(Refusal):
    """A room holds one session at a time."""

    room_id: str
    session_id: str
    starts_at: Instant
    ends_at: Instant
    says = Text("The room is taken from {starts_at} to {ends_at}.", "该教室在 {starts_at} 至 {ends_at} 已被占用。")
    remedy = Text("Choose another time or room.", "请更换时间或教室。")


class CoachOccupiedThen(Refusal):
    """A coach gives one session at a time, at one venue."""

    coach_id: str
    session_id: str
    starts_at: Instant
    ends_at: Instant
    says = Text("The coach teaches from {starts_at} to {ends_at}.", "该教练在 {starts_at} 至 {ends_at} 已有课。")
    remedy = Text("Choose another time or coach.", "请更换时间或教练。")


class SeatsOutOfRange(Refusal):
    """A session offers from one seat up to what its room holds."""

    asked: int
    room_holds: int
    says = Text(
        "{asked} seats were asked for; the room holds {room_holds}.", "申请 {asked} 个名额，教室容量 {room_holds}。"
    )
    remedy = Text("Ask for fewer seats or take a larger room.", "请减少名额或更换更大的教室。")


class SessionTooLong(Refusal):
    """A session lasts from 5 minutes to 12 hours."""

    minutes: int
    says = Text("A session cannot last {minutes} minutes.", "课时不能为 {minutes} 分钟。")
    remedy = Text("Give 5 to 720 minutes.", "请填写 5 至 720 分钟。")


class SessionTooFarAway(Refusal):
    """A session lies within two years of the day on which it is scheduled."""

    starts_at: Instant
    says = Text("{starts_at} is more than two years away.", "{starts_at} 距今超过两年。")
    remedy = Text("Check the year.", "请核对年份。")


class BookingTermsOutOfRange(Refusal):
    """Booking opens 0 to 365 days before a session; it is cancelled free of charge until 0 to 10080 minutes before."""

    opens_days_before: int
    free_cancel_minutes: int
    says = Text(
        "Booking cannot open {opens_days_before} days before, with free cancelling until {free_cancel_minutes} minutes before.",
        "不能提前 {opens_days_before} 天开放预约，或以开课前 {free_cancel_minutes} 分钟为免费取消期限。",
    )
    remedy = Text("Give 0 to 365 days and 0 to 10080 minutes.", "请填写 0 至 365 天、0 至 10080 分钟。")


class SessionNotScheduled(Refusal):
    """There is no such session."""

    session_id: str
    status = 404
    says = Text("There is no session {session_id}.", "没有课次 {session_id}。")
    remedy = Text("Look at the timetable.", "请查看课表。")


class SessionCancelledAlready(Refusal):
    """A cancelled session takes no bookings."""

    session_id: str
    says = Text("This session was cancelled.", "该课次已取消。")
    remedy = Text("Choose another session.", "请选择其他课次。")


class BookingClosed(Refusal):
    """Seats are booked from the opening of the booking until the session starts."""

    opens_at: Instant
    starts_at: Instant
    says = Text("Booking is open from {opens_at} until {starts_at}.", "预约开放时间为 {opens_at} 至 {starts_at}。")
    remedy = Text("Choose another session.", "请选择其他课次。")


class AlreadyBooked(Refusal):
    """A member has one seat in a session."""

    session_id: str
    booking_id: str
    says = Text("The member has a seat or a waitlist place in this session.", "该会员已预约或已候补该课次。")
    remedy = Text("Open the booking.", "请查看已有预约。")


class BookingIdUsed(Refusal):
    """A booking id stands for one booking, also after it is over."""

    booking_id: str
    says = Text("Booking {booking_id} was made before.", "预约编号 {booking_id} 已使用。")
    remedy = Text("Use a new id for another booking.", "新的预约请使用新的编号。")


class MemberBusyThen(Refusal):
    """A member is in one place at a time."""

    session_id: str
    starts_at: Instant
    ends_at: Instant
    says = Text("The member has a class from {starts_at} to {ends_at}.", "该会员在 {starts_at} 至 {ends_at} 已有预约。")
    remedy = Text("Cancel the other booking first.", "请先取消冲突的预约。")


class SessionFull(Refusal):
    """There are as many bookings as seats."""

    seats: int
    waiting: int
    says = Text("All {seats} seats are taken, {waiting} are waiting.", "{seats} 个名额已满，{waiting} 人候补。")
    remedy = Text("Book with the waitlist, or choose another session.", "可选择候补，或预约其他课次。")


class BookingUnknown(Refusal):
    """There is no such booking in this session."""

    booking_id: str
    status = 404
    says = Text("There is no booking {booking_id} in this session.", "该课次没有预约 {booking_id}。")
    remedy = Text("Check the booking.", "请核对预约编号。")


class BookingOver(Refusal):
    """Only a booking that still stands, before the session starts, can be cancelled."""

    booking_id: str
    status_now: str
    says = Text("This booking is {status_now}.", "该预约状态为 {status_now}。")
    remedy = Text("Nothing is left to cancel.", "无需取消。")


class BookingWithoutSeat(Refusal):
    """Attendance belongs to a seat."""

    booking_id: str
    status_now: str
    says = Text("This booking is {status_now}: it has no seat.", "该预约状态为 {status_now}，没有名额。")
    remedy = Text("Book a seat first, if one is free.", "如有空位，请先预约。")


class SeenAtGate(Refusal):
    """Who came through the gate for a session attended it; the roster cannot say otherwise."""

    booking_id: str
    says = Text("The gate saw the member arrive for this session.", "闸机已记录该会员到场。")
    remedy = Text("Leave it as attended.", "请保留到场记录。")


class TooEarlyForAttendance(Refusal):
    """Attendance is marked from 60 minutes before the session starts; a roster is handed in once it has started."""

    starts_at: Instant
    says = Text("The session starts at {starts_at}.", "该课次于 {starts_at} 开始。")
    remedy = Text("Mark attendance when people arrive.", "请在学员到场后签到。")


class RosterClosed(Refusal):
    """A roster is corrected until it is closed; then nothing of the session changes."""

    session_id: str
    says = Text("The roster of this session is closed.", "该课次的考勤已锁定。")
    remedy = Text("Ask head office for a correction.", "如需更正请联系总部。")


class PastBookingDiffers(Refusal):
    """A booking of an older system is taken over once."""

    booking_id: str
    says = Text("Booking {booking_id} was taken over before, otherwise.", "预约 {booking_id} 已导入，且内容不同。")
    remedy = Text("Check the file; what was taken over stays as it is.", "请核对文件；已导入的记录不会改变。")


# --- places and courses ---


class OpenTimetable(Command, by=(SERVICE,)):
    """A venue begins to hold sessions; given when members announces the venue."""

    venue_id: Id
    zone: Zone


class TimetableOpened(Event, stream="timetable-{venue_id}"):
    """The venue holds sessions; its days are those of this zone."""

    venue_id: Id
    zone: Zone


class AddRoom(
    Command, by=(HEAD_OFFICE, VENUE_MANAGER, SERVICE), refuses=(TimetableNotOpen, RoomAlreadyAdded, RoomSizeOutOfRange)
):
    """Add a room or court to a venue."""

    room_id: Id
    venue_id: Id
    name: Name
    holds: int


class RoomAdded(Event, stream="room-{room_id}"):
    """The venue has this room; it holds so many people."""

    room_id: Id
    venue_id: Id
    name: Name
    holds: int


class DefineCourse(Command, by=(HEAD_OFFICE, VENUE_MANAGER, SERVICE), refuses=(CourseAlreadyDefined,)):
    """Put a course into the programme."""

    course_id: Id
    name: Name
    name_zh: Name
    category: Name


class CourseDefined(Event, stream="course-{course_id}"):
    """Sessions of this course can be scheduled."""

    course_id: Id
    name: Name
    name_zh: Name
    category: Name


# --- sessions ---


class ScheduleSession(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    refuses=(
        TimetableNotOpen,
        RoomUnknown,
        CourseUnknown,
        SessionAlreadyScheduled,
        RoomOccupiedThen,
        CoachOccupiedThen,
        SeatsOutOfRange,
        SessionTooLong,
        SessionTooFarAway,
        BookingTermsOutOfRange,
    ),
):
    """Put a session into the timetable; its room and its coach must be free.

    Members book from `opens_days_before` days before the start; they cancel free of charge until
    `free_cancel_minutes` before it.
    """

    session_id: Id
    course_id: Id
    venue_id: Id
    room_id: Id
    coach_id: Id
    starts_at: Instant
    minutes: int
    seats: int
    opens_days_before: int = 14
    free_cancel_minutes: int = 360


class SessionScheduled(Event, stream="session-{session_id}"):
    """The session can be booked from `opens_at` on; `day` is the venue's day on which it starts."""

    session_id: Id
    course_id: Id
    category: Name
    venue_id: Id
    room_id: Id
    coach_id: Id
    day: Day
    starts_at: Instant
    ends_at: Instant
    seats: int
    opens_at: Instant
    free_cancel_until: Instant


class RoomReserved(Event, stream="roomday-{room_id}-{utc_day}"):
    """The room is taken; written into every UTC day that the session touches."""

    room_id: Id
    utc_day: Day
    session_id: Id
    starts_at: Instant
    ends_at: Instant


class RoomFreed(Event, stream="roomday-{room_id}-{utc_day}"):
    """The room is free again at the time of this session."""

    room_id: Id
    utc_day: Day
    session_id: Id


class CoachReserved(Event, stream="coachday-{coach_id}-{utc_day}"):
    """The coach teaches; written into every UTC day that the session touches."""

    coach_id: Id
    utc_day: Day
    session_id: Id
    starts_at: Instant
    ends_at: Instant


class CoachFreed(Event, stream="coachday-{coach_id}-{utc_day}"):
    """The coach is free again at the time of this session."""

    coach_id: Id
    utc_day: Day
    session_id: Id


class CancelSession(
    Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(SessionNotScheduled, SessionCancelledAlready, RosterClosed)
):
    """The venue cancels a session: every booking is returned in full, nobody is charged."""

    session_id: Id
    venue_id: Id
    reason: Note


class SessionCancelled(Event, stream="session-{session_id}"):
    """The session does not take place; its room and coach are free again at this time."""

    session_id: Id
    venue_id: Id
    room_id: Id
    coach_id: Id
    starts_at: Instant
    ends_at: Instant
    reason: Note


class FreeRoomAndCoach(Command, by=(SERVICE,)):
    """A session was cancelled: others may have its room and its coach at that time."""

    session_id: Id
    room_id: Id
    coach_id: Id
    starts_at: Instant
    ends_at: Instant


# --- seats ---


class BookSeat(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(
        SessionNotScheduled,
        SessionCancelledAlready,
        BookingClosed,
        BookingIdUsed,
        AlreadyBooked,
        MemberBusyThen,
        SessionFull,
    ),
):
    """Book a seat, paid by one of the member's cards; with `waitlist` a full session gives a place in the queue.

    Members book once booking is open, staff also before.
    """

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    waitlist: bool = False


class BookingClaimed(Event, stream="booking-{booking_id}"):
    """A booking id stands for one booking of one session."""

    booking_id: Id
    session_id: Id
    member_id: Id


class SeatReserved(Event, stream="session-{session_id}"):
    """A seat is the member's for now; it stays so once the card has paid (SeatConfirmed), else it is released.

    `promoted_at` is when a waiting member got it (`from_waitlist`).
    """

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    day: Day
    starts_at: Instant
    ends_at: Instant
    from_waitlist: bool
    promoted_at: Instant | None = None


class WaitlistJoined(Event, stream="session-{session_id}"):
    """The session is full; the member waits at this place."""

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    place: int


class DiaryEntered(Event, stream="diary-{member_id}"):
    """The member is expected in a session (a seat or a waitlist place)."""

    member_id: Id
    booking_id: Id
    session_id: Id
    venue_id: Id
    starts_at: Instant
    ends_at: Instant


class DiaryCleared(Event, stream="diary-{member_id}"):
    """The member is no longer expected in the session."""

    member_id: Id
    booking_id: Id
    session_id: Id


class ClearDiary(Command, by=(SERVICE,)):
    """A booking ended: take it out of the member's diary."""

    member_id: Id
    booking_id: Id
    session_id: Id


class ConfirmSeat(Command, by=(SERVICE,), refuses=(SessionNotScheduled,)):
    """The card has paid for the booking."""

    booking_id: Id
    session_id: Id


class SeatConfirmed(Event, stream="session-{session_id}"):
    """The seat is the member's and paid."""

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    day: Day


class DeclineSeat(Command, by=(SERVICE,), refuses=(SessionNotScheduled,)):
    """The card did not pay (or did not answer in time): the seat goes to the next who waits."""

    booking_id: Id
    session_id: Id
    reason: Reason | None = None


class WithdrawSeat(Command, by=(SERVICE,), refuses=(SessionNotScheduled,)):
    """The card that pays for a seat will rest or be over on that day: the seat goes to the next who waits, unpaid."""

    booking_id: Id
    session_id: Id
    reason: Reason


class SeatReleased(Event, stream="session-{session_id}"):
    """The seat was not paid for, or is so no more, and is free again; None: the card did not answer in time."""

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    reason: Reason | None


class WaitlistEnded(Event, stream="session-{session_id}"):
    """The roster was closed and no seat had become free: the member waited in vain, and pays nothing."""

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id


class CancelBooking(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(SessionNotScheduled, BookingUnknown, BookingOver),
):
    """Give a seat or a waitlist place back; free of charge until the session's line, later the visit is used.

    Never charged: a waitlist place, a seat that no card has paid yet, a seat got from the waitlist within
    24 hours before the start.
    """

    booking_id: Id
    session_id: Id
    member_id: Id


class BookingCancelled(Event, stream="session-{session_id}"):
    """The booking is over. `charged`: too late, the visit is used; `by_venue`: the session was cancelled.

    A cancelled session returns every visit, also one whose seat was attended or reserved before.
    """

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    day: Day
    had_seat: bool
    charged: bool
    by_venue: bool


# --- attendance ---


class MarkAttendance(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, COACH),
    refuses=(
        SessionNotScheduled,
        BookingUnknown,
        BookingWithoutSeat,
        TooEarlyForAttendance,
        SeenAtGate,
        RosterClosed,
    ),
):
    """Note on the roster whether a member with a seat came; to be corrected until the roster is closed."""

    booking_id: Id
    session_id: Id
    venue_id: Id
    attended: bool


class AttendanceMarked(Event, stream="session-{session_id}"):
    """So the roster says for now; it becomes SeatAttended or SeatMissed when the roster is closed."""

    booking_id: Id
    session_id: Id
    venue_id: Id
    attended: bool


class RecordArrival(Command, by=(SERVICE,)):
    """A member came through the venue's gate: any session of the diary around this time is attended."""

    member_id: Id
    venue_id: Id
    arrived_at: Instant


class ArrivalMatched(Event, stream="diary-{member_id}"):
    """The arrival falls within 60 minutes before the start and the end of a session the member is expected in."""

    member_id: Id
    booking_id: Id
    session_id: Id
    arrived_at: Instant


class ConfirmAttendance(Command, by=(SERVICE,)):
    """The gate saw the member arrive for this session."""

    booking_id: Id
    session_id: Id


class ArrivalNoted(Event, stream="session-{session_id}"):
    """The member is in the house, but waits or has not paid yet; attended as soon as the seat is confirmed."""

    booking_id: Id
    session_id: Id


class SeatAttended(Event, stream="session-{session_id}"):
    """The member came to the session; final. From the gate at once, from the roster when it is closed."""

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    day: Day
    source: AttendanceSource


class SeatMissed(Event, stream="session-{session_id}"):
    """The member had a seat and did not come; final, said when the roster is closed."""

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    day: Day


class SubmitRoster(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, COACH),
    refuses=(SessionNotScheduled, SessionCancelledAlready, TooEarlyForAttendance),
):
    """Close the roster now instead of two hours after the session's end: what is marked becomes final."""

    session_id: Id
    venue_id: Id


class CloseSession(Command, by=(SERVICE,), refuses=(SessionNotScheduled,)):
    """Two hours after its end a session's roster is closed; who has a seat and was not seen is a no-show."""

    session_id: Id


class SessionClosed(Event, stream="session-{session_id}"):
    """The roster is final; `attended` of `booked` seats."""

    session_id: Id
    venue_id: Id
    booked: int
    attended: int


# --- history taken over from another system ---


class RecordPastBooking(Command, by=(HEAD_OFFICE, SERVICE), refuses=(TimetableNotOpen, PastBookingDiffers)):
    """Take over one booking of an older system, of which only weekday, half day and category are known."""

    booking_id: Id
    venue_id: Id
    file: Name
    row: str
    category: Name
    weekday: Weekday
    half_day: HalfDay
    days_before: int
    months_as_member: int
    attended: bool


class PastBookingRecorded(Event, stream="pastbooking-{booking_id}"):
    """A booking of before; it counts in class reports, marked as imported, and never as a sale."""

    booking_id: Id
    venue_id: Id
    file: Name
    row: str
    category: Name
    weekday: Weekday
    half_day: HalfDay
    days_before: int
    months_as_member: int
    attended: bool


# --- queries ---


class SessionRow(Row):
    """A session in the timetable: scheduled, cancelled or closed; `attended` counts the roster's marks too."""

    session_id: Id
    course_id: Id
    course: str
    course_zh: str
    category: str
    venue_id: Id
    zone: str
    room: str
    coach_id: Id
    starts_at: Instant
    ends_at: Instant
    seats: int
    taken: int
    waiting: int
    attended: int
    status: str
    opens_at: Instant
    free_cancel_until: Instant


class SessionsOfDay(Query, by=(*STAFF, MEMBER, GUEST), answers=SessionRow):
    """The sessions that start at a venue on one of its days, in order; today if no day is given."""

    venue_id: Id
    day: Day | None = None


class GetSession(Query, by=(*STAFF, MEMBER, GUEST), answers=SessionRow):
    """One session."""

    session_id: Id


class BookingRow(Row):
    """A booking: waiting, reserved, confirmed, attended, missed, released, cancelled or unserved (waited in vain).

    `place` counts those who wait; `marked` is what the roster says so far; `reason` is why the card did not pay.
    """

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    course: str
    course_zh: str
    starts_at: Instant
    status: str
    marked: bool | None
    place: int | None
    reason: Reason | None
    charged: bool


class MemberBookings(Query, by=(*STAFF, MEMBER), answers=BookingRow):
    """The bookings of a member, the latest session first; 100 at most."""

    member_id: Id


class SessionRoster(Query, by=STAFF, answers=BookingRow):
    """Who is expected in a session: seats, then the waitlist in order."""

    session_id: Id


class RoomRow(Row):
    """A room of a venue."""

    room_id: Id
    venue_id: Id
    name: str
    holds: int


class ListRooms(Query, by=STAFF, answers=RoomRow):
    """The rooms of a venue."""

    venue_id: Id


class CourseRow(Row):
    """A course of the programme."""

    course_id: Id
    name: str
    name_zh: str
    category: str


class ListCourses(Query, by=(*STAFF, MEMBER, GUEST), answers=CourseRow):
    """All courses."""

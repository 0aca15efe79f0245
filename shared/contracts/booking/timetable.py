"""Timetables: a venue that holds sessions, its rooms and the courses of the programme."""

from __future__ import annotations

from shared.contracts import (
    GUEST,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    Event,
    Id,
    Name,
    Query,
    Refusal,
    Row,
    Text,
    Zone,
)


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


class OpenTimetable(Command, by=(SERVICE,)):
    """A venue begins to hold sessions; given when members announces the venue."""

    venue_id: Id
    zone: Zone


class TimetableOpened(Event, stream="timetable-{venue_id}", unreported="echo"):
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


class RoomAdded(Event, stream="room-{room_id}", unreported="rule"):
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

"""Who may read what is known of a member's body: the member; a coach who has the member now; anybody, in an emergency."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    COACH,
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    DayRange,
    Event,
    Id,
    Instant,
    Personal,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.contact import NotTheSupervisor
from shared.contracts.members.life import NOT_ACTIVE, MemberNotRegistered
from shared.contracts.members.venue import VenueNotOpen

Ground = Literal["own", "coaching", "class", "emergency"]
HealthQuery = Literal[
    "HealthRecord", "MemberMeasurements", "MeasurementChanges", "MemberFitnessTests", "FitnessSchedule", "MemberPlans",
    "MemberWorkouts", "MemberStatistics", "MeasurementsToCheck",
]  # fmt: skip


class HealthConsentMissing(Refusal):
    """Nothing of a member's body is kept, and nobody else reads it, unless the member consents to that purpose."""

    member_id: Id
    status = 403
    says = Text(
        "Member {member_id} does not consent to health data being kept.", "会员 {member_id} 未同意保存健康数据。"
    )
    remedy = Text(
        "Show the member the text and let them consent to the purpose health_data first.",
        "请先向会员出示说明，由其同意“健康数据”（health_data）用途。",
    )


class HealthNotOpenToYou(Refusal):
    """Health data are open to the member and to a coach who has the member in a class or by contract."""

    member_id: Id
    days_after_class: int
    status = 403
    says = Text(
        "The health data of member {member_id} are not open to you.", "您无权查看或填写会员 {member_id} 的健康数据。"
    )
    remedy = Text(
        "Name the session_id of your class with the member, until {days_after_class} days after it; "
        "or let the desk assign you as coach; in an emergency break the glass with a reason.",
        "请填写您与该会员课程的 session_id（课后 {days_after_class} 天内有效），或由前台登记教练合约；紧急情况下可说明原因后紧急查看。",
    )


class NotACoach(Refusal):
    """Members are coached by staff who are coaches at the venue."""

    staff_id: Id
    venue_id: Id
    says = Text("{staff_id} is not a coach at venue {venue_id}.", "{staff_id} 不是场馆 {venue_id} 的教练。")
    remedy = Text(
        "Choose one of the venue's coaches, or grant the role first.", "请选择该场馆的教练，或先授予教练岗位。"
    )


class CoachingDaysNotPossible(Refusal):
    """A coaching contract has days that are still to come."""

    status = 422
    says = Text("These days of coaching are not possible.", "教练合约日期不合理。")
    remedy = Text("Let it end after it begins and after today.", "结束日期须晚于开始日期和今天。")


class CoachingNotOpen(Refusal):
    """Only a contract that was made and not ended can be ended."""

    coaching_id: Id
    status = 404
    says = Text("No coaching {coaching_id} is open.", "没有进行中的教练合约 {coaching_id}。")
    remedy = Text("See the member's coaching contracts.", "请查看该会员的教练合约。")


class GlassNotOpen(Refusal):
    """An emergency is reviewed once."""

    glass_id: Id
    status = 404
    says = Text("No emergency access {glass_id} waits for review.", "没有待复核的紧急查看 {glass_id}。")
    remedy = Text("See the list of emergency accesses.", "请查看紧急查看列表。")


class OwnGlass(Refusal):
    """Who broke the glass does not judge whether it was right."""

    status = 403
    says = Text("You broke this glass yourself.", "该紧急查看由您本人发起。")
    remedy = Text("Let another person review it.", "请由他人复核。")


# --- the coach of a contract ---


class AssignCoach(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK),
    refuses=(*NOT_ACTIVE, VenueNotOpen, NotACoach, CoachingDaysNotPossible),
):
    """Note a member's contract with a coach: on these days of the venue the coach reads and writes their health data."""

    coaching_id: Id
    member_id: Id
    venue_id: Id
    coach_id: Id
    days: DayRange


class CoachAssigned(Event, stream="coaching-{member_id}", unreported="not asked"):
    """A coach has the member by contract from `begins_at` up to, not including, `ends_at`."""

    coaching_id: Id
    member_id: Id
    venue_id: Id
    coach_id: Id
    days: DayRange
    begins_at: Instant
    ends_at: Instant


class EndCoaching(Command, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), refuses=(CoachingNotOpen,)):
    """End a contract now; the coach reads nothing more on its ground."""

    coaching_id: Id
    member_id: Id


class CoachingEnded(Event, stream="coaching-{member_id}", unreported="not asked"):
    """The contract with this coach is over."""

    coaching_id: Id
    member_id: Id
    coach_id: Id


# --- the coach of a class, as booking tells ---


class NoteClass(Command, by=(SERVICE,)):
    """Booking scheduled a session, or gave it another coach."""

    session_id: Id
    venue_id: Id
    coach_id: Id
    starts_at: Instant
    ends_at: Instant


class ClassNoted(Event, stream="class-{session_id}", unreported="health"):
    """This coach gives the session."""

    session_id: Id
    venue_id: Id
    coach_id: Id
    starts_at: Instant
    ends_at: Instant


class NoteClassSeat(Command, by=(SERVICE,)):
    """A member has a seat in a session."""

    session_id: Id
    booking_id: Id
    member_id: Id


class ClassSeatNoted(Event, stream="class-{session_id}", unreported="health"):
    """The coach of the session has this member."""

    session_id: Id
    booking_id: Id
    member_id: Id


class LeaveClass(Command, by=(SERVICE,)):
    """A seat was given back, taken away, or stayed empty."""

    session_id: Id
    booking_id: Id


class ClassSeatLeft(Event, stream="class-{session_id}", unreported="health"):
    """The coach of the session has the member of this booking no more."""

    session_id: Id
    booking_id: Id


# --- emergencies and readings ---


class BreakGlass(Command, by=STAFF, refuses=(MemberNotRegistered,)):
    """Open a member's health data to oneself in an emergency, for as many minutes as policy has it.

    The data supervisor is alerted, the member sees it, and somebody else judges it afterwards.
    """

    glass_id: Id
    member_id: Id
    venue_id: Id
    reason: Personal


class GlassBroken(Event, stream="glass-{member_id}", person="member_id"):
    """Somebody opened a member's health data in an emergency; `alerted` is the data supervisor of that moment."""

    glass_id: Id
    member_id: Id
    venue_id: Id
    staff_id: str
    reason: Personal
    ends_at: Instant
    alerted: Id | None


class ReviewGlass(Command, by=STAFF, refuses=(GlassNotOpen, OwnGlass, NotTheSupervisor)):
    """The data supervisor, or head office, judges whether an emergency was one."""

    glass_id: Id
    member_id: Id
    justified: bool
    finding: Personal


class GlassReviewed(Event, stream="glass-{member_id}", person="member_id"):
    """An emergency access was judged."""

    glass_id: Id
    member_id: Id
    justified: bool
    finding: Personal


class RecordHealthRead(
    Command, by=(MEMBER, *STAFF), refuses=(MemberNotRegistered, HealthConsentMissing, HealthNotOpenToYou)
):
    """Health data of a member are about to be read; a reading that is not recorded is not answered."""

    member_id: Id
    query: HealthQuery
    session_id: Id | None = None
    reason: Personal | None = None


class HealthDataRead(Event, stream="reads-{member_id}", person="member_id", unreported="health"):
    """Somebody read health data of a member, on this ground; who and when, the envelope says."""

    member_id: Id
    query: HealthQuery
    ground: Ground
    session_id: Id | None
    reason: Personal | None


# --- queries ---


class CoachingRow(Row):
    """A contract between a member and a coach; `open`: the coach has the member now."""

    coaching_id: Id
    member_id: Id
    venue_id: Id
    coach_id: Id
    days: DayRange
    ended: bool
    open: bool


class MemberCoachings(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), answers=CoachingRow):
    """The coaching contracts of a member, the newest first."""

    member_id: Id


class CoachedMembers(Query, by=(COACH,), answers=CoachingRow):
    """The contracts of the asking coach that are open now."""


class GlassRow(Row):
    """An emergency access to a member's health data; `justified` None: it waits to be judged."""

    glass_id: Id
    member_id: Id
    venue_id: Id
    staff_id: str
    at: str
    reason: Personal
    alerted: Id | None
    justified: bool | None
    finding: Personal | None


class BrokenGlass(Query, by=(HEAD_OFFICE,), answers=GlassRow):
    """Emergency accesses in the whole chain; those to be judged first, 200 at most."""


class GlassAlerts(Query, by=STAFF, answers=GlassRow):
    """Emergency accesses of which the asker was alerted as data supervisor; those to be judged first, 200 at most."""

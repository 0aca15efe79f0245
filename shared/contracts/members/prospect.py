"""Prospects: guests on the way to becoming members, each followed up once in the chain."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    SERVICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Name,
    Personal,
    Phone,
    Refusal,
    Text,
)
from shared.contracts.members.contact import ContactWay
from shared.contracts.members.guest import GuestIsMember, GuestNotRecorded
from shared.contracts.members.prospect_stage import StageMeans, StagesNotPublished
from shared.contracts.members.staff import StaffNotEmployed
from shared.contracts.members.venue import VenueNotOpen

ProspectSource = Literal[
    "walk_in", "phone", "website", "referral", "campaign", "event", "partner", "social_media", "guest_pass", "other"
]
STAGING = (HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK)


class StageUnknown(Refusal):
    """A prospect goes through the stages that bind today; by hand to open ones and to those of giving up."""

    stage: str
    allowed: str
    status = 422
    says = Text("A prospect is not moved to the stage {stage} by hand.", "不能手动将潜客移至阶段 {stage}。")
    remedy = Text(
        "Choose one of: {allowed}. Visits, trials and joining move a prospect by themselves.",
        "可选阶段：{allowed}。到访、体验与入会会自动推进。",
    )


class LostReasonMissing(Refusal):
    """Who is given up is so for a reason that is counted."""

    allowed: str
    status = 422
    says = Text("Say why this person does not join.", "请说明未入会的原因。")
    remedy = Text("Give one of the reasons: {allowed}.", "请选择原因：{allowed}。")


class PromiseInThePast(Refusal):
    """What is promised is still to come."""

    follow_up_on: Day
    today: Day
    status = 422
    says = Text(
        "A follow-up on {follow_up_on} is not possible: today is {today}.", "回访日 {follow_up_on} 早于今天 {today}。"
    )
    remedy = Text("Give today or a later day.", "请选择今天或以后的日期。")


class ProspectNotOpen(Refusal):
    """Nobody follows this guest up, or they joined."""

    guest_id: Id
    status = 404
    says = Text("The guest {guest_id} is no prospect.", "访客 {guest_id} 不是潜客。")
    remedy = Text("Open a prospect for this guest first (OpenProspect).", "请先为该访客建立潜客（OpenProspect）。")


class ProspectKnown(Refusal):
    """One person is one prospect in the whole chain, whoever asks and where."""

    guest_id: Id
    venue_id: Id
    stage: str
    says = Text(
        "A prospect with this phone is followed up at venue {venue_id} (stage {stage}).",
        "该手机号的潜客已由场馆 {venue_id} 跟进（阶段 {stage}）。",
    )
    remedy = Text(
        "Go on with the prospect {guest_id}, or hand it over (AssignProspect).",
        "请继续跟进潜客 {guest_id}，或办理转交（AssignProspect）。",
    )


class OpenProspect(
    Command,
    by=STAGING,
    refuses=(
        VenueNotOpen,
        StagesNotPublished,
        GuestNotRecorded,
        GuestIsMember,
        ProspectKnown,
        StaffNotEmployed,
        PromiseInThePast,
    ),
):
    """Somebody may become a member: from now on they are followed up. Who is no guest yet is recorded with a name.

    The phone keeps a second desk from following up the same person; who registers with it is this prospect.
    """

    guest_id: Id
    venue_id: Id
    source: ProspectSource
    name: Personal | None = None
    phone: Phone | None = None
    owner_id: Id | None = None  # who follows up; None: the desk of the venue
    referred_by: Id | None = None  # a member
    follow_up_on: Day | None = None


class ProspectOpened(Event, stream="prospect-{guest_id}"):
    """Somebody is followed up from this day of the venue on; what stage they begin in, and what is promised next."""

    guest_id: Id
    venue_id: Id
    day: Day
    source: ProspectSource
    stage: str
    name: Name
    name_zh: Name
    means: StageMeans
    owner_id: Id | None
    referred_by: Id | None
    follow_up_on: Day | None


class LeadClaimed(Event, stream="lead-{phone_index}", unreported="own use"):
    """A phone number, known here only as a keyed digest, stands for one prospect."""

    phone_index: str
    guest_id: Id


class MoveProspect(
    Command,
    by=STAGING,
    refuses=(ProspectNotOpen, GuestIsMember, StagesNotPublished, StageUnknown, LostReasonMissing, PromiseInThePast),
):
    """A prospect comes to another stage, also back to an earlier one; to one of giving up with the reason."""

    guest_id: Id
    stage: str
    reason: str | None = None
    note: Personal | None = None
    follow_up_on: Day | None = None


class ProspectMoved(Event, stream="prospect-{guest_id}", person="guest_id"):
    """A prospect came to a stage on a day of the venue; `former` is where they were, `follow_up_on` what is promised."""

    guest_id: Id
    day: Day
    former: str
    stage: str
    name: Name
    name_zh: Name
    means: StageMeans
    reason: str | None
    note: Personal | None
    follow_up_on: Day | None


class AssignProspect(Command, by=STAGING, refuses=(ProspectNotOpen, GuestIsMember, StaffNotEmployed, VenueNotOpen)):
    """Somebody else follows a prospect up (None: the desk), at another venue where one is named."""

    guest_id: Id
    owner_id: Id | None
    venue_id: Id | None = None


class ProspectAssigned(Event, stream="prospect-{guest_id}"):
    """From now on this person, at this venue, follows a prospect up."""

    guest_id: Id
    owner_id: Id | None
    venue_id: Id


class RecordProspectContact(Command, by=STAFF, refuses=(ProspectNotOpen, GuestIsMember, PromiseInThePast)):
    """Note what was said with a prospect and what is promised next; it takes the place of what was promised before."""

    contact_id: Id
    guest_id: Id
    way: ContactWay
    from_guest: bool = False  # the guest called us
    note: Personal
    follow_up_on: Day | None = None


class ProspectContacted(Event, stream="prospect-{guest_id}", person="guest_id"):
    """Something was said with a prospect; `follow_up_on` is what is promised from now on."""

    contact_id: Id
    guest_id: Id
    way: ContactWay
    from_guest: bool
    note: Personal
    follow_up_on: Day | None


class NoteProspectCame(Command, by=(SERVICE,)):
    """A guest visited, tried or joined: who is a prospect comes to the stage that this means."""

    guest_id: Id
    means: StageMeans


class MatchProspect(Command, by=(SERVICE,)):
    """Somebody registered with the phone of a prospect: that guest has become this member."""

    member_id: Id
    phone_index: str


class RemindOfProspect(Command, by=(SERVICE,)):
    """The clock says that the day of a promise has come."""

    guest_id: Id
    follow_up_on: Day


class ProspectDue(Event, stream="prospect-{guest_id}", unreported="desk"):
    """The day has come on which a prospect was to be followed up, and nobody has."""

    guest_id: Id
    owner_id: Id | None
    follow_up_on: Day

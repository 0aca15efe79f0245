"""The desk's view of a member, a member's whole data for taking along, and a record of who read them."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    VENUE_MANAGER,
    Command,
    Day,
    Email,
    Event,
    Id,
    Name,
    Personal,
    PersonalDay,
    Phone,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.life import MemberNotRegistered


class ReasonMissing(Refusal):
    """Who reads all that is known of somebody else says why."""

    status = 422
    says = Text("Say why you read all data of this person.", "请说明读取此人全部资料的原因。")
    remedy = Text("Give a reason; the person can see it.", "请填写原因，本人可查看。")


class RecordRead(
    Command, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), refuses=(MemberNotRegistered, ReasonMissing)
):
    """Personal data of a member are about to be read; a reading that is not recorded is not answered."""

    member_id: Id
    query: Literal["MemberPanel", "ExportMember"]
    reason: Name | None = None


class PersonalDataRead(Event, stream="reads-{member_id}", unreported="own use"):
    """Somebody read personal data of a member; who and when, the envelope says."""

    member_id: Id
    query: Literal["MemberPanel", "ExportMember"]
    reason: Name | None


class PanelRow(Row):
    """What the desk sees when a member stands there, as far as `members` knows it."""

    member_id: Id
    number: str
    name: Personal
    phone: Phone
    status: str
    venue_id: Id
    language: str
    registered_day: str
    email: Email | None
    sex: str | None
    birth_date: PersonalDay | None
    photo_ref: Personal | None
    emergency_name: Personal | None
    emergency_phone: Phone | None
    interests: tuple[str, ...] | None
    goal: Personal | None
    preferred_days: tuple[str, ...] | None
    preferred_times: tuple[str, ...] | None
    preferred_coach_id: Id | None
    consents: tuple[str, ...]
    terms_current: bool
    confirmation_due: bool
    open_follow_ups: int
    open_complaints: int
    last_contact_day: Day | None
    guest_visits_before: int
    possible_duplicate: bool
    merged_records: tuple[str, ...]


class MemberPanel(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), answers=PanelRow, recorded_by=RecordRead):
    """Everything of the desk's member view that is `members`' own; cards, bookings and money come from theirs."""

    member_id: Id
    reason: Name | None = None


class ExportRow(Row):
    """One value of what is stored about a person: `sealed` was opened for this answer."""

    section: str
    item: str
    name: str
    value: str | None
    sealed: Personal | None


class ExportMember(Query, by=(HEAD_OFFICE, MEMBER), answers=ExportRow, recorded_by=RecordRead):
    """All that `members` stores about a person, to take along; head office says why, and gets nothing of the body."""

    member_id: Id
    reason: Name | None = None


class ReadRow(Row):
    """A reading of a member's personal data; of health data with its ground, its class and the reader's own words.

    `reader` and `roles` are those of the staff member who read, as they are now; none of who is not of the staff.
    """

    member_id: Id
    at: str
    by: str
    reader: Personal | None
    roles: tuple[str, ...]
    query: str
    reason: str | None
    ground: str | None
    session_id: Id | None
    explanation: Personal | None


class ReadsOfMember(Query, by=(HEAD_OFFICE, MEMBER), answers=ReadRow):
    """Who read a member's personal data, when and why; the newest first, 500 at most."""

    member_id: Id

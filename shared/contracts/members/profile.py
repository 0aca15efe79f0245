"""What a member tells of themself: how to reach them, who they are, what they like; corrections keep what was."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Email,
    Event,
    Id,
    Instant,
    Name,
    Personal,
    PersonalDay,
    Phone,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.life import NOT_ACTIVE

Sex = Literal["female", "male", "other"]
Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
PartOfDay = Literal["morning", "noon", "afternoon", "evening"]
Clearable = Literal[
    "email", "sex", "birth_date", "occupation", "address", "emergency_name", "emergency_phone", "photo_ref",
    "goal", "preferred_coach_id", "spending_preference",
]  # fmt: skip


class BirthDateNotPossible(Refusal):
    """People are born before today, and not long before."""

    status = 422
    says = Text("This birth date is not possible.", "出生日期不合理。")
    remedy = Text("Check the year, month and day.", "请核对年、月、日。")


class ChangeProfile(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(*NOT_ACTIVE, BirthDateNotPossible),
):
    """Add to a member's profile or correct it. What is left open stays; `clear` names what is to be empty.

    Lists replace those of before. `photo_ref` names a picture in the operator's own store.
    """

    member_id: Id
    name: Personal | None = None
    language: Literal["zh", "en"] | None = None
    email: Email | None = None
    sex: Sex | None = None
    birth_date: PersonalDay | None = None
    occupation: Personal | None = None
    address: Personal | None = None
    emergency_name: Personal | None = None
    emergency_phone: Phone | None = None
    photo_ref: Personal | None = None
    interests: tuple[Name, ...] | None = None
    goal: Personal | None = None
    spending_preference: Personal | None = None
    preferred_days: tuple[Weekday, ...] | None = None
    preferred_times: tuple[PartOfDay, ...] | None = None
    preferred_coach_id: Id | None = None
    clear: tuple[Clearable, ...] = ()


class ProfileChanged(Event, stream="profile-{member_id}", person="member_id"):
    """These parts of a profile have these values now; None: unchanged. `birth_year` is for counts by age."""

    member_id: Id
    name: Personal | None = None
    language: Literal["zh", "en"] | None = None
    email: Email | None = None
    sex: Sex | None = None
    birth_date: PersonalDay | None = None
    birth_year: int | None = None
    occupation: Personal | None = None
    address: Personal | None = None
    emergency_name: Personal | None = None
    emergency_phone: Phone | None = None
    photo_ref: Personal | None = None
    interests: tuple[Name, ...] | None = None
    goal: Personal | None = None
    spending_preference: Personal | None = None
    preferred_days: tuple[Weekday, ...] | None = None
    preferred_times: tuple[PartOfDay, ...] | None = None
    preferred_coach_id: Id | None = None
    clear: tuple[Clearable, ...] = ()
    at_registration: bool = False


class ConfirmProfile(Command, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER, SERVICE), refuses=NOT_ACTIVE):
    """A member looked at the data and says that they are right; the next prompt comes in a year or as policy has it."""

    member_id: Id


class ProfileConfirmed(Event, stream="confirmation-{member_id}", unreported="desk"):
    """A member's data were right on this day; they are asked about again at `ask_again_at`."""

    member_id: Id
    ask_again_at: Instant


class AskForConfirmation(Command, by=(SERVICE,)):
    """The clock says that a member's data were not confirmed for long."""

    member_id: Id


class ConfirmationDue(Event, stream="confirmation-{member_id}", unreported="desk"):
    """The member is to be asked whether the data are still right: at the desk, in the app, by message."""

    member_id: Id


class ProfileRow(Row):
    """A member's profile."""

    member_id: Id
    email: Email | None
    sex: str | None
    birth_date: PersonalDay | None
    occupation: Personal | None
    address: Personal | None
    emergency_name: Personal | None
    emergency_phone: Phone | None
    photo_ref: Personal | None
    interests: tuple[str, ...] | None
    goal: Personal | None
    spending_preference: Personal | None
    preferred_days: tuple[str, ...] | None
    preferred_times: tuple[str, ...] | None
    preferred_coach_id: Id | None
    confirmed_at: str | None
    confirmation_due: bool


class MemberProfile(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), answers=ProfileRow):
    """The present profile of a member."""

    member_id: Id


class ProfileHistoryRow(Row):
    """One change: the values given then, by whom and when."""

    member_id: Id
    at: str
    by: str
    name: Personal | None
    email: Email | None
    sex: str | None
    birth_date: PersonalDay | None
    occupation: Personal | None
    address: Personal | None
    emergency_name: Personal | None
    emergency_phone: Phone | None
    photo_ref: Personal | None
    goal: Personal | None
    spending_preference: Personal | None
    clear: tuple[str, ...]


class ProfileHistory(Query, by=(HEAD_OFFICE, VENUE_MANAGER, MEMBER), answers=ProfileHistoryRow):
    """Every change of a member's profile, the newest first; a correction leaves what was there before."""

    member_id: Id


class DueConfirmationRow(Row):
    """A member whose data were not confirmed for long."""

    member_id: Id
    number: str
    name: Personal
    phone: Phone
    venue_id: Id


class DueConfirmations(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), answers=DueConfirmationRow):
    """Members of the asker's venues who are to be asked whether their data are right; 100 at most."""

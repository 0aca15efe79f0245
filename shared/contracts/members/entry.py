"""Entered data are checked by a second person: act first and review later, or approve first, as policy has it."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    COACH,
    HEAD_OFFICE,
    MEMBER,
    VENUE_MANAGER,
    Command,
    Event,
    Id,
    Instant,
    Personal,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.access import RecordHealthRead
from shared.contracts.members.body import FigureNotPossible, MeasurementUnknown
from shared.contracts.members.contact import ContactUnknown, FollowUpNotOpen, FollowUpNotPossible
from shared.contracts.members.extra import AnswerNotFit, FieldNotDefined
from shared.contracts.members.guest import GuestIsMember, GuestNotRecorded
from shared.contracts.members.health import CLOSED_TO_WRITE
from shared.contracts.members.life import NOT_ACTIVE, MemberNotRegistered
from shared.contracts.members.staff import StaffNotEmployed

CheckedKind = Literal["profile", "extra_data", "certificates", "guest", "contact"]
EntryKind = Literal["profile", "extra_data", "certificates", "guest", "contact", "measurement"]
EntryMode = Literal["act_first", "approve_first"]


class EntryNotOpen(Refusal):
    """What was checked, or never entered, is not checked."""

    entry_id: Id
    status = 404
    says = Text("No entry {entry_id} waits to be checked.", "没有待复核的录入 {entry_id}。")
    remedy = Text("See the list of open entries.", "请查看待复核列表。")


class OwnEntry(Refusal):
    """Four eyes: the maker is not the checker."""

    status = 403
    says = Text("You entered this yourself.", "该内容由您本人录入。")
    remedy = Text("Let a colleague check it.", "请由其他同事复核。")


class EntryMade(Event, stream="entry-{entry_id}", person="subject_id"):
    """Staff entered data about a person; `entered` is the command, sealed. With `approve_first` it waits.

    `at` is the business time of the entry, by which it takes effect; `item_id` what it is about, where there are several
    of a person; `venue_id` the venue that it names.
    """

    entry_id: Id
    kind: EntryKind
    subject_id: Id
    mode: EntryMode
    maker: str
    command: str
    entered: Personal
    at: Instant | None = None
    item_id: Id | None = None
    venue_id: Id | None = None


class CheckEntry(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    refuses=(
        *NOT_ACTIVE,
        EntryNotOpen,
        OwnEntry,
        GuestIsMember,
        GuestNotRecorded,
        ContactUnknown,
        FollowUpNotOpen,
        FollowUpNotPossible,
        StaffNotEmployed,
        FieldNotDefined,
        AnswerNotFit,
    ),
):
    """Say that an entry is right, or not and why; what waited takes effect or never does.

    What waited and can take effect no more is refused with the reason, and closed as not right.
    What took effect already and is wrong is corrected by entering it again; until then it stays on the list.
    """

    entry_id: Id
    kind: CheckedKind
    subject_id: Id
    right: bool
    note: Personal | None = None


class CheckMeasurement(
    Command,
    by=(MEMBER, COACH),
    refuses=(*CLOSED_TO_WRITE, MemberNotRegistered, EntryNotOpen, OwnEntry, MeasurementUnknown, FigureNotPossible),
):
    """Say that a figure of a member's body that somebody else entered is right, or not; by the member or their coach."""

    entry_id: Id
    member_id: Id
    right: bool
    note: Personal | None = None
    session_id: Id | None = None


class EntryChecked(Event, stream="entry-{entry_id}", person="subject_id"):
    """A second person looked at an entry: maker and checker stand side by side."""

    entry_id: Id
    kind: EntryKind
    subject_id: Id
    maker: str
    checker: str
    right: bool
    note: Personal | None


class EntryRow(Row):
    """An entry that waits to be checked, or was found wrong and not yet corrected; of a body without what was entered."""

    entry_id: Id
    kind: str
    subject_id: Id
    mode: str
    maker: str
    command: str
    entered: Personal | None
    made_at: str
    checker: str | None
    note: Personal | None


class OpenEntries(Query, by=(HEAD_OFFICE, VENUE_MANAGER), answers=EntryRow):
    """Entries to check or to correct, the oldest first; 100 at most."""


class MeasurementToCheckRow(Row):
    """A figure of a body that waits to be checked, or was found wrong and not yet corrected."""

    entry_id: Id
    mode: str
    maker: str
    command: str
    entered: Personal
    made_at: str
    checker: str | None
    note: Personal | None


class MeasurementsToCheck(Query, by=(MEMBER, COACH), answers=MeasurementToCheckRow, recorded_by=RecordHealthRead):
    """What others entered of a member's body and nobody has checked, the oldest first; 100 at most."""

    member_id: Id
    session_id: Id | None = None
    reason: Personal | None = None

"""What was said with a member and promised, and what departments write into the panel for the supervisor."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    COACH,
    FRONT_DESK,
    HEAD_OFFICE,
    SERVICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Personal,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.life import NOT_ACTIVE

ContactWay = Literal["phone", "sms", "email", "in_person", "chat"]
Department = Literal["front_desk", "coaching", "sales", "service", "restaurant", "shop", "management"]
PanelKind = Literal["routine", "complaint", "privacy_complaint"]


class FollowUpNotPossible(Refusal):
    """A promise has an owner and a day that is to come."""

    status = 422
    says = Text("A follow-up needs an owner, and a day from today on.", "回访需指定负责人及今天或以后的日期。")
    remedy = Text("Give both, or neither.", "请同时填写，或都不填写。")


class FollowUpNotOpen(Refusal):
    """There is nothing promised that is still to be done."""

    contact_id: Id
    status = 404
    says = Text("Nothing promised in {contact_id} is open.", "联系记录 {contact_id} 没有待办回访。")
    remedy = Text("See the list of open follow-ups.", "请查看待回访列表。")


class ContactUnknown(Refusal):
    """Only what was noted can be noted otherwise."""

    contact_id: Id
    status = 404
    says = Text("There is no contact {contact_id} with this member.", "没有该会员的联系记录 {contact_id}。")
    remedy = Text("See the member's contacts.", "请查看该会员的联系记录。")


class PanelEntryNotOpen(Refusal):
    """What was archived, or never written, is not archived."""

    entry_id: Id
    status = 404
    says = Text("No panel entry {entry_id} is open.", "没有待处理的面板记录 {entry_id}。")
    remedy = Text("See the supervisor's list.", "请查看资料主管列表。")


class OpinionAndResultMissing(Refusal):
    """A complaint, of privacy or of anything else, is archived with what was thought of it and what came of it."""

    status = 422
    says = Text("A complaint needs a handling opinion and a result.", "投诉须填写处理意见与处理结果。")
    remedy = Text("Fill in both, then archive.", "请补充后再归档。")


class NotTheSupervisor(Refusal):
    """Entries are archived by the member-data supervisor, or by head office."""

    status = 403
    says = Text("You are not the member-data supervisor.", "您不是会员资料主管。")
    remedy = Text("Ask the supervisor or head office.", "请联系资料主管或总部。")


class RecordContact(Command, by=(*STAFF, SERVICE), refuses=(*NOT_ACTIVE, FollowUpNotPossible)):
    """Note what was said with a member, and what was promised: by whom and for which day."""

    contact_id: Id
    member_id: Id
    way: ContactWay
    from_member: bool = False  # the member called us
    note: Personal
    follow_up_by: Id | None = None
    follow_up_on: Day | None = None


class ContactRecorded(Event, stream="contacts-{member_id}", person="member_id"):
    """Something was said with a member."""

    contact_id: Id
    member_id: Id
    way: ContactWay
    from_member: bool
    note: Personal
    follow_up_by: Id | None
    follow_up_on: Day | None


class CorrectContact(Command, by=STAFF, refuses=(*NOT_ACTIVE, ContactUnknown)):
    """Note a contact as it was: the way, who began it, what was said; what stood before stays in the log."""

    contact_id: Id
    member_id: Id
    way: ContactWay
    from_member: bool = False
    note: Personal


class ContactCorrected(Event, stream="contacts-{member_id}", person="member_id"):
    """This is what was said, and how; what was promised stands."""

    contact_id: Id
    member_id: Id
    way: ContactWay
    from_member: bool
    note: Personal


class CloseFollowUp(Command, by=STAFF, refuses=(FollowUpNotOpen,)):
    """What was promised is done."""

    contact_id: Id
    member_id: Id
    note: Personal


class FollowUpClosed(Event, stream="contacts-{member_id}", person="member_id"):
    """What was promised is done."""

    contact_id: Id
    member_id: Id
    note: Personal


class RemindOfFollowUp(Command, by=(SERVICE,)):
    """The clock says that the day of a promise has come."""

    contact_id: Id
    member_id: Id


class FollowUpDue(Event, stream="contacts-{member_id}", unreported="desk"):
    """The day of a promise has come and it is not done."""

    contact_id: Id
    member_id: Id
    owner_id: Id


class AppointDataSupervisor(Command, by=(HEAD_OFFICE,)):
    """Name who is told of every entry in the members' panels, and archives them."""

    staff_id: Id


class DataSupervisorAppointed(Event, stream="datasupervisor", unreported="rule"):
    """This person is the member-data supervisor from now on."""

    staff_id: Id


class WriteIntoPanel(Command, by=(*STAFF, SERVICE), refuses=NOT_ACTIVE):
    """A department writes into a member's panel; the supervisor is told at once."""

    entry_id: Id
    member_id: Id
    department: Department
    kind: PanelKind = "routine"
    text: Personal


class PanelWritten(Event, stream="panel-{member_id}", person="member_id", unreported="desk"):
    """A department wrote into a member's panel; `alerted` is the supervisor of that moment."""

    entry_id: Id
    member_id: Id
    department: Department
    kind: PanelKind
    text: Personal
    alerted: Id | None


class ArchivePanelEntry(Command, by=STAFF, refuses=(PanelEntryNotOpen, OpinionAndResultMissing, NotTheSupervisor)):
    """Archive an entry; a complaint with opinion and result."""

    entry_id: Id
    member_id: Id
    opinion: Personal | None = None
    result: Personal | None = None


class PanelEntryArchived(Event, stream="panel-{member_id}", person="member_id", unreported="desk"):
    """An entry was dealt with."""

    entry_id: Id
    member_id: Id
    opinion: Personal | None
    result: Personal | None


class ContactRow(Row):
    """Something said with a member; `overdue`: promised for a day before today and not done."""

    contact_id: Id
    member_id: Id
    at: str
    by: str
    way: str
    from_member: bool
    note: Personal
    follow_up_by: Id | None
    follow_up_on: Day | None
    closing_note: Personal | None
    overdue: bool


class MemberContacts(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), answers=ContactRow):
    """All that was said with a member, the newest first; of merged records too."""

    member_id: Id


class OpenFollowUps(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, COACH), answers=ContactRow):
    """What was promised and is not done, at the asker's venues or by one owner; the longest due first."""

    follow_up_by: Id | None = None


class PanelEntryRow(Row):
    """An entry in a member's panel."""

    entry_id: Id
    member_id: Id
    at: str
    by: str
    department: str
    kind: str
    text: Personal
    archived: bool
    opinion: Personal | None
    result: Personal | None
    alerted: Id | None


class PanelEntries(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), answers=PanelEntryRow):
    """Entries in the panel of one member, or those that wait for the supervisor; of one kind; 200 at most."""

    member_id: Id | None = None
    kind: PanelKind | None = None

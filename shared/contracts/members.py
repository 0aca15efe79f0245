"""Members: the people of the chain (members, staff) and its venues. The only service that knows a name or a phone."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FINANCE_CLERK,
    FRONT_DESK,
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
    Personal,
    Phone,
    Query,
    Refusal,
    Row,
    Text,
    Zone,
)

Channel = Literal["desk", "online", "import"]
Language = Literal["zh", "en"]
StaffRole = Literal["head_office", "venue_manager", "front_desk", "coach", "finance_clerk"]

# --- refusals ---


class VenueAlreadyOpen(Refusal):
    """A venue is opened once."""

    venue_id: str
    says = Text("Venue {venue_id} is open already.", "场馆 {venue_id} 已开业。")
    remedy = Text("Use a new id for another venue.", "新场馆请使用新的编号。")


class VenueNotOpen(Refusal):
    """Members and staff belong to a venue that the chain has opened."""

    venue_id: str
    says = Text("No venue {venue_id} is open.", "场馆 {venue_id} 未开业。")
    remedy = Text("Choose a venue of the chain, or open it first.", "请选择本连锁的场馆，或先开设该场馆。")


class StaffAlreadyHired(Refusal):
    """A staff id stands for one person."""

    staff_id: str
    says = Text("Staff {staff_id} is hired already.", "员工 {staff_id} 已入职。")
    remedy = Text("Change the roles instead.", "请改为调整其岗位权限。")


class StaffNotEmployed(Refusal):
    """Rights are granted to people who are employed."""

    staff_id: str
    says = Text("Staff {staff_id} is not employed.", "员工 {staff_id} 不在职。")
    remedy = Text("Hire the person first.", "请先办理入职。")


class MemberAlreadyRegistered(Refusal):
    """A member id stands for one person."""

    member_id: str
    says = Text("Member {member_id} is registered already.", "会员 {member_id} 已注册。")
    remedy = Text("Open the member instead of registering again.", "请直接打开该会员，不要重复注册。")


class PhoneTaken(Refusal):
    """A phone number belongs to one member of the whole chain."""

    says = Text("This phone number belongs to another member of the chain.", "该手机号已属于本连锁的另一位会员。")
    remedy = Text(
        "Search for the member by this number; or give another number.",
        "请按该手机号查找会员，或改用其他号码。",
    )


class MemberNotRegistered(Refusal):
    """There is no such member, or no longer."""

    member_id: str
    status = 404
    says = Text("No member {member_id} is registered.", "会员 {member_id} 不存在或已注销。")
    remedy = Text("Search by number, phone or name.", "请按会员号、手机号或姓名查找。")


# --- commands and their events ---


class OpenVenue(Command, by=(HEAD_OFFICE,), refuses=(VenueAlreadyOpen,)):
    """Open a venue of the chain; its time zone decides its days, its currency its prices."""

    venue_id: Id
    name: Name
    name_zh: Name
    zone: Zone
    currency: Literal["CNY", "EUR", "GBP", "USD", "HKD", "SGD", "JPY"]


class VenueOpened(Event, stream="venue-{venue_id}"):
    """The chain has a new venue."""

    venue_id: Id
    name: Name
    name_zh: Name
    zone: Zone
    currency: str


class HireStaff(Command, by=(HEAD_OFFICE,), refuses=(StaffAlreadyHired, VenueNotOpen)):
    """Take a person on, with roles at some venues or (no venues given) at the whole chain."""

    staff_id: Id
    name: Personal
    roles: tuple[StaffRole, ...]
    venues: tuple[Id, ...] | None = None


class StaffHired(Event, stream="staff-{staff_id}", person="staff_id"):
    """A person works for the chain from now on."""

    staff_id: Id
    name: Personal


class GrantRoles(Command, by=(HEAD_OFFICE,), refuses=(StaffNotEmployed, VenueNotOpen)):
    """Give a staff member exactly these roles at these venues; what was granted before ends."""

    staff_id: Id
    roles: tuple[StaffRole, ...]
    venues: tuple[Id, ...] | None = None


class RolesGranted(Event, stream="staff-{staff_id}"):
    """A staff member may act in these roles, at these venues (None: the whole chain), and in no others."""

    staff_id: Id
    roles: tuple[StaffRole, ...]
    venues: tuple[Id, ...] | None


class DismissStaff(Command, by=(HEAD_OFFICE,), refuses=(StaffNotEmployed,)):
    """End a person's employment; all rights end within seconds."""

    staff_id: Id


class StaffDismissed(Event, stream="staff-{staff_id}"):
    """The person no longer works for the chain."""

    staff_id: Id


class RegisterMember(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, GUEST, SERVICE),
    refuses=(MemberAlreadyRegistered, PhoneTaken, VenueNotOpen),
):
    """Register a person at the desk or online; the phone number must be free in the whole chain."""

    member_id: Id
    name: Personal
    phone: Phone
    venue_id: Id
    channel: Channel
    language: Language = "zh"
    terms_accepted: str  # the version of the user agreement that the person accepted


class MemberRegistered(Event, stream="member-{member_id}", person="member_id"):
    """A person is a member of the chain; `number` is what staff and member call out, with a check digit."""

    member_id: Id
    number: str
    name: Personal
    phone: Phone
    venue_id: Id
    channel: Channel
    language: Language
    terms_accepted: str


class MemberNumberClaimed(Event, stream="number-{number}"):
    """A member number stands for one member."""

    number: str
    member_id: Id


class PhoneClaimed(Event, stream="phone-{phone_index}"):
    """A phone number, known here only as a keyed digest, stands for one member."""

    phone_index: str
    member_id: Id


class PhoneReleased(Event, stream="phone-{phone_index}"):
    """The phone number is free again."""

    phone_index: str
    member_id: Id


class EraseMember(Command, by=(HEAD_OFFICE, MEMBER), refuses=(MemberNotRegistered,)):
    """Destroy the key of a member's personal data; counts and amounts stay, the person cannot be told from them."""

    member_id: Id


class MemberErased(Event, stream="member-{member_id}", erases="member_id"):
    """The member's personal data can no longer be read by anyone; shown as erased. The phone number becomes free."""

    member_id: Id
    phone_index: str


class ReleasePhone(Command, by=(SERVICE,)):
    """The member who held this phone number was erased."""

    phone_index: str
    member_id: Id


# --- queries ---


class MemberRow(Row):
    """A member as the desk sees one."""

    member_id: Id
    number: str
    name: Personal
    phone: Phone
    venue_id: Id
    language: str
    registered_day: str
    erased: bool


class FindMembers(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), answers=MemberRow):
    """Members whose number or phone is `text`, or whose name, pinyin or initials begin with it; 20 at most."""

    text: str


class GetMember(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, FINANCE_CLERK, MEMBER), answers=MemberRow):
    """One member."""

    member_id: Id


class VenueRow(Row):
    """A venue of the chain."""

    venue_id: Id
    name: str
    name_zh: str
    zone: str
    currency: str


class ListVenues(Query, by=(*STAFF, MEMBER, GUEST, SERVICE), answers=VenueRow):
    """All venues of the chain, by name."""


class StaffRow(Row):
    """A person who works or worked for the chain, with the rights now held."""

    staff_id: Id
    name: Personal
    employed: bool
    roles: tuple[str, ...]
    venues: tuple[Id, ...] | None


class ListStaff(Query, by=(HEAD_OFFICE, VENUE_MANAGER), answers=StaffRow):
    """All staff."""


class StaffRights(Query, by=(SERVICE,), answers=StaffRow):
    """The rights of one staff member, as they are now; for the gateway's tokens."""

    staff_id: Id

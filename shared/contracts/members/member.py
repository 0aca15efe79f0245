"""A member: registered once in the whole chain, found, erased."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FINANCE_CLERK,
    FRONT_DESK,
    GUEST,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Event,
    Id,
    Personal,
    Phone,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.venue import VenueNotOpen

Channel = Literal["desk", "online", "import"]
Language = Literal["zh", "en"]


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

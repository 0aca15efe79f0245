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
    Email,
    Event,
    Id,
    NetworkAddress,
    Personal,
    PersonalDay,
    Phone,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.agreement import AgreementNotCurrent, PrivacyNotAccepted
from shared.contracts.members.extra import AnswerNotFit, AnswersMissing, ExtraAnswer, FieldNotDefined
from shared.contracts.members.life import NOT_ACTIVE, Channel, MemberNotRegistered, NotOfYourVenue
from shared.contracts.members.profile import BirthDateNotPossible, Sex
from shared.contracts.members.proof import ContactNotProven
from shared.contracts.members.venue import VenueNotOpen

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


class ChannelNotYours(Refusal):
    """A channel tells where a registration came from; nobody may claim another's."""

    channel: str
    status = 403
    says = Text("You cannot register members by the channel {channel}.", "您不能通过渠道 {channel} 注册会员。")
    remedy = Text(
        "Guests register online or by mobile, staff at the desk.", "访客请在线或移动端注册，员工请在前台办理。"
    )


class OwnRegistration(Refusal):
    """Who entered a registration does not approve it."""

    status = 403
    says = Text("You entered this registration yourself.", "该注册由您本人录入。")
    remedy = Text("Let a colleague review it.", "请由其他同事审核。")


class NothingToReview(Refusal):
    """Only what waits for a review is reviewed."""

    member_id: str
    says = Text("No registration of {member_id} waits for review.", "会员 {member_id} 没有待审核的注册。")
    remedy = Text("See the list of pending registrations.", "请查看待审核列表。")


class RegisterMember(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, GUEST, SERVICE),
    refuses=(
        MemberAlreadyRegistered,
        PhoneTaken,
        VenueNotOpen,
        ChannelNotYours,
        ContactNotProven,
        PrivacyNotAccepted,
        AgreementNotCurrent,
        AnswersMissing,
        AnswerNotFit,
        FieldNotDefined,
        BirthDateNotPossible,
    ),
):
    """Register a person at the desk or online; the phone number must be free in the whole chain.

    Who registers from afar has proven the phone (`proof_id`) and accepted the privacy notice.
    """

    member_id: Id
    name: Personal
    phone: Phone
    venue_id: Id
    channel: Channel
    language: Language = "zh"
    terms_accepted: str  # the version of the user agreement that the person accepted
    privacy_accepted: str | None = None  # the version of the privacy notice
    proof_id: Id | None = None
    email: Email | None = None
    sex: Sex | None = None
    birth_date: PersonalDay | None = None
    extra: tuple[ExtraAnswer, ...] = ()
    import_id: Id | None = None  # the import that this row belongs to
    network_address: NetworkAddress | None = None


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
    privacy_accepted: str | None = None
    import_id: Id | None = None
    approved_by: str | None = None  # None: this venue asks for no review
    phone_index: str | None = None  # of who was approved: the phone was claimed with the registration


class RegistrationSubmitted(Event, stream="member-{member_id}", person="member_id"):
    """A person asked to become a member; phone and number are kept for them until the venue has reviewed it."""

    member_id: Id
    number: str
    name: Personal
    phone: Phone
    venue_id: Id
    channel: Channel
    language: Language
    terms_accepted: str
    privacy_accepted: str | None
    import_id: Id | None
    submitted_by: str


class ApproveRegistration(
    Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(NothingToReview, NotOfYourVenue, OwnRegistration)
):
    """Make a person who asked for it a member."""

    member_id: Id


class RejectRegistration(
    Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(NothingToReview, NotOfYourVenue, OwnRegistration)
):
    """Turn a registration down; the phone number is free again."""

    member_id: Id
    reason: Personal


class RegistrationRejected(Event, stream="member-{member_id}", person="member_id"):
    """The venue turned a registration down."""

    member_id: Id
    phone_index: str
    reason: Personal
    rejected_by: str


class MemberNumberClaimed(Event, stream="number-{number}", unreported="own use"):
    """A member number stands for one member."""

    number: str
    member_id: Id


class PhoneClaimed(Event, stream="phone-{phone_index}", unreported="own use"):
    """A phone number, known here only as a keyed digest, stands for one member."""

    phone_index: str
    member_id: Id


class PhoneReleased(Event, stream="phone-{phone_index}", unreported="own use"):
    """The phone number is free again."""

    phone_index: str
    member_id: Id


class ClaimAccount(Command, by=(SERVICE,), refuses=(*NOT_ACTIVE, ContactNotProven)):
    """The owner of a proven phone takes over the account that the desk made; a log-in is given by the gateway."""

    member_id: Id
    phone: Phone
    proof_id: Id


class ChangePhone(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(*NOT_ACTIVE, PhoneTaken, ContactNotProven),
):
    """Give a member another phone number; a member proves it, the desk sees the person. The old one becomes free."""

    member_id: Id
    phone: Phone
    proof_id: Id | None = None


class PhoneChanged(Event, stream="member-{member_id}", person="member_id", unreported="desk"):
    """A member has another phone number."""

    member_id: Id
    phone: Phone
    former_index: str


class EraseMember(Command, by=(HEAD_OFFICE, MEMBER), refuses=(MemberNotRegistered,)):
    """Destroy the key of a member's personal data; counts and amounts stay, the person cannot be told from them."""

    member_id: Id


class MemberErased(Event, stream="member-{member_id}", erases="member_id"):
    """The member's personal data can no longer be read by anyone; shown as erased. The phone number becomes free."""

    member_id: Id
    phone_index: str
    also: tuple[Id, ...] = ()  # records that were merged into this one
    guests: tuple[Id, ...] = ()  # guests who the person was before


class ReleasePhone(Command, by=(SERVICE,)):
    """The member who held this phone number does so no more."""

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
    status: Literal["pending", "registered", "rejected", "merged", "erased"]
    merged_into: Id | None


class FindMembers(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), answers=MemberRow):
    """Members whose number or phone is `text`, or whose name, pinyin or initials begin with it; 20 at most."""

    text: str


class GetMember(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, FINANCE_CLERK, MEMBER), answers=MemberRow):
    """One member."""

    member_id: Id


class PendingRow(Row):
    """A registration that waits for review."""

    member_id: Id
    number: str
    name: Personal
    phone: Phone
    venue_id: Id
    channel: str
    submitted_by: str
    submitted_at: str


class PendingRegistrations(Query, by=(HEAD_OFFICE, VENUE_MANAGER), answers=PendingRow):
    """Registrations that wait for review at the asker's venues, the oldest first."""


class StandingRow(Row):
    """Whether a member may act."""

    member_id: Id
    status: Literal["pending", "registered", "rejected", "merged", "erased"]


class MemberStanding(Query, by=(SERVICE,), answers=StandingRow):
    """Whether a member may log in; for the gateway."""

    member_id: Id

"""Corporate partners: an agreement with a company, and who of the members is of its people, since when and until when."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FINANCE_CLERK,
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    Email,
    Event,
    Id,
    Name,
    Phone,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.life import NOT_ACTIVE
from shared.contracts.members.proof import ContactNotProven
from shared.contracts.members.venue import VenueNotOpen

PartnerProof = Literal["phone", "code", "email", "domain"]
LeftBecause = Literal["left", "not_on_roster", "agreement_over"]
MOST_ON_A_ROSTER = 1000  # in one part


class PartnerUnknown(Refusal):
    """There is no such agreement."""

    agreement_id: Id
    status = 404
    says = Text("There is no partner agreement {agreement_id}.", "没有企业协议 {agreement_id}。")
    remedy = Text("See the list of partners.", "请查看企业合作列表。")


class PartnerTermsWrong(Refusal):
    """An agreement lasts at least a day, is for at least one person, and names domains such as `example.com`."""

    field: str
    status = 422
    says = Text("{field} of the agreement is not possible.", "协议的 {field} 无效。")
    remedy = Text("Correct it.", "请更正。")


class PartnerNotNow(Refusal):
    """People of a partner join while the agreement holds."""

    from_day: Day
    until: Day
    says = Text("The agreement holds from {from_day} until {until}.", "协议有效期为 {from_day} 至 {until}（不含）。")
    remedy = Text("Buy at the normal price, or ask the employer.", "请按正常价格购买，或咨询所在企业。")


class PartnerFull(Refusal):
    """An agreement is for so many people at most."""

    most: int
    says = Text("The agreement is for {most} people, who have joined.", "协议限 {most} 人，名额已满。")
    remedy = Text("Ask the employer for more places.", "请联系所在企业增加名额。")


class PartnerHasMorePeople(Refusal):
    """An agreement is for no fewer people than belong to it; nobody is put out by new terms without a word."""

    most: int
    people: int
    says = Text(
        "{people} people belong to the partner, more than {most}.", "该企业现有 {people} 人，多于 {most} 人的上限。"
    )
    remedy = Text(
        "Agree on at least {people}, or let those leave first who belong to it no more (EndPartnership, UploadRoster).",
        "请将上限设为至少 {people} 人，或先登记已离开的人员（EndPartnership、UploadRoster）。",
    )


class NotOfPartner(Refusal):
    """Who is of a partner's people is proven: by its roster, a code that it gave out, or an e-mail address of its domain."""

    status = 403
    says = Text("This does not show that you belong to the partner.", "未能证明您属于该合作企业。")
    remedy = Text(
        "Give the code of your employer, or prove an e-mail address of its domain; or ask your employer for its roster.",
        "请填写企业提供的代码，或验证企业邮箱；也可请企业核对名单。",
    )


class NotAmongPartnersPeople(Refusal):
    """Only who has joined can leave."""

    member_id: Id
    says = Text("Member {member_id} is not among the partner's people.", "会员 {member_id} 不在该企业名单中。")
    remedy = Text("See the partner's people.", "请查看企业人员名单。")


class RosterTooLong(Refusal):
    """A long roster comes in parts of 1,000 people, a hundred at most."""

    people: int
    most: int
    part: int
    status = 422
    says = Text(
        "A roster of {people} is too long; {most} are taken at once.", "名单 {people} 人过长，每次最多 {most} 人。"
    )
    remedy = Text("Upload it in parts, numbered from 1 to 100.", "请分批上传，批次编号 1 至 100。")


class AgreeWithPartner(Command, by=(HEAD_OFFICE,), refuses=(PartnerTermsWrong, PartnerHasMorePeople, VenueNotOpen)):
    """An agreement with a company from a day until a day, at some venues or (none given) all of them; or its new terms.

    Who left as the agreement was over belongs to it again where the new terms last longer, up to how many they are for.

    Prices are finance's (`PublishPartnerPrice`). Who proves an e-mail address of one of the `domains` belongs to it.
    """

    agreement_id: Id
    partner: Name
    partner_zh: Name
    from_day: Day
    until: Day  # the first day on which it no longer holds
    venues: tuple[Id, ...] | None = None
    most_people: int | None = None
    domains: tuple[Name, ...] = ()


class PartnerAgreed(Event, stream="partner-{agreement_id}"):
    """The agreement holds on these days at these venues, for so many people; earlier terms are replaced."""

    agreement_id: Id
    partner: Name
    partner_zh: Name
    from_day: Day
    until: Day
    venues: tuple[Id, ...] | None
    most_people: int | None
    domains: tuple[Name, ...]


class EndAgreement(Command, by=(SERVICE,)):
    """The day has come on which the agreement holds no more: whoever still belongs to the partner leaves it."""

    agreement_id: Id


class UploadRoster(Command, by=(HEAD_OFFICE,), refuses=(PartnerUnknown, RosterTooLong)):
    """Who belongs to the partner now, by phones, e-mail addresses, or codes that it gave out; replaces what this part was.

    Who had joined by what is in no part any more leaves from `leave_on` on (None: today). Only keyed digests are kept.
    """

    agreement_id: Id
    phones: tuple[Phone, ...] = ()
    emails: tuple[Email, ...] = ()
    codes: tuple[Name, ...] = ()
    part: int = 1
    leave_on: Day | None = None


class RosterUploaded(Event, stream="partner-{agreement_id}", unreported="said elsewhere"):
    """These signs stand for the partner's people, as keyed digests; each lets one member join."""

    agreement_id: Id
    part: int
    signs: tuple[str, ...]


class JoinPartner(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(PartnerUnknown, PartnerNotNow, PartnerFull, NotOfPartner, ContactNotProven, *NOT_ACTIVE),
):
    """A member is of the partner's people: by the phone that the chain knows, a `code`, or an `email` that was proven
    (`proof_id` of a code that went there and came back)."""

    agreement_id: Id
    member_id: Id
    code: Name | None = None
    email: Email | None = None
    proof_id: Id | None = None


class PartnerJoined(Event, stream="partner-{agreement_id}"):
    """The member has the partner's prices from this day on, while the agreement holds and until `PartnerLeft`."""

    agreement_id: Id
    member_id: Id
    by: PartnerProof
    sign: str
    from_day: Day


class EndPartnership(Command, by=(HEAD_OFFICE,), refuses=(PartnerUnknown, NotAmongPartnersPeople)):
    """The partner says that somebody does not belong to it from a day on."""

    agreement_id: Id
    member_id: Id
    from_day: Day


class PartnerLeft(Event, stream="partner-{agreement_id}"):
    """The member has no right by this agreement from `from_day` on; what was bought before was bought."""

    agreement_id: Id
    member_id: Id
    from_day: Day
    because: LeftBecause


class PartnerRow(Row):
    """An agreement, with how many people have joined and not left by today."""

    agreement_id: Id
    partner: str
    partner_zh: str
    from_day: Day
    until: Day
    venues: tuple[Id, ...] | None
    most_people: int | None
    domains: tuple[str, ...]
    people: int


class ListPartners(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, FINANCE_CLERK, SERVICE), answers=PartnerRow):
    """All agreements with partners, those that hold first."""


class PartnerPersonRow(Row):
    """One of a partner's people: how it was proven, since when, and until when (None: still)."""

    agreement_id: Id
    partner: str
    partner_zh: str
    member_id: Id
    by: str
    from_day: Day
    until: Day | None


class PartnerPeople(Query, by=(HEAD_OFFICE,), answers=PartnerPersonRow):
    """Who joined by an agreement, those who left included."""

    agreement_id: Id


class PartnersOfMember(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), answers=PartnerPersonRow):
    """By which agreements a member has prices, or had."""

    member_id: Id

"""Families: members who belong together, and who pays for whom, agreed by the payer and ended at any time."""

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
    Event,
    Id,
    NetworkAddress,
    Personal,
    Query,
    Refusal,
    Row,
    Text,
    Zone,
)
from shared.contracts.members.guardian import BirthDateMissing, NotOfAge
from shared.contracts.members.life import NOT_ACTIVE
from shared.contracts.members.venue import VenueNotOpen


class InAnotherFamily(Refusal):
    """A member belongs to one family at a time."""

    member_id: str
    family_id: str
    says = Text("Member {member_id} belongs to the family {family_id}.", "会员 {member_id} 已属于家庭 {family_id}。")
    remedy = Text("Let the member leave that family first.", "请先退出原家庭。")


class NotInFamily(Refusal):
    """Who pays, and for whom, belong to one family."""

    member_id: str
    family_id: str
    says = Text(
        "Member {member_id} does not belong to the family {family_id}.", "会员 {member_id} 不属于家庭 {family_id}。"
    )
    remedy = Text("Let the desk add the member to the family.", "请到前台将该会员加入家庭。")


class PaidForAlready(Refusal):
    """A member has one payer at a time."""

    for_id: str
    payer_id: str
    says = Text("{payer_id} pays for {for_id} already.", "{for_id} 已由 {payer_id} 付款。")
    remedy = Text("End that agreement first.", "请先结束原付款约定。")


class OwnPayer(Refusal):
    """Everybody pays for themself without an agreement."""

    status = 422
    says = Text("Nobody agrees to pay for themself.", "无需约定为本人付款。")
    remedy = Text("Name another member of the family.", "请选择家庭中的其他成员。")


class NotYourAgreement(Refusal):
    """An agreement to pay is ended by one of the two."""

    status = 403
    says = Text("This agreement is between two other members.", "该付款约定属于其他会员。")
    remedy = Text("Let the payer or the member paid for end it.", "请由付款人或被付款人结束。")


class PayerNotAgreed(Refusal):
    """Only an agreement that stands is ended."""

    for_id: str
    payer_id: str
    status = 404
    says = Text("{payer_id} does not pay for {for_id}.", "{payer_id} 没有为 {for_id} 付款。")
    remedy = Text("See who pays for whom in the family.", "请查看家庭付款约定。")


class JoinFamily(
    Command, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), refuses=(*NOT_ACTIVE, VenueNotOpen, InAnotherFamily)
):
    """Add a member to a family; the first one makes it. The desk does it, with the person there."""

    family_id: Id
    member_id: Id
    venue_id: Id


class FamilyJoined(Event, stream="family-{family_id}", unreported="desk"):
    """The member belongs to this family."""

    family_id: Id
    member_id: Id
    venue_id: Id
    zone: Zone


class LeaveFamily(Command, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), refuses=(NotInFamily,)):
    """Leave a family; whatever the member paid for others in it, or was paid by them, ends with it."""

    family_id: Id
    member_id: Id


class DropFromFamily(Command, by=(SERVICE,)):
    """The member's record is gone."""

    family_id: Id
    member_id: Id


class FamilyLeft(Event, stream="family-{family_id}", unreported="desk"):
    """The member belongs to this family no more."""

    family_id: Id
    member_id: Id
    because: Literal["left", "gone"]


class AgreeToPay(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(*NOT_ACTIVE, NotInFamily, OwnPayer, PaidForAlready, BirthDateMissing, NotOfAge),
):
    """A member of age (`member_id`) agrees to pay for another of the family, until either ends it."""

    family_id: Id
    member_id: Id
    for_id: Id
    network_address: NetworkAddress | None = None


class PayerAgreed(Event, stream="family-{family_id}", person="payer_id", unreported="desk"):
    """From now on the payer may be charged for what this member of the family buys."""

    family_id: Id
    payer_id: Id
    member_id: Id
    network_address: NetworkAddress | None


class EndPaying(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(PayerNotAgreed, NotYourAgreement),
):
    """End an agreement to pay: `member_id` is who ends it, the payer or the one paid for. What was bought stays bought."""

    family_id: Id
    member_id: Id
    payer_id: Id
    for_id: Id


class PayerEnded(Event, stream="family-{family_id}", unreported="desk"):
    """The payer is charged for this member no more."""

    family_id: Id
    payer_id: Id
    member_id: Id
    because: Literal["payer", "member", "left", "gone"]


class FamilyRow(Row):
    """A member of a family, and who pays for them (None: they themself)."""

    family_id: Id
    member_id: Id
    number: str
    name: Personal
    since: str
    payer_id: Id | None
    is_child_of: tuple[Id, ...]


class Family(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), answers=FamilyRow):
    """The family of a member: who belongs to it, who pays for whom, whose guardian stands in it."""

    member_id: Id


class PayerRow(Row):
    """Somebody who may be charged for a member."""

    member_id: Id
    payer_id: Id
    number: str
    name: Personal
    ground: Literal["agreed", "guardian"]
    since: str


class PayersOf(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, FINANCE_CLERK, MEMBER), answers=PayerRow):
    """Who may be charged for a member besides the member: who agreed to pay, and guardians of a child."""

    member_id: Id

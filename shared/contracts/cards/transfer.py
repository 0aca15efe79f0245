"""A card passes to another member: approved first, signed for anew; its past stays with who bought it."""

from __future__ import annotations

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Instant,
    Note,
    Refusal,
    Text,
)
from shared.contracts.cards.application import ApplicationRepeated
from shared.contracts.cards.block import CardBlocked, CardInDebt
from shared.contracts.cards.card import CardCancelled, CardLost, CardNotIssued, CardOfAnotherMember
from shared.contracts.cards.erased import CardOfErasedMember
from shared.contracts.cards.gate import CardExpired, CardFrozenNow, CardNotYetValid
from shared.contracts.cards.leaving import CardGivenUp, NoticeStands
from shared.contracts.cards.partner import PartnerCardOver
from shared.contracts.members.life import NOT_ACTIVE


class NotTransferable(Refusal):
    """A product may say that its cards stay with their first member; a trial always does."""

    card_id: str
    says = Text("Card {card_id} cannot be passed on.", "卡 {card_id} 不可转让。")
    remedy = Text("Sell the other member a card of their own.", "请为对方办理新卡。")


class TransferTooEarly(Refusal):
    """A card may be passed on some days after it began."""

    earliest: Day
    says = Text("This card can be passed on from {earliest} on.", "此卡自 {earliest} 起方可转让。")
    remedy = Text("Come back on that day.", "请于该日后办理。")


class TransferToSelf(Refusal):
    """A card passes to somebody else."""

    member_id: str
    says = Text("The card belongs to {member_id} already.", "此卡已属于会员 {member_id}。")
    remedy = Text("Choose another member.", "请选择其他会员。")


class MinorCannotTransfer(Refusal):
    """Neither side of a transfer is a minor."""

    says = Text("A minor neither gives nor takes over a card.", "未成年人不能转让或受让会员卡。")
    remedy = Text("Let the guardian come to the desk.", "请由监护人到前台办理。")


class NotSigned(Refusal):
    """Who takes a card over signs the membership contract in force first: themself, and not long before."""

    edition: str
    days: int
    says = Text(
        "The new member has not signed contract {edition} within {days} days.",
        "受让人在 {days} 天内未签署合同 {edition}。",
    )
    remedy = Text(
        "Let them sign it anew, at the desk or in the app, in their own hand.", "请受让人本人在前台或手机端重新签署。"
    )


class ContractNotPublished(Refusal):
    """A card passes on under a membership contract that is in force at the venue that sold it."""

    venue_id: str
    says = Text("No membership contract is in force at venue {venue_id}.", "场馆 {venue_id} 没有现行的入会合同。")
    remedy = Text("Publish the contract, for the chain or the venue.", "请先由总部或场馆发布合同。")


class VisitsSetAside(Refusal):
    """What is set aside for bookings and for announced guests stays with who booked, and who invited."""

    card_id: str
    holds: int
    guests: int
    days: str  # on which they are
    says = Text(
        "{holds} bookings and {guests} announced guests stand on card {card_id}: on {days}.",
        "卡 {card_id} 尚有 {holds} 个预约、{guests} 位已预约访客：{days}。",
    )
    remedy = Text(
        "Cancel the bookings and withdraw the invitations, or wait until they are over.",
        "请先取消预约、撤回访客邀请，或待其结束。",
    )


class NotOfThePartner(Refusal):
    """A card for a partner's people passes only to somebody who belongs to a partner, and is not about to leave it."""

    member_id: str
    says = Text(
        "This card is for a partner's people, and {member_id} belongs to none.",
        "此卡仅限企业会员，{member_id} 不属于任何企业。",
    )
    remedy = Text(
        "Let them join by the employer's agreement first, or sell them a card of their own.",
        "请对方先以企业协议加入，或另行办卡。",
    )


WHY_NOT = (
    CardOfErasedMember,
    CardInDebt,
    CardBlocked,
    CardNotIssued,
    CardOfAnotherMember,
    CardCancelled,
    CardLost,
    CardNotYetValid,
    CardFrozenNow,
    CardExpired,
    PartnerCardOver,
    NotTransferable,
    TransferTooEarly,
    TransferToSelf,
    MinorCannotTransfer,
    NotSigned,
    ContractNotPublished,
    NotOfThePartner,
    VisitsSetAside,
    NoticeStands,
    CardGivenUp,
    *NOT_ACTIVE,
)


class RequestTransfer(Command, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), refuses=(*WHY_NOT, ApplicationRepeated)):
    """Apply for a card to pass to another member, who signed its contract anew. Staff have seen both.

    That both are of age, and what was signed, members says, not the desk.
    """

    card_id: Id
    member_id: Id
    application_id: Id
    to_member_id: Id
    reason: Note


class TransferRequested(Event, stream="card-{card_id}"):
    """A card is to pass to `to_member_id`, who signed this edition of the `contract`; without an answer the application lapses."""

    card_id: Id
    member_id: Id
    application_id: Id
    to_member_id: Id
    contract: str
    reason: Note
    asked_by: str
    lapses_at: Instant


class CardTransferred(Event, stream="card-{card_id}"):
    """The card is `to_member_id`'s from now on. What was bought and used stays with `member_id`."""

    card_id: Id
    member_id: Id
    to_member_id: Id
    application_id: Id
    contract: str

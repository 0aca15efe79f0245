"""Several people share a card: a family, a team. Each comes in, books, and is counted on their own."""

from __future__ import annotations

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    Event,
    Id,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.cards.card import CardCancelled, CardNotIssued, CardOfAnotherMember


class HoldersFull(Refusal):
    """A card is shared by as many people as its terms say, the member whose card it is included."""

    most: int
    says = Text("This card is for at most {most}, its own member included.", "此卡最多 {most} 人使用（含持卡人本人）。")
    remedy = Text("Remove somebody first, or sell another card.", "请先移除一人，或另办新卡。")


class BearerCardShared(Refusal):
    """A bearer card knows no names: whoever bears it comes in, one at a time."""

    card_id: Id
    says = Text("A bearer card lets in whoever bears it; nobody is named on it.", "不记名卡凭卡入场，无法登记使用人。")
    remedy = Text("Hand the card on, or sell a named family card.", "请直接转交该卡，或办理记名家庭卡。")


class OwnerStays(Refusal):
    """Those who share a card are taken off it; whose card it is stays."""

    card_id: Id
    says = Text("This is the member whose card it is.", "该会员是持卡人本人，不能移除。")
    remedy = Text("Request a transfer if the card is to pass to another member.", "如需更换持卡人，请申请转让。")


class NotSharing(Refusal):
    """A card opens the door for the member whose card it is and for those who were named on it."""

    holder_id: Id
    says = Text("This person is not named on the card.", "该人员不在此卡使用人名单中。")
    remedy = Text("Let the card's member add them, or sell a day pass.", "请由持卡人添加，或购买次卡。")


class AddHolder(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(CardNotIssued, CardOfAnotherMember, CardCancelled, HoldersFull, BearerCardShared),
):
    """Let another member use the card too. `member_id` is whose card it is, or that child's guardian."""

    card_id: Id
    member_id: Id
    holder_id: Id


class HolderAdded(Event, stream="card-{card_id}"):
    """The person may come in and book with this card from now on; their visits are paid by it."""

    card_id: Id
    member_id: Id  # whose card it is
    holder_id: Id


class RemoveHolder(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(CardNotIssued, CardOfAnotherMember, OwnerStays),
):
    """End the sharing with one person; asked for by whose card it is, that child's guardian, or the person."""

    card_id: Id
    member_id: Id
    holder_id: Id


class HolderRemoved(Event, stream="card-{card_id}"):
    """The person may use the card no longer; their bookings on it are withdrawn. What they used stays used."""

    card_id: Id
    member_id: Id
    holder_id: Id


class NoteWard(Command, by=(SERVICE,)):
    """members says that somebody is, or is no longer, the guardian of a child."""

    member_id: Id  # the guardian
    child_id: Id
    guards: bool


class WardNoted(Event, stream="wards-{member_id}", unreported="echo"):
    """The guardian may act for the child's cards, or may no longer."""

    member_id: Id
    child_id: Id
    guards: bool


class HolderRow(Row):
    """Somebody who uses a card; `owner` is whose card it is. `visits` are the entries of that person with it."""

    card_id: Id
    member_id: Id
    owner: bool
    visits: int


class CardHolders(Query, by=(*STAFF, MEMBER), answers=HolderRow):
    """Who uses a card: the member whose card it is first. Asked by one of them, or that child's guardian."""

    card_id: Id
    member_id: Id

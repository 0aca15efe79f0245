"""Guest passes: a card lets in somebody whom its member brings; one pass, one entry."""

from __future__ import annotations

from shared.contracts import (
    DEVICE,
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    Day,
    DayRange,
    Event,
    Id,
    Instant,
    Note,
    Query,
    Reason,
    Refusal,
    Row,
    Text,
)
from shared.contracts.cards.card import CardNotIssued
from shared.contracts.cards.gate import Direction
from shared.contracts.cards.venue import GateNotOpen


class NoGuestPasses(Refusal):
    """A card lets guests in if it was sold with passes for them."""

    card_id: Id
    says = Text("This card has no guest passes.", "此卡不含访客名额。")
    remedy = Text("Sell the guest a day pass, or upgrade the card.", "请为访客购买单次票，或升级会籍。")


class GuestPassesUsedUp(Refusal):
    """A card has so many guest passes a month of its days as it was sold with, and what it carried over."""

    passes: int
    first: Day
    again: Day
    says = Text("All {passes} guest passes from {first} on are used.", "自 {first} 起的 {passes} 个访客名额已用完。")
    remedy = Text("Invite for {again} or later; or sell a day pass.", "请预约 {again} 或之后，或购买单次票。")


class GuestPassesGone(Refusal):
    """A card has so many guest passes as it was sold with."""

    passes: int
    says = Text("All {passes} guest passes of this card are used.", "此卡的 {passes} 个访客名额已用完。")
    remedy = Text("Sell the guest a day pass; new passes come with a renewal.", "请为访客购买单次票；续卡后有新名额。")


class GuestPassUnknown(Refusal):
    """A guest is announced before the gate is asked to let them in."""

    pass_id: Id
    says = Text("This card has no guest pass {pass_id}.", "此卡没有访客名额 {pass_id}。")
    remedy = Text("Let the member invite the guest, or do so at the desk.", "请由会员邀请，或在前台登记访客。")


class GuestPassUsed(Refusal):
    """One pass is one entry."""

    entered_at: Instant
    says = Text("This guest pass let somebody in at {entered_at}.", "该访客名额已于 {entered_at} 使用。")
    remedy = Text("Invite the guest once more, or sell a day pass.", "请再次邀请，或购买单次票。")


class GuestPassOver(Refusal):
    """A pass that was given back lets nobody in; of one that was not held, or withdrawn, the gate tells that reason."""

    pass_id: Id
    says = Text("This guest pass was withdrawn.", "该访客名额已撤销。")
    remedy = Text("Invite the guest again if the card still has passes.", "如仍有名额，请重新邀请。")


class GuestPassElsewhere(Refusal):
    """A pass is for the venue and the day for which the guest was announced."""

    venue_id: Id
    day: Day
    says = Text("This guest is announced for {day} at venue {venue_id}.", "该访客预约的是 {day}、场馆 {venue_id}。")
    remedy = Text("Withdraw that invitation and invite for here and today.", "请撤销原邀请，改为今日本馆。")


class GuestWithoutHost(Refusal):
    """Where a card's terms say so, a guest is let in while the member who brings them is inside."""

    member_id: Id
    says = Text("The member who brings this guest is not inside.", "邀请该访客的会员尚未入场。")
    remedy = Text("Let the member come in first.", "请会员先刷卡入场。")


class GuestNotSigned(Refusal):
    """Nobody comes in without having signed the waiver of the venue."""

    edition: str
    says = Text("This guest has not signed the waiver {edition}.", "该访客尚未签署免责声明（{edition}）。")
    remedy = Text("Let the guest sign at the desk (SignAsGuest).", "请访客在前台签署。")


class HoldGuestPass(Command, by=(SERVICE,)):
    """members says that a guest is announced: set a pass aside; the answer is an event either way."""

    pass_id: Id  # the invitation's id
    guest_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    to_sign: str | None = None
    by_level: bool = False  # on a pass that the member's level gives, which members counts


class GuestPassHeld(Event, stream="card-{card_id}"):
    """A pass of this lot is set aside for the guest; `passes_left` of the `period` in which the day lies.

    `by_level`: a pass that the member's level gives; the lot lends its days and hours, and its own passes stay.
    """

    pass_id: Id
    guest_id: Id
    card_id: Id
    member_id: Id  # who brings the guest
    venue_id: Id
    day: Day
    lot_id: Id
    period: DayRange
    passes_left: int
    to_sign: str | None = None
    by_level: bool = False


class GuestPassNotHeld(Event, stream="card-{card_id}"):
    """The card lets no guest in on that day, for this reason."""

    pass_id: Id
    guest_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    reason: Reason


class NoteGuestSigned(Command, by=(SERVICE,)):
    """members says that the guest signed the waiver."""

    pass_id: Id
    card_id: Id
    edition: str


class GuestPassCleared(Event, stream="card-{card_id}", unreported="said elsewhere"):
    """What the guest had to sign is signed."""

    pass_id: Id
    card_id: Id
    edition: str


class ReleaseGuestPass(Command, by=(SERVICE,)):
    """members says that the guest does not come, or did not."""

    pass_id: Id
    card_id: Id


class GuestPassReleased(Event, stream="card-{card_id}"):
    """The pass is free again, within the period for which it was granted."""

    pass_id: Id
    card_id: Id
    member_id: Id


class GuestPassWithdrawn(Event, stream="card-{card_id}"):
    """What the pass came with was refunded: the guest is not let in on it."""

    pass_id: Id
    guest_id: Id
    card_id: Id
    member_id: Id
    day: Day
    reason: Reason


class AdmitGuest(Command, by=(DEVICE, FRONT_DESK, VENUE_MANAGER, HEAD_OFFICE), refuses=(CardNotIssued, GateNotOpen)):
    """A guest at the gate, on the pass that was set aside. The answer is the event: read it with `SwipeResult`."""

    swipe_id: Id
    card_id: Id
    pass_id: Id
    venue_id: Id
    direction: Direction = "in"


class GuestAdmitted(Event, stream="card-{card_id}"):
    """The door opened for a guest; the pass is used up. `lot_id` is what it came with, sold by `order_id`."""

    swipe_id: Id
    pass_id: Id
    guest_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    at: Instant
    lot_id: Id
    product_id: Id
    order_id: Id | None


class GuestEntryTakenBack(Event, stream="card-{card_id}"):
    """The guest was let in by mistake (`TakeBackEntry`): the pass is set aside again, as if nobody had come on it."""

    swipe_id: Id
    pass_id: Id
    guest_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    at: Instant  # of the entry
    reason: Note


class GuestRefused(Event, stream="card-{card_id}"):
    """The door stayed shut for a guest, for this reason; the pass stays as it was."""

    swipe_id: Id
    pass_id: Id
    guest_id: Id | None
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    at: Instant
    reason: Reason


class GuestLeft(Event, stream="card-{card_id}"):
    """The guest left."""

    swipe_id: Id
    pass_id: Id
    guest_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    at: Instant


class GuestPassRow(Row):
    """A pass that was asked for. `status`: held, used, released, withdrawn, or not_held with its reason."""

    pass_id: Id
    guest_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    status: str
    to_sign: str | None
    at: Instant | None
    reason: Reason | None


class GuestPassesOfCard(Query, by=(*STAFF, MEMBER), answers=GuestPassRow):
    """The passes of a card that were asked for, the latest day first."""

    card_id: Id
    member_id: Id


class GuestsExpected(Query, by=(*STAFF, DEVICE), answers=GuestPassRow):
    """For whom a pass is set aside, or was used, at a venue on a day; members knows their names (`InvitedGuests`)."""

    venue_id: Id
    day: Day


class GuestAllowance(Row):
    """The passes of a lot in a period: `passes` anew and `carried` from the one before, less `used` and `held`."""

    lot_id: Id
    product_id: Id
    product_version: int
    period: DayRange
    passes: int
    carried: int
    used: int
    held: int
    left: int


class GuestAllowances(Query, by=(*STAFF, MEMBER), answers=GuestAllowance):
    """What guest passes a card has on a day, lot by lot, as they are used."""

    card_id: Id
    member_id: Id
    day: Day | None = None

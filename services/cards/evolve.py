"""What each event makes of a card: the one fold. Pure."""

from __future__ import annotations

from typing import assert_never

from services.cards.blocks import blocks
from services.cards.blocks.blocks import BlockEvent
from services.cards.blocks.holder import HolderEvent
from services.cards.card import Card
from services.cards.events import CardEvent, PlanEvent
from services.cards.gate import against, waivers
from services.cards.gate.waivers import ContractEvent
from services.cards.guests import passes
from services.cards.guests.passes import PassEvent
from services.cards.lots.lots import (
    begun,
    changed,
    closed,
    issued_lot,
    lengthened,
    price_returned,
    received,
    rescheduled,
    shortened,
    stopped,
)
from services.cards.lots.visiting import at_door, booked, entered, given_back, seen, taken_back
from services.cards.numbers import keys
from services.cards.people import sharing
from services.cards.people.belonging import belonging
from services.cards.people.passing import passed_to
from services.cards.rest.standing import stood_still
from services.cards.sale import becoming, gift_points, renewing
from services.cards.sale.application import Application
from services.cards.sale.noticed import noticed
from services.cards.sale.renewing import RenewingEvent
from shared.contracts.cards import (
    ApplicationApproved,
    ApplicationDeclined,
    ApplicationLapsed,
    AreaEntered,
    AreaLeft,
    AreaRefused,
    AutoRenewalAgreed,
    AutoRenewalLapsed,
    AutoRenewalWithdrawn,
    CardActivated,
    CardCancelledAfterRefund,
    CardCutShort,
    CardEnded,
    CardExpiring,
    CardFound,
    CardFrozen,
    CardIssued,
    CardReplaced,
    CardReportedLost,
    CardTransferred,
    CardWatched,
    ChangeQuoted,
    ClosureCounted,
    ContractNoted,
    ContractSignatureNoted,
    DaysGiven,
    EntryGranted,
    EntryOverridden,
    EntryRefused,
    EntryTakenBack,
    ExitRecorded,
    ExtensionRequested,
    FreezeEnded,
    FreezeFeeDue,
    GiftPointsGranted,
    GiftPointsWithdrawn,
    GuestAdmitted,
    GuestLeft,
    GuestRefused,
    HolderAdded,
    HolderRemoved,
    HoldReleased,
    HoldSettled,
    HoldWithdrawn,
    ImportedCardWithdrawn,
    LateFreezeRequested,
    LotGranted,
    LotNotGranted,
    LotPriceReturned,
    LotShortened,
    LotWithdrawn,
    MembershipEnded,
    MembershipRestCounted,
    NoticeGiven,
    NoticeWithdrawn,
    NumberBound,
    NumberUnbound,
    OfflineConflictSettled,
    OfflineSwipeConflict,
    PersonNoted,
    ProductChanged,
    RenewalDue,
    RenewalFailed,
    ReplacementNotMade,
    ReplacementRequested,
    ReplacementWithdrawn,
    TransferRequested,
    VisitGivenBack,
    VisitHeld,
    VisitNotHeld,
    WardNoted,
)
from shared.replacing import replace


def evolve(card: Card, event: CardEvent | PersonNoted | WardNoted | ContractEvent | HolderEvent) -> Card:
    if isinstance(event, BlockEvent):
        return replace(card, blocks=blocks.after(card.blocks, event))
    if isinstance(event, HolderEvent):
        return belonging(card, event)
    if isinstance(event, PassEvent):
        return with_guests(card, event)
    if isinstance(event, PlanEvent):
        return replace(card, planned=becoming.after(card.planned, event), made=becoming.made(card, event))
    match event:
        case CardIssued():
            known = replace(card, issued=event, holder=event.member_id, activate_by=event.activate_by)
            return received(replace(known, keys=keys.after(card.keys, event)), issued_lot(event))
        case LotGranted(lot=lot, off=off):
            taken_off = card.taken_off if off is None else {**card.taken_off, lot.lot_id: off}
            return received(replace(card, taken_off=taken_off), lot)
        case LotNotGranted(lot_id=lot_id):
            return replace(card, not_granted=card.not_granted | {lot_id})
        case LotPriceReturned():
            return price_returned(card, event)
        case LotWithdrawn():
            return closed(rescheduled(card, event.lots, event.valid_until), event.lot_id)
        case GiftPointsGranted() | GiftPointsWithdrawn():
            return replace(card, gift_points=gift_points.after(card.gift_points, event))
        case LotShortened():
            return shortened(card, event)
        case CardActivated():
            card = rescheduled(begun(card, event.first_day), event.lots, event.valid_until)
            return replace(card, began=(event.first_day, event.by))
        case CardCutShort():
            card = stopped(replace(card, partner_until=event.until), event.cut, event.stops_on)
            return rescheduled(card, event.lots, event.valid_until) if event.lots else card
        case DaysGiven():
            return lengthened(card, event)
        case PersonNoted():
            return card.hearing_of(event)
        case ContractNoted() | ContractSignatureNoted():
            return replace(card, contracts=waivers.evolve(card.contracts, event))
        case CardTransferred():
            owing_nothing = replace(card.blocks, debt=None, shut_at=None, let_in_until=None)
            card = replace(card, sharing=sharing.after(card.sharing, event), keys=keys.after(card.keys, event))
            return replace(passed_to(card, event.to_member_id), blocks=owing_nothing)
        case HolderAdded() | HolderRemoved() | WardNoted():
            return replace(card, sharing=sharing.after(card.sharing, event))
        case ChangeQuoted():
            return replace(card, changes={**card.changes, event.product_id: event})
        case ProductChanged():
            return changed(card, event)
        case ExtensionRequested() | TransferRequested() | LateFreezeRequested():
            return replace(card, applications={**card.applications, event.application_id: Application(event)})
        case ApplicationApproved() | ApplicationDeclined() | ApplicationLapsed():
            return answered(card, event)
        case CardWatched():
            return card
        case CardExpiring(valid_until=until):
            return replace(card, warned_of=until)
        case CardEnded(valid_until=until):
            return replace(card, ended=until)
        case AutoRenewalAgreed() | AutoRenewalWithdrawn() | AutoRenewalLapsed() | RenewalDue() | RenewalFailed():
            return after_renewal(card, event)
        case NoticeGiven() | NoticeWithdrawn() | MembershipEnded():
            return noticed(card, event)
        case EntryGranted():
            return entered(card, event)
        case EntryRefused(swipe_id=swipe_id):
            scanned = keys.code_scanned(card.keys, event.code)
            noted = against.after(card.against, event)
            return replace(card, swipes=card.swipes | {swipe_id}, keys=scanned, against=noted)
        case AreaEntered() | AreaRefused() | AreaLeft():
            scanned = keys.code_scanned(card.keys, event.code)
            return replace(card, swipes=card.swipes | {event.swipe_id}, keys=scanned)
        case EntryOverridden():
            card = replace(card, against=against.after(card.against, event))
            return card if event.counted else at_door(card, event, "in")
        case OfflineSwipeConflict():
            card = replace(card, against=against.after(card.against, event))
            return card if event.counted else seen(card, event, "in")
        case OfflineConflictSettled():
            return replace(card, against=against.after(card.against, event))
        case GuestRefused(swipe_id=swipe_id) | GuestLeft(swipe_id=swipe_id):
            return replace(card, swipes=card.swipes | {swipe_id})
        case ExitRecorded():
            return seen(card, event, "out")
        case FreezeFeeDue():
            return replace(card, fees=card.fees | {event.order_id})
        case CardFrozen() | FreezeEnded() | ClosureCounted() | MembershipRestCounted():
            return stood_still(card, event)
        case CardReportedLost(at=at):
            return replace(card, lost_since=at)
        case CardReplaced():
            return replace(card, lost_since=None, keys=keys.after(card.keys, event))
        case NumberBound() | NumberUnbound() | ReplacementRequested() | ReplacementWithdrawn() | ReplacementNotMade():
            return replace(card, keys=keys.after(card.keys, event))
        case CardFound():
            return replace(card, lost_since=None)
        case CardCancelledAfterRefund() | ImportedCardWithdrawn():
            return replace(card, cancelled=True)
        case VisitHeld() | VisitNotHeld() | HoldReleased() | HoldSettled():
            return booked(card, event)
        case HoldWithdrawn():
            return card.with_hold(event.hold_id, replace(card.holds[event.hold_id], withdrawn=True))
        case EntryTakenBack():
            return taken_back(card, event)
        case VisitGivenBack():
            return given_back(card, event)
    assert_never(event)


def with_guests(card: Card, event: PassEvent) -> Card:
    swipes = card.swipes | {event.swipe_id} if isinstance(event, GuestAdmitted) else card.swipes
    return replace(card, guests=passes.after(card.guests, event), swipes=swipes)


def after_renewal(card: Card, event: RenewingEvent) -> Card:
    card = replace(card, renewing=renewing.after(card.renewing, event))
    if isinstance(event, RenewalDue):
        return replace(card, under_way=event, asked={**card.asked, event.order_id: event.product_id})
    if not isinstance(event, RenewalFailed) or card.under_way is None:
        return card
    order_id = card.under_way.order_id
    return replace(card, under_way=None, failures={**card.failures, order_id: card.failures.get(order_id, 0) + 1})


def answered(card: Card, event: ApplicationApproved | ApplicationDeclined | ApplicationLapsed) -> Card:
    answers = {"ApplicationApproved": "approved", "ApplicationDeclined": "declined", "ApplicationLapsed": "lapsed"}
    status = answers[type(event).__name__]
    known = replace(card.applications[event.application_id], status=status)
    return replace(card, applications={**card.applications, event.application_id: known})

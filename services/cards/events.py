"""The events of a card's stream. Pure."""

from __future__ import annotations

from services.cards.blocks.blocks import BlockEvent
from services.cards.guests.passes import PassEvent
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
    ChangePlanned,
    ChangeQuoted,
    ClosureCounted,
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
    PlannedChangeMade,
    PlannedChangeWithdrawn,
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
)

PlanEvent = ChangePlanned | PlannedChangeWithdrawn | PlannedChangeMade
NoticeEvent = NoticeGiven | NoticeWithdrawn | MembershipEnded
CardEvent = (
    CardIssued
    | LotGranted
    | ImportedCardWithdrawn
    | LotNotGranted
    | LotShortened
    | LotWithdrawn
    | LotPriceReturned
    | GiftPointsGranted
    | GiftPointsWithdrawn
    | CardActivated
    | DaysGiven
    | ExtensionRequested
    | TransferRequested
    | LateFreezeRequested
    | ApplicationApproved
    | ApplicationDeclined
    | ApplicationLapsed
    | CardTransferred
    | ChangeQuoted
    | ProductChanged
    | PlanEvent
    | CardWatched
    | CardExpiring
    | CardEnded
    | AutoRenewalAgreed
    | AutoRenewalWithdrawn
    | AutoRenewalLapsed
    | RenewalDue
    | RenewalFailed
    | NoticeEvent
    | EntryGranted
    | EntryRefused
    | EntryTakenBack
    | EntryOverridden
    | AreaEntered
    | AreaRefused
    | AreaLeft
    | ExitRecorded
    | CardFrozen
    | FreezeEnded
    | FreezeFeeDue
    | CardReportedLost
    | CardFound
    | CardCancelledAfterRefund
    | NumberBound
    | NumberUnbound
    | OfflineSwipeConflict
    | OfflineConflictSettled
    | ReplacementRequested
    | ReplacementWithdrawn
    | ReplacementNotMade
    | CardReplaced
    | VisitHeld
    | VisitNotHeld
    | HoldReleased
    | HoldSettled
    | HoldWithdrawn
    | VisitGivenBack
    | HolderAdded
    | HolderRemoved
    | BlockEvent
    | PassEvent
    | CardCutShort
    | GuestRefused
    | GuestLeft
    | ClosureCounted
    | MembershipRestCounted
)

"""What the clock does for cards: lets applications lapse, and wakes a card when something is due at its end. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shared.contracts import Event
from shared.contracts.cards import (
    ApplicationApproved,
    ApplicationDeclined,
    ApplicationLapsed,
    AutoRenewalAgreed,
    AutoRenewalLapsed,
    CardActivated,
    CardCancelledAfterRefund,
    CardCutShort,
    CardFrozen,
    CardIssued,
    CardWatched,
    ClosureCounted,
    ExtensionRequested,
    FreezeEnded,
    ImportedCardWithdrawn,
    LapseApplication,
    LateFreezeRequested,
    LotGranted,
    LotShortened,
    LotWithdrawn,
    MembershipRestCounted,
    NoticeGiven,
    NoticeWithdrawn,
    ProductChanged,
    RenewalFailed,
    TransferRequested,
    WatchCard,
)
from shared.log import Recorded
from shared.timers import ClearTimer, SetTimer, TimerChange
from shared.venue_time import add_days, day_start


def timers(event: Event, recorded: Recorded) -> Sequence[TimerChange]:
    match event:
        case ExtensionRequested() | TransferRequested() | LateFreezeRequested():
            lapse = LapseApplication(card_id=event.card_id, application_id=event.application_id)
            return [SetTimer(lapsing(event.application_id), event.lapses_at, lapse)]
        case ApplicationApproved() | ApplicationDeclined() | ApplicationLapsed():
            return [ClearTimer(lapsing(event.application_id))]
        case CardIssued() if event.valid.until < date.max:
            warned = add_days(event.valid.until, -event.terms.warn_days)
            return [SetTimer(watching(event.card_id), day_start(warned, event.zone), WatchCard(card_id=event.card_id))]
        case CardWatched():
            return [SetTimer(watching(event.card_id), event.wake_at, WatchCard(card_id=event.card_id))]
        case ClosureCounted(moved_days=days) | MembershipRestCounted(moved_days=days) if days < 0:
            return [looked_at_now(event.card_id, recorded)]
        case CardFrozen() if event.fee in ("set_up", "monthly") or event.application_id:
            return [looked_at_now(event.card_id, recorded)]
        case (
            CardActivated()
            | CardCutShort()
            | FreezeEnded()
            | LotGranted()
            | LotShortened()
            | LotWithdrawn()
            | ProductChanged()
            | AutoRenewalAgreed()
        ):
            return [looked_at_now(event.card_id, recorded)]
        case NoticeGiven() | NoticeWithdrawn() | AutoRenewalLapsed():
            return [looked_at_now(event.card_id, recorded)]
        case RenewalFailed() if event.next_at:
            return [looked_at_now(event.card_id, recorded)]
        case CardCancelledAfterRefund() | ImportedCardWithdrawn():
            return [ClearTimer(watching(event.card_id))]
    return []


def looked_at_now(card_id: str, recorded: Recorded) -> SetTimer:
    """What is due next may have come nearer: the card itself works out when."""
    return SetTimer(watching(card_id), recorded.recorded_at, WatchCard(card_id=card_id))


def lapsing(application_id: str) -> str:
    return f"lapse {application_id}"


def watching(card_id: str) -> str:
    return f"watch {card_id}"

"""The guest passes of a card that were asked for, as its history makes them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

from shared.contracts import Reason
from shared.contracts.cards import (
    GuestAdmitted,
    GuestEntryTakenBack,
    GuestPassCleared,
    GuestPassHeld,
    GuestPassNotHeld,
    GuestPassReleased,
    GuestPassWithdrawn,
)

AtDoor = GuestAdmitted | GuestEntryTakenBack
PassEvent = GuestPassHeld | GuestPassNotHeld | GuestPassCleared | GuestPassReleased | GuestPassWithdrawn | AtDoor


@dataclass(frozen=True)
class GuestPass:
    """none -> held -> used | released | withdrawn; none -> not_held; used -> held, where the entry was a mistake"""

    guest_id: str
    member_id: str  # who brings the guest
    venue_id: str
    day: date
    lot_id: str = ""
    status: str = "held"
    to_sign: str | None = None
    entered_at: datetime | None = None
    entered_by: str | None = None  # the swipe
    why: Reason | None = None  # it was not held, or was withdrawn
    mistaken: frozenset[str] = frozenset()  # swipes that were taken back
    by_level: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is one of those that its lot granted."""
        return self.status in ("held", "used") and not self.by_level


Passes = Mapping[str, GuestPass]


def after(passes: Passes, event: PassEvent) -> Passes:
    return {**passes, event.pass_id: asked_for(passes.get(event.pass_id), event)}


def asked_for(known: GuestPass | None, event: PassEvent) -> GuestPass:
    match event:
        case GuestPassHeld(lot_id=lot_id, to_sign=to_sign):
            held = GuestPass(event.guest_id, event.member_id, event.venue_id, event.day, lot_id, to_sign=to_sign)
            return replace(held, by_level=event.by_level)
        case GuestPassNotHeld():
            return GuestPass(
                event.guest_id, event.member_id, event.venue_id, event.day, status="not_held", why=event.reason
            )
    assert known is not None
    match event:
        case GuestPassCleared():
            return replace(known, to_sign=None)
        case GuestPassReleased():
            return replace(known, status="released")
        case GuestPassWithdrawn():
            return replace(known, status="withdrawn", why=event.reason)
        case GuestAdmitted(at=at, swipe_id=swipe_id):
            return replace(known, status="used", entered_at=at, entered_by=swipe_id)
        case GuestEntryTakenBack(swipe_id=swipe_id):
            mistaken = known.mistaken | {swipe_id}
            return replace(known, status="held", entered_at=None, entered_by=None, mistaken=mistaken)
    assert_never(event)

"""An invitation as its history makes it, and what a decision about it stands on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from services.members import document, guest
from services.members.document import Documents
from services.members.guest import Guest
from services.members.level_passes import LevelPasses
from shared.contracts.members import (
    DocumentPublished,
    GrowthEarned,
    GrowthTakenBack,
    GrowthWithdrawn,
    GuestCounted,
    GuestInvited,
    GuestSigned,
    GuestUncounted,
    InvitationEnded,
    InvitationReopened,
    InvitationUsed,
    LadderPublished,
    LevelKept,
    LevelPassFreed,
    LevelPassTaken,
    LevelReached,
    MemberPolicySet,
    VenueOpened,
)


@dataclass(frozen=True)
class Inviting:
    """An invitation: none -> open -> used | ended; the guest, and when the person was brought before, by signs."""

    invited: GuestInvited | None = None
    status: str = "none"
    guest: Guest = field(default_factory=Guest)
    counted: Mapping[str, GuestCounted] = field(default_factory=dict)  # by invitation
    signed: Mapping[str, int] = field(default_factory=dict)  # the number of the waiver by its scope
    documents: Documents = field(default_factory=Documents)
    level: LevelPasses = field(default_factory=LevelPasses)


def evolve(known: Inviting, event: Any) -> Inviting:
    match event:
        case GuestInvited():
            return replace(known, invited=event, status="open")
        case InvitationReopened():
            return replace(known, status="open")
        case InvitationUsed():
            return replace(known, status="used")
        case InvitationEnded():
            return replace(known, status="ended")
        case GuestCounted(invitation_id=invitation_id):
            return replace(known, counted={**known.counted, invitation_id: event})
        case GuestUncounted(invitation_id=invitation_id):
            return replace(known, counted={i: c for i, c in known.counted.items() if i != invitation_id})
        case GuestSigned(scope=scope, number=number):
            return replace(known, signed={**known.signed, scope: number})
        case VenueOpened() | DocumentPublished() | MemberPolicySet():
            documents = document.evolve(known.documents, event)
            return replace(known, documents=documents, guest=guest.evolve(known.guest, event))
        case LadderPublished() | LevelReached() | LevelKept() | GrowthEarned() | GrowthTakenBack() | GrowthWithdrawn():
            return replace(known, level=known.level.after(event))
        case LevelPassTaken() | LevelPassFreed():
            return replace(known, level=known.level.after(event))
    return replace(known, guest=guest.evolve(known.guest, event))

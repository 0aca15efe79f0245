"""What members does about its own news. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts import Command, Event
from shared.contracts.members import (
    ConfirmProfile,
    EraseGuest,
    EraseMember,
    ImportWithdrawn,
    MemberErased,
    MemberRegistered,
    PhoneChanged,
    RegistrationRejected,
    ReleasePhone,
)
from shared.envelope import Envelope


def react(event: Event, envelope: Envelope) -> Sequence[Command]:
    match event:
        case MemberErased(member_id=member_id, phone_index=phone_index):
            merged = [EraseMember(member_id=also) for also in event.also]
            guests = [EraseGuest(guest_id=guest_id) for guest_id in event.guests]
            return [ReleasePhone(phone_index=phone_index, member_id=member_id), *merged, *guests]
        case (
            RegistrationRejected(member_id=member_id, phone_index=index)
            | PhoneChanged(member_id=member_id, former_index=index)
        ):
            return [ReleasePhone(phone_index=index, member_id=member_id)]
        case ImportWithdrawn(member_id=member_id, phone_index=index):
            return [ReleasePhone(phone_index=index, member_id=member_id)]
        case MemberRegistered(member_id=member_id):
            return [ConfirmProfile(member_id=member_id)]
    return []

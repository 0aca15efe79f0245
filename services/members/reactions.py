"""What members does about its own news. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts import Command, Event
from shared.contracts.members import MemberErased, ReleasePhone
from shared.envelope import Envelope


def react(event: Event, envelope: Envelope) -> Sequence[Command]:
    match event:
        case MemberErased(member_id=member_id, phone_index=phone_index):
            return [ReleasePhone(phone_index=phone_index, member_id=member_id)]
        case _:
            return []

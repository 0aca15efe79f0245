"""What members says of guests, as this service's own commands. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts import Command
from shared.contracts.cards import HoldGuestPass, NoteGuestSigned, ReleaseGuestPass
from shared.contracts.members import GuestInvited, GuestSigned, InvitationEnded


def told_of_guests(event: GuestInvited | GuestSigned | InvitationEnded) -> Sequence[Command]:
    match event:
        case GuestInvited(invitation_id=pass_id):
            return [
                HoldGuestPass(
                    pass_id=pass_id,
                    guest_id=event.guest_id,
                    card_id=event.card_id,
                    member_id=event.member_id,
                    venue_id=event.venue_id,
                    day=event.day,
                    to_sign=event.to_sign,
                    by_level=event.by_level is not None,
                )
            ]
        case GuestSigned(invitation_id=pass_id):
            return [NoteGuestSigned(pass_id=pass_id, card_id=event.card_id, edition=event.edition)]
        case InvitationEnded(invitation_id=pass_id):
            return [ReleaseGuestPass(pass_id=pass_id, card_id=event.card_id)]
    return []

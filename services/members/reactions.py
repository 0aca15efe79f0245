"""What members does about its own news, and about what neighbours tell of members. Pure.

An event may mean something to several parts of the service; each part says what in a function of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.members.growing import growing
from services.members.stranger import named
from shared.contracts import Command
from shared.contracts.booking import (
    BookingCancelled,
    SeatAttended,
    SeatMissed,
    SeatReleased,
    SeatReserved,
    SessionScheduled,
)
from shared.contracts.cards import CardIssued, GuestAdmitted, GuestEntryTakenBack, GuestPassNotHeld, GuestPassWithdrawn
from shared.contracts.members import (
    ChildCameOfAge,
    ConfirmProfile,
    DropFromFamily,
    DropGuardian,
    EndGuardiansSignatures,
    EndInvitation,
    EraseGuest,
    EraseMember,
    GuestConverted,
    GuestVisited,
    ImportWithdrawn,
    LeaveClass,
    LoosenTies,
    MatchProspect,
    MatchTrial,
    MemberErased,
    MemberRegistered,
    NoteAttendance,
    NoteClass,
    NoteClassSeat,
    NoteGuestCame,
    NoteGuestNotCame,
    NoteProspectCame,
    NoteTrialSigns,
    PhoneChanged,
    PhoneClaimed,
    ProfileChanged,
    RegistrationRejected,
    ReleasePhone,
    TiesLoosened,
    TrialGranted,
    TrialSignsNoted,
    WatchMinor,
    WithdrawAttendance,
)
from shared.hearing import reacting


def registered_or_gone(
    event: MemberErased | RegistrationRejected | PhoneChanged | ImportWithdrawn | MemberRegistered,
) -> Sequence[Command]:
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


def guarded(
    event: ProfileChanged | ChildCameOfAge | MemberErased | ImportWithdrawn | TiesLoosened,
) -> Sequence[Command]:
    """Birth dates decide who is a child, and who is of age signs alone; who is gone leaves children and families."""
    match event:
        case ProfileChanged(member_id=member_id) if event.birth_date is not None:
            return [WatchMinor(child_id=member_id)]
        case ChildCameOfAge(child_id=member_id):
            return [EndGuardiansSignatures(member_id=member_id)]
        case MemberErased(member_id=member_id) | ImportWithdrawn(member_id=member_id):
            return [WatchMinor(child_id=member_id), LoosenTies(member_id=member_id)]
        case TiesLoosened(member_id=member_id):
            wards = [DropGuardian(child_id=child_id, guardian_id=member_id) for child_id in event.wards]
            return [*wards, *(DropFromFamily(family_id=family_id, member_id=member_id) for family_id in event.families)]
    return []


def in_class(
    event: SessionScheduled | SeatReserved | SeatAttended | BookingCancelled | SeatReleased | SeatMissed,
) -> Sequence[Command]:
    """Booking tells who has a seat in whose session, and who came."""
    match event:
        case SessionScheduled(session_id=session_id):
            times = {"starts_at": event.starts_at, "ends_at": event.ends_at}
            return [NoteClass(session_id=session_id, venue_id=event.venue_id, coach_id=event.coach_id, **times)]
        case SeatReserved(session_id=session_id, booking_id=booking_id, member_id=member_id):
            return [NoteClassSeat(session_id=session_id, booking_id=booking_id, member_id=member_id)]
        case SeatAttended(booking_id=booking_id, member_id=member_id):
            where = {"session_id": event.session_id, "venue_id": event.venue_id}
            return [NoteAttendance(workout_id=booking_id, member_id=member_id, day=event.day, **where)]
        case BookingCancelled(session_id=session_id, booking_id=booking_id, by_venue=True):
            leave = LeaveClass(session_id=session_id, booking_id=booking_id)
            return [leave, WithdrawAttendance(workout_id=booking_id, member_id=event.member_id)]
        case (
            SeatReleased(session_id=session_id, booking_id=booking_id)
            | BookingCancelled(session_id=session_id, booking_id=booking_id)
            | SeatMissed(session_id=session_id, booking_id=booking_id)
        ):
            return [LeaveClass(session_id=session_id, booking_id=booking_id)]
    return []


def brought(event: GuestPassNotHeld | GuestPassWithdrawn | GuestAdmitted | GuestEntryTakenBack) -> Sequence[Command]:
    """Cards tells whether a pass pays for a guest, and who was let in on one."""
    match event:
        case GuestPassNotHeld(pass_id=pass_id) | GuestPassWithdrawn(pass_id=pass_id):
            return [EndInvitation(invitation_id=pass_id, how="not_paid")]
        case GuestAdmitted(pass_id=pass_id, guest_id=guest_id):
            return [NoteGuestCame(invitation_id=pass_id, guest_id=guest_id, venue_id=event.venue_id, day=event.day)]
        case GuestEntryTakenBack(pass_id=pass_id, guest_id=guest_id):
            return [NoteGuestNotCame(invitation_id=pass_id, guest_id=guest_id)]
    return []


def followed(
    event: GuestVisited | TrialGranted | GuestConverted | PhoneClaimed | MemberRegistered,
) -> Sequence[Command]:
    """A prospect moves by coming, by trying, and by registering with the phone under which they are followed up."""
    match event:
        case GuestVisited(guest_id=guest_id):
            return [NoteProspectCame(guest_id=guest_id, means="visited")]
        case TrialGranted(guest_id=guest_id):
            return [NoteProspectCame(guest_id=guest_id, means="tried")]
        case GuestConverted(guest_id=guest_id):
            return [NoteProspectCame(guest_id=guest_id, means="won")]
        case PhoneClaimed(member_id=member_id, phone_index=index):
            return [MatchProspect(member_id=member_id, phone_index=index)]
        case MemberRegistered(member_id=member_id, phone_index=index) if index is not None:
            return [MatchProspect(member_id=member_id, phone_index=index)]
    return []


def trials(event: MemberRegistered | PhoneChanged | ProfileChanged | CardIssued | TrialSignsNoted) -> Sequence[Command]:
    """Who becomes known by other signs may have had a trial under another record; a trial card is one."""
    match event:
        case (
            MemberRegistered(member_id=member_id)
            | PhoneChanged(member_id=member_id)
            | ProfileChanged(member_id=member_id)
        ) if not isinstance(event, ProfileChanged) or event.name or event.birth_date:
            return [NoteTrialSigns(member_id=member_id)]
        case CardIssued(member_id=member_id, terms=terms) if terms.trial:
            return [NoteTrialSigns(member_id=member_id, card_id=event.card_id, venue_id=event.venue_id)]
        case TrialSignsNoted():
            return [MatchTrial(**vars(event))]
    return []


react = reacting(registered_or_gone, guarded, trials, in_class, brought, followed, growing, named)

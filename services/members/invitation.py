"""Invitations: who brings whom when, under which signs of a person that counts, and what is left to sign. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, assert_never

from services.members import brought, document, level_passes, life, policy
from services.members.document import CHAIN
from services.members.guest import signs_of
from services.members.inviting import Inviting, evolve
from services.members.life import check_registered
from shared.contracts import STAFF, Event
from shared.contracts.members import (
    DocumentNotPublished,
    EditionNotToSign,
    EndInvitation,
    GuestCameTooOften,
    GuestCounted,
    GuestInvited,
    GuestIsMember,
    GuestNotPossible,
    GuestNotRecorded,
    GuestRecorded,
    GuestSigned,
    GuestUncounted,
    GuestVisited,
    GuestVisitTakenBack,
    IdentityTooThin,
    InvitationDayNotPossible,
    InvitationEnded,
    InvitationNotOpen,
    InvitationReopened,
    InvitationUsed,
    InviteGuest,
    NoteGuestCame,
    NoteGuestNotCame,
    SignAsGuest,
    VenueNotOpen,
    WithdrawInvitation,
)
from shared.contracts.members.rights import GrantedRight
from shared.decider import Context, Decider
from shared.venue_time import add_days, chain_day, day_start, local_day

Wish = InviteGuest | SignAsGuest | WithdrawInvitation | EndInvitation | NoteGuestCame | NoteGuestNotCame


def signs(wish: InviteGuest, blind: Callable[[str], str]) -> list[str]:
    """The digests under which a visit counts: the guest's id, and what else stands for the person."""
    who = signs_of("guest", blind, phone=wish.phone, name=wish.name, birth_date=wish.birth_date, device=wish.device)
    return [*who, blind(f"guest|id|{wish.guest_id}")]


def streams(wish: Wish, context: Context) -> Sequence[str]:
    own = f"invitation-{wish.invitation_id}"
    match wish:
        case InviteGuest(venue_id=venue_id, phone=phone):
            where = [f"venue-{venue_id}", document.stream(CHAIN), document.stream(venue_id), policy.STREAM]
            holder = [f"phone-{context.blind(phone)}"] if phone else []
            counts = [f"guestsign-{index}" for index in signs(wish, context.blind)]
            level = level_passes.streams(wish.member_id) if wish.by_level else []
            return [own, f"guest-{wish.guest_id}", life.stream(wish.member_id), *where, *holder, *counts, *level]
        case SignAsGuest(venue_id=venue_id):
            where = [f"venue-{venue_id}", document.stream(CHAIN), document.stream(venue_id)]
            return [own, f"guest-{wish.guest_id}", *where]
        case NoteGuestCame() | NoteGuestNotCame():
            return [own, f"guest-{wish.guest_id}"]
        case WithdrawInvitation() | EndInvitation():
            return [own]
    assert_never(wish)


def further(wish: Wish, known: Inviting) -> Iterable[str]:
    """Ending an invitation, and coming on one that had ended, moves the counts of the person and of the level."""
    told = known.invited
    if told is None or not isinstance(wish, WithdrawInvitation | EndInvitation | NoteGuestCame):
        return []
    level = [level_passes.passes_stream(told.member_id)] if told.by_level else []
    return [*(f"guestsign-{index}" for index in told.signs), *level]


def decide(wish: Wish, known: Inviting, context: Context) -> list[Event]:
    match wish:
        case InviteGuest():
            return invite(wish, known, context)
        case SignAsGuest():
            return sign(wish, known, context)
        case WithdrawInvitation():
            return withdraw(wish, known)
        case EndInvitation():
            return end(known.invited, wish.how) if known.invited and known.status == "open" else []
        case NoteGuestCame():
            return came(wish, known.invited, known) if known.invited else []
        case NoteGuestNotCame():
            return not_come(known.invited) if known.invited and known.status == "used" else []
    assert_never(wish)


def invite(wish: InviteGuest, known: Inviting, context: Context) -> list[Event]:
    if known.invited:
        return []
    if known.guest.zone is None:
        raise VenueNotOpen(venue_id=wish.venue_id)
    check_registered(known.guest.life, wish.member_id)
    today = local_day(context.at, known.guest.zone)
    day = wish.day or today
    last = add_days(today, known.guest.policies.number("guests_invited_days_ahead", today))
    if not today <= day <= last:
        raise InvitationDayNotPossible(day=day, first=today, last=last)
    try:
        check_person(wish, known, day)
    except (GuestIsMember, GuestCameTooOften):
        if context.actor.has(*STAFF):
            raise
        raise GuestNotPossible() from None
    by_level = known.level.granted(wish.member_id, chain_day(context.at), day) if wish.by_level else None
    return invited(wish, known, day, signs(wish, context.blind), by_level)


def check_person(wish: InviteGuest, known: Inviting, day: date) -> None:
    """Raises GuestNotRecorded, IdentityTooThin, GuestIsMember, GuestCameTooOften."""
    if known.guest.erased:
        raise GuestNotRecorded(guest_id=wish.guest_id)
    if not wish.phone and not wish.birth_date:
        raise IdentityTooThin()
    if member_id := known.guest.member_id or known.guest.phone_holder:
        raise GuestIsMember(member_id=member_id)
    rules = known.guest.policies
    most, months = rules.number("guest_visits_per_person", day), rules.number("guest_visits_within_months", day)
    brought.check((counted.day for counted in known.counted.values()), day, most, months)


def invited(
    wish: InviteGuest, known: Inviting, day: date, under: Sequence[str], by_level: GrantedRight | None
) -> list[Event]:
    assert known.guest.zone is not None
    who = GuestRecorded(guest_id=wish.guest_id, venue_id=wish.venue_id, name=wish.name, phone=wish.phone)
    told = GuestInvited(
        invitation_id=wish.invitation_id,
        guest_id=wish.guest_id,
        member_id=wish.member_id,
        card_id=wish.card_id,
        venue_id=wish.venue_id,
        day=day,
        to_sign=to_sign(known, wish.venue_id, day),
        lapses_at=day_start(add_days(day, 1), known.guest.zone),
        signs=tuple(under),
        by_level=by_level,
    )
    return [*([] if known.guest.recorded else [who]), told, *counts(told)]


def counts(told: GuestInvited) -> list[Event]:
    counted = (
        GuestCounted(index=index, invitation_id=told.invitation_id, venue_id=told.venue_id, day=told.day)
        for index in told.signs
    )
    return [*counted, *level_passes.taken(told)]


def to_sign(known: Inviting, venue_id: str, day: date) -> str | None:
    """The waiver in force on the day, unless this guest signed it, or one that is still enough."""
    waiver = known.documents.governing(venue_id, "waiver", day)
    if waiver is None:
        return None
    demanded = (e for e in known.documents.of(waiver.scope, "waiver") if e.sign_again_from and e.sign_again_from <= day)
    least = max((edition.number for edition in demanded), default=1)
    return None if known.signed.get(waiver.scope, 0) >= least else waiver.edition


def sign(wish: SignAsGuest, known: Inviting, context: Context) -> list[Event]:
    told = known.invited
    if told is None or known.status != "open" or (told.guest_id, told.venue_id) != (wish.guest_id, wish.venue_id):
        raise InvitationNotOpen(invitation_id=wish.invitation_id)
    if known.guest.erased:
        raise GuestNotRecorded(guest_id=wish.guest_id)
    waiver = known.documents.governing(wish.venue_id, "waiver", told.day)
    if waiver is None:
        raise DocumentNotPublished(kind="waiver")
    if wish.edition != waiver.edition:
        raise EditionNotToSign(edition=wish.edition, current=waiver.edition)
    if known.signed.get(waiver.scope, 0) >= waiver.number:
        return []
    return [
        GuestSigned(
            **vars(wish), card_id=told.card_id, scope=waiver.scope, number=waiver.number, witnessed_by=context.actor.id
        )
    ]


def withdraw(wish: WithdrawInvitation, known: Inviting) -> list[Event]:
    told = known.invited
    if told is None or told.member_id != wish.member_id or known.status == "used":
        raise InvitationNotOpen(invitation_id=wish.invitation_id)
    return end(told, "withdrawn") if known.status == "open" else []


def end(told: GuestInvited, how: Any) -> list[Event]:
    who = {"guest_id": told.guest_id, "member_id": told.member_id, "card_id": told.card_id}
    ended = InvitationEnded(invitation_id=told.invitation_id, how=how, **who)
    uncounted = (GuestUncounted(index=index, invitation_id=told.invitation_id) for index in told.signs)
    return [ended, *uncounted, *level_passes.freed(told)]


def came(wish: NoteGuestCame, told: GuestInvited, known: Inviting) -> list[Event]:
    """Also on an invitation that had ended, when the gate's news came late: then the visit counts again."""
    if known.status == "used":
        return []
    used = InvitationUsed(invitation_id=told.invitation_id, guest_id=told.guest_id, member_id=told.member_id)
    here = GuestVisited(
        guest_id=told.guest_id,
        visit_id=told.invitation_id,
        venue_id=wish.venue_id,
        day=wish.day,
        brought_by=told.member_id,
    )
    return [used, here, *([] if known.status == "open" else counts(told))]


def not_come(told: GuestInvited) -> list[Event]:
    """What was announced counts as before, until the invitation lapses."""
    who = {"invitation_id": told.invitation_id, "guest_id": told.guest_id}
    open_again = InvitationReopened(**who, member_id=told.member_id, lapses_at=told.lapses_at)
    return [open_again, GuestVisitTakenBack(guest_id=told.guest_id, visit_id=told.invitation_id)]


INVITATION: Decider[Inviting] = Decider(
    (InviteGuest, SignAsGuest, WithdrawInvitation, EndInvitation, NoteGuestCame, NoteGuestNotCame),
    Inviting(),
    streams,
    decide,
    evolve,
    further,
)

"""Guests: their visits, one trial for a person wherever it is asked for, and what becomes of their history. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from services.members import entry, life, policy
from services.members.life import Life, check_registered
from services.members.policy import Policies
from shared.contracts import Event
from shared.contracts.members import (
    ConvertGuest,
    CorrectGuest,
    EntryMade,
    EraseGuest,
    GrantTrial,
    GuestConverted,
    GuestCorrected,
    GuestErased,
    GuestIsMember,
    GuestNotRecorded,
    GuestRecorded,
    GuestVisited,
    IdentityTooThin,
    MemberPolicySet,
    MemberWasGuest,
    PhoneClaimed,
    PhoneReleased,
    RecordGuestVisit,
    TrialCounted,
    TrialGranted,
    TrialHadBefore,
    TrialMatched,
    VenueNotOpen,
    VenueOpened,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

Wish = RecordGuestVisit | CorrectGuest | GrantTrial | ConvertGuest | EraseGuest


@dataclass(frozen=True)
class Guest:
    """One guest; and for a trial, what was had before under the same signs of a person."""

    recorded: bool = False
    known: Mapping[str, str | None] = field(default_factory=dict)  # name and phone
    proposed: str | None = None  # of whom an entry tells that was named
    erased: bool = False
    member_id: str | None = None
    visits: frozenset[str] = frozenset()
    trials: Mapping[str, TrialGranted] = field(default_factory=dict)
    had: tuple[TrialCounted, ...] = ()
    phone_holder: str | None = None
    zone: str | None = None
    life: Life = field(default_factory=Life)
    policies: Policies = field(default_factory=Policies)


def signs(wish: GrantTrial, blind: Callable[[str], str]) -> list[str]:
    """The digests under which a trial counts."""
    known = {name: getattr(wish, name) for name in ("phone", "name", "birth_date", "device", "payment_card")}
    return signs_of("trial", blind, **known)


def signs_of(
    what: str,
    blind: Callable[[str], str],
    *,
    phone: str | None,
    name: str | None,
    birth_date: str | None,
    device: str | None,
    payment_card: str | None = None,
) -> list[str]:
    """The digests under which something is counted for a person: each alone stands for them."""
    written = "".join((name or "").split()).lower()
    known = {
        "phone": phone,
        "name and birth date": f"{written}|{birth_date}" if written and birth_date else None,
        "device": device,
        "payment card": payment_card,
    }
    return [blind(f"{what}|{kind}|{value}") for kind, value in known.items() if value]


def streams(wish: Wish, context: Context) -> Sequence[str]:
    own = f"guest-{wish.guest_id}"
    match wish:
        case RecordGuestVisit(venue_id=venue_id):
            return [own, f"venue-{venue_id}", *entry.streams_of("guest", wish.guest_id, context)]
        case CorrectGuest():
            return [own, *entry.streams_of("guest", wish.guest_id, context)]
        case GrantTrial(venue_id=venue_id, phone=phone):
            trials = [f"trial-{index}" for index in signs(wish, context.blind)]
            holder = [f"phone-{context.blind(phone)}"] if phone else []
            return [own, f"venue-{venue_id}", policy.STREAM, *holder, *trials]
        case ConvertGuest(member_id=member_id):
            return [own, life.stream(member_id), f"trialsof-{member_id}"]
        case EraseGuest(entry_id=entry_id):
            return [own, *([f"entry-{entry_id}"] if entry_id else [])]
    assert_never(wish)


def decide(wish: Wish, guest: Guest, context: Context) -> list[Event]:
    match wish:
        case RecordGuestVisit():
            events = visit(wish, guest, context)
            return entry.entered("guest", wish.guest_id, wish, events, guest.policies, context)
        case CorrectGuest():
            events = correct(wish, guest)
            return entry.entered("guest", wish.guest_id, wish, events, guest.policies, context)
        case GrantTrial():
            return grant(wish, guest, context)
        case ConvertGuest():
            return convert(wish, guest)
        case EraseGuest():
            if not guest.recorded and guest.proposed != wish.guest_id:
                raise GuestNotRecorded(guest_id=wish.guest_id)
            return [] if guest.erased else [GuestErased(guest_id=wish.guest_id)]
    assert_never(wish)


def visit(wish: RecordGuestVisit, guest: Guest, context: Context) -> list[Event]:
    if guest.zone is None:
        raise VenueNotOpen(venue_id=wish.venue_id)
    if guest.member_id:
        raise GuestIsMember(member_id=guest.member_id)
    if wish.visit_id in guest.visits:
        return []
    if guest.erased:  # what is written of them, be it an entry for review, would make a new key
        raise GuestNotRecorded(guest_id=wish.guest_id)
    who = GuestRecorded(guest_id=wish.guest_id, venue_id=wish.venue_id, name=wish.name, phone=wish.phone)
    here = GuestVisited(
        guest_id=wish.guest_id,
        visit_id=wish.visit_id,
        venue_id=wish.venue_id,
        day=local_day(context.at, guest.zone),
        brought_by=wish.brought_by,
    )
    return [here] if guest.recorded else [who, here]


def correct(wish: CorrectGuest, guest: Guest) -> list[Event]:
    if not guest.recorded or guest.erased:
        raise GuestNotRecorded(guest_id=wish.guest_id)
    if guest.member_id:
        raise GuestIsMember(member_id=guest.member_id)
    told = {"name": wish.name, "phone": wish.phone}
    new = {field: value if value != guest.known.get(field) else None for field, value in told.items()}
    return [GuestCorrected(guest_id=wish.guest_id, **new)] if any(new.values()) else []


def grant(wish: GrantTrial, guest: Guest, context: Context) -> list[Event]:
    if guest.zone is None:
        raise VenueNotOpen(venue_id=wish.venue_id)
    if not guest.recorded or guest.erased:
        raise GuestNotRecorded(guest_id=wish.guest_id)
    if member_id := guest.member_id or guest.phone_holder:
        raise GuestIsMember(member_id=member_id)
    if wish.trial_id in guest.trials:
        return []
    if not wish.phone and not (wish.name and wish.birth_date):
        raise IdentityTooThin()
    day = local_day(context.at, guest.zone)
    had: tuple[TrialGranted | TrialCounted, ...] = (*guest.trials.values(), *guest.had)  # the guest id is a sign, too
    before = {one.trial_id: one for one in had}
    if len(before) >= guest.policies.number("trials_per_person", day):
        last = list(before.values())[-1]
        raise TrialHadBefore(trial_id=last.trial_id, venue_id=last.venue_id, day=last.day)
    counted = [
        TrialCounted(index=index, trial_id=wish.trial_id, venue_id=wish.venue_id, day=day)
        for index in signs(wish, context.blind)
    ]
    return [TrialGranted(trial_id=wish.trial_id, guest_id=wish.guest_id, venue_id=wish.venue_id, day=day), *counted]


def convert(wish: ConvertGuest, guest: Guest) -> list[Event]:
    if not guest.recorded or guest.erased:
        raise GuestNotRecorded(guest_id=wish.guest_id)
    check_registered(guest.life, wish.member_id)
    if guest.member_id == wish.member_id:
        return []
    if guest.member_id:
        raise GuestIsMember(member_id=guest.member_id)
    had = had_as_guest(wish.member_id, guest.trials.values())
    return [GuestConverted(**vars(wish)), MemberWasGuest(**vars(wish)), *had]


def had_as_guest(member_id: str, trials: Iterable[TrialGranted]) -> list[Event]:
    """What the member is told to have had, being this guest: not all signs of a guest are a member's."""
    return [
        TrialMatched(member_id=member_id, trial_id=one.trial_id, venue_id=one.venue_id, day=one.day) for one in trials
    ]


def evolve(guest: Guest, event: Any) -> Guest:
    match event:
        case GuestRecorded(name=name, phone=phone):
            return replace(guest, recorded=True, known={"name": name, "phone": phone})
        case GuestCorrected(name=name, phone=phone):
            told = {field: value for field, value in (("name", name), ("phone", phone)) if value}
            return replace(guest, known={**guest.known, **told})
        case EntryMade(kind="guest", subject_id=guest_id):
            return replace(guest, proposed=guest_id)
        case GuestVisited(visit_id=visit_id):
            return replace(guest, visits=guest.visits | {visit_id})
        case TrialGranted(trial_id=trial_id):
            return replace(guest, trials={**guest.trials, trial_id: event})
        case TrialCounted():
            return replace(guest, had=(*guest.had, event))
        case GuestConverted(member_id=member_id):
            return replace(guest, member_id=member_id)
        case GuestErased():
            return replace(guest, erased=True)
        case PhoneClaimed(member_id=holder):
            return replace(guest, phone_holder=holder)
        case PhoneReleased():
            return replace(guest, phone_holder=None)
        case VenueOpened(zone=zone):
            return replace(guest, zone=zone)
        case MemberPolicySet():
            return replace(guest, policies=policy.evolve(guest.policies, event))
    return replace(guest, life=life.evolve(guest.life, event))


GUEST: Decider[Guest] = Decider(
    (RecordGuestVisit, CorrectGuest, GrantTrial, ConvertGuest, EraseGuest), Guest(), streams, decide, evolve
)

"""Who a prospect is: one person in the whole chain, from the first desk that asks until they are a member. Pure."""

from __future__ import annotations

from services.members.guest import had_as_guest
from services.members.pipeline import Pipeline
from services.members.promise import promised
from services.members.stages import by_means, told
from shared.contracts import Event
from shared.contracts.members import (
    GuestConverted,
    GuestIsMember,
    GuestNotRecorded,
    GuestRecorded,
    LeadClaimed,
    MatchProspect,
    MemberWasGuest,
    OpenProspect,
    ProspectKnown,
    ProspectOpened,
    VenueNotOpen,
)
from shared.decider import Context
from shared.venue_time import chain_day, local_day


def begin(wish: OpenProspect, known: Pipeline, context: Context) -> list[Event]:
    zone = known.zones.get(wish.venue_id)
    if zone is None:
        raise VenueNotOpen(venue_id=wish.venue_id)
    if wish.guest_id in known.prospects and not known.guest(wish.guest_id).erased:
        return []
    check_person(wish, known)
    known.check_employed(wish.owner_id)
    edition = known.stages.on(chain_day(context.now))
    guest, today = known.guest(wish.guest_id), local_day(context.at, zone)
    stage = by_means(edition, guest.came) or edition.stages[0]
    opened = ProspectOpened(
        guest_id=wish.guest_id, venue_id=wish.venue_id, day=today, source=wish.source, **told(stage),
        owner_id=wish.owner_id, referred_by=wish.referred_by,
        follow_up_on=promised(wish.follow_up_on, None, stage, today),
    )  # fmt: skip
    events: list[Event] = [opened]
    if not guest.recorded and wish.name:
        who = GuestRecorded(guest_id=wish.guest_id, venue_id=wish.venue_id, name=wish.name, phone=wish.phone)
        events = [who, opened]
    claim = [LeadClaimed(phone_index=context.blind(wish.phone), guest_id=wish.guest_id)] if wish.phone else []
    return [*events, *claim]


def check_person(wish: OpenProspect, known: Pipeline) -> None:
    """Raises GuestNotRecorded, GuestIsMember, ProspectKnown."""
    guest = known.guest(wish.guest_id)
    if guest.erased or not (guest.recorded or wish.name):
        raise GuestNotRecorded(guest_id=wish.guest_id)
    if member_id := guest.member_id or known.phone_holder:
        raise GuestIsMember(member_id=member_id)
    if known.lead is None or known.lead == wish.guest_id:
        return
    holder, prospect = known.guest(known.lead), known.prospects[known.lead]
    if not holder.erased and holder.member_id is None:
        raise ProspectKnown(guest_id=known.lead, venue_id=prospect.venue_id, stage=prospect.stage)


def match_prospect(wish: MatchProspect, known: Pipeline) -> list[Event]:
    """Nothing of who is not a member yet, nor of a guest who became another member or was erased."""
    if known.lead is None or not known.life.active:
        return []
    guest = known.guest(known.lead)
    if guest.erased or guest.member_id:
        return []
    both = {"guest_id": known.lead, "member_id": wish.member_id}
    return [GuestConverted(**both), MemberWasGuest(**both), *had_as_guest(wish.member_id, guest.trials)]

"""Prospects: one person is followed up once in the chain, through the stages of the day, until they join. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import assert_never

from services.members import life, stages
from services.members.lead import begin, match_prospect
from services.members.pipeline import Pipeline, Prospect, evolve
from services.members.promise import check_promise, promised
from services.members.stages import by_code, by_means, rank_of, told
from shared.contracts import Event
from shared.contracts.members import (
    AssignProspect,
    GuestIsMember,
    LostReasonMissing,
    MatchProspect,
    MoveProspect,
    NoteProspectCame,
    OpenProspect,
    ProspectAssigned,
    ProspectContacted,
    ProspectDue,
    ProspectMoved,
    ProspectNotOpen,
    ProspectStage,
    ProspectStagesPublished,
    RecordProspectContact,
    RemindOfProspect,
    StagesNotPublished,
    StageUnknown,
    VenueNotOpen,
)
from shared.decider import Context, Decider
from shared.venue_time import chain_day, local_day

ByHand = MoveProspect | AssignProspect | RecordProspectContact
Wish = OpenProspect | ByHand | NoteProspectCame | MatchProspect | RemindOfProspect


def streams(wish: Wish, context: Context) -> Sequence[str]:
    match wish:
        case OpenProspect(phone=phone):
            index = context.blind(phone) if phone else None
            claims = [f"phone-{index}", f"lead-{index}"] if index else []
            return [*own(wish.guest_id), f"venue-{wish.venue_id}", stages.STREAM, *staff(wish.owner_id), *claims]
        case MatchProspect(member_id=member_id, phone_index=index):
            return [life.stream(member_id), f"trialsof-{member_id}", f"lead-{index}"]
        case AssignProspect(venue_id=venue_id):
            return [*own(wish.guest_id), *staff(wish.owner_id), *([f"venue-{venue_id}"] if venue_id else [])]
        case MoveProspect() | RecordProspectContact() | NoteProspectCame() | RemindOfProspect():
            return [*own(wish.guest_id), stages.STREAM]
    assert_never(wish)


def own(guest_id: str) -> list[str]:
    return [f"guest-{guest_id}", f"prospect-{guest_id}"]


def staff(staff_id: str | None) -> list[str]:
    return [f"staff-{staff_id}"] if staff_id else []


def further(wish: Wish, known: Pipeline) -> Iterable[str]:
    """Who else has the phone, and the venue whose day counts."""
    lead = own(known.lead) if known.lead else []
    return [*lead, *(f"venue-{prospect.venue_id}" for prospect in known.prospects.values())]


def decide(wish: Wish, known: Pipeline, context: Context) -> list[Event]:
    match wish:
        case OpenProspect():
            return begin(wish, known, context)
        case MoveProspect():
            return move(wish, known, prospect_of(wish, known), context)
        case AssignProspect():
            return assign(wish, known, prospect_of(wish, known))
        case RecordProspectContact():
            return contact(wish, known, prospect_of(wish, known), context)
        case NoteProspectCame():
            return came(wish, known, context)
        case MatchProspect():
            return match_prospect(wish, known)
        case RemindOfProspect():
            return remind(wish, known)
    assert_never(wish)


def prospect_of(wish: ByHand, known: Pipeline) -> Prospect:
    """Raises ProspectNotOpen, GuestIsMember."""
    guest, prospect = known.guest(wish.guest_id), known.prospects.get(wish.guest_id)
    if prospect is None or guest.erased:
        raise ProspectNotOpen(guest_id=wish.guest_id)
    if guest.member_id:
        raise GuestIsMember(member_id=guest.member_id)
    return prospect


def move(wish: MoveProspect, known: Pipeline, prospect: Prospect, context: Context) -> list[Event]:
    edition = known.stages.on(chain_day(context.now))
    stage = by_code(edition, wish.stage)
    if stage is None or stage.means == "won":
        by_hand = [each.stage for each in edition.stages if each.means != "won"]
        raise StageUnknown(stage=wish.stage, allowed=", ".join(by_hand))
    check_reason(wish, stage, edition)
    if stage.stage == prospect.stage:
        return []
    today = local_day(context.at, known.zones[prospect.venue_id])
    promise = promised(wish.follow_up_on, prospect.follow_up_on, stage, today)
    reason = wish.reason if stage.means == "lost" else None
    return [moved(wish.guest_id, prospect, stage, today, promise, reason, wish.note)]


def check_reason(wish: MoveProspect, stage: ProspectStage, edition: ProspectStagesPublished) -> None:
    """Raises LostReasonMissing."""
    reasons = [each.reason for each in edition.lost_reasons]
    if stage.means == "lost" and wish.reason not in reasons:
        raise LostReasonMissing(allowed=", ".join(reasons))


def moved(
    guest_id: str, prospect: Prospect, stage: ProspectStage, today: date, promise: date | None,
    reason: str | None = None, note: str | None = None,
) -> ProspectMoved:  # fmt: skip
    return ProspectMoved(
        guest_id=guest_id, day=today, former=prospect.stage, **told(stage), reason=reason, note=note,
        follow_up_on=promise,
    )  # fmt: skip


def assign(wish: AssignProspect, known: Pipeline, prospect: Prospect) -> list[Event]:
    known.check_employed(wish.owner_id)
    venue_id = wish.venue_id or prospect.venue_id
    if venue_id not in known.zones:
        raise VenueNotOpen(venue_id=venue_id)
    if (wish.owner_id, venue_id) == (prospect.owner_id, prospect.venue_id):
        return []
    return [ProspectAssigned(guest_id=wish.guest_id, owner_id=wish.owner_id, venue_id=venue_id)]


def contact(wish: RecordProspectContact, known: Pipeline, prospect: Prospect, context: Context) -> list[Event]:
    if wish.contact_id in prospect.contacts:
        return []
    check_promise(wish.follow_up_on, local_day(context.at, known.zones[prospect.venue_id]))
    return [ProspectContacted(**vars(wish))]


def came(wish: NoteProspectCame, known: Pipeline, context: Context) -> list[Event]:
    """Forward, or back from being given up; a visit puts nobody behind where they are already."""
    prospect, guest = known.prospects.get(wish.guest_id), known.guest(wish.guest_id)
    if prospect is None or prospect.means == "won" or guest.erased:
        return []
    try:
        edition = known.stages.on(chain_day(context.now))
    except StagesNotPublished:
        return []  # told by a machine whose clock is behind: not to be refused, since that would hold what follows
    stage = by_means(edition, wish.means)
    if stage is None or not (wish.means == "won" or prospect.means == "lost" or ahead(stage, prospect, edition)):
        return []
    today = local_day(context.at, known.zones[prospect.venue_id])
    return [moved(wish.guest_id, prospect, stage, today, promised(None, prospect.follow_up_on, stage, today))]


def ahead(stage: ProspectStage, prospect: Prospect, edition: ProspectStagesPublished) -> bool:
    return rank_of(edition, stage.stage) > rank_of(edition, prospect.stage)


def remind(wish: RemindOfProspect, known: Pipeline) -> list[Event]:
    prospect, guest = known.prospects.get(wish.guest_id), known.guest(wish.guest_id)
    day = wish.follow_up_on
    if prospect is None or guest.erased or guest.member_id or prospect.follow_up_on != day or prospect.reminded == day:
        return []
    return [ProspectDue(guest_id=wish.guest_id, owner_id=prospect.owner_id, follow_up_on=day)]


PROSPECT: Decider[Pipeline] = Decider(
    (OpenProspect, MoveProspect, AssignProspect, RecordProspectContact, NoteProspectCame, MatchProspect,
     RemindOfProspect),
    Pipeline(), streams, decide, evolve, further,
)  # fmt: skip

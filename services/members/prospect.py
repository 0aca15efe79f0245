"""Prospects: one person is followed up once in the chain, through the stages of the day, until they join. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, assert_never

from services.members import life, stages
from services.members.pipeline import Pipeline, Prospect, evolve
from services.members.stages import by_code, by_means, rank_of
from shared.contracts import Event
from shared.contracts.members import (
    AssignProspect,
    GuestConverted,
    GuestIsMember,
    GuestNotRecorded,
    GuestRecorded,
    LeadClaimed,
    LostReasonMissing,
    MatchProspect,
    MemberWasGuest,
    MoveProspect,
    NoteProspectCame,
    OpenProspect,
    PromiseInThePast,
    ProspectAssigned,
    ProspectContacted,
    ProspectDue,
    ProspectKnown,
    ProspectMoved,
    ProspectNotOpen,
    ProspectOpened,
    ProspectStage,
    ProspectStagesPublished,
    RecordProspectContact,
    RemindOfProspect,
    StaffNotEmployed,
    StagesNotPublished,
    StageUnknown,
    VenueNotOpen,
)
from shared.decider import Context, Decider
from shared.venue_time import add_days, chain_day, local_day

ByHand = MoveProspect | AssignProspect | RecordProspectContact
Wish = OpenProspect | ByHand | NoteProspectCame | MatchProspect | RemindOfProspect


def streams(wish: Wish, context: Context) -> Sequence[str]:
    match wish:
        case OpenProspect(phone=phone):
            index = context.blind(phone) if phone else None
            claims = [f"phone-{index}", f"lead-{index}"] if index else []
            return [*own(wish.guest_id), f"venue-{wish.venue_id}", stages.STREAM, *staff(wish.owner_id), *claims]
        case MatchProspect(member_id=member_id, phone_index=index):
            return [life.stream(member_id), f"lead-{index}"]
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
            return match_(wish, known)
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


def begin(wish: OpenProspect, known: Pipeline, context: Context) -> list[Event]:
    zone = known.zones.get(wish.venue_id)
    if zone is None:
        raise VenueNotOpen(venue_id=wish.venue_id)
    if wish.guest_id in known.prospects and not known.guest(wish.guest_id).erased:
        return []
    check_person(wish, known)
    check_employed(wish.owner_id, known)
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


def check_employed(staff_id: str | None, known: Pipeline) -> None:
    if staff_id and staff_id not in known.employed:
        raise StaffNotEmployed(staff_id=staff_id)


def promised(by_hand: date | None, before: date | None, stage: ProspectStage, today: date) -> date | None:
    """What is promised by hand, else the earlier of what was before and what the stage asks for; nothing at an end.

    Raises PromiseInThePast.
    """
    check_promise(by_hand, today)
    if stage.means in ("won", "lost"):
        return None
    of_stage = None if stage.follow_up_days is None else add_days(today, stage.follow_up_days)
    return by_hand or min((day for day in (before, of_stage) if day), default=None)


def check_promise(follow_up_on: date | None, today: date) -> None:
    if follow_up_on is not None and follow_up_on < today:
        raise PromiseInThePast(follow_up_on=follow_up_on, today=today)


def told(stage: ProspectStage) -> dict[str, Any]:
    return {name: value for name, value in vars(stage).items() if name != "follow_up_days"}


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
    check_employed(wish.owner_id, known)
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


def match_(wish: MatchProspect, known: Pipeline) -> list[Event]:
    """Nothing of who is not a member yet, nor of a guest who became another member or was erased."""
    if known.lead is None or not known.life.active:
        return []
    guest = known.guest(known.lead)
    if guest.erased or guest.member_id:
        return []
    both = {"guest_id": known.lead, "member_id": wish.member_id}
    return [GuestConverted(**both), MemberWasGuest(**both)]


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

"""Swipes that a gate took while it could not ask, uploaded later: facts, each counted once. Pure.

Who was let in is inside, whatever the rules say by now. What a gate with a connection would have refused is a conflict:
it is counted as far as a lot can pay for it, and listed for somebody to look at.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from services.cards.card import Card
from services.cards.gate.entry import as_fact, swiped_at
from services.cards.gate.gate import AtGate, enter, evolve, held_to, leave
from services.cards.gate.gate_policy import policy_on
from services.cards.gate.reading import shown
from services.cards.sale.begin import begun_by_visit
from shared.contracts import Reason
from shared.contracts.cards import (
    CardActivated,
    CardIssued,
    CardNotIssued,
    ConflictUnknown,
    EnteredAlready,
    EntryGranted,
    EntryRefused,
    ExitRecorded,
    GateNotOpen,
    OfflineConflictSettled,
    OfflineSwipeConflict,
    SettleOfflineConflict,
    SwipeCard,
    UploadSwipe,
)
from shared.decider import Context, Decider
from shared.venue_time import local_time

OfflineCommand = UploadSwipe | SettleOfflineConflict
Uploaded = CardActivated | EntryGranted | ExitRecorded | OfflineSwipeConflict
OfflineEvent = Uploaded | OfflineConflictSettled


def streams(wish: OfflineCommand, context: Context) -> list[str]:
    return held_to(wish.venue_id, wish.card_id)


def decide(wish: OfflineCommand, gate: AtGate, context: Context) -> list[OfflineEvent]:
    match wish:
        case UploadSwipe():
            return [*upload(wish, gate, context)]
        case SettleOfflineConflict():
            return settle(wish, gate.card)
    assert_never(wish)


def upload(wish: UploadSwipe, gate: AtGate, context: Context) -> list[Uploaded]:
    """Nothing for a swipe that is known already, unless it is known as refused: the gate let the member in then."""
    card, issued = gate.card_here, gate.card.issued
    if issued is None:
        raise CardNotIssued(card_id=wish.card_id)
    if gate.zone is None:
        raise GateNotOpen(venue_id=wish.venue_id)
    if wish.swipe_id in card.swipes and wish.swipe_id not in card.against.refused:
        return []
    swipe = as_swipe(wish)
    if wish.direction == "out":
        return [leave(swipe, card, context)]
    local = local_time(context.at, gate.zone)
    begun, card = begun_by_visit(card, issued, local.date())
    answer = enter(swipe, card, issued, policy_on(gate.policies, local.date()), local, context)
    taken = taken_as_fact(wish, card, issued, answer, local, context)
    return [*(begun if isinstance(taken[0], EntryGranted) else []), *taken]


def as_swipe(wish: UploadSwipe) -> SwipeCard:
    """What the gate would have asked, had it been able to."""
    asked = {name: value for name, value in vars(wish).items() if name != "list_version"}
    return SwipeCard(**asked)


def taken_as_fact(
    wish: UploadSwipe,
    card: Card,
    issued: CardIssued,
    answer: EntryGranted | EntryRefused,
    local: datetime,
    context: Context,
) -> list[Uploaded]:
    """The entry as far as it counts, and what was wrong with it."""
    known = card.against.refused.get(wish.swipe_id)
    why = known.reason if known else reason_against(wish, answer, card, context)
    if why is None:
        return [answer] if isinstance(answer, EntryGranted) else []
    swipe = as_swipe(wish)
    swiped = swiped_at(card, swipe, local, context.at) | {"code": shown(swipe, context)}
    entry = answer if isinstance(answer, EntryGranted) else as_fact(swiped, card, issued)
    conflict = OfflineSwipeConflict(**swiped, reason=why, counted=entry is not None, list_version=wish.list_version)
    return [conflict] if entry is None else [entry, conflict]


def reason_against(
    wish: UploadSwipe, answer: EntryGranted | EntryRefused, card: Card, context: Context
) -> Reason | None:
    return answer.reason if isinstance(answer, EntryRefused) else entered_elsewhere(wish, card, context)


def entered_elsewhere(wish: UploadSwipe, card: Card, context: Context) -> Reason | None:
    """The same person came in again soon after, without leaving: of two entries, the later was uploaded first."""
    where = card.whereabouts.get(card.who(wish.holder_id or card.holder))
    after = (seen for seen in where.seen if seen.at > context.at) if where else iter(())
    entry = next(after, None)
    soon = timedelta(minutes=card.terms_on(context.at.date()).passback_minutes)
    if entry is None or entry.direction == "out" or entry.at >= context.at + soon:
        return None
    return Reason.of(EnteredAlready(entered_at=entry.at, venue_id=entry.venue_id))


def settle(wish: SettleOfflineConflict, card: Card) -> list[OfflineEvent]:
    if wish.swipe_id in card.against.settled:
        return []
    if wish.swipe_id not in card.against.conflicts:
        raise ConflictUnknown(swipe_id=wish.swipe_id)
    return [OfflineConflictSettled(**vars(wish))]


OFFLINE: Decider[AtGate] = Decider((UploadSwipe, SettleOfflineConflict), AtGate(), streams, decide, evolve)

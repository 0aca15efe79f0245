"""Swipes that a gate took while it could not ask, uploaded later: facts, each counted once. Pure.

Who was let in is inside, whatever the rules say by now. What a gate with a connection would have refused is a conflict:
it is counted as far as a lot can pay for it, and listed for somebody to look at.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from services.cards.card import Card
from services.cards.gate.at_gate import AtGate, Coming, evolve, further, held_to, of_the_house
from services.cards.gate.entry import as_fact, swiped_at
from services.cards.gate.gate import at_its_beginning, counted_in, enter, leave
from services.cards.gate.reading import shown
from services.cards.gate.refusing import entered_with_another
from services.cards.gate.travel import impossible
from shared.contracts import Reason
from shared.contracts.cards import (
    CardActivated,
    ConflictUnknown,
    CrowdMoved,
    EnteredAlready,
    EntryGranted,
    EntryRefused,
    ExitRecorded,
    OfflineConflictSettled,
    OfflineSwipeConflict,
    SettleOfflineConflict,
    SwipeCard,
    UploadSwipe,
)
from shared.decider import Context, Decider

OfflineCommand = UploadSwipe | SettleOfflineConflict
Uploaded = CardActivated | EntryGranted | ExitRecorded | OfflineSwipeConflict | CrowdMoved
OfflineEvent = Uploaded | OfflineConflictSettled


def streams(wish: OfflineCommand, context: Context) -> list[str]:
    return held_to(wish.venue_id, wish.card_id, context.at)


def decide(wish: OfflineCommand, gate: AtGate, context: Context) -> list[OfflineEvent]:
    match wish:
        case UploadSwipe():
            return [*upload(wish, gate, context)]
        case SettleOfflineConflict():
            return settle(wish, gate.card)
    assert_never(wish)


def upload(wish: UploadSwipe, gate: AtGate, context: Context) -> list[Uploaded]:
    """Nothing for a swipe that is known already, unless it is known as refused: the gate let the member in then.

    How full it was nobody knew.
    """
    coming = gate.coming(as_swipe(wish), context)
    if wish.swipe_id in coming.card.swipes and wish.swipe_id not in coming.card.against.refused:
        return []
    if wish.direction == "out":
        return [*leave(coming)]
    begun, coming = at_its_beginning(coming)
    taken = taken_as_fact(wish, coming, enter(replace(coming, house=replace(coming.house, crowd=None))))
    return [*(begun if isinstance(taken[0], EntryGranted) else []), *taken, *counted_in(coming, unasked=True)]


def as_swipe(wish: UploadSwipe) -> SwipeCard:
    """What the gate would have asked, had it been able to."""
    asked = {name: value for name, value in vars(wish).items() if name != "list_version"}
    return SwipeCard(**asked)


def taken_as_fact(wish: UploadSwipe, coming: Coming, answer: EntryGranted | EntryRefused) -> list[Uploaded]:
    """The entry as far as it counts, and what was wrong with it."""
    known = coming.card.against.refused.get(wish.swipe_id)
    why = known.reason if known else reason_against(coming, answer)
    if why is None:
        return [answer] if isinstance(answer, EntryGranted) else []
    swiped = swiped_at(coming) | {"code": shown(wish, coming.context)}
    entry = answer if isinstance(answer, EntryGranted) else as_fact(swiped, coming.card, coming.issued)
    conflict = OfflineSwipeConflict(**swiped, reason=why, counted=entry is not None, list_version=wish.list_version)
    return [conflict] if entry is None else [entry, conflict]


def reason_against(coming: Coming, answer: EntryGranted | EntryRefused) -> Reason | None:
    """Offline nobody saw a warning: who was inside, or cannot be here, is listed even if the policy only warns."""
    if isinstance(answer, EntryRefused):
        return answer.reason
    no = entered_with_another(coming) or impossible(coming)
    return entered_elsewhere(coming) or (Reason.of(no) if no else None)


def entered_elsewhere(coming: Coming) -> Reason | None:
    """The same person came in again soon after, without leaving: of two entries, the later was uploaded first."""
    where, at = coming.card.whereabouts.get(coming.who), coming.context.at
    after = (seen for seen in where.seen if seen.at > at) if where else iter(())
    entry = next(after, None)
    soon = timedelta(minutes=coming.card.terms_on(at.date()).passback_minutes)
    if entry is None or entry.direction == "out" or entry.at >= at + soon:
        return None
    return Reason.of(EnteredAlready(entered_at=entry.at, venue_id=entry.venue_id))


def settle(wish: SettleOfflineConflict, card: Card) -> list[OfflineEvent]:
    if wish.swipe_id in card.against.settled:
        return []
    if wish.swipe_id not in card.against.conflicts:
        raise ConflictUnknown(swipe_id=wish.swipe_id)
    return [OfflineConflictSettled(**vars(wish))]


OFFLINE: Decider[AtGate] = Decider(
    (UploadSwipe, SettleOfflineConflict), AtGate(), streams, decide, evolve, further, busy=of_the_house
)

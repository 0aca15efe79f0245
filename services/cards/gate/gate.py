"""The gate of a venue: it reads a card and opens, or says why not and what resolves it. Pure.

A swipe is judged by its own time (`context.at`), so one uploaded late counts on the day on which it happened: days,
freezes, loss and passback are those of that moment. What is left on the card, and its refund, are as of now.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from services.cards.gate.admission import shortage
from services.cards.gate.at_gate import AtGate, Coming, evolve, further, held_to, of_the_house
from services.cards.gate.clerks import counting, not_theirs, overridden
from services.cards.gate.entry import granted, swiped_at
from services.cards.gate.reading import shown
from services.cards.gate.refusing import cautions, passback, reasons
from services.cards.sale.begin import begun_by_visit
from shared.contracts import STAFF, Reason
from shared.contracts.cards import (
    CardActivated,
    CrowdMoved,
    EntryGranted,
    EntryOverridden,
    EntryRefused,
    ExitRecorded,
    GateOpened,
    OpenGate,
    OverrideCounted,
    SwipeCard,
)
from shared.decider import Context, Decider

GateCommand = OpenGate | SwipeCard
Entering = CardActivated | EntryGranted | EntryRefused | EntryOverridden | OverrideCounted
GateEvent = GateOpened | Entering | ExitRecorded | CrowdMoved
READMITTED = ("readmitted", None)


def streams(wish: GateCommand, context: Context) -> list[str]:
    if not isinstance(wish, SwipeCard):
        return [f"gate-{wish.venue_id}"]
    clerk = counting(context.actor.id, context.at) if wish.readmit else []
    return [*held_to(wish.venue_id, wish.card_id, context.at), *clerk]


def decide(wish: GateCommand, gate: AtGate, context: Context) -> list[GateEvent]:
    match wish:
        case OpenGate():
            return [] if gate.zone else [GateOpened(venue_id=wish.venue_id, zone=wish.zone)]
        case SwipeCard():
            return swipe(gate.coming(wish, context))
    assert_never(wish)


def swipe(coming: Coming) -> list[GateEvent]:
    if coming.wish.swipe_id in coming.card.swipes:
        return []  # uploaded twice
    if coming.wish.direction == "out":
        return [*leave(coming)]
    begun, coming = at_its_beginning(coming)
    inside = readmitted(coming)
    answer = enter(replace(coming, wish=replace(coming.wish, readmit=inside is not None)))
    if isinstance(answer, EntryRefused):
        return [answer]
    came: list[GateEvent] = [*begun, answer, *counted_in(coming)]
    if inside is None:
        return came
    return [*came, *overridden(swiped_at(coming), coming.card, answer, inside, READMITTED, coming.context)]


def at_its_beginning(coming: Coming) -> tuple[list[CardActivated], Coming]:
    """The same with a card that begins on its first visit as if it did; what that is, if they are let in."""
    begun, card = begun_by_visit(coming.card, coming.issued, coming.day)
    return begun, replace(coming, card=card)


def readmitted(coming: Coming) -> tuple[Reason] | None:
    """The passback that staff overrides with this swipe, where it stands and they may."""
    inside, context = passback(coming), coming.context
    if inside is None or not coming.wish.readmit or not context.actor.has(*STAFF):
        return None
    no = not_theirs([inside.code], coming.policy, coming.gate.overridden, coming.day, context)
    return None if no else (Reason.of(inside),)


def leave(coming: Coming) -> list[ExitRecorded | CrowdMoved]:
    """Nobody is kept in, whatever the card has become."""
    swiped = {name: value for name, value in swiped_at(coming).items() if name != "day"}
    left = ExitRecorded(**swiped, code=shown(coming.wish, coming.context))
    return [left, *coming.house.counting(coming.visitor, "out")]


def counted_in(coming: Coming, unasked: bool = False) -> list[CrowdMoved]:
    """One more inside, `unasked` how full it was; not of a late swipe of somebody who has been seen since."""
    where = coming.card.whereabouts.get(coming.who)
    seen_since = any(seen.at > coming.context.at for seen in where.seen) if where else False
    counted = [] if seen_since else coming.house.counting(coming.visitor, "in")
    return [replace(moved, unasked=unasked) for moved in counted]


def enter(coming: Coming) -> EntryGranted | EntryRefused:
    """The answer at this time of the venue's clock."""
    wish, card, who = coming.wish, coming.card, coming.who
    swiped = swiped_at(coming) | {"code": shown(wish, coming.context)}
    no = next(reasons(coming), None)
    counts = card.day(wish.venue_id, coming.day, who).with_entry()
    entry = None if no else card.visit(wish.venue_id, coming.day, counts, coming.house.local, who)
    if entry is None:
        return EntryRefused(**swiped, reason=Reason.of(no or shortage(card, coming.issued, wish.venue_id, coming.day)))
    return granted(swiped, card, coming.issued, entry, tuple(map(Reason.of, cautions(coming))))


GATE: Decider[AtGate] = Decider((OpenGate, SwipeCard), AtGate(), streams, decide, evolve, further, busy=of_the_house)

"""What entries, exits and bookings make of a card: its days at venues, its holds, and where its people are. Pure."""

from __future__ import annotations

from datetime import date

from services.cards.card import Card, Hold
from services.cards.gate.whereabouts import Sighting, Whereabouts
from services.cards.lots.entries import Entry, others
from services.cards.lots.holding import Claim, Take, claim_of, pay
from services.cards.lots.visits import VenueDay, step
from services.cards.numbers import keys
from shared.contracts.cards import (
    EntryGranted,
    EntryOverridden,
    EntryTakenBack,
    ExitRecorded,
    HoldReleased,
    HoldSettled,
    OfflineSwipeConflict,
    VisitGivenBack,
    VisitHeld,
    VisitNotHeld,
)
from shared.replacing import replace


def happened(card: Card, venue_id: str, day: date, counts: VenueDay, paid: Claim, who: str, by: str = "") -> Card:
    """The card after a step by a swipe or booking; where an older event names no lot, the first of them paid."""
    paid = paid or first_lot_pays(card)
    return card.after(venue_id, day, step(card.day(venue_id, day, who), counts, paid, by), who)


def first_lot_pays(card: Card) -> Claim:
    first = next(iter(card.lots.values()))
    return pay([first]) or (Take(first.lot.lot_id),)


def entered(card: Card, event: EntryGranted) -> Card:
    who = card.who(event.member_id)
    counts = card.day(event.venue_id, event.day, who).with_entry()
    entry = Entry(event.venue_id, event.day, who, event.at)
    card = replace(card, entries={**card.entries, event.swipe_id: entry})
    card = happened(card, event.venue_id, event.day, counts, claim_of(event.lots), who, by=event.swipe_id)
    return seen(card, event, "in")


def taken_back(card: Card, event: EntryTakenBack) -> Card:
    """The day without that entry; what another entry of the day used stays used."""
    entry = card.entries[event.swipe_id]
    gone = replace(entry, taken_back=True)
    day = card.day(*entry.place)
    counts = day if others(card.entries, entry, but=event.swipe_id) else day.without_entry()
    card = happened(card, entry.venue_id, entry.day, counts, (), entry.who)
    where = card.whereabouts.get(entry.who, Whereabouts()).without(event.swipe_id)
    whereabouts = {**card.whereabouts, entry.who: where}
    return replace(card, entries={**card.entries, event.swipe_id: gone}, whereabouts=whereabouts)


def seen(card: Card, event: EntryGranted | ExitRecorded | OfflineSwipeConflict, direction: str) -> Card:
    """The card with its person where this entry or exit says."""
    return at_door(replace(card, keys=keys.code_scanned(card.keys, event.code)), event, direction)


def at_door(
    card: Card, event: EntryGranted | ExitRecorded | OfflineSwipeConflict | EntryOverridden, direction: str
) -> Card:
    who, sighting = card.who(event.member_id), Sighting(event.at, event.venue_id, event.swipe_id, direction)
    where = card.whereabouts.get(who, Whereabouts()).after(sighting)
    return replace(card, swipes=card.swipes | {event.swipe_id}, whereabouts={**card.whereabouts, who: where})


def booked(card: Card, event: VisitHeld | VisitNotHeld | HoldReleased | HoldSettled) -> Card:
    if isinstance(event, VisitNotHeld):
        return card.with_hold(event.hold_id, Hold(event.venue_id, event.day, "refused"))
    if isinstance(event, VisitHeld):
        who = card.who(event.member_id)
        day = card.day(event.venue_id, event.day, who)
        card = happened(card, event.venue_id, event.day, day.with_hold(), claim_of(event.lots), who)
        return card.with_hold(
            event.hold_id, Hold(event.venue_id, event.day, "held", event.session_id, who=who, room_id=event.room_id)
        )
    hold = card.holds[event.hold_id]
    day, settled = card.day(hold.venue_id, hold.day, hold.who), isinstance(event, HoldSettled)
    counts = day.with_settlement() if settled else day.with_release()
    card = happened(card, hold.venue_id, hold.day, counts, (), hold.who, by=event.hold_id)
    return card.with_hold(event.hold_id, replace(hold, status="settled" if settled else "released"))


def given_back(card: Card, event: VisitGivenBack) -> Card:
    hold = card.holds[event.hold_id]
    counts = card.day(hold.venue_id, hold.day, hold.who).with_return()
    card = happened(card, hold.venue_id, hold.day, counts, (), hold.who)
    return card.with_hold(event.hold_id, replace(hold, status="returned"))

"""Whether a person can be here: they were seen elsewhere so shortly before, or after, that nobody makes the way. Pure.

It is the person who travels, with whichever of their cards; with a bearer card, the card. Times are those of the swipes
themselves, so that of two entries the one that is uploaded later is found, whichever came first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from services.cards.gate.at_gate import Coming
from services.cards.gate.whereabouts import Sighting
from shared.contracts.cards import GatePolicy, TravelImpossible


def impossible(coming: Coming) -> TravelImpossible | None:
    """The sighting nearest in time from which, or to which, the way takes longer than there was."""
    if coming.policy.travel == "off":
        return None
    near = [seen for seen in sightings(coming) if coming.apart(seen) < way(coming.policy, seen.venue_id)]
    if not near:
        return None
    seen = min(near, key=lambda seen: (coming.apart(seen), seen))
    minutes = way(coming.policy, seen.venue_id) // timedelta(minutes=1)
    return TravelImpossible(seen_at=seen.at, venue_id=seen.venue_id, minutes=minutes)


def way(policy: GatePolicy, venue_id: str) -> timedelta:
    """How long it takes from a venue to this one at least."""
    listed = {way.venue_id: way.minutes for way in policy.travel_from}
    return timedelta(minutes=listed.get(venue_id, policy.travel_minutes))


def sightings(coming: Coming) -> Iterator[Sighting]:
    """Where else the person was, with this card and the others."""
    where = coming.card.whereabouts.get(coming.who)
    others = [seen for who, seen in coming.gate.elsewhere if coming.named and who in coming.records]
    for seen in (*(where.seen if where else ()), *others):
        if seen.venue_id != coming.wish.venue_id:
            yield seen

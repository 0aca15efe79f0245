"""A venue of the chain: opened once. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shared.contracts.members import OpenVenue, VenueAlreadyOpen, VenueOpened
from shared.decider import Context, Decider


@dataclass(frozen=True)
class Venue:
    open: bool = False  # none -> open


def streams(wish: OpenVenue, context: Context) -> list[str]:
    return [f"venue-{wish.venue_id}"]


def decide(wish: OpenVenue, venue: Venue, context: Context) -> list[VenueOpened]:
    if venue.open:
        raise VenueAlreadyOpen(venue_id=wish.venue_id)
    return [VenueOpened(**vars(wish))]


def evolve(venue: Venue, event: VenueOpened) -> Venue:
    return replace(venue, open=True)


VENUE: Decider[Venue] = Decider((OpenVenue,), Venue(), streams, decide, evolve)

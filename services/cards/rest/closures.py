"""A venue's closures: decided for days, past ones too, and ended early. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from shared.contracts import DayRange
from shared.contracts.cards import (
    CloseVenue,
    Closure,
    ClosureDecided,
    ClosureOutOfRange,
    GateNotOpen,
    GateOpened,
    GatePolicySet,
    NotClosedThen,
    ReopenVenue,
    VenueClosed,
    VenueReopened,
)
from shared.decider import Context, Decider

MOST_DAYS = 366
ClosureCommand = CloseVenue | ReopenVenue
ClosureEvent = VenueClosed | VenueReopened


@dataclass(frozen=True)
class Closures:
    """A venue that has a gate, its closures as they were decided, and as they lasted."""

    open: bool = False
    decided: Mapping[str, VenueClosed] = field(default_factory=dict)
    lasting: Mapping[str, Closure] = field(default_factory=dict)


def streams(wish: ClosureCommand, context: Context) -> list[str]:
    return [f"gate-{wish.venue_id}", f"closures-{wish.venue_id}"]


def decide(wish: ClosureCommand, venue: Closures, context: Context) -> list[ClosureEvent]:
    match wish:
        case CloseVenue():
            return close(wish, venue)
        case ReopenVenue():
            return reopen(wish, venue)
    assert_never(wish)


def close(wish: CloseVenue, venue: Closures) -> list[ClosureEvent]:
    if not venue.open:
        raise GateNotOpen(venue_id=wish.venue_id)
    if not 1 <= wish.days.days <= MOST_DAYS:
        raise ClosureOutOfRange(asked=wish.days.days)
    closed, known = VenueClosed(**vars(wish)), venue.decided.get(wish.closure_id)
    if known is not None and known != closed:
        raise ClosureDecided(closure_id=wish.closure_id)
    return [] if known else [closed]


def reopen(wish: ReopenVenue, venue: Closures) -> list[ClosureEvent]:
    lasting = venue.lasting.get(wish.closure_id)
    if lasting is not None and lasting.days.until == wish.first_day_open:
        return []
    if lasting is None or wish.first_day_open not in lasting.days:
        raise NotClosedThen(closure_id=wish.closure_id, first_day_open=wish.first_day_open)
    days = DayRange(lasting.days.first, wish.first_day_open)
    return [VenueReopened(closure_id=wish.closure_id, venue_id=wish.venue_id, days=days, extends=lasting.extends)]


def closure_of(event: ClosureEvent) -> Closure:
    """What the event leaves of the closure."""
    return Closure(closure_id=event.closure_id, venue_id=event.venue_id, days=event.days, extends=event.extends)


def lasting_after(lasting: Mapping[str, Closure], event: ClosureEvent) -> Mapping[str, Closure]:
    return {**lasting, event.closure_id: closure_of(event)}


def evolve(venue: Closures, event: GateOpened | GatePolicySet | ClosureEvent) -> Closures:
    if isinstance(event, GateOpened):
        return replace(venue, open=True)
    if isinstance(event, GatePolicySet):
        return venue  # what else is decided about the venue's gates
    if isinstance(event, VenueClosed):
        venue = replace(venue, decided={**venue.decided, event.closure_id: event})
    return replace(venue, lasting=lasting_after(venue.lasting, event))


CLOSURES: Decider[Closures] = Decider((CloseVenue, ReopenVenue), Closures(), streams, decide, evolve)

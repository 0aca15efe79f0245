"""A card as its history makes it: the one fold that freezes, holds and the gate stand on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never

from services.cards.visits import Charge, VenueDay, balance_after, earned, granted
from shared.contracts import DayRange, Money
from shared.contracts.cards import (
    CardCancelledAfterRefund,
    CardFound,
    CardFrozen,
    CardIssued,
    CardNotIssued,
    CardOfAnotherMember,
    CardReportedLost,
    EntryGranted,
    EntryRefused,
    ExitRecorded,
    FreezeEnded,
    HoldReleased,
    HoldSettled,
    VisitHeld,
    VisitNotHeld,
)
from shared.venue_time import add_days

CardEvent = (
    CardIssued
    | EntryGranted
    | EntryRefused
    | ExitRecorded
    | CardFrozen
    | FreezeEnded
    | CardReportedLost
    | CardFound
    | CardCancelledAfterRefund
    | VisitHeld
    | VisitNotHeld
    | HoldReleased
    | HoldSettled
)


NEVER = DayRange(date.min, date.min)


@dataclass(frozen=True)
class Hold:
    """A booking that asked this card to pay. none -> held -> released | settled; none -> refused"""

    venue_id: str
    day: date
    status: str


@dataclass(frozen=True)
class Inside:
    """The last entry without exit."""

    at: datetime
    venue_id: str


@dataclass(frozen=True)
class Card:
    """none -> issued, then lost and back, frozen by days, cancelled for good."""

    issued: CardIssued | None = None
    valid: DayRange = NEVER
    rests: tuple[DayRange, ...] = ()  # in order, never overlapping; after an early return only the days rested
    lost_since: datetime | None = None
    cancelled: bool = False
    inside: Inside | None = None
    left_at: datetime | None = None
    swipes: frozenset[str] = frozenset()
    holds: Mapping[str, Hold] = field(default_factory=dict)
    days: Mapping[tuple[str, date], VenueDay] = field(default_factory=dict)

    def owned(self, card_id: str, member_id: str) -> CardIssued:
        """The card's issue; raises CardNotIssued, CardOfAnotherMember."""
        if self.issued is None:
            raise CardNotIssued(card_id=card_id)
        if self.issued.member_id != member_id:
            raise CardOfAnotherMember(card_id=card_id)
        return self.issued

    def day(self, venue_id: str, day: date) -> VenueDay:
        return self.days.get((venue_id, day), VenueDay())

    def with_day(self, venue_id: str, day: date, then: VenueDay) -> Card:
        return replace(self, days={**self.days, (venue_id, day): then})

    def with_hold(self, hold_id: str, hold: Hold) -> Card:
        return replace(self, holds={**self.holds, hold_id: hold})

    @property
    def claimed(self) -> int:
        return sum(day.claimed for day in self.days.values())

    @property
    def used(self) -> int:
        return sum(day.used for day in self.days.values())

    def charge(self, issued: CardIssued, then: Card) -> Charge:
        """What the step from this card to `then` costs; nothing of the price if its money went back."""
        terms, fresh = issued.terms, then.used - self.used
        visits = granted(terms) if terms.kind == "visits" else None
        each = terms.visit_price if terms.kind == "stored_value" else None
        lot_value = earned(issued.price, terms, then.used) - earned(issued.price, terms, self.used)
        return Charge(
            visits_used=fresh if terms.kind == "visits" else 0,
            value_used=each * fresh if each and fresh else None,
            lot_value=Money(0, issued.price.currency) if self.cancelled else lot_value,
            visits_left=None if visits is None else visits - then.claimed,
            balance=balance_after(terms, then.claimed),
        )


def card_stream(card_id: str) -> str:
    return f"card-{card_id}"


def evolve(card: Card, event: CardEvent) -> Card:
    match event:
        case CardIssued(valid=valid):
            return replace(card, issued=event, valid=valid)
        case EntryGranted():
            return entered(card, event)
        case EntryRefused(swipe_id=swipe_id):
            return replace(card, swipes=card.swipes | {swipe_id})
        case ExitRecorded():
            return left(card, event)
        case CardFrozen(rest=rest, valid_until=until):
            rests = tuple(sorted((*card.rests, rest)))
            return replace(card, rests=rests, valid=replace(card.valid, until=until))
        case FreezeEnded():
            return came_back(card, event)
        case CardReportedLost(at=at):
            return replace(card, lost_since=at)
        case CardFound():
            return replace(card, lost_since=None)
        case CardCancelledAfterRefund():
            return replace(card, cancelled=True)
        case VisitHeld() | VisitNotHeld() | HoldReleased() | HoldSettled():
            return booked(card, event)
    assert_never(event)


def entered(card: Card, event: EntryGranted) -> Card:
    """A late upload does not move the member back to where an earlier entry was."""
    day = card.day(event.venue_id, event.day)
    deducted = day.deducted or bool(event.visits_used or event.value_used)
    card = card.with_day(event.venue_id, event.day, replace(day, entered=True, deducted=deducted))
    overtaken = (card.inside and card.inside.at > event.at) or (card.left_at and card.left_at > event.at)
    inside = card.inside if overtaken else Inside(event.at, event.venue_id)
    return replace(card, swipes=card.swipes | {event.swipe_id}, inside=inside)


def left(card: Card, event: ExitRecorded) -> Card:
    """An exit that happened before the last entry says nothing about it."""
    later_entry = card.inside if card.inside and card.inside.at > event.at else None
    left_at = max(card.left_at or event.at, event.at)
    return replace(card, swipes=card.swipes | {event.swipe_id}, inside=later_entry, left_at=left_at)


def came_back(card: Card, event: FreezeEnded) -> Card:
    rested = DayRange(event.rest.first, add_days(event.rest.first, event.rested_days))
    rests = tuple(rested if rest == event.rest else rest for rest in card.rests)
    kept = tuple(rest for rest in rests if rest.days)
    return replace(card, rests=kept, valid=replace(card.valid, until=event.valid_until))


def booked(card: Card, event: VisitHeld | VisitNotHeld | HoldReleased | HoldSettled) -> Card:
    if isinstance(event, VisitNotHeld):
        return card.with_hold(event.hold_id, Hold(event.venue_id, event.day, "refused"))
    if isinstance(event, VisitHeld):
        day = card.day(event.venue_id, event.day)
        card = card.with_day(event.venue_id, event.day, replace(day, held=day.held + 1))
        return card.with_hold(event.hold_id, Hold(event.venue_id, event.day, "held"))
    hold = card.holds[event.hold_id]
    day = card.day(hold.venue_id, hold.day)
    settled = isinstance(event, HoldSettled)
    card = card.with_day(hold.venue_id, hold.day, replace(day, held=day.held - 1, settled=day.settled + settled))
    return card.with_hold(event.hold_id, replace(hold, status="settled" if settled else "released"))

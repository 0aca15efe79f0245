"""A card as its history makes it: the one fold that freezes, holds, sales and the gate stand on. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never

from services.cards.holding import Claim, Holding, Take, claim_of, first_day_of, in_order, last_end_of, pay
from services.cards.lots import follows, issued_lot
from services.cards.reach import Reach
from services.cards.visits import Step, VenueDay, moved, step
from shared.contracts import DayRange
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
    Lot,
    LotDays,
    LotGranted,
    LotNotGranted,
    LotWithdrawn,
    Terms,
    VisitHeld,
    VisitNotHeld,
)
from shared.venue_time import add_days

CardEvent = (
    CardIssued
    | LotGranted
    | LotNotGranted
    | LotWithdrawn
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
    """none -> issued, then lost and back, frozen by days, cancelled for good. `lots` are in the order they came."""

    issued: CardIssued | None = None
    holder: str = ""  # the member whose card it is
    lots: Mapping[str, Holding] = field(default_factory=dict)
    not_granted: frozenset[str] = frozenset()
    reach: Reach | None = None  # of the lots that are terms
    activate_by: date | None = None  # not begun yet
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
        if self.holder != member_id:
            raise CardOfAnotherMember(card_id=card_id)
        return self.issued

    @property
    def open_lots(self) -> list[Holding]:
        """Those that still give something, as they are spent; all of a card that has none."""
        return in_order([h for h in self.lots.values() if not h.closed] or self.lots.values())

    @property
    def valid(self) -> DayRange:
        """From the first day of a lot to the last."""
        return DayRange(first_day_of(self.open_lots), last_end_of(self.open_lots)) if self.lots else NEVER

    def usable(self, venue_id: str, day: date) -> list[Holding]:
        """The lots that may pay a visit to the venue on `day`, as they are spent."""
        return [h for h in self.open_lots if day in h.valid and covers(h.terms, venue_id)]

    def terms_on(self, day: date) -> Terms:
        """The rules of the card on a day: those of the lot that is spent next, or of the one that ends last."""
        lots = [h for h in self.open_lots if day in h.valid] or [max(self.open_lots, key=lambda h: h.valid.until)]
        return lots[0].terms

    @property
    def chain_end(self) -> date:
        """Until when the terms that follow each other without a gap last, rests included."""
        return max((h.valid.until for h in self.lots.values() if follows(h) and not h.closed), default=date.min)

    @property
    def freeze_quota(self) -> int:
        """The days that the card may rest in all: each lot brings its own."""
        return sum(h.terms.freeze_days for h in self.lots.values())

    def day(self, venue_id: str, day: date) -> VenueDay:
        return self.days.get((venue_id, day), VenueDay())

    def visit(self, venue_id: str, day: date, counts: VenueDay) -> Step | None:
        """The step to a day with these counts; None: no lot can pay the visit that it costs."""
        before = self.day(venue_id, day)
        fresh = pay(self.usable(venue_id, day)) if counts.claimed > before.claimed else ()
        return None if fresh is None else step(before, counts, fresh)

    def after(self, venue_id: str, day: date, happened: Step) -> Card:
        days = {**self.days, (venue_id, day): happened.after}
        return replace(self, days=days, lots=moved(self.lots, happened))

    def with_hold(self, hold_id: str, hold: Hold) -> Card:
        return replace(self, holds={**self.holds, hold_id: hold})


def covers(terms: Terms, venue_id: str) -> bool:
    return terms.venues is None or venue_id in terms.venues


def card_stream(card_id: str) -> str:
    return f"card-{card_id}"


def evolve(card: Card, event: CardEvent) -> Card:
    match event:
        case CardIssued():
            card = replace(card, issued=event, holder=event.member_id, activate_by=event.activate_by)
            return received(card, issued_lot(event))
        case LotGranted(lot=lot):
            return received(card, lot)
        case LotNotGranted(lot_id=lot_id):
            return replace(card, not_granted=card.not_granted | {lot_id})
        case LotWithdrawn():
            return closed(rescheduled(card, event.lots, event.valid_until), event.lot_id)
        case EntryGranted():
            return entered(card, event)
        case EntryRefused(swipe_id=swipe_id):
            return replace(card, swipes=card.swipes | {swipe_id})
        case ExitRecorded():
            return left(card, event)
        case CardFrozen():
            return frozen(card, event)
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


def received(card: Card, lot: Lot) -> Card:
    """One lot more; a term that begins where the card's days end makes them longer, else begins new ones."""
    base, since, reach = placed(card, lot.terms, lot.valid)
    holding = Holding(lot, len(card.lots), base, lot.valid, since)
    return replace(card, lots={**card.lots, lot.lot_id: holding}, reach=reach)


def placed(card: Card, terms: Terms, valid: DayRange) -> tuple[DayRange, date, Reach | None]:
    """The days without rests of a lot that is valid so, the first day of its chain, and the reach of the card then."""
    if terms.kind != "term":
        return valid, valid.first, card.reach
    if card.reach and valid.first == card.chain_end:
        longer = card.reach.longer(terms)
        return DayRange(card.reach.until, longer.until), longer.first, longer
    return valid, valid.first, Reach(valid.first).longer(terms)


def closed(card: Card, lot_id: str) -> Card:
    """One lot less; the days of a chain that it ended end where it began."""
    holding = card.lots[lot_id]
    lots = {**card.lots, lot_id: replace(holding, closed=True)}
    last = card.reach is not None and holding.base.until == card.reach.until
    reach = card.reach.shorter(holding.terms) if card.reach and last and follows(holding) else card.reach
    return replace(card, lots=lots, reach=reach)


def rescheduled(card: Card, days: Sequence[LotDays], until: date) -> Card:
    """The card with these days of its lots; an older event names none, and moves the end of the only one."""
    valid = {lot.lot_id: lot.valid for lot in days}
    if not days and len(card.lots) == 1:
        valid = {i: replace(only.valid, until=until) for i, only in card.lots.items()}
    return replace(card, lots={i: replace(h, valid=valid.get(i, h.valid)) for i, h in card.lots.items()})


def frozen(card: Card, event: CardFrozen) -> Card:
    card = rescheduled(card, event.lots, event.valid_until)
    return replace(card, rests=tuple(sorted((*card.rests, event.rest))))


def came_back(card: Card, event: FreezeEnded) -> Card:
    card = rescheduled(card, event.lots, event.valid_until)
    shorter = DayRange(event.rest.first, add_days(event.rest.first, event.rested_days))
    rests = tuple(shorter if rest == event.rest else rest for rest in card.rests)
    return replace(card, rests=tuple(rest for rest in rests if rest.days))


def happened(card: Card, venue_id: str, day: date, counts: VenueDay, paid: Claim) -> Card:
    """The card after a step; where an older event names no lot, the first of them paid."""
    return card.after(venue_id, day, step(card.day(venue_id, day), counts, paid or first_lot_pays(card)))


def first_lot_pays(card: Card) -> Claim:
    first = next(iter(card.lots.values()))
    return pay([first]) or (Take(first.lot.lot_id),)


def entered(card: Card, event: EntryGranted) -> Card:
    """A late upload does not move the member back to where an earlier entry was."""
    day = card.day(event.venue_id, event.day)
    card = happened(card, event.venue_id, event.day, day.with_entry(), claim_of(event.lots))
    overtaken = (card.inside and card.inside.at > event.at) or (card.left_at and card.left_at > event.at)
    inside = card.inside if overtaken else Inside(event.at, event.venue_id)
    return replace(card, swipes=card.swipes | {event.swipe_id}, inside=inside)


def left(card: Card, event: ExitRecorded) -> Card:
    """An exit that happened before the last entry says nothing about it."""
    later_entry = card.inside if card.inside and card.inside.at > event.at else None
    left_at = max(card.left_at or event.at, event.at)
    return replace(card, swipes=card.swipes | {event.swipe_id}, inside=later_entry, left_at=left_at)


def booked(card: Card, event: VisitHeld | VisitNotHeld | HoldReleased | HoldSettled) -> Card:
    if isinstance(event, VisitNotHeld):
        return card.with_hold(event.hold_id, Hold(event.venue_id, event.day, "refused"))
    if isinstance(event, VisitHeld):
        day = card.day(event.venue_id, event.day)
        card = happened(card, event.venue_id, event.day, day.with_hold(), claim_of(event.lots))
        return card.with_hold(event.hold_id, Hold(event.venue_id, event.day, "held"))
    hold = card.holds[event.hold_id]
    day, settled = card.day(hold.venue_id, hold.day), isinstance(event, HoldSettled)
    counts = day.with_settlement() if settled else day.with_release()
    card = happened(card, hold.venue_id, hold.day, counts, ())
    return card.with_hold(event.hold_id, replace(hold, status="settled" if settled else "released"))

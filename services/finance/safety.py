"""The safety stop: how often a card is charged on a day, when that is too often, and how it goes on. Pure.

The lines of a day are those of orders that were heard of, and of the order in hand: a runaway is stopped within the
second in which it was noted, a person who sells one too many is told at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from shared.contracts import Event
from shared.contracts.finance import (
    ChargeFreezeFee,
    ChargeNoted,
    ChargingNotStopped,
    ChargingResumed,
    ChargingStopped,
    FeeHeld,
    HeldFee,
    NoteCharge,
    OrderPlaced,
    PublishSafetyStop,
    ResumeCharging,
    SafetyStop,
    SafetyStopDated,
    SafetyStopOutOfRange,
    SafetyStopPublished,
    StopCause,
)
from shared.dated import in_force
from shared.decider import Context, Decider

MOST_LINES = 15
"""Until head office publishes another: a card is renewed and topped up now and then, never sixteen times a day."""

STOPS = "safetystops"
Stops = tuple[SafetyStopPublished, ...]
Charged = ChargeNoted | ChargingStopped | FeeHeld | ChargingResumed


@dataclass(frozen=True)
class Charging:
    """How a card is charged. going on -> stopped -> going on; `orders` of `day` count, with so many lines."""

    day: date = date.min
    orders: Mapping[str, int] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()  # of the day, also before charging was resumed
    stopped: ChargingStopped | None = None
    held: tuple[HeldFee, ...] = ()

    def lines_on(self, day: date) -> int:
        return sum(self.orders.values()) if day == self.day else 0


@dataclass(frozen=True)
class Charges:
    """The stops that were published, and how the cards in hand are charged."""

    stops: Stops = ()
    cards: Mapping[str, Charging] = field(default_factory=dict)

    def of(self, card_id: str) -> Charging:
        return self.cards.get(card_id, Charging())


def most_on(stops: Stops, day: date) -> int:
    stop = in_force(stops, day)
    return stop.most_lines if stop else MOST_LINES


def check_stop(cards: Sequence[str], charges: Charges, day: date) -> None:
    """Raises SafetyStop if one of these order lines, named by their cards, is one too many, or its card is stopped."""
    for card_id in dict.fromkeys(cards):
        charging, most = charges.of(card_id), most_on(charges.stops, day)
        lines = charging.lines_on(day) + cards.count(card_id)
        if charging.stopped or lines > most:
            before = charging.stopped.lines if charging.stopped else 0
            raise SafetyStop(card_id=card_id, lines=max(lines, before), most=most)


def stops_at(card_id: str, charges: Charges, day: date, over: bool = False) -> ChargingStopped | None:
    """What one automatic charge more stops; None: nothing, or it is stopped already."""
    charging, most = charges.of(card_id), most_on(charges.stops, day)
    lines = charging.lines_on(day) + 1
    if charging.stopped or (lines <= most and not over):
        return None
    return stopped(card_id, day, "card_over" if over else "too_many_lines", lines, most)


def stopped(card_id: str, day: date, cause: StopCause, lines: int, most: int) -> ChargingStopped:
    return ChargingStopped(card_id=card_id, day=day, cause=cause, lines=lines, most=most)


def held(wish: ChargeFreezeFee, charges: Charges, day: date) -> list[Event] | None:
    """A fee that is due while charging stops waits, and is not lost; None: it is charged."""
    charging, stop = charges.of(wish.card_id), stops_at(wish.card_id, charges, day)
    if stop is None and charging.stopped is None:
        return None
    fee = HeldFee(**{name: value for name, value in vars(wish).items() if name != "card_id"})
    waits = [] if fee in charging.held else [FeeHeld(card_id=wish.card_id, fee=fee)]
    return [*([stop] if stop else []), *waits]


def charges_after(event: OrderPlaced | ChargingResumed) -> Sequence[NoteCharge | ChargeFreezeFee]:
    """What finance's own news means for how its cards are charged."""
    match event:
        case OrderPlaced():
            cards = Counter(line.card_id for line in event.lines if line.card_id)
            return [
                NoteCharge(card_id=card_id, order_id=event.order_id, day=event.day, lines=lines)
                for card_id, lines in cards.items()
            ]
        case ChargingResumed():
            return [ChargeFreezeFee(card_id=event.card_id, **vars(fee)) for fee in event.held]
    return []


# --- deciding ---


def decide(wish: NoteCharge | ResumeCharging, charges: Charges, context: Context) -> list[Charged]:
    match wish:
        case NoteCharge():
            return note(wish, charges)
        case ResumeCharging():
            return resume(wish, charges, context)
    assert_never(wish)


def note(wish: NoteCharge, charges: Charges) -> list[Charged]:
    """Each order once; two that were placed in the same second may be one too many together: they stop what follows."""
    charging = charges.of(wish.card_id)
    if wish.day < charging.day or (wish.day == charging.day and wish.order_id in charging.seen):
        return []
    noted, most = ChargeNoted(**vars(wish)), most_on(charges.stops, wish.day)
    lines = charging.lines_on(wish.day) + wish.lines
    if charging.stopped or lines <= most:
        return [noted]
    return [noted, stopped(wish.card_id, wish.day, "too_many_lines", lines, most)]


def resume(wish: ResumeCharging, charges: Charges, context: Context) -> list[Charged]:
    """Also of a card that has had all lines of its day, and that only a person was told of."""
    charging = charges.of(wish.card_id)
    full = charging.lines_on(charging.day) >= most_on(charges.stops, charging.day)
    if not charging.stopped and not (full and charging.orders):
        raise ChargingNotStopped(card_id=wish.card_id)
    return [ChargingResumed(card_id=wish.card_id, reason=wish.reason, held=charging.held)]


def publish(wish: PublishSafetyStop, stops: Stops, context: Context) -> list[SafetyStopPublished]:
    """Nothing for the stop that was published last for that day."""
    if not 1 <= wish.most_lines <= 1000:
        raise SafetyStopOutOfRange(asked=wish.most_lines)
    if any(s.valid_from == wish.valid_from for s in stops) and most_on(stops, wish.valid_from) == wish.most_lines:
        return []
    if wish.valid_from < context.at.date():
        raise SafetyStopDated(valid_from=wish.valid_from, earliest=context.at.date())
    return [SafetyStopPublished(**vars(wish))]


# --- folding ---


def after(charges: Charges, event: SafetyStopPublished | Charged) -> Charges:
    if isinstance(event, SafetyStopPublished):
        return replace(charges, stops=(*charges.stops, event))
    charging = charged(charges.of(event.card_id), event)
    return replace(charges, cards={**charges.cards, event.card_id: charging})


def charged(charging: Charging, event: Charged) -> Charging:
    match event:
        case ChargeNoted(day=day) if day != charging.day:
            noted = replace(charging, day=day, orders={}, seen=frozenset())
            return charged(noted, event)
        case ChargeNoted(order_id=order_id):
            orders = {**charging.orders, order_id: event.lines}
            return replace(charging, orders=orders, seen=charging.seen | {order_id})
        case ChargingStopped():
            return replace(charging, stopped=event)
        case FeeHeld():
            return replace(charging, held=(*charging.held, event.fee))
        case ChargingResumed():
            return replace(charging, orders={}, stopped=None, held=())
    assert_never(event)


def charges_stream(card_id: str) -> str:
    return f"charges-{card_id}"


def streams(wish: NoteCharge | ResumeCharging, context: Context) -> list[str]:
    return [charges_stream(wish.card_id), STOPS]


def remember(stops: Stops, event: SafetyStopPublished) -> Stops:
    return (*stops, event)


SAFETY_STOP: Decider[Stops] = Decider((PublishSafetyStop,), (), lambda wish, context: [STOPS], publish, remember)
CHARGING: Decider[Charges] = Decider((NoteCharge, ResumeCharging), Charges(), streams, decide, after)

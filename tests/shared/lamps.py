"""A toy neighbour, `lamps`, and a toy service, `counter`, that counts each lamp's lights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shared.codec import PlainCodec
from shared.contracts import Actor, Command, Event, Name, Refusal, catalogue
from shared.decider import Context, Decider, Deciders, Wish
from shared.envelope import Envelope
from shared.hearing import reacting
from shared.ids import derived_id
from shared.log import Recorded, Store
from shared.service import Service

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


class LampLit(Event, stream="lamp-{lamp_id}"):
    lamp_id: Name


class LampDimmed(Event, stream="lamp-{lamp_id}"):
    """Means nothing to the counter, before an upgrade."""

    lamp_id: Name


class LightCounted(Event, stream="count-{lamp_id}"):
    lamp_id: Name


class TooManyLights(Refusal):
    lamp_id: str


class LightLamp(Command):
    lamp_id: Name


class DimLamp(Command):
    lamp_id: Name


class CountLight(Command, refuses=(TooManyLights,)):
    lamp_id: Name


for event in (LampLit, LampDimmed, LightCounted):
    catalogue.add(event)
catalogue.add(TooManyLights)


@dataclass
class Faults:
    """What goes wrong at the moment: lamps whose reaction raises, and lamps whose command is refused."""

    raising: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)


def lamp(command: LightLamp | DimLamp, state: int, context: Context) -> list[Event]:
    event = LampLit if isinstance(command, LightLamp) else LampDimmed
    return [event(lamp_id=command.lamp_id)]


def lamp_stream(command: LightLamp | DimLamp, context: Context) -> Iterable[str]:
    return [f"lamp-{command.lamp_id}"]


LAMPS = Service("lamps", Path(), [Decider((LightLamp, DimLamp), 0, lamp_stream, lamp, lambda n, e: n + 1)])


def counter(faults: Faults, upgraded: bool = False) -> Service:
    """`upgraded`: the release that counts dimming, too."""

    def count(command: CountLight, state: int, context: Context) -> list[Event]:
        if command.lamp_id in faults.refused:
            raise TooManyLights(lamp_id=command.lamp_id)
        return [LightCounted(lamp_id=command.lamp_id)]

    def lit(event: LampLit) -> Sequence[Command]:
        if event.lamp_id in faults.raising:
            raise RuntimeError("the reaction has a fault")
        return [CountLight(lamp_id=event.lamp_id)]

    def dimmed(event: LampDimmed) -> Sequence[Command]:
        return [CountLight(lamp_id=command.lamp_id) for command in lit(LampLit(lamp_id=event.lamp_id))]

    react = reacting(dimmed, lit) if upgraded else reacting(lit)
    decider = Decider((CountLight,), 0, lambda c, _: [f"count-{c.lamp_id}"], count, lambda n, e: n + 1)
    return Service("counter", Path(), [decider], hears=("lamps",), react=react)


def deciders(service: Service) -> Deciders:
    return Deciders(service.deciders, PlainCodec())


def light(store: Store, lamp_id: str, command: type[Command] = LightLamp) -> None:
    """One more event in the log of the lamps."""
    number = store.head()
    wish = Wish(command(lamp_id=lamp_id), derived_id(lamp_id, number), Actor.service("lamps"), NOON)  # type: ignore[call-arg]
    assert deciders(LAMPS).execute(store, wish).refusal is None


def events_of(store: Store) -> list[Recorded]:
    events: list[Recorded] = []
    after = 0
    while (page := store.page(after, 500)).events:
        events += page.events
        after = page.position
    return events


def envelopes(store: Store) -> list[Envelope]:
    """The whole log of the lamps as its feed shows it."""
    events = events_of(store)
    before = [0, *(e.position for e in events)]
    return [Envelope.of("lamps", e, previous) for e, previous in zip(events, before, strict=False)]


def feed_of(store: Store, source: str, after: int, limit: int) -> list[Envelope]:
    return [e for e in envelopes(store) if e.position > after][:limit]


def counted(store: Store) -> dict[str, int]:
    """How many lights of each lamp the counter has counted."""
    streams = [e.stream.removeprefix("count-") for e in events_of(store)]
    return {lamp_id: streams.count(lamp_id) for lamp_id in sorted(set(streams))}


@dataclass
class Clock:
    """A clock that stands until it is moved; `monotonic` gives the same in seconds."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.now.timestamp()

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)

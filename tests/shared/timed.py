"""A toy service that lives by the clock: a lamp that is lit goes out by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from shared.codec import PlainCodec
from shared.contracts import Actor, Command, Event, Instant, Name, Refusal, catalogue
from shared.decider import Context, Decider, Deciders, Wish
from shared.ids import derived_id
from shared.log import Recorded, Store
from shared.service import Service
from shared.timers import ClearTimer, PostponeTimer, SetTimer, TimerChange, Timers
from shared.timers.clock import Clock
from tests.shared.lamps import Clock as Watch
from tests.shared.lamps import events_of


class FuseLit(Event, stream="fuse-{fuse}"):
    fuse: Name
    burns_until: Instant


class FuseHeld(Event, stream="fuse-{fuse}"):
    fuse: Name
    until: Instant


class FuseCut(Event, stream="fuse-{fuse}"):
    fuse: Name


class FuseBlown(Event, stream="fuse-{fuse}"):
    fuse: Name


class FuseWet(Refusal):
    """It stays so."""

    fuse: str


class FuseNotHere(Refusal):
    """It will come."""

    fuse: str
    passing = True


class TellFuse(Command):
    """Whatever happens to a fuse."""

    event: Name
    fuse: Name
    at: Instant | None = None


class BlowFuse(Command, refuses=(FuseWet, FuseNotHere)):
    fuse: Name


for message in (FuseLit, FuseHeld, FuseCut, FuseBlown, FuseWet, FuseNotHere):
    catalogue.add(message)


def timers(event: Event, recorded: Recorded) -> Sequence[TimerChange]:
    match event:
        case FuseLit():
            return [SetTimer(event.fuse, event.burns_until, BlowFuse(fuse=event.fuse))]
        case FuseHeld():
            return [PostponeTimer(event.fuse, event.until)]
        case FuseCut():
            return [ClearTimer(event.fuse)]
    return []


def tell(wish: TellFuse) -> list[Event]:
    match wish.event:
        case "lit":
            assert wish.at
            return [FuseLit(fuse=wish.fuse, burns_until=wish.at)]
        case "held":
            assert wish.at
            return [FuseHeld(fuse=wish.fuse, until=wish.at)]
    return [FuseCut(fuse=wish.fuse)]


@dataclass
class Fuses:
    """Fuses over a store, with their clock; `watch` is the time, and what goes wrong can be set."""

    store: Store
    kept: Timers
    folder: Path
    watch: Watch = field(default_factory=Watch)
    refusing: dict[str, Refusal | Exception] = field(default_factory=dict)
    told: int = 0
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        def decide(wish: TellFuse | BlowFuse, state: None, context: Context) -> list[Event]:
            if isinstance(wish, TellFuse):
                return tell(wish)
            self.asked.append(wish.fuse)
            if fault := self.refusing.get(wish.fuse):
                raise fault
            return [FuseBlown(fuse=wish.fuse)]

        def streams(wish: TellFuse | BlowFuse, context: Context) -> Iterable[str]:
            return [f"fuse-{wish.fuse}"]

        decider = Decider((TellFuse, BlowFuse), None, streams, decide, lambda state, event: None)
        self.service = Service("fuses", self.folder, [decider], timers=timers)
        self.deciders = Deciders([decider], PlainCodec())
        self.clock = self.another()

    def another(self) -> Clock:
        """After a restart, or beside the first."""
        return Clock(self.service, self.deciders, self.store, self.kept, self.watch)

    def light(self, fuse: str, minutes: float) -> None:
        self.tell("lit", fuse, minutes)

    def tell(self, event: str, fuse: str, minutes: float | None = None) -> None:
        at = None if minutes is None else self.watch.now + timedelta(minutes=minutes)
        self.told += 1
        wish = TellFuse(event=event, fuse=fuse, at=at)
        who = Actor.service("fuses")
        self.deciders.execute(self.store, Wish(wish, derived_id("told", self.told), who, self.watch.now))

    def pass_(self, minutes: float) -> list[str]:
        """Time passes and the clock looks; the fuses that have blown so far."""
        self.watch.pass_(minutes=minutes)
        while not self.clock.step():
            pass
        return self.blown()

    def blown(self) -> list[str]:
        return [e.stream.removeprefix("fuse-") for e in events_of(self.store) if e.type == "FuseBlown"]

    def standing(self) -> int:
        """How many timers stand, whenever they are due."""
        with self.store.transaction() as tx:
            return len(self.kept.due(tx, self.watch.now + timedelta(days=1000), 1000))

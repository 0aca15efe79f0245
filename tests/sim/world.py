"""The platform in one process: every service's store, door and worker, and the projector, on one scheduler."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from shared.contracts import Command, Event, catalogue
from shared.delivery import Delivery
from shared.door.answers import Answers
from shared.door.door import Door
from shared.envelope import Envelope
from shared.hearing import Hearing, React
from shared.loops import Loops, World
from shared.service import Service
from shared.steady import Step, steadily
from stadion.services import DOMAIN, declaration
from tests.sim.archive import Archive, ArchiveSink
from tests.sim.calls import Caller, Desk
from tests.sim.faults import Faults, Happening
from tests.sim.home import Home, Records
from tests.sim.identity import Signet
from tests.sim.network import Broker, BrokerLinks
from tests.sim.scheduler import Process, Scheduler
from tests.sim.store import SimulatedStore
from tests.sim.worker import Links, Stop, Unwatched

START = datetime(2025, 3, 10, 8, tzinfo=UTC)
HORIZON = START + timedelta(days=200)  # some things come round every day or year, for ever
SERVICES: dict[str, Service] = {name: declaration(name) for name in DOMAIN}


class Town:
    """`faults` and `happenings` are what goes wrong."""

    def __init__(self, scheduler: Scheduler, faults: Faults, happenings: Sequence[Happening]) -> None:
        self.scheduler, self.faults, self.happenings = scheduler, faults, happenings
        self.signet = Signet()
        self.broker = Broker(scheduler, faults)
        self.homes = {name: Home(service, self._store(name)) for name, service in SERVICES.items()}
        self.desks = {name: Desk(scheduler, faults, name) for name in SERVICES}
        self.caller = Caller(scheduler, faults, self.desks)
        self.archive = Archive(self._store("archive"))
        self.lives: dict[str, int] = {}
        self.alive: dict[str, Process] = {}
        self.skews: dict[str, float] = {}
        self.former = {each.who: former(SERVICES[each.who], each.by) for each in happenings if each.way == "upgrade"}

    def _store(self, name: str) -> SimulatedStore:
        return SimulatedStore(name, self.scheduler, self.faults, lambda: self.at(0.0))

    def at(self, skew: float) -> datetime:
        return START + timedelta(seconds=self.scheduler.now + skew)

    def start(self) -> None:
        for name in SERVICES:
            self.begin(f"door {name}")
            self.begin(f"worker {name}")
        self.begin("projector")
        for each in self.happenings:
            if each.way != "crash":
                self.scheduler.later(each.at, partial(self._happen, each))

    # processes

    def begin(self, name: str, life: str = "") -> Process:
        """A new life of a process, or a second one beside it."""
        self.lives[name] = self.lives.get(name, 0) + 1
        process = Process(f"{name}{life}#{self.lives[name]}")
        process.skew = self.skews.get(name, 0.0)
        if self.lives[name] == 1:
            process.doomed = frozenset(int(h.at) for h in self.happenings if h.way == "crash" and h.who == name)
        process.died = lambda step: self._died(name, process)
        kind, _, service = name.partition(" ")
        {"door": self._door, "worker": self._worker, "projector": self._projector}[kind](process, service)
        if not life:
            self.alive[name] = process
        return process

    def _died(self, name: str, process: Process) -> None:
        self.faults.count("crash")
        doomed = sorted(h.lasts for h in self.happenings if h.way == "crash" and h.who == name)
        self.scheduler.later(doomed[self.lives[name] % len(doomed)], partial(self._again, name, process))

    def _again(self, name: str, process: Process) -> None:
        if self.alive.get(name) is process:
            steps = frozenset(step - process.steps for step in process.doomed if step > process.steps)
            self.begin(name).doomed = steps

    def clock_of(self, process: Process) -> Callable[[], datetime]:
        return lambda: self.at(process.skew)

    def _door(self, process: Process, name: str) -> None:
        home = self.homes[name]
        answers = Answers(
            service=name,
            hears=home.service.hears,
            commands=catalogue.of(name, Command),
            deciders=home.deciders,
            store=home.store,
            records=Records(home),
            verifier=self.signet,
            clock=self.clock_of(process),
            pause=self.scheduler.sleep,
        )
        self.desks[name].open(process, Door(answers, lambda: self.scheduler.now))

    def _worker(self, process: Process, name: str) -> None:
        home, clock = self.homes[name], self.clock_of(process)
        links = Links(BrokerLinks(self.broker, name), self.caller, self.signet, clock)
        world = World(clock, lambda: self.scheduler.now, lambda: self.scheduler.current.dice.random())
        service = self.former.get(name, home.service)
        loops = Loops(
            replace(service, react=self._failing(service)), home.store, home.kept, home.deciders, links, world
        )
        for loop, opened in loops.by_name().items():
            self._turn(process, loop, opened, home.store)

    def _failing(self, service: Service) -> Hearing:
        """The reactions of a release that now and then cannot make anything of an event."""

        def fragile(react: React) -> React:
            def tried(event: Event, envelope: Envelope) -> Iterable[Command]:
                if self.faults.fails(service.name, envelope.id):
                    raise RuntimeError("the reaction fails")
                return react(event, envelope)

            return tried

        return Hearing(tuple(replace(each, react=fragile(each.react)) for each in service.react.reactions))

    def _projector(self, process: Process, _: str) -> None:
        for source in SERVICES:
            self._turn(process, f"from {source}", partial(self._following, process, source), self.archive.store)

    @contextmanager
    def _following(self, process: Process, source: str) -> Iterator[Step]:
        links = Links(BrokerLinks(self.broker, "analytics"), self.caller, self.signet, self.clock_of(process))
        with links.feed() as feed, links.inlet(source) as inlet:
            sink = ArchiveSink(self.archive, source)
            yield Delivery(source, inlet, feed, sink, lambda: self.scheduler.now).step

    def _turn(self, process: Process, loop: str, opened: Any, store: SimulatedStore) -> None:
        stop: Any = Stop(self.scheduler, store.grown)
        dice = self.scheduler.dice(f"{process.name} {loop} pauses")
        self.scheduler.spawn(process, loop, lambda: steadily(loop, opened, stop, Unwatched(), dice.random))

    # what happens

    def _happen(self, each: Happening) -> None:
        self.faults.count(each.way)
        match each.way:
            case "second worker":
                name = each.who if each.who == "projector" else f"worker {each.who}"
                second = self.begin(name, " beside")
                self.scheduler.later(each.lasts, partial(self.scheduler.kill, second))
            case "broker down":
                self.broker.down = True
                self.broker.break_off()
                self.scheduler.later(each.lasts, partial(setattr, self.broker, "down", False))
            case "broker emptied":
                self.broker.forget()
            case "upgrade":
                self._upgrade(each.who)
            case "clock wrong":
                self._skew(each.who, each.by)
                self.scheduler.later(each.lasts, partial(self._skew, each.who, 0.0))
            case "store down":
                store = self.homes[each.who].store
                store.away = True
                self.scheduler.fire(store.free_again)
                self.scheduler.later(each.lasts, partial(setattr, store, "away", False))

    def _upgrade(self, who: str) -> None:
        """Its worker is replaced by one of the release that has all reactions; a dead one comes back as that."""
        if not self.former.pop(who, None):
            return  # all is well already
        if not (process := self.alive[f"worker {who}"]).dead:
            self.scheduler.kill(process)
            self.begin(f"worker {who}")

    def _skew(self, who: str, by: float) -> None:
        self.skews[who] = by
        if who in self.alive:
            self.alive[who].skew = by

    def heal(self) -> None:
        """Nothing goes wrong any more, and everybody is there."""
        self.faults.stop()
        for who in list(self.former):
            self._upgrade(who)
        self.broker.down = False
        for home in self.homes.values():
            home.store.away = False
        for name, process in list(self.alive.items()):
            self._skew(name, 0.0)
            process.doomed = frozenset()
            if process.dead:
                self.begin(name).doomed = frozenset()

    def settled(self) -> bool:
        """Whether everything is published, heard and archived, and nothing waits."""
        ends = {name: home.store.events[-1].position if home.store.events else 0 for name, home in self.homes.items()}
        if any(home.checkpoint.mark.position != ends[name] or home.inbox.held for name, home in self.homes.items()):
            return False
        heard = [(home.inbox, source) for home in self.homes.values() for source in home.service.hears]
        heard += [(self.archive.inbox, source) for source in SERVICES]
        if any(inbox.positions.get(source, 0) != ends[source] for inbox, source in heard):
            return False
        if any(
            since and reached < since for home in self.homes.values() for since, reached in home.inbox.hearing.values()
        ):
            return False
        writing = [tx for home in self.homes.values() for tx in home.store.open if tx.events or tx.once_kept]
        return not writing and not self._timers_wait(ends)

    def _timers_wait(self, ends: dict[str, int]) -> bool:
        """Whether a clock has still to fold or to give something now."""
        for name, home in self.homes.items():
            if home.service.timers:
                due = [at for key, at in home.timers.try_at.items() if key in home.timers.standing]
                if home.timers.at_mark.position != ends[name] or any(at <= self.at(0.0) for at in due):
                    return True
        return False

    def next_timer(self) -> datetime | None:
        """When the next timer that stands is to be tried."""
        at = [home.timers.try_at[key] for home in self.homes.values() for key in home.timers.standing]
        return min(at, default=None)


def former(service: Service, share: float) -> Service:
    """The release before one that added a reaction to a type of event, or a type to a reaction."""
    pairs = [(each, cls) for each in service.react.reactions for cls in each.types]
    added, type_ = pairs[int(share * len(pairs))]
    rest = [
        replace(each, types=tuple(t for t in each.types if each != added or t != type_))
        for each in service.react.reactions
    ]
    return replace(service, react=Hearing(tuple(rest)))

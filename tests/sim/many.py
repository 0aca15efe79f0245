"""Many seeds on all cores, and what they came to together."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from multiprocessing import get_context

from tests.sim.plan import Cut, Plan, with_one_crash
from tests.sim.run import simulate
from tests.sim.shrinker import Shrinker, report


@dataclass(frozen=True)
class Told:
    """What one run says of itself to the process that counts."""

    given: Given
    violations: tuple[str, ...]
    digest: str
    steps: int
    seconds: float
    events: int
    commands: int
    injected: Counter[str]
    crashed_at: Counter[str]


@dataclass
class Sum:
    runs: int = 0
    steps: int = 0
    events: int = 0
    commands: int = 0
    simulated: float = 0.0
    took: float = 0.0
    injected: Counter[str] = field(default_factory=Counter)
    crashed_at: Counter[str] = field(default_factory=Counter)
    failed: list[Told] = field(default_factory=list)

    def add(self, told: Told) -> None:
        self.runs += 1
        self.steps += told.steps
        self.events += told.events
        self.commands += told.commands
        self.simulated += told.seconds
        self.injected += told.injected
        self.crashed_at += told.crashed_at
        if told.violations:
            self.failed.append(told)

    def __str__(self) -> str:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(self.injected.items()))
        places = ", ".join(f"{place} {count:,}" for place, count in sorted(self.crashed_at.items()))
        return (
            f"{self.runs:,} seeds in {self.took:.0f} s: {self.commands:,} commands, {self.events:,} events,"
            f" {self.steps:,} steps\ninjected: {kinds}\ncrashed at: {places}\nfailed: {len(self.failed)}"
        )


@dataclass(frozen=True)
class Given:
    """What to run: a seed, what to leave out of it, and where nothing but one crash is wanted, where."""

    seed: int
    cut: str = ""
    crash: tuple[str, int] | None = None

    def plan(self) -> Plan:
        plan = Plan.of(self.seed, Cut.read(self.cut))
        return with_one_crash(plan, *self.crash) if self.crash else plan


def one(given: Given) -> Told:
    r = simulate(given.plan())
    return Told(
        given, tuple(r.violations), r.digest, r.steps, r.seconds, r.events, r.commands, r.injected, r.crashed_at
    )


def many(given: Iterable[Given], processes: int, told: Callable[[Told], None] = lambda each: None) -> Sum:
    """Run them all; `told` hears of each as it ends."""
    total, start = Sum(), time.monotonic()
    with get_context("spawn").Pool(processes) as pool:
        for each in pool.imap_unordered(one, list(given), chunksize=4):
            total.add(each)
            told(each)
    total.took = time.monotonic() - start
    return total


def every_step(seed: int, stride: int) -> Iterator[Given]:
    """One run for every (or every so many) step that each process takes when nothing goes wrong."""
    quiet = simulate(replace(Plan.of(seed), happenings={}, rates={}))
    for name, process in sorted(quiet.town.alive.items()):
        for step in range(1, process.steps + 1, stride):
            yield Given(seed, crash=(name, step))


def shrunk(given: Given) -> str:
    """The report on a failing run, made as small as it goes; of one crash there is nothing to leave out."""
    result = simulate(given.plan())
    return report(result if given.crash else Shrinker(result).shrink())

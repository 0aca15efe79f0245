"""What goes wrong in a run: chances by kind, drawn at each step; happenings at a time, or at a process's n-th step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.sim.scheduler import Scheduler

KINDS: dict[str, float] = {
    "store error": 0.01,
    "commit unknown": 0.03,
    "request lost": 0.1,
    "request twice": 0.1,
    "answer lost": 0.15,
    "publish cut": 0.1,
    "confirm lost": 0.1,
    "message lost": 0.2,
    "message twice": 0.2,
    "message late": 0.2,
    "messages out of order": 0.3,
    "message garbled": 0.03,
    "ack lost": 0.05,
    "reaction fails": 0.1,
    "stall": 0.002,
}
"""The highest chance of each kind; a run has some of them, each with a chance of its own."""

Way = Literal["crash", "second worker", "broker down", "broker emptied", "clock wrong", "store down", "upgrade"]
SERVICES = ("members", "cards", "booking", "finance", "engagement")
FAILS = 200.0  # seconds that a reaction to an event fails at most
WORST_SKEW = 2 * 3600.0  # seconds


@dataclass(frozen=True)
class Happening:
    """`who` is a process or a service (the projector is both); `at` seconds, or for a crash the step.

    `lasts` seconds until it is mended. `by` is what is needed besides: by how many seconds a clock is wrong, which
    reaction (a share of all) the service does not have before its upgrade.
    """

    way: Way
    who: str
    at: float
    lasts: float
    by: float = 0.0


def rates(dice: Random) -> dict[str, float]:
    """In every fourth run nothing is wrong in the small; else about half of the kinds."""
    if dice.random() < 0.25:
        return {}
    return {kind: dice.random() * most for kind, most in KINDS.items() if dice.random() < 0.5}


def processes() -> list[str]:
    return [f"{kind} {service}" for service in SERVICES for kind in ("door", "worker")] + ["projector"]


def happenings(dice: Random, seconds: float) -> list[Happening]:
    """Mostly crashes, at steps that are spread over the life of a process on a logarithmic scale."""
    found = []
    for _ in range(dice.choice((0, 1, 2, 4, 8, 16))):
        found.append(Happening("crash", dice.choice(processes()), int(3 * 300 ** dice.random()), dice.random() * 15))
    others: tuple[Way, ...] = ("second worker", "broker down", "broker emptied", "clock wrong", "store down")
    for _ in range(dice.choice((0, 0, 1, 2, 4))):
        way = dice.choice(others)
        who = "" if way.startswith("broker") else dice.choice(SERVICES)
        if way == "clock wrong":
            who = dice.choice(processes())
        if way == "second worker" and dice.random() < 0.3:
            who = "projector"
        by = WORST_SKEW * dice.choice((-1, 1)) * dice.random() ** 3
        lasts = 1 + dice.random() * (400 if way == "second worker" else 40)
        found.append(Happening(way, who, dice.random() * seconds, lasts, by))
    return found


def upgrades(dice: Random, seconds: float) -> list[Happening]:
    """In every third run a service gets a reaction only later on, in the middle of what it hears."""
    if dice.random() > 1 / 3:
        return []
    return [Happening("upgrade", dice.choice(SERVICES), dice.random() * seconds, 0.0, by=dice.random())]


class Faults:
    """Draws small faults from the dice of the fibre that meets them, and counts all that were injected."""

    def __init__(self, scheduler: Scheduler, rates: Mapping[str, float]) -> None:
        self.scheduler, self.rates = scheduler, dict(rates)
        self.injected: Counter[str] = Counter()
        self._failing: dict[tuple[str, str], float] = {}
        scheduler.slow = self.rates.get("stall", 0.0)

    def strike(self, kind: str) -> bool:
        chance = self.rates.get(kind)
        if not chance or self.scheduler.current.dice.random() >= chance:
            return False
        self.injected[kind] += 1
        return True

    def count(self, kind: str) -> None:
        self.injected[kind] += 1

    def fails(self, reader: str, event_id: str) -> bool:
        """Whether a reaction to this event fails now: for a while from when it was first tried, or never."""
        if (reader, event_id) not in self._failing:
            lasts = self.scheduler.current.dice.random() * FAILS if self.strike("reaction fails") else 0.0
            self._failing[reader, event_id] = self.scheduler.now + lasts
        return self.scheduler.now < self._failing[reader, event_id]

    def stop(self) -> None:
        self.rates.clear()
        self._failing.clear()
        self.scheduler.slow = 0.0

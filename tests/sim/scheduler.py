"""Seeded fibres: ordinary blocking code that stops at every port it calls, on a clock that only this moves.

Each fibre draws from dice of its own, so that leaving one out disturbs the others as little as possible.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from heapq import heappop, heappush
from random import Random

from greenlet import getcurrent, greenlet  # eventlet brings it

STALL = 20.0  # seconds; the longest that one takes when something is


class Crashed(BaseException):
    """The process of this fibre was killed here."""


class Fibre:
    """A thread of a process; `turn` tells the entry of the queue that is meant from those that were overtaken."""

    def __init__(self, name: str, process: Process, dice: Random, work: Callable[[], None]) -> None:
        self.name, self.process, self.dice = name, process, dice
        self.turn = 0
        self.greenlet = greenlet(work)


class Process:
    """What lives and dies together. `skew`: by how many seconds its clock is wrong; `doomed`: the steps to die at."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.fibres: list[Fibre] = []
        self.dead = False
        self.skew = 0.0
        self.steps = 0
        self.doomed: frozenset[int] = frozenset()
        self.died: Callable[[str], None] = lambda step: None


class Signal:
    """Fibres that wait for something to change."""

    def __init__(self) -> None:
        self.waiting: list[Fibre] = []


Entry = tuple[float, int, int, Fibre | Callable[[], None]]


class Scheduler:
    """`quick` is the longest (seconds) that a port takes when nothing is wrong; `slow` is the chance that it stalls.

    `steps` counts what was done, `crashed_at` tells where processes died.
    """

    def __init__(self, seed: int, quick: float) -> None:
        self.seed, self.quick = seed, quick
        self.now = 0.0
        self.slow = 0.0
        self.steps = self.stalls = 0
        self.crashed_at: list[str] = []
        self._queue: list[Entry] = []
        self._count = 0
        self._current: Fibre | None = None
        self._hub = getcurrent()

    @property
    def current(self) -> Fibre:
        assert self._current is not None
        return self._current

    def dice(self, name: str) -> Random:
        return Random(f"{self.seed} {name}")

    def spawn(self, process: Process, name: str, work: Callable[[], None], after: float = 0.0) -> Fibre:
        def begin() -> None:
            if process.dead:
                return
            with suppress(Crashed):
                work()

        fibre = Fibre(f"{process.name} {name}", process, self.dice(f"{process.name} {name}"), begin)
        process.fibres.append(fibre)
        self._resume(fibre, after)
        return fibre

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        """Have `work`, which calls no port, done at a time."""
        self._count += 1
        heappush(self._queue, (self.now + seconds, self._count, 0, work))

    def _resume(self, fibre: Fibre, after: float) -> None:
        fibre.turn += 1
        self._count += 1
        heappush(self._queue, (self.now + after, self._count, fibre.turn, fibre))

    # for fibres

    def pause(self, step: str) -> None:
        """A port is called: time passes, others act, and the process may die here."""
        fibre = self.current
        process = fibre.process
        if process.dead:
            raise Crashed
        self.steps += 1
        process.steps += 1
        if process.steps in process.doomed:
            self.crashed_at.append(step)
            self.kill(process)
            process.died(step)
            raise Crashed
        wait = fibre.dice.random() * self.quick
        if self.slow and fibre.dice.random() < self.slow:
            self.stalls += 1
            wait = fibre.dice.random() * STALL
        if self._queue and self._queue[0][0] <= self.now + wait:
            self.sleep(wait)
        else:
            self.now += wait

    def sleep(self, seconds: float) -> None:
        fibre = self.current
        self._resume(fibre, seconds)
        self._away(fibre)

    def wait(self, signal: Signal, seconds: float | None = None) -> None:
        """Until `signal` is fired, or `seconds` have passed."""
        fibre = self.current
        fibre.turn += 1
        signal.waiting.append(fibre)
        if seconds is not None:
            self._resume(fibre, seconds)
        try:
            self._away(fibre)
        finally:
            if fibre in signal.waiting:
                signal.waiting.remove(fibre)

    def fire(self, signal: Signal) -> None:
        waiting, signal.waiting = signal.waiting, []
        for fibre in waiting:
            self._resume(fibre, fibre.dice.random() * self.quick)

    def _away(self, fibre: Fibre) -> None:
        self._hub.switch()
        if fibre.process.dead:
            raise Crashed

    # for whoever runs them

    def kill(self, process: Process) -> None:
        """At once, wherever its fibres are."""
        process.dead = True
        for fibre in process.fibres:
            if fibre is not self._current:
                self._resume(fibre, 0.0)

    def run(self, until: Callable[[], bool], seconds: float, every: float = 1.0) -> bool:
        """Let everybody act until it holds, asked `every` so many seconds; False: it did not within `seconds`."""
        end, look = self.now + seconds, self.now + every
        while self._queue:
            at, _, turn, what = heappop(self._queue)
            if isinstance(what, Fibre) and (turn != what.turn or what.greenlet.dead):
                continue
            self.now = max(self.now, at)
            self._act(what)
            if self.now >= look:
                look = self.now + every
                if until():
                    return True
                if self.now > end:
                    return False
        return until()

    def _act(self, what: Fibre | Callable[[], None]) -> None:
        if not isinstance(what, Fibre):
            what()
            return
        self._current = what
        try:
            what.greenlet.switch()
        finally:
            self._current = None
        if what.greenlet.dead and what in what.process.fibres:
            what.process.fibres.remove(what)

    def leap(self, seconds: float) -> None:
        """Time passes while nobody acts: whoever slept wakes late."""
        self.now += seconds

    def end(self) -> None:
        """Nobody goes on; frees what the fibres hold."""
        fibres = {id(what): what for *_, what in self._queue if isinstance(what, Fibre)}
        for fibre in fibres.values():
            fibre.process.dead = True
            if fibre.greenlet and not fibre.greenlet.dead:
                self._current = fibre
                fibre.greenlet.throw(Crashed)
        self._current = None
        self._queue.clear()

"""One run of a plan: the opening, everybody's flow while things go wrong, quiet, every timer; and the verdict."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import msgspec
import structlog

from shared import consumer
from tests.sim.checker import violations
from tests.sim.client import Client
from tests.sim.faults import Faults
from tests.sim.flows import FLOWS
from tests.sim.flows.scene import opening
from tests.sim.history import History
from tests.sim.plan import Part, Plan
from tests.sim.scheduler import Process, Scheduler
from tests.sim.world import HORIZON, Town

LONGEST = 6 * 3600.0  # seconds for all flows together
QUIET = 4 * 3600.0  # seconds until all must have settled once nothing goes wrong any more
MOST_TIMERS = 500  # times that the clock is put forward to the next timer


@dataclass
class Result:
    """`digest` is over all that was recorded, heard, archived and answered."""

    plan: Plan
    violations: list[str]
    digest: str
    steps: int
    seconds: float
    events: int
    commands: int
    injected: Counter[str]
    crashed_at: Counter[str]
    history: History = field(repr=False)
    town: Town = field(repr=False)


def quieten() -> None:
    """Faults by the thousand are meant here; nobody wants to read of them."""
    silent = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=silent, cache_logger_on_first_use=False)
    consumer.COUNTED_EVERY = timedelta(hours=1)  # for gauges, which nobody reads here


def simulate(plan: Plan) -> Result:
    quieten()
    scheduler = Scheduler(plan.seed, plan.quick)
    faults = Faults(scheduler, plan.rates)
    town, history = Town(scheduler, faults, [plan.happenings[n] for n in sorted(plan.happenings)]), History()
    try:
        broken = Play(scheduler, town, history).run(plan.parts)
        found = [*broken, *violations(town, history, settled=not broken)]
        return Result(
            plan,
            found,
            digest(town, history),
            scheduler.steps,
            scheduler.now,
            sum(len(home.store.events) for home in town.homes.values()),
            len(history.outcomes()),
            faults.injected + Counter({"stall": scheduler.stalls} if scheduler.stalls else {}),
            Counter(scheduler.crashed_at),
            history,
            town,
        )
    finally:
        scheduler.end()


@dataclass
class Play:
    scheduler: Scheduler
    town: Town
    history: History
    acting: int = 0
    opened: bool = False
    wrong: list[str] = field(default_factory=list)

    def run(self, parts: Sequence[Part]) -> list[str]:
        """What did not come to its end."""
        self.town.start()
        self._act(Client(self.town, self.history, "opening"), opening)
        self._until("the opening")
        for part in parts:
            self._act(Client(self.town, self.history, part.name, part.left_out), FLOWS[part.flow][0])
        self._until("the flows")
        self.town.heal()
        self._settle()
        return self.wrong

    def _act(self, client: Client, flow: object) -> None:
        assert callable(flow)

        def work() -> None:
            try:
                flow(client)
            except Exception as fault:
                self.wrong.append(f"{client.name} failed: {type(fault).__name__}: {fault}")
            self.acting -= 1

        self.acting += 1
        self.scheduler.spawn(Process(client.name), "acts", work)

    def _until(self, what: str) -> None:
        if not self.scheduler.run(lambda: not self.acting, LONGEST):
            self.wrong.append(f"I7: {what} did not come to an end")

    def _settle(self) -> None:
        """Everything arrives; then the clock goes from timer to timer until none stands that is due by HORIZON."""
        for n in range(MOST_TIMERS):
            if not self.scheduler.run(self.town.settled, QUIET):
                self.wrong.append(f"I5: it does not settle: {unsettled(self.town)}")
                return
            timer = self.town.next_timer()
            if timer is None or timer > HORIZON:
                return
            days = n // 20  # later on nobody looks every day: some timers come round daily
            self.scheduler.leap(max(days * 86400.0, (timer - self.town.at(0.0)).total_seconds()))
        self.wrong.append("I7: timers stand for ever")


def unsettled(town: Town) -> Mapping[str, object]:
    """What is still on its way, for a reader."""
    return {
        name: {
            "log": home.store.events[-1].position if home.store.events else 0,
            "published": home.checkpoint.mark.position,
            "heard": dict(home.inbox.positions),
            "held": {key: (held.reason, held.attempts, held.parked) for key, held in home.inbox.held.items()},
            "open": [[e.stream for e in tx.events] for tx in home.store.open],
            "timers": home.timers.at_mark.position,
        }
        for name, home in town.homes.items()
    } | {"archived": dict(town.archive.inbox.positions)}


def digest(town: Town, history: History) -> str:
    whole = hashlib.sha256()
    for name, home in town.homes.items():
        whole.update(msgspec.json.encode([name, home.store.events, home.inbox.positions, home.checkpoint.mark.chain]))
        answers = [(d.command_id, d.position, d.refusal) for d in home.store.decided.values()]
        whole.update(msgspec.json.encode([answers, list(home.timers.standing), len(home.inbox.parked)]))
    whole.update(msgspec.json.encode([town.archive.events, town.archive.batches]))
    whole.update("\n".join(map(str, history.lines)).encode())
    return whole.hexdigest()

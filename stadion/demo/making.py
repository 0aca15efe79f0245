"""Making the demo chain: stage by stage, many at once, waiting where services have to hear of one another."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from shared.contracts import (
    FINANCE_CLERK,
    FRONT_DESK,
    HEAD_OFFICE,
    SERVICE,
    VENUE_MANAGER,
    Actor,
    Command,
    NotYet,
    Query,
    Refusal,
)
from shared.contracts.booking import ListRooms
from shared.contracts.cards import ListProducts, OccupancyNow
from shared.contracts.engagement import ListPointsRules
from shared.contracts.finance import ListPrices
from shared.ids import derived_id
from shared.venue_time import day_start
from stadion.client import Client
from stadion.demo.chain import VENUES, VenuePlan, furnishings, openings
from stadion.demo.life import STAGES, Step, life_of
from stadion.demo.logins import OFFICE as OFFICE_LOGIN
from stadion.demo.logins import hirings, staff_id
from stadion.demo.people import people
from stadion.demo.timetable import closings, sessions

OFFICE = Actor(staff_id(OFFICE_LOGIN), (HEAD_OFFICE, SERVICE))  # as a service: the demo tells of months ago
CLOCK = Actor("service:operator", (SERVICE,))
DAYS_AHEAD = 7
PATIENCE = 60.0

Given = tuple[str, Actor, datetime, Command]
"""A command with whose order it keeps, who gives it, and when it happened."""


def desk(venue: VenuePlan) -> Actor:
    return Actor(staff_id(venue.key), (FRONT_DESK, VENUE_MANAGER, FINANCE_CLERK, SERVICE), (venue.id,))


@dataclass
class Demo:
    """One making; `done` is called after each command, with how many there are in all at the start of a stage."""

    client: Client
    now: datetime
    seed: int
    persons: int
    days: int
    done: Callable[[str, int, int], None]
    threads: int = 8
    outcomes: Counter[str] = field(default_factory=Counter)
    after: dict[str, str] = field(default_factory=dict)

    @property
    def first_day(self) -> date:
        return (self.now - timedelta(days=self.days)).date()

    def make(self) -> None:
        start = day_start(self.first_day, VENUES[0].zone) - timedelta(days=1)
        self._stage("venues", [("", OFFICE, start, c) for c in openings()])
        self._settle()
        setting_up = (*hirings(), *furnishings(start.date()))
        self._stage("rooms, cards and prices", [("", OFFICE, start, c) for c in setting_up])
        everybody = list(people(self.seed, self.persons, self.first_day, self.days))
        joining = [(p.id, desk(p.venue), self._morning(p.joined, p.venue), p.register()) for p in everybody]
        self._stage("members", [given for given in joining if given[2] < self.now])
        self._settle()
        timetable = sessions(self.first_day, self.days + DAYS_AHEAD)
        self._stage("timetable", [(s.room_id, OFFICE, at, s) for at, s in timetable])
        steps = [s for p in everybody for s in life_of(p, self.seed, self.now.date(), DAYS_AHEAD) if s.at < self.now]
        for stage in STAGES:
            self._stage(stage, self._in_order(step for step in steps if step.stage == stage))
            self._settle()
        over = closings(self.first_day, self.days, self.now)
        self._stage("closing rosters", [(c.session_id, CLOCK, at, c) for at, c in over])

    def _morning(self, day: date, venue: VenuePlan) -> datetime:
        return day_start(day, venue.zone) + timedelta(hours=6)

    def _in_order(self, steps: Iterable[Step]) -> list[Given]:
        in_time = sorted(steps, key=lambda step: step.at)
        return [(step.person.id, desk(step.person.venue), step.at, step.command) for step in in_time]

    def _stage(self, name: str, given: Sequence[Given]) -> None:
        """Give all of a stage; commands with the same key one after the other, others at the same time."""
        chains = [list(chain) for _, chain in groupby(sorted(given, key=lambda g: g[0]), key=lambda g: g[0])]
        self.done(name, 0, len(given))
        with ThreadPoolExecutor(self.threads) as pool:
            for future in [pool.submit(self._chain, name, len(given), chain) for chain in chains]:
                future.result()

    def _chain(self, name: str, total: int, chain: Sequence[Given]) -> None:
        for _, actor, at, command in chain:
            try:
                answer = self.client.acting_as(actor).give(command, derived_id("demo", command), at)
                self.outcomes["repeated" if answer["repeated"] else "done"] += 1
                self._remember(str(answer["after"]))
            except Refusal as refusal:
                self.outcomes[refusal.code] += 1
            self.done(name, 1, total)

    def _remember(self, after: str) -> None:
        service, _, position = after.partition("@")
        known = self.after.get(service, f"{service}@0")
        if int(position) > int(known.partition("@")[2]):
            self.after[service] = after

    def _settle(self) -> None:
        """Wait until the services have heard of what was done so far, and of what that led to."""
        for _ in range(2):
            for source in ("members", "finance", "booking", "cards"):
                for hearer, query in HEARERS[source]:
                    self._heard(hearer, query, source)

    def _heard(self, hearer: str, query: Query, source: str) -> None:
        wanted = self.after.get(source)
        give_up = time.monotonic() + PATIENCE
        while wanted:
            try:
                self._remember(f"{hearer}@{self.client.acting_as(OFFICE).position(query, wanted)}")
                return
            except NotYet:
                if time.monotonic() > give_up:
                    raise


ROOMS_OF_FIRST = ListRooms(venue_id=VENUES[0].id)
HEARERS: dict[str, Sequence[tuple[str, Query]]] = {
    "members": (("finance", ListPrices()), ("cards", ListProducts()), ("booking", ROOMS_OF_FIRST)),
    "finance": (("cards", OccupancyNow()), ("engagement", ListPointsRules())),
    "booking": (("cards", OccupancyNow()), ("engagement", ListPointsRules())),
    "cards": (("booking", ROOMS_OF_FIRST), ("finance", ListPrices())),
}
"""Who hears whom, and a question that waits for it."""

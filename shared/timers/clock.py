"""The clock of one service: folds its log into timers, and gives the commands of those that are due."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from shared.contracts import Actor, Command, Event, Refusal, catalogue
from shared.decider import Deciders, Wish
from shared.log import Page, Recorded, Store
from shared.service import Service
from shared.telemetry import TIMERS_LATE, logger
from shared.timers import Change, Mark, SetTimer, Timer, Timers, TimersOf, net

PAGE = 1000  # events folded in one transaction
MOST = 500  # timers given in one step
AGAIN = timedelta(minutes=1)  # until a timer that had no answer is tried again
REST = 1.0  # seconds between two looks when nothing is left to do

log = logger(__name__)


def rules_of(service: Service) -> str:
    """A digest of what the service says about timers: another one folds the log anew."""
    file = service.folder / "timers.py"
    return hashlib.sha256(file.read_bytes() if file.exists() else b"").hexdigest()


class Clock:
    """Used by one thread; when a step raises, nothing is lost: make a new one.

    Two at once do no harm: of two foldings one is kept, and a command given twice is answered once.
    """

    def __init__(
        self, service: Service, deciders: Deciders, store: Store, timers: Timers, now: Callable[[], datetime]
    ) -> None:
        assert service.timers is not None
        self.service, self.deciders, self.store, self.timers, self.now = service, deciders, store, timers, now
        self.timers_of: TimersOf = service.timers
        self.commands = {command.__name__: command for decider in service.deciders for command in decider.commands}
        with store.transaction() as tx:
            self.mark = timers.mark(tx)
            if self.mark.rules != (rules := rules_of(service)):
                timers.fold(tx, self.mark, Mark(0, rules), {})
                self.mark = Mark(0, rules)

    def step(self) -> float:
        """Fold what is new, and when the end of the log is reached, give what is due; the seconds to rest."""
        page = self.store.page(self.mark.position, PAGE)
        if page.events:
            self._fold(page)
        if len(page.events) == PAGE:
            return 0.0  # what would be due may be settled further on
        now = self.now()
        due = self._due(now)
        for timer in due:
            self._try(timer, now)
        return 0.0 if len(due) == MOST else REST

    def _fold(self, page: Page) -> None:
        known = [event for event in page.events if catalogue.event(event.type)]  # a newer release folds anew
        mark = replace(self.mark, position=page.position)
        with self.store.transaction() as tx:
            events = zip(known, self.deciders.codec.decode(tx, known), strict=True)
            changes = net(change for recorded, event in events for change in self._changes(event, recorded))
            self.timers.fold(tx, self.mark, mark, changes)
        self.mark = mark

    def _changes(self, event: Event, recorded: Recorded) -> Iterator[Change]:
        for change in self.timers_of(event, recorded):
            yield Timer.of(change, recorded) if isinstance(change, SetTimer) else change

    def _due(self, now: datetime) -> Sequence[Timer]:
        with self.store.transaction() as tx:
            due, earliest = self.timers.due(tx, now, MOST), self.timers.earliest(tx)
        late = (now - earliest).total_seconds() if earliest else 0.0
        TIMERS_LATE.labels(self.service.name).set(max(0.0, late))
        return due

    def _try(self, timer: Timer, now: datetime) -> None:
        """A refusal is an answer, unless it passes; without an answer the timer stays."""
        facts = {"service": self.service.name, "command": timer.command, "command_id": timer.command_id}
        try:
            refusal = self._give(timer, now)
        except Exception as fault:
            log.error("timer failed", fault=f"{type(fault).__name__}: {fault}", **facts)
            answered = False
        else:
            answered = not (refusal and refusal.passing)
            if refusal:
                log.warning("timer refused", refusal=str(refusal), **facts)
        with self.store.transaction() as tx:
            if answered:
                self.timers.settle(tx, timer)
            else:
                self.timers.retry(tx, timer, now + AGAIN)

    def _give(self, timer: Timer, now: datetime) -> Refusal | None:
        command: type[Command] = self.commands[timer.command]
        wish = Wish(
            command=command.load(timer.body),
            command_id=timer.command_id,
            actor=Actor.service(self.service.name),
            now=now,
            cause=timer.event_id,
            correlation=timer.flow,
        )
        return self.deciders.execute(self.store, wish).refusal

"""Reactions: a neighbour's events become own commands, each event's effect kept with the inbox that remembers it.

An event that keeps failing holds back its own stream and nothing else: it and the later ones of its stream wait
in `held`, in order, and are tried again with growing pauses until they succeed or an operator decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.contracts import Actor, Command
from shared.decider import MOST_ATTEMPTS, Deciders, Wish
from shared.envelope import Envelope
from shared.ids import derived_id
from shared.inbox import Held, Inbox, InboxMoved, Unreadable
from shared.log import CommandAlreadyDecided, Store, Transaction, WrongExpectedVersion
from shared.service import Service
from shared.telemetry import CONSUMER_LAG, CONSUMER_POSITION, HELD, PARKED, logger

TRIES = 3  # at once, before an event is held
PATIENT_TRIES = 12  # with growing pauses, about half an hour together, before an event is parked
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)
COUNTED_EVERY = timedelta(seconds=10)
ROUNDS = 100  # heads tried in one go, so that a long queue behind a mended one does not starve the rest

log = logger(__name__)


@dataclass(frozen=True)
class Surroundings:
    """What a worker's threads are given of the world; `random` is uniform over [0, 1)."""

    store: Store
    inbox: Inbox
    clock: Callable[[], datetime]
    random: Callable[[], float]


class Reactions:
    """The reactions of one service to one source; a `shared.delivery.Sink`, used by one thread."""

    def __init__(self, service: Service, source: str, deciders: Deciders, world: Surroundings) -> None:
        self.service, self.source, self.deciders, self.world = service, source, deciders, world
        with world.store.transaction() as tx:
            self.reached = world.inbox.position(tx, source)
            self.held = world.inbox.held_streams(tx, source)
        self.count_at = world.clock()

    def position(self) -> int:
        return self.reached

    def park(self, message: Unreadable) -> None:
        with self.world.store.transaction() as tx:
            self.world.inbox.park(tx, message)

    def apply(self, events: Sequence[Envelope]) -> None:
        """One transaction for each event that means something here; the quiet ones go along with the next."""
        for envelope in events:
            if envelope.stream in self.held:
                self._hold(envelope, "waits for an earlier event of its stream", attempts=0)
            else:
                self._react(envelope)
        if self.reached < events[-1].position:
            with self.world.store.transaction() as tx:
                self._advance(tx, events[-1])
            self.reached = events[-1].position
        self._report(events[-1])

    def _react(self, envelope: Envelope) -> None:
        try:
            meant = bool(self._commands(envelope))
        except Exception as fault:
            return self._hold(envelope, reason_of(fault), attempts=1)
        return self._attempt(envelope) if meant else None

    def _attempt(self, envelope: Envelope) -> None:
        """The event's effect, or its place among the held; what fails here fails alone."""
        fault = self._try(envelope, lambda tx: self._advance(tx, envelope))
        if fault is None:
            self.reached = envelope.position
        else:
            self._hold(envelope, reason_of(fault), attempts=1)

    def _try(self, envelope: Envelope, settle: Callable[[Transaction], None]) -> Exception | None:
        """The commands of an event and its settlement in one transaction; the fault if it will not go."""
        failures = conflicts = 0
        while True:
            try:
                with self.world.store.transaction() as tx:
                    self._give(tx, envelope, hold=conflicts > 0)
                    settle(tx)
                return None
            except InboxMoved:
                raise
            except (WrongExpectedVersion, CommandAlreadyDecided) as overtaken:
                conflicts += 1
                if conflicts == MOST_ATTEMPTS:
                    return overtaken
            except Exception as fault:
                failures += 1
                if failures == TRIES:
                    return fault

    def _give(self, tx: Transaction, envelope: Envelope, hold: bool) -> None:
        """Decide every command of the event; a refusal rolls all back, so that it is not remembered."""
        for index, command in enumerate(self._commands(envelope)):
            outcome = self.deciders.decide(tx, self._wish(envelope, index, command), hold)
            if outcome.refusal:
                raise outcome.refusal

    def _commands(self, envelope: Envelope) -> Sequence[Command]:
        return self.service.react(envelope.event(), envelope)

    def _wish(self, envelope: Envelope, index: int, command: Command) -> Wish:
        """The same wish whenever the event is heard: it happens when the event happened."""
        return Wish(
            command=command,
            command_id=derived_id(envelope.id, self.service.name, index),
            actor=Actor.service(self.service.name),
            now=self.world.clock(),
            at=envelope.happened_at,
            cause=envelope.id,
            correlation=envelope.correlation or envelope.id,
        )

    def _advance(self, tx: Transaction, envelope: Envelope) -> None:
        self.world.inbox.advance(tx, self.source, self.reached, envelope.position)

    def _hold(self, envelope: Envelope, reason: str, attempts: int) -> None:
        held = Held(envelope, reason, attempts, self.world.clock() + self._pause(attempts), parked=False)
        with self.world.store.transaction() as tx:
            self.world.inbox.hold(tx, held)
            self._advance(tx, envelope)
        self.reached = envelope.position
        self.held.add(envelope.stream)
        if attempts:
            log.error("event held", source=self.source, event_id=envelope.id, reason=reason)

    def _pause(self, attempts: int) -> timedelta:
        """Doubles with every failure up to the longest; jittered, so that many heads do not return at once."""
        if attempts == 0:
            return timedelta()
        longest = min(FIRST_PAUSE * (1 << (attempts - 1)), LONGEST_PAUSE)
        return longest * (0.5 + self.world.random() / 2)

    def tend(self) -> None:
        """Try the heads that are due and what waits behind those that succeed; count what waits now and then."""
        if self.held:
            self._try_heads()
        if self.world.clock() >= self.count_at:
            self._count()

    def _try_heads(self) -> None:
        for _ in range(ROUNDS):
            with self.world.store.transaction() as tx:
                self.held = self.world.inbox.held_streams(tx, self.source)
                heads = self.world.inbox.due(tx, self.source, self.world.clock())
            if not heads:
                return
            for head in heads:
                self._try_again(head)

    def _try_again(self, head: Held) -> None:
        fault = self._try(head.envelope, lambda tx: self.world.inbox.release(tx, head))
        if fault is None:
            return
        attempts = head.attempts + 1
        later = replace(
            head,
            reason=reason_of(fault),
            attempts=attempts,
            next_at=self.world.clock() + self._pause(attempts),
            parked=attempts >= PATIENT_TRIES,
        )
        with self.world.store.transaction() as tx:
            self.world.inbox.postpone(tx, later)
        if later.parked:
            log.error("event parked", source=self.source, event_id=head.envelope.id, reason=later.reason)

    def _report(self, latest: Envelope) -> None:
        lag = self.world.clock() - latest.recorded_at
        CONSUMER_LAG.labels(self.service.name, self.source).set(max(0.0, lag.total_seconds()))
        CONSUMER_POSITION.labels(self.service.name, self.source).set(self.reached)

    def _count(self) -> None:
        with self.world.store.transaction() as tx:
            held, parked = self.world.inbox.counts(tx, self.source)
        HELD.labels(self.service.name, self.source).set(held)
        PARKED.labels(self.service.name, self.source).set(parked)
        self.count_at = self.world.clock() + COUNTED_EVERY


def reason_of(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}".replace("\x00", "")[:2000]

"""Reactions: a neighbour's events become own commands, each event's effect kept with the inbox that remembers it.

An event that keeps failing holds back its own stream and nothing else: it and the later ones of its stream wait
in `held`, in order, and are tried again with growing pauses until they succeed or an operator decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.contracts import Actor, Command
from shared.decider import MOST_ATTEMPTS, Deciders, Wish
from shared.envelope import Envelope
from shared.hearing import SPARE, digest_of, left
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
BEHIND = "waits for an earlier event of its stream"
PAST_FIRST = "waits for what its stream said before a reaction was there"
ROUNDS = 100  # heads tried in one go, so that a long queue behind a mended one does not starve the rest

log = logger(__name__)


Settle = Callable[[Transaction], None]
"""What else is kept with an event's effect: that it was heard, told, or released."""


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
        heard = service.react.of(source)
        self.digest = digest_of(heard)
        with world.store.transaction() as tx:
            self.reached = world.inbox.begin(tx, source, heard)
        self.young: set[str] = set()  # streams that began while something is untold: they have no past
        self.look()
        self.count_at = world.clock()

    def look(self) -> None:
        """See what waits, and what of the past is still to be told (`shared.past`)."""
        with self.world.store.transaction() as tx:
            self.untold = self.world.inbox.untold(tx, self.source)
            self.held = self.world.inbox.held_streams(tx, self.source)
        if not self.untold:
            self.young.clear()

    def position(self) -> int:
        return self.reached

    def park(self, message: Unreadable) -> None:
        with self.world.store.transaction() as tx:
            self.world.inbox.park(tx, message)

    def apply(self, events: Sequence[Envelope]) -> None:
        """One transaction for each event that means something here; the quiet ones go along with the next."""
        for envelope in events:
            if self.untold and envelope.version == 1:
                self.young.add(envelope.stream)
            if envelope.stream in self.held:
                self._hold(envelope, BEHIND, attempts=0)
            else:
                self._react(envelope)
        if self.reached < events[-1].position:
            with self.world.store.transaction() as tx:
                self._advance(tx, events[-1])
            self.reached = events[-1].position
        self._report(events[-1])

    def _react(self, envelope: Envelope) -> None:
        try:
            meant = bool(self.commands(envelope))
        except Exception as fault:
            return self._hold(envelope, reason_of(fault), attempts=1)
        if meant and self.untold and envelope.stream not in self.young:
            return self._hold(envelope, PAST_FIRST, attempts=0)
        return self._attempt(envelope) if meant else None

    def _attempt(self, envelope: Envelope) -> None:
        """The event's effect, or its place among the held; what fails here fails alone."""
        fault = self.give(envelope, lambda tx: self._advance(tx, envelope), afresh=True)
        if fault is None:
            self.reached = envelope.position
        else:
            self._hold(envelope, reason_of(fault), attempts=1)

    def give(self, envelope: Envelope, settle: Settle, afresh: bool = False) -> Exception | None:
        """The commands of an event and its settlement in one transaction; the fault if it will not go.

        Unless it is heard `afresh`, an earlier release may have given some of them: those are not given again.
        """
        failures = conflicts = 0
        while True:
            try:
                with self.world.store.transaction() as tx:
                    self._decide(tx, envelope, self._wishes(tx, envelope, afresh), hold=conflicts > 0)
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

    def _decide(self, tx: Transaction, envelope: Envelope, wishes: Iterable[tuple[int, Command]], hold: bool) -> None:
        """Decide what the event leads to; a refusal rolls all back, so that it is not remembered."""
        for place, command in wishes:
            outcome = self.deciders.decide(tx, self._wish(envelope, place, command), hold)
            if outcome.refusal:
                raise outcome.refusal

    def _wishes(self, tx: Transaction, envelope: Envelope, afresh: bool) -> Iterable[tuple[int, Command]]:
        commands = self.commands(envelope)
        if afresh:
            return enumerate(commands)
        return self.not_given(envelope, commands, self.world.inbox.answered(tx, self.ids(envelope, len(commands))))

    def not_given(
        self, envelope: Envelope, commands: Sequence[Command], given: Mapping[str, str]
    ) -> Sequence[tuple[int, Command]]:
        """Those of an event's commands that are not among the names `given` by id, each with a free place."""
        ids = self.ids(envelope, len(commands))
        return list(left(commands, {place: given[id_] for place, id_ in enumerate(ids) if id_ in given}))

    def commands(self, envelope: Envelope) -> Sequence[Command]:
        return self.service.react(envelope.event(), envelope)

    def ids(self, envelope: Envelope, commands: int) -> Sequence[str]:
        """Under which ids this event's commands may have been given, by this release or an earlier one."""
        return [derived_id(envelope.id, self.service.name, place) for place in range(commands + SPARE)]

    def _wish(self, envelope: Envelope, place: int, command: Command) -> Wish:
        """The same wish whenever the event is heard: it happens when the event happened."""
        return Wish(
            command=command,
            command_id=derived_id(envelope.id, self.service.name, place),
            actor=Actor.service(self.service.name),
            now=self.world.clock(),
            at=envelope.happened_at,
            cause=envelope.id,
            correlation=envelope.correlation or envelope.id,
        )

    def _advance(self, tx: Transaction, envelope: Envelope) -> None:
        self.world.inbox.advance(tx, self.source, self.reached, envelope.position, self.digest)

    def _hold(self, envelope: Envelope, reason: str, attempts: int) -> None:
        self.set_aside(envelope, reason, attempts, lambda tx: self._advance(tx, envelope))
        self.reached = envelope.position

    def set_aside(self, envelope: Envelope, reason: str, attempts: int, settle: Settle) -> None:
        """Among the held, and settled; `attempts` failed (0: it only waits)."""
        held = Held(envelope, reason, attempts, self.world.clock() + self._pause(attempts), parked=False)
        with self.world.store.transaction() as tx:
            self.world.inbox.hold(tx, held)
            settle(tx)
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
                heads = list(filter(self._may_go, self.world.inbox.due(tx, self.source, self.world.clock())))
            if not heads:
                return
            for head in heads:
                self._try_again(head)

    def _may_go(self, head: Held) -> bool:
        """What lies behind the past that is being told waits for its end."""
        return not self.untold or head.envelope.position <= self.untold[0].since

    def _try_again(self, head: Held) -> None:
        fault = self.give(head.envelope, lambda tx: self.world.inbox.release(tx, head))
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

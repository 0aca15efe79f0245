"""From a command to events: fold, decide, append; again when somebody was faster. Pure but for its store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from shared.contracts import (
    Actor,
    BusyStream,
    Command,
    CommandIdReused,
    Event,
    Refusal,
    UnknownMessage,
)
from shared.contracts.fields import encode, instant_text
from shared.ids import derived_id
from shared.log import (
    CommandAlreadyDecided,
    Decided,
    Meta,
    NewEvent,
    Recorded,
    Store,
    Transaction,
    Write,
    WrongExpectedVersion,
)
from shared.signing import KNOWN_TO_ALL, Signatures

State = TypeVar("State")
Histories = Mapping[str, Sequence[Recorded]]
MOST_ATTEMPTS = 10


def plain_digest(text: str) -> str:
    """The blind index of services that hold no personal data; `shared.privacy` has the keyed one."""
    return hashlib.sha256(text.encode()).hexdigest()


def nothing_further(command: Any, state: Any) -> Iterable[str]:
    """Most decisions know from their command what they stand on."""
    return ()


@dataclass(frozen=True)
class Context:
    """What a decision may know besides the command and the past.

    `at` is business time: given by the caller for what happened earlier, else the moment of the command.
    `now` is the moment of the command itself. `blind` turns personal text into a keyed digest, for unique claims.
    `signatures` makes and knows what the service hands out signed.
    """

    at: datetime
    now: datetime
    actor: Actor
    blind: Callable[[str], str] = plain_digest
    signatures: Signatures = KNOWN_TO_ALL


@dataclass(frozen=True)
class Decider(Generic[State]):
    """The rules of one aggregate: pure functions over its state, which exists only as a fold.

    `streams` names the histories that a decision stands on, `further` those that only what was read tells of, until
    nothing new is named; none of them all may move before its events are appended.
    """

    commands: tuple[type[Command], ...]
    initial: State
    streams: Callable[[Any, Context], Iterable[str]]
    decide: Callable[[Any, State, Context], list[Any]]
    evolve: Callable[[State, Any], State]
    further: Callable[[Any, State], Iterable[str]] = nothing_further

    def fold(self, events: Iterable[Event]) -> State:
        state = self.initial
        for event in events:
            state = self.evolve(state, event)
        return state


class Codec(Protocol):
    """Between event objects and their JSON in the log. A transaction is given for keys that live beside the log."""

    def encode(self, tx: Transaction, events: Sequence[Event]) -> Sequence[bytes]: ...
    def decode(self, tx: Transaction, events: Sequence[Recorded]) -> Sequence[Event]: ...


@dataclass(frozen=True)
class Wish:
    """A command on its way: what is wished, under which id, by whom, when, and what led to it."""

    command: Command
    command_id: str
    actor: Actor
    now: datetime
    at: datetime | None = None
    cause: str | None = None
    correlation: str | None = None

    @property
    def text(self) -> str:
        """What was asked, equal for the same body however its fields were ordered."""
        at = instant_text(self.at) if self.at else None
        return encode([type(self.command).__name__, self.command.wire(), at]).decode()

    @property
    def meta(self) -> Meta:
        return Meta(self.actor.id, tuple(self.actor.roles), self.command_id, self.cause, self.correlation)


@dataclass(frozen=True)
class Outcome:
    """What became of a command: the log position to wait for, and the version of each stream it wrote.

    `repeated` tells that the command was decided before and this is the first answer.
    """

    position: int = 0
    streams: Mapping[str, int] = field(default_factory=dict)
    refusal: Refusal | None = None
    repeated: bool = False
    recorded: Sequence[Recorded] = field(default=(), repr=False, compare=False)

    def placed(self) -> Outcome:
        """The same with its position, which a store may tell only when the transaction is over."""
        return replace(self, position=max((r.position for r in self.recorded), default=self.position))


@dataclass(frozen=True)
class Deciders:
    """All deciders of a service, its codec, blind index and signatures: gives commands their answers.

    Who is overtaken holds the streams before deciding again: a crowd before one stream forms a queue, and everybody
    in it is served at the second attempt, where trying again and again would serve the lucky and turn away the rest.
    """

    every: Sequence[Decider[Any]]
    codec: Codec
    blind: Callable[[str], str] = plain_digest
    signatures: Signatures = KNOWN_TO_ALL

    def of(self, command: type[Command]) -> Decider[Any]:
        for decider in self.every:
            if command in decider.commands:
                return decider
        raise UnknownMessage(name=command.__name__)

    def execute(self, store: Store, wish: Wish) -> Outcome:
        """Give `wish` its answer in a transaction of its own; a refusal is an answer and is remembered."""
        streams: list[str] = []
        for _ in range(MOST_ATTEMPTS):
            try:
                with store.transaction() as tx:
                    outcome = self.decide(tx, wish, hold=bool(streams))
                return outcome.placed()
            except WrongExpectedVersion as moved:
                streams = moved.streams
            except CommandAlreadyDecided:
                pass  # the next attempt loads that answer
        raise BusyStream(streams=streams)

    def decide(self, tx: Transaction, wish: Wish, hold: bool = False) -> Outcome:
        """One attempt inside the caller's transaction; a consumer joins its inbox to it this way.

        With `hold`, nobody else can append to the streams meanwhile: for who was overtaken before.
        """
        decider = self.of(type(wish.command))
        context = Context(wish.at or wish.now, wish.now, wish.actor, self.blind, self.signatures)
        streams = list(dict.fromkeys(decider.streams(wish.command, context)))
        if hold:
            tx.hold(streams)
        loaded = tx.load(wish.command_id, streams)
        if loaded.decided:
            return self._again(loaded.decided, wish)
        histories, state = self._known(tx, decider, wish, {name: loaded.histories[name] for name in streams})
        try:
            events = decider.decide(wish.command, state, context)
        except Refusal as refusal:
            if not refusal.passing:
                tx.remember(replace(self._decided(wish), refusal=refusal.wire()))
            return Outcome(refusal=refusal)
        return self._append(tx, wish, context, histories, events)

    def _again(self, decided: Decided, wish: Wish) -> Outcome:
        if decided.fingerprint != self._fingerprint(wish):
            raise CommandIdReused(command_id=wish.command_id)
        refusal = Refusal.from_wire(decided.refusal) if decided.refusal else None
        return Outcome(decided.position, decided.streams, refusal, repeated=True)

    def _known(
        self, tx: Transaction, decider: Decider[State], wish: Wish, histories: Histories
    ) -> tuple[Histories, State]:
        """Every history that the decision stands on, and their fold."""
        state = decider.fold(self._history(tx, histories))
        while names := [name for name in dict.fromkeys(decider.further(wish.command, state)) if name not in histories]:
            loaded = tx.load(wish.command_id, names).histories
            histories = {**histories, **{name: loaded[name] for name in names}}
            state = decider.fold(self._history(tx, histories))
        return histories, state

    def _history(self, tx: Transaction, histories: Histories) -> Sequence[Event]:
        return self.codec.decode(tx, [event for history in histories.values() for event in history])

    def _append(
        self,
        tx: Transaction,
        wish: Wish,
        context: Context,
        histories: Histories,
        events: Sequence[Event],
    ) -> Outcome:
        written = {event.stream_name for event in events}
        if not written <= set(histories):
            raise AssertionError(f"{written - set(histories)} written but not read by {type(wish.command).__name__}")
        ids = [derived_id(wish.command_id, index) for index in range(len(events))]
        encoded = list(zip(ids, events, self.codec.encode(tx, events), strict=True))
        writes = []
        for name, history in histories.items():
            fresh = [
                NewEvent(
                    id=id_,
                    type=type(event).__name__,
                    schema=event.version,
                    data=data,
                    happened_at=context.at,
                )
                for id_, event, data in encoded
                if event.stream_name == name
            ]
            writes.append(Write(name, len(history), fresh))

        recorded = tx.append(writes, self._decided(wish), wish.meta)
        by_id = {r.id: r for r in recorded}
        tx.project([(by_id[id_], event) for id_, event in zip(ids, events, strict=True)])
        versions = {r.stream: r.version for r in recorded}
        return Outcome(streams=versions, recorded=recorded)

    def _decided(self, wish: Wish) -> Decided:
        return Decided(wish.command_id, type(wish.command).__name__, self._fingerprint(wish))

    def _fingerprint(self, wish: Wish) -> bytes:
        """A digest of what was asked; keyed where bodies are personal, so that nobody can try guesses on it."""
        return bytes.fromhex(self.blind(wish.text))

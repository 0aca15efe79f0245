"""From a command to events: fold, decide, append; again when somebody was faster. Pure but for its store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from shared.codec import Codec
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
from shared.reading import Reader
from shared.remembered import Remembered
from shared.signing import KNOWN_TO_ALL, Signatures

State = TypeVar("State")
MOST_ATTEMPTS = 10


def plain_digest(text: str) -> str:
    """The blind index of services that hold no personal data; `shared.privacy` has the keyed one."""
    return hashlib.sha256(text.encode()).hexdigest()


def nothing_further(command: Any, state: Any) -> Iterable[str]:
    """Most decisions know from their command what they stand on."""
    return ()


def nothing_busy(command: Any, context: Context) -> Iterable[str]:
    """Most streams are one thing's life."""
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
    nothing new is named; none of them all may move before its events are appended. `busy` are those of `streams` that
    everybody stands on: they are folded first, and a process remembers what they came to.
    """

    commands: tuple[type[Command], ...]
    initial: State
    streams: Callable[[Any, Context], Iterable[str]]
    decide: Callable[[Any, State, Context], list[Any]]
    evolve: Callable[[State, Any], State]
    further: Callable[[Any, State], Iterable[str]] = nothing_further
    busy: Callable[[Any, Context], Iterable[str]] = nothing_busy

    def fold(self, events: Iterable[Event], *behind: State) -> State:
        """Of `events` `behind` a state, or from the beginning."""
        (state,) = behind or (self.initial,)
        for event in events:
            state = self.evolve(state, event)
        return state


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
    remembered: WeakKeyDictionary[Store, Remembered] = field(
        default_factory=WeakKeyDictionary, init=False, repr=False, compare=False
    )

    def of(self, command: type[Command]) -> Decider[Any]:
        for decider in self.every:
            if command in decider.commands:
                return decider
        raise UnknownMessage(name=command.__name__)

    def execute(self, store: Store, wish: Wish) -> Outcome:
        """Give `wish` its answer in a transaction of its own; a refusal is an answer and is remembered."""
        streams: list[str] = []
        remembered = self.remembered.setdefault(store, Remembered())
        for _ in range(MOST_ATTEMPTS):
            try:
                with store.transaction() as tx:
                    outcome = self.decide(tx, wish, bool(streams), remembered)
                return outcome.placed()
            except WrongExpectedVersion as moved:
                if streams:
                    remembered.forget()
                streams = moved.streams
            except CommandAlreadyDecided:
                pass  # the next attempt loads that answer
        raise BusyStream(streams=streams)

    def decide(self, tx: Transaction, wish: Wish, hold: bool = False, remembered: Remembered | None = None) -> Outcome:
        """One attempt inside the caller's transaction; a consumer joins its inbox to it this way.

        With `hold`, nobody else can append to the streams meanwhile: for who was overtaken before. What is `remembered`
        of the log must be committed, so it is for who has written nothing in this transaction.
        """
        decider, remembered = self.of(type(wish.command)), remembered or Remembered()
        context = Context(wish.at or wish.now, wish.now, wish.actor, self.blind, self.signatures)
        streams = list(dict.fromkeys(decider.streams(wish.command, context)))
        if hold:
            tx.hold(streams)
        reader = Reader(tx, self.codec, wish.command_id, decider.fold, partial(decider.further, wish.command))
        known = remembered.of(decider.evolve, decider.busy(wish.command, context), decider.initial)
        decided, known, histories = reader.known(known, streams)
        if decided:
            return self._again(decided, wish)
        remembered.keep(decider.evolve, known)
        read, state = reader.read(known, histories)
        versions = {name: read[name] for name in [*streams, *read]}
        try:
            events = decider.decide(wish.command, state, context)
        except Refusal as refusal:
            if not refusal.passing:
                tx.remember(replace(self._decided(wish), refusal=refusal.wire()))
            return Outcome(refusal=refusal)
        return self._append(tx, wish, context, versions, events)

    def _again(self, decided: Decided, wish: Wish) -> Outcome:
        if decided.fingerprint != self._fingerprint(wish):
            raise CommandIdReused(command_id=wish.command_id)
        refusal = Refusal.from_wire(decided.refusal) if decided.refusal else None
        return Outcome(decided.position, decided.streams, refusal, repeated=True)

    def _append(
        self,
        tx: Transaction,
        wish: Wish,
        context: Context,
        versions: Mapping[str, int],
        events: Sequence[Event],
    ) -> Outcome:
        written = {event.stream_name for event in events}
        if not written <= set(versions):
            raise AssertionError(f"{written - set(versions)} written but not read by {type(wish.command).__name__}")
        ids = [derived_id(wish.command_id, index) for index in range(len(events))]
        encoded = list(zip(ids, events, self.codec.encode(tx, events), strict=True))
        writes = []
        for name, version in versions.items():
            fresh = [
                NewEvent(id=id_, type=type(event).__name__, schema=event.version, data=data, happened_at=context.at)
                for id_, event, data in encoded
                if event.stream_name == name
            ]
            writes.append(Write(name, version, fresh))

        recorded = tx.append(writes, self._decided(wish), wish.meta)
        by_id = {r.id: r for r in recorded}
        tx.project([(by_id[id_], event) for id_, event in zip(ids, events, strict=True)])
        return Outcome(streams={r.stream: r.version for r in recorded}, recorded=recorded)

    def _decided(self, wish: Wish) -> Decided:
        return Decided(wish.command_id, type(wish.command).__name__, self._fingerprint(wish))

    def _fingerprint(self, wish: Wish) -> bytes:
        """A digest of what was asked; keyed where bodies are personal, so that nobody can try guesses on it."""
        return bytes.fromhex(self.blind(wish.text))

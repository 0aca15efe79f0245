"""Given, when, then: a decider's rules as sentences, with the retry of every command tried unasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.codec import PlainCodec
from shared.contracts import STAFF, Actor, Command, Event, Refusal
from shared.decider import Context, Decider, Deciders, Wish
from shared.ids import derived_id
from shared.log import Decided, Meta, NewEvent, Write
from shared.log.memory import MemoryStore

CLERK = Actor(id="11111111-1111-4111-8111-111111111111", roles=STAFF)
NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
AT_THE_DESK = Context(at=NOON, now=NOON, actor=CLERK)


@dataclass(frozen=True)
class Scenario:
    """`Scenario(DECIDER).given(*events).when(command).then(*events)` or `.refuses(Refusal, **facts)`."""

    decider: Decider[Any]
    past: tuple[Event, ...] = ()
    wish: Command | None = None
    context: Context = AT_THE_DESK

    def given(self, *events: Event) -> Scenario:
        return replace(self, past=(*self.past, *events))

    def by(self, actor: Actor) -> Scenario:
        return replace(self, context=replace(self.context, actor=actor))

    def at(self, instant: datetime) -> Scenario:
        """The command happens, and is given, at this instant."""
        return replace(self, context=replace(self.context, at=instant, now=instant))

    def when(self, command: Command) -> Scenario:
        assert type(command).load(command.wire()) == command, "the door would not let this command in as it is"
        return replace(self, wish=command)

    def _decide(self, *more: Event) -> list[Event]:
        assert self.wish is not None
        streams = set(self.decider.streams(self.wish, self.context))
        past = remembered((*self.past, *more))
        while True:
            state = self.decider.fold([event for event in past if event.stream_name in streams])
            if (further := set(self.decider.further(self.wish, state))) <= streams:
                break
            streams |= further
        events: list[Event] = self.decider.decide(self.wish, state, self.context)
        assert {e.stream_name for e in events} <= streams, "writes a stream that it does not read"
        return events

    def then(self, *expected: Event) -> Scenario:
        """Exactly these events; each survives the log; and the same command again appends nothing more."""
        events = self._decide()
        assert events == list(expected)
        for event in events:
            assert type(event).load(event.wire()) == event
        self._repeats()
        return replace(self, past=(*self.past, *events), wish=None)

    def _repeats(self) -> None:
        assert self.wish is not None
        store = MemoryStore()
        deciders = Deciders([self.decider], PlainCodec(), self.context.blind, self.context.signatures)
        with store.transaction() as tx:
            seed(tx, self.past)
        wish = Wish(self.wish, derived_id("again"), self.context.actor, self.context.now, self.context.at)
        first, head = deciders.execute(store, wish), store.head()
        again = deciders.execute(store, wish)
        assert (store.head(), again.streams, again.position) == (head, first.streams, first.position)

    def refuses(self, refusal: type[Refusal], **facts: Any) -> None:
        """This refusal, one that the command declares, with at least these facts; both texts can be read."""
        with pytest.raises(Refusal) as caught:
            self._decide()
        assert type(caught.value) is refusal, caught.value
        assert refusal in type(self.wish).refuses, f"{type(self.wish).__name__} does not declare {refusal.__name__}"
        assert {name: caught.value.facts[name] for name in facts} == facts
        for language in ("en", "zh"):
            assert caught.value.text(refusal.says, language)
            assert caught.value.text(refusal.remedy, language)


def remembered(events: tuple[Event, ...]) -> Sequence[Event]:
    """The events as a log gives them back: equal to these, and not the same objects."""
    store = MemoryStore()
    with store.transaction() as tx:
        seed(tx, events)
    return PlainCodec().decode(tx, store.events)


def seed(tx: Any, events: tuple[Event, ...]) -> None:
    """Append a past to a memory log."""
    codec = PlainCodec()
    for i, event in enumerate(events):
        history = tx.load("", [event.stream_name]).histories[event.stream_name]
        new = NewEvent(derived_id("past", i), type(event).__name__, event.version, codec.encode(tx, [event])[0], NOON)
        write = Write(event.stream_name, len(history), [new])
        tx.append([write], Decided(derived_id("past", i), "Past", b""), Meta("past", (), derived_id("past", i)))

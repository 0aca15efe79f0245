"""What a service answers to `execute`, `query`, `feed` and `describe`. Knows no transport; the world is given to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from marshmallow import ValidationError

from shared.authority import Verifier, allow
from shared.contracts import (
    HEAD_OFFICE,
    SERVICE,
    Actor,
    Command,
    Malformed,
    NotAllowed,
    NotYet,
    Query,
    UnknownMessage,
)
from shared.contracts.describe import describe
from shared.decider import Deciders, Outcome, Wish
from shared.door.call import Call, Position, body_of, wait_until
from shared.door.records import Records
from shared.envelope import Envelope
from shared.ids import new_id
from shared.log import Page, Recorded, Store

Json = dict[str, Any]
LONGEST_WAIT = 5.0  # seconds that a query waits for what it is to stand on
MOST_EVENTS = 1000


@dataclass(frozen=True)
class Answers:
    """The four methods of one service. Each gives its answer or raises a Refusal.

    `hears` names the neighbours whose events arrive here; `pause` lets time pass (seconds).
    """

    service: str
    hears: Sequence[str]
    commands: Mapping[str, type[Command]]
    deciders: Deciders
    store: Store
    records: Records
    verifier: Verifier
    clock: Callable[[], datetime]
    pause: Callable[[float], None]

    def execute(self, name: str, body: Any, call: Call) -> Outcome:
        """The outcome of a command, its refusal by the rules included."""
        wished, now = self.command(name), self.clock()
        command_id = call.identity()
        actor = self.verifier.actor(call.token, self.service, now)
        call.check_time(actor, now, wished.late_days)
        command = load(wished, body)
        allow(actor, command)
        wish = Wish(command, command_id, actor, now, call.at, call.cause, call.correlation)
        return self.deciders.execute(self.store, wish)

    def command(self, name: str) -> type[Command]:
        """The command class of this name; raises UnknownMessage."""
        if name not in self.commands:
            raise UnknownMessage(name=name[:100])
        return self.commands[name]

    def query(self, name: str, params: Any, call: Call) -> Json:
        """Rows of the own views, and the position of the own log that they stand on at least."""
        asked, now = self.records.query(name[:100]), self.clock()
        actor = self.verifier.actor(call.token, self.service, now)
        query = load(asked, params)
        allow(actor, query)
        if call.after:
            self._wait_for(Position.read(call.after))
        self._record(query, actor, now, call)
        position, figures = self.store.head(), self._figures(query)
        return {"rows": self.records.ask(query, actor, now), "position": position} | figures

    def _figures(self, query: Query) -> Json:
        """What a report stands on; asked before its rows, which are at least as fresh."""
        if query.figures is None:
            return {}
        clock, zone, sources = query.figures
        fresh_at = self.records.fresh_at(sources)
        said = {"clock": clock.en, "clock_zh": clock.zh, "zone": zone.en, "zone_zh": zone.zh, "sources": list(sources)}
        return {"figures": said | {"fresh_at": msgspec.to_builtins(fresh_at)}}

    def _record(self, query: Query, actor: Actor, now: datetime, call: Call) -> None:
        """Before an answer that must not be given unrecorded; raises the refusal of the record."""
        record = query.record()
        if record is None:
            return
        allow(actor, record)
        outcome = self.deciders.execute(
            self.store, Wish(record, new_id(), actor, now, cause=call.cause, correlation=call.correlation)
        )
        if outcome.refusal:
            raise outcome.refusal

    def _wait_for(self, after: Position) -> None:
        """Own views are never behind; a neighbour's events are waited for."""
        if after.service == self.service:
            return
        if after.service not in self.hears:
            raise Malformed(errors={"after": [f"{self.service} does not hear {after.service}."]})
        if not wait_until(lambda: self.records.heard(after.service) >= after.position, LONGEST_WAIT, self.pause):
            raise NotYet(after=str(after))

    def feed(self, after: int, limit: int, call: Call) -> Json:
        """Published events behind a position, in log order; each tells its predecessor's position.

        Asked for some types it hands out those alone, and `position` says how far it looked for them.
        """
        self._check_reader(self.verifier.actor(call.token, self.service, self.clock()))
        if not (is_whole(after) and is_whole(limit) and limit > 0):
            raise Malformed(errors={"after, limit": ["Not whole numbers from 0 and from 1."]})
        if call.types:
            return self._picked(after, min(limit, MOST_EVENTS), call.types)
        page = self.store.page(after, min(limit, MOST_EVENTS))
        if not page.events:
            return {"events": [], "position": page.position}
        relayed = self.records.relayed()
        events = [event for event in page.events if event.position <= relayed]
        position = page.position if len(events) == len(page.events) else last_position(events, after)
        previous = self.records.last_before(after) if events and after else 0
        return {"events": self._envelopes(events, previous), "position": position}

    def _picked(self, after: int, limit: int, types: Sequence[str]) -> Json:
        relayed = self.records.relayed()
        page = self.store.pick(types, after, relayed, limit) if after < relayed else Page((), after)
        return {"events": self._envelopes(page.events, after), "position": page.position}

    @staticmethod
    def _check_reader(actor: Actor) -> None:
        if not actor.has(SERVICE, HEAD_OFFICE):
            raise NotAllowed(why="the feed is for services")

    def _envelopes(self, events: Sequence[Recorded], previous: int) -> list[Json]:
        envelopes = []
        for event in events:
            envelopes.append(Envelope.of(self.service, event, previous).wire())
            previous = event.position
        return envelopes

    def describe(self) -> Json:
        """The contract, as JSON."""
        return describe(self.service)


def load(message: Any, body: Any) -> Any:
    """A message of that class from a JSON object; raises Malformed with what is wrong in each field."""
    try:
        return message.load(body_of(body, "body"))
    except ValidationError as wrong:
        errors = wrong.messages if isinstance(wrong.messages, dict) else {"body": wrong.messages}
        raise Malformed(errors=errors) from None


def is_whole(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**63


def last_position(events: Sequence[Recorded], otherwise: int) -> int:
    return events[-1].position if events else otherwise

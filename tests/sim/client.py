"""Somebody who gives commands: repeats them under the same id until there is an answer, and keeps a history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from shared.contracts import (
    COACH,
    DEVICE,
    FINANCE_CLERK,
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    PROVIDER,
    VENUE_MANAGER,
    Actor,
    BusyStream,
    Command,
    NotAllowed,
    Refusal,
    StoreAway,
    service_of,
)
from shared.contracts.fields import instant_text
from shared.ids import derived_id
from shared.rpc import CallFailed
from tests.sim.history import History, Line
from tests.sim.world import Town

TIMEOUT = 8.0  # seconds that an answer is awaited
TRIES = 6
OFFICE = Actor(derived_id("office"), (HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, FINANCE_CLERK))
MANAGER = Actor(derived_id("manager"), (VENUE_MANAGER, FRONT_DESK))
COACHING = Actor(derived_id("sim", "coach"), (COACH,))
GATE = Actor(derived_id("gate"), (DEVICE,))
BANK = Actor("provider:sandbox", (PROVIDER,))


def person(member_id: str) -> Actor:
    return Actor(member_id, (MEMBER,), member_id=member_id)


@dataclass(frozen=True)
class Answer:
    """What became of a command; neither `ok` nor a `refusal`: nobody knows."""

    ok: Mapping[str, Any] | None = None
    refusal: Refusal | None = None


class Client:
    """One caller with dice of its own; `left_out` are the numbers of its commands that it does not give."""

    def __init__(self, town: Town, history: History, name: str, left_out: frozenset[int] = frozenset()) -> None:
        self.town, self.history, self.name, self.left_out = town, history, name, left_out
        self.dice: Random = town.scheduler.dice(f"client {name}")
        self.given = 0

    @property
    def now(self) -> datetime:
        return self.town.at(0.0)

    def sleep(self, most: float) -> None:
        """A while, of `most` so many seconds."""
        self.town.scheduler.sleep(self.dice.random() * most)

    def give(
        self, command: Command, actor: Actor = OFFICE, *, at: datetime | None = None, tries: int = TRIES
    ) -> Answer:
        self.given += 1
        if self.given in self.left_out:
            return Answer()
        command_id = derived_id("sim", self.name, self.given)
        return self.repeat(command_id, command, actor, at, tries)

    def repeat(self, command_id: str, command: Command, actor: Actor, at: datetime | None, tries: int) -> Answer:
        service, name = service_of(type(command)), type(command).__name__
        body = command.wire()
        self._note("invoke", service, name, command_id, body)
        last: dict[str, Any] = {}
        for attempt in range(tries):
            token = self.town.signet.token(actor, service, self.now)
            call = {"token": token, "command_id": command_id, "at": instant_text(at) if at else None}
            try:
                ok = self.town.caller.call(service, "execute", [name, body, call], TIMEOUT)
            except CallFailed:
                self.town.scheduler.sleep(0.1 * 2**attempt)
                continue
            except Refusal as refusal:
                if refusal.passing or isinstance(refusal, StoreAway | BusyStream | NotAllowed):
                    self.town.scheduler.sleep(0.5 * 2**attempt)
                    last = {"code": refusal.code}
                    continue
                self._note("refused", service, name, command_id, {"code": refusal.code})
                return Answer(refusal=refusal)
            self._note("ok", service, name, command_id, ok)
            return Answer(ok=ok)
        self._note("unknown", service, name, command_id, last)
        return Answer()

    def together(self, commands: Sequence[tuple[str, Command]]) -> None:
        """Give all at the same time, each under its id; returns when all have what they will get."""
        left = [len(commands)]

        def give(command_id: str, command: Command) -> Callable[[], None]:
            def work() -> None:
                self.repeat(command_id, command, OFFICE, None, TRIES)
                left[0] -= 1

            return work

        process = self.town.scheduler.current.process
        for n, (command_id, command) in enumerate(commands):
            self.given += 1
            if self.given in self.left_out:
                left[0] -= 1
            else:
                self.town.scheduler.spawn(process, f"together {self.given} {n}", give(command_id, command))
        while left[0]:
            self.town.scheduler.sleep(1.0)

    def _note(self, what: Any, service: str, name: str, command_id: str, told: Mapping[str, Any]) -> None:
        line = Line(self.town.scheduler.now, self.name, what, service, name, command_id, told)
        self.history.lines.append(line)

    def await_stream(self, service: str, stream: str, seconds: float = 120.0, version: int = 1) -> bool:
        """Wait until a stream has so many events: what a person sees on a screen."""
        end = self.town.scheduler.now + seconds
        while len(self.town.homes[service].store.streams.get(stream, ())) < version:
            if self.town.scheduler.now > end:
                return False
            self.town.scheduler.sleep(1.0)
        return True

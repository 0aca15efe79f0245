"""What comes with every command and query: who calls, under which id, and what led to it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import msgspec

from shared.contracts import (
    GUEST,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Actor,
    HappenedTooLongAgo,
    Malformed,
    ManagerEntersLate,
    NotAllowed,
)

Printable = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[ -~]*$")]
AHEAD = timedelta(seconds=5)  # how far a caller's clock may be ahead
BEHIND = timedelta(days=4)  # a gate that was offline over a long weekend, a payment entered on Monday
POSITION = re.compile(r"([a-z][a-z_]*)@(\d{1,18})")


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """`token` proves who acts. `at` is business time, for what happened earlier. `after` is what a query waits for.
    `types` are the events that a feed is asked for, if not for all.

    `cause` and `correlation` (the request or event that led here, and the whole flow) go into the log.
    """

    token: Annotated[str, msgspec.Meta(max_length=8000)]
    command_id: UUID | None = None
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    cause: Printable | None = None
    correlation: Printable | None = None
    after: Printable | None = None
    types: tuple[Printable, ...] = ()

    @staticmethod
    def read(body: Any) -> Call:
        """The call that came as JSON values; raises Malformed. What is not known here is not looked at."""
        try:
            return msgspec.convert(body, Call)
        except msgspec.ValidationError as wrong:
            raise Malformed(errors={"call": [str(wrong)]}) from None

    def identity(self) -> str:
        """The command id; a command without one could not be repeated safely."""
        if self.command_id is None:
            raise Malformed(errors={"command_id": ["Missing: a UUID, the same for every repetition."]})
        return str(self.command_id)

    def check_time(self, actor: Actor, now: datetime, late_days: int = 0) -> None:
        """Nobody acts in the future; a member acts now, other people and devices up to `BEHIND` in the past.

        A manager may go back `late_days`, where the command allows more. A service, and what an operator does as one
        (an import, a correction by head office), may go back further. Raises Malformed, NotAllowed, HappenedTooLongAgo,
        ManagerEntersLate.
        """
        if self.at is None:
            return
        if self.at > now + AHEAD:
            raise Malformed(errors={"at": ["Lies in the future."]})
        if set(actor.roles) <= {MEMBER, GUEST}:
            raise NotAllowed(why="members act now, not at another time")
        if self.at < now - BEHIND and not actor.has(SERVICE):
            self._check_late(actor, now, late_days)

    def _check_late(self, actor: Actor, now: datetime, late_days: int) -> None:
        assert self.at is not None
        if self.at < now - timedelta(days=late_days):
            raise HappenedTooLongAgo(days=max(late_days, BEHIND.days))
        if not actor.has(VENUE_MANAGER, HEAD_OFFICE):
            raise ManagerEntersLate(days=BEHIND.days, late_days=late_days)


class Position(NamedTuple):
    """A place in a service's log that an answer has to stand on."""

    service: str
    position: int

    @staticmethod
    def read(text: str) -> Position:
        """From `members@42`; raises Malformed."""
        match = POSITION.fullmatch(text)
        if match is None:
            raise Malformed(errors={"after": ["Not <service>@<position>."]})
        return Position(match[1], int(match[2]))

    def __str__(self) -> str:
        return f"{self.service}@{self.position}"


def wait_until(reached: Callable[[], bool], seconds: float, pause: Callable[[float], None]) -> bool:
    """Whether it came true within about `seconds`; asks often at first, then less."""
    step = 0.01
    while not reached():
        if seconds <= 0:
            return False
        pause(step)
        seconds, step = seconds - step, min(step * 1.5, 0.25)
    return True


def body_of(body: Any, what: str) -> Mapping[str, Any]:
    """A JSON object, or Malformed."""
    if not isinstance(body, dict):
        raise Malformed(errors={what: ["Not a JSON object."]})
    return body

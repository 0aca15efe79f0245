"""The inbox: how far a service heard each neighbour, and which events it could not act on yet.

The port that both adapters keep (`memory`, `postgres`). Every change joins the caller's transaction, so it is
kept with the effect or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from shared.envelope import Envelope
from shared.hearing import Heard
from shared.log import Transaction


class InboxMoved(Exception):
    """Somebody else heard, or settled, the same event meanwhile; nothing of this transaction is kept.

    This is the fence between two workers of one service: only one of them can move the inbox from a position.
    """


@dataclass(frozen=True)
class Held:
    """An event that waits: the failing head of its stream, or one behind it.

    `attempts` counts the failed ones; `next_at` is when the head is tried again, unless it is `parked`:
    then only an operator's replay or skip moves its stream on.
    """

    envelope: Envelope
    reason: str
    attempts: int
    next_at: datetime
    parked: bool


@dataclass(frozen=True)
class Unreadable:
    """A message that is no event: kept as it came."""

    source: str
    queue: str
    body: bytes
    headers: Mapping[str, Any]
    reason: str


@dataclass(frozen=True)
class Untold:
    """What a source said before some reactions were there, and they are still to be told.

    It lies behind `reached` up to `since`; what was said later they have heard as it came.
    """

    since: int
    reached: int
    heard: frozenset[Heard]

    def types(self) -> list[str]:
        return sorted({each.type for each in self.heard})


class Inbox(Protocol):
    """One service's inbox, over all neighbours."""

    def position(self, tx: Transaction, source: str) -> int:
        """The position of the last event of `source` that was heard (0: none)."""
        ...

    def begin(self, tx: Transaction, source: str, heard: frozenset[Heard]) -> int:
        """From here on these reactions hear `source`; the position up to which it was heard so far.

        Those that did not hear it are to be told what was said up to there, and those that are heard no longer know
        from where they missed it, should they come back. Nobody else's reactions move the inbox any more.
        """
        ...

    def advance(self, tx: Transaction, source: str, before: int, position: int, reactions: str = "") -> None:
        """Heard up to `position`; raises InboxMoved unless it stood at `before`, moved by the same `reactions`.

        These are the `digest_of` what began; who never did has none.
        """
        ...

    def untold(self, tx: Transaction, source: str) -> Sequence[Untold]:
        """What is still to be told of the past of `source`, in the order in which it is to be."""
        ...

    def tell(self, tx: Transaction, source: str, untold: Untold, reached: int) -> None:
        """These were told up to `reached`; raises InboxMoved unless they stood where `untold` says."""
        ...

    def answered(self, tx: Transaction, command_ids: Sequence[str]) -> Mapping[str, str]:
        """The names of those commands that have an answer, by their ids."""
        ...

    def ever_held(self, tx: Transaction, source: str, positions: Sequence[int]) -> set[int]:
        """Which of these events wait, or were given up by an operator."""
        ...

    def hold(self, tx: Transaction, held: Held) -> None: ...

    def held_streams(self, tx: Transaction, source: str) -> set[str]:
        """The streams of `source` of which something waits."""
        ...

    def due(self, tx: Transaction, source: str, now: datetime) -> Sequence[Held]:
        """The heads that may be tried now, one a stream."""
        ...

    def release(self, tx: Transaction, held: Held) -> None:
        """It is done; raises InboxMoved when it no longer waits."""
        ...

    def postpone(self, tx: Transaction, held: Held) -> None:
        """It failed again: remember the new reason, attempts, time and whether it is parked."""
        ...

    def park(self, tx: Transaction, message: Unreadable) -> None: ...

    def counts(self, tx: Transaction, source: str) -> tuple[int, int]:
        """How many events wait in `held`, and how many things only an operator can settle."""
        ...

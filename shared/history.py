"""Questions answered from history: a pure function over the streams that the answer stands on. Nothing is appended.

Most questions are SQL over views. Some are about the events themselves: how a figure came about, what it was on a day
of the past, what would become of it if. Such a query has no file but an `Answer`, which its service declares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.codec import Codec
from shared.contracts import Actor, Event, Query, Row
from shared.decider import Context, plain_digest
from shared.ids import new_id
from shared.log import Recorded, Store, Transaction
from shared.signing import KNOWN_TO_ALL, Signatures


@dataclass(frozen=True)
class Told:
    """An event, and how it stands in the log: when it happened, when it was recorded, by whom."""

    event: Event
    recorded: Recorded


def nothing_further(query: Any, told: Sequence[Told]) -> Iterable[str]:
    """An answer whose streams the query names."""
    return ()


@dataclass(frozen=True)
class Answer:
    """The answer to one query class: the streams it stands on, and the rows that their events come to.

    `further` streams are those that only what was read tells of, until it names no more. `rows` gets the events in log
    order and a context whose times are the moment of the question; it may raise a Refusal. Who may see whose history it
    must say itself, where `member_id` alone does not.
    """

    query: type[Query]
    streams: Callable[[Any], Iterable[str]]
    rows: Callable[[Any, Sequence[Told], Context], Sequence[Row]]
    further: Callable[[Any, Sequence[Told]], Iterable[str]] = nothing_further


class History:
    """A service's answers, given from its log."""

    def __init__(
        self,
        answers: Iterable[Answer],
        store: Store,
        codec: Codec,
        blind: Callable[[str], str] = plain_digest,
        signatures: Signatures = KNOWN_TO_ALL,
    ) -> None:
        self._answers = {answer.query: answer for answer in answers}
        self._store, self._codec, self._blind = store, codec, blind
        self._signatures = signatures

    def knows(self, name: str) -> type[Query] | None:
        return next((query for query in self._answers if query.__name__ == name), None)

    def ask(self, query: Query, actor: Actor, now: datetime) -> list[dict[str, Any]]:
        """The answer's rows as JSON values; raises the answer's Refusal."""
        answer = self._answers[type(query)]
        names = list(dict.fromkeys(answer.streams(query)))
        with self._store.transaction() as tx:
            told = self._told(tx, names)
            while more := [name for name in dict.fromkeys(answer.further(query, told)) if name not in names]:
                names += more
                told = self._told(tx, names)
        context = Context(now, now, actor, self._blind, self._signatures)
        return [row.wire() for row in answer.rows(query, told, context)]

    def _told(self, tx: Transaction, names: Sequence[str]) -> list[Told]:
        histories = tx.load(new_id(), names).histories
        recorded = sorted((r for name in names for r in histories[name]), key=lambda r: r.position)
        return [Told(event, r) for event, r in zip(self._codec.decode(tx, recorded), recorded, strict=True)]

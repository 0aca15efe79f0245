"""F22, I5: the archive's copy of each event is still the log's; a difference names the event and the field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from psycopg import Connection
from psycopg.rows import class_row

from shared.audit import Check, Violation
from shared.log import Recorded

ARCHIVED = """
    SELECT position, id::text, type, schema, stream, version, happened_at, recorded_at, actor, command_id, cause,
           correlation, data::text
      FROM archive.event
     WHERE source = %s
     ORDER BY position
"""
PAGE = 1000


@dataclass(frozen=True)
class Archived:
    """An event as the archive took it over."""

    position: int
    id: str
    type: str
    schema: int
    stream: str
    version: int
    happened_at: datetime
    recorded_at: datetime
    actor: str
    command_id: str
    cause: str | None
    correlation: str | None
    data: str

    def differs(self, recorded: Recorded) -> list[str]:
        """The fields in which the log says something else."""
        meta, fields = recorded.meta, vars(self)
        own: dict[str, Any] = {name: getattr(recorded, name) for name in SAME}
        own |= {
            "actor": meta.actor,
            "command_id": meta.command_id,
            "cause": meta.cause,
            "correlation": meta.correlation,
        }
        wrong = [name for name, value in own.items() if fields[name] != value]
        if msgspec.json.decode(self.data) != msgspec.json.decode(recorded.data):
            wrong.append("data")
        return wrong


SAME = ("id", "type", "schema", "stream", "version", "happened_at", "recorded_at")


def archived(connection: Connection[Any], source: str) -> Iterator[Archived]:
    """All that the archive holds of a source, in its order, fetched as it is needed; inside a transaction."""
    with connection.cursor(name=f"archive of {source}", row_factory=class_row(Archived)) as cursor:
        cursor.itersize = PAGE
        yield from cursor.execute(ARCHIVED, [source])


class Witness(Check):
    """Walks log and archive side by side; `reached` is the position up to which the archive heard this source."""

    invariant = "I5"
    promise = "the archive holds each published event once, as it stands in the log"

    def __init__(self, copies: Iterable[Archived], reached: int) -> None:
        self.copies, self.reached = iter(copies), reached
        self.next = next(self.copies, None)
        self.count = 0

    def read(self, recorded: Recorded) -> Iterator[Violation]:
        while self.next and self.next.position < recorded.position:
            yield self._lost(self.next)
        if self.next and self.next.position == recorded.position:
            self.count += 1
            if wrong := self.next.differs(recorded):
                yield Violation.at(recorded, f"differs from the archive's copy in {', '.join(wrong)}")
            self.next = next(self.copies, None)
        elif recorded.position <= self.reached:
            yield Violation.at(recorded, "is not in the archive, which is behind it already")

    def end(self, before: datetime) -> Iterator[Violation]:
        while self.next:
            yield self._lost(self.next)

    def _lost(self, copy: Archived) -> Violation:
        self.next = next(self.copies, None)
        return Violation("is in the archive and not in the log", copy.position, copy.stream, copy.type)

    def checked(self) -> str:
        return f"{self.count:,} copies up to {self.reached:,}"

"""Projections: one `.sql` file a table, run over a batch of archived events as whole statements.

A file has a section `-- create` (the table, relative to the schema on the search path) and sections `-- project`, one
statement each, that read the relation `batch` and write the table. Statements are idempotent and do not mind in which
order events of different streams come: facts are inserted once, states keep the highest version. So the same file
serves live and in a rebuild.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from psycopg import Connection, DataError, IntegrityError, sql

from shared.contracts import Event, catalogue
from shared.service import Service

HEADING = re.compile(r"^-- (create|project)[ \t]*$", re.MULTILINE)
BOUNDS = "SELECT set_config('archive.after', %s, true), set_config('archive.upto', %s, true)"
HOLD = (
    "INSERT INTO meta_held (archived, source, position, type, reason)"
    " SELECT archived, source, position, type, %s FROM archive.event WHERE archived = %s"
)
NAMED_TYPE = re.compile(r"'([A-Z][A-Za-z]+)'")


class ProjectionWrong(Exception):
    """A projection file cannot be read as one; nothing may start with it."""


@dataclass(frozen=True)
class Statement:
    """One statement over a batch, and the event types that it names: it is left out where none of them came."""

    text: str
    types: frozenset[str]

    @staticmethod
    def of(text: str, known: Collection[str]) -> Statement:
        types = frozenset(NAMED_TYPE.findall(text)) & frozenset(known)
        if not types:
            raise ProjectionWrong(f"names no event type: {text[:60]}")
        return Statement(text, types)


@dataclass(frozen=True)
class Projections:
    """All projections of a folder, in the order of their names: `dim_…` before `fact_…` before `v_…`."""

    creates: Sequence[str]
    statements: Sequence[Statement]

    @staticmethod
    def of(service: Service) -> Projections:
        """Those of `service`, over the events of whom it hears; raises ProjectionWrong."""
        return Projections.read(service.folder / "projections", event_types(service.hears))

    @staticmethod
    def read(folder: Path, known: Collection[str]) -> Projections:
        """Raises ProjectionWrong. `known` are the event types that there are."""
        creates: list[str] = []
        statements: list[Statement] = []
        for file in sorted(folder.glob("*.sql")):
            for heading, text in _sections(file):
                if heading == "create":
                    creates.append(text)
                else:
                    statements.append(Statement.of(text, known))
        if not creates:
            raise ProjectionWrong(f"{folder} holds no projection")
        return Projections(creates, statements)

    @property
    def types(self) -> frozenset[str]:
        """The event types that are projected."""
        return frozenset[str]().union(*(statement.types for statement in self.statements))

    @property
    def fingerprint(self) -> str:
        """Another one after any change, which calls for a rebuild."""
        text = "\0".join([*self.creates, *(statement.text for statement in self.statements)])
        return hashlib.sha256(text.encode()).hexdigest()

    def create(self, connection: Connection[Any], schema: str) -> None:
        """Make the empty tables in `schema`, which is there."""
        _search(connection, schema)
        for text in self.creates:
            connection.execute(text)

    def project(self, connection: Connection[Any], schema: str, after: int, upto: int, types: Collection[str]) -> int:
        """Give the events archived behind `after`, up to `upto`, their effect on the tables of `schema`.

        `types` are those that came; it must be a transaction that holds the projection's lock. An event that no table
        can take (a text where a day should be) is named in `meta_held` and left out: how many were.
        """
        _search(connection, schema)
        return self._project(connection, after, upto, types)

    def _project(self, connection: Connection[Any], after: int, upto: int, types: Collection[str]) -> int:
        try:
            with connection.transaction():
                self._run(connection, after, upto, types)
            return 0
        except (DataError, IntegrityError) as wrong:
            if upto - after == 1:
                connection.execute(HOLD, [wrong.diag.message_primary, upto])
                return 1
        middle = (after + upto) // 2
        return self._project(connection, after, middle, types) + self._project(connection, middle, upto, types)

    def _run(self, connection: Connection[Any], after: int, upto: int, types: Collection[str]) -> None:
        connection.execute(BOUNDS, [str(after), str(upto)])
        for statement in self.statements:
            if not statement.types.isdisjoint(types):
                connection.execute(statement.text)


def event_types(sources: Sequence[str]) -> frozenset[str]:
    """The names of all events that these services publish."""
    for source in sources:
        import_module(f"shared.contracts.{source}")
    return frozenset(name for source in sources for name in catalogue.of(source, Event))


def _search(connection: Connection[Any], schema: str) -> None:
    connection.execute(sql.SQL("SET LOCAL search_path = {}, archive, public").format(sql.Identifier(schema)))


def _sections(file: Path) -> Iterator[tuple[str, str]]:
    head, *parts = HEADING.split(file.read_text())
    if head.strip() and not all(line.startswith("--") for line in head.strip().splitlines()):
        raise ProjectionWrong(f"{file.name}: SQL before the first section")
    if not parts:
        raise ProjectionWrong(f"{file.name}: no section")
    for heading, text in zip(parts[::2], parts[1::2], strict=True):
        yield heading, text.strip().rstrip(";")

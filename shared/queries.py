"""A service's questions to its own views: `queries/<snake_case_of_class>.sql` answers the Query class of that name.

Parameters are the query's fields (money as `_amount` and `_currency`, day ranges as `_first` and `_until`, lists as
arrays, parts as jsonb) and `actor_id`, `actor_member_id`, `actor_venues` (NULL: all), `now`. Columns are the Row's.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

import msgspec
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from shared.contracts import HEAD_OFFICE, Actor, DayRange, Money, Query, Row, UnknownMessage, catalogue
from shared.contracts.fields import hints, kind_of, optional, personal_fields

Reveal = Callable[[Connection[Any], Sequence[Row]], Sequence[Row]]
"""Opens what is sealed in rows that hold personal fields; `shared.privacy` has the one that can."""

Complete = Callable[[Query, Sequence[Row]], Sequence[Row]]
"""An answer's rows as they go out: what its service adds outside the database, such as a signature."""

Derive = Callable[[Query], Mapping[str, Any]]
"""More parameters than a query's own fields, such as the digest of a text that is stored only sealed."""

SPREAD = {Money: ("amount", "currency"), DayRange: ("first", "until")}
MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
SAMPLES: dict[Any, Any] = {str: "x", int: 0, bool: False, date: MOMENT.date(), datetime: MOMENT}
SAMPLE_TEXTS = {"id": "00000000-0000-0000-0000-000000000000", "zone": "UTC", "phone": "+10", "cursor": None}


class QueriesDiffer(Exception):
    """A query class and its SQL file do not fit together; the service must not start."""


def nothing_derived(query: Query) -> Mapping[str, Any]:
    return {}


def as_stored(connection: Connection[Any], rows: Sequence[Row]) -> Sequence[Row]:
    return rows


def as_given(query: Query, rows: Sequence[Row]) -> Sequence[Row]:
    return rows


def snake_case(name: str) -> str:
    """
    >>> snake_case("FindMembers")
    'find_members'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def spread_of(hint: Any) -> tuple[str, ...]:
    """The parts as which a value of this type lies in SQL; none: it is one value."""
    return SPREAD.get(optional(hint) or hint, ())


def sql_value(value: Any) -> Any:
    if dataclasses.is_dataclass(value) or isinstance(value, dict):
        return Jsonb(msgspec.to_builtins(value))
    if isinstance(value, list | tuple):
        nested = any(dataclasses.is_dataclass(item) for item in value)
        return Jsonb(msgspec.to_builtins(value)) if nested else list(value)
    return value


def parameters(message: Query, actor: Actor, now: datetime) -> dict[str, Any]:
    """The named parameters of a query's statement."""
    given: dict[str, Any] = {"actor_id": actor.id, "actor_member_id": actor.member_id, "now": now}
    everywhere = actor.venues is None or actor.has(HEAD_OFFICE)
    given["actor_venues"] = None if everywhere else list(actor.venues or ())
    for name, hint in hints(type(message)).items():
        value, parts = getattr(message, name), spread_of(hint)
        given |= {f"{name}_{part}": getattr(value, part, None) for part in parts} or {name: sql_value(value)}
    return given


def ids_as_text(value: Any) -> Any:
    """SQL's uuid is text in a contract, also where a column holds a list of them."""
    if isinstance(value, list):
        return [ids_as_text(item) for item in value]
    return str(value) if isinstance(value, UUID) else value


@dataclass(frozen=True)
class Question:
    """One query class and the statement that answers it."""

    query: type[Query]
    statement: str
    derive: Derive = nothing_derived

    def ask(self, connection: Connection[Any], query: Query, actor: Actor, now: datetime) -> list[Row]:
        with connection.cursor(row_factory=dict_row) as cursor:
            found = cursor.execute(self.statement, self._given(query, actor, now)).fetchall()
        rows: list[Row] = msgspec.convert([self._fields(row) for row in found], self._rows)
        return rows

    def check(self, connection: Connection[Any]) -> None:
        """Raise QueriesDiffer unless the columns are the row's fields. Reads nothing."""
        nobody = Actor(id="", roles=(), venues=())
        given = self._given(self._sample, nobody, MOMENT)
        shape = f"SELECT * FROM ({self.statement}\n) AS answer LIMIT 0"
        columns = {column.name for column in connection.execute(shape, given).description or ()}
        if columns != self._columns:
            raise QueriesDiffer(f"{self.query.__name__}: columns differ: {sorted(columns ^ self._columns)}")

    def _given(self, query: Query, actor: Actor, now: datetime) -> dict[str, Any]:
        return parameters(query, actor, now) | dict(self.derive(query))

    @cached_property
    def _rows(self) -> Any:
        return list[self.query.answers]  # type: ignore[name-defined]

    @cached_property
    def _spread(self) -> Mapping[str, tuple[str, ...]]:
        every = hints(self.query.answers)
        return {name: parts for name, hint in every.items() if (parts := spread_of(hint))}

    @cached_property
    def _columns(self) -> set[str]:
        whole = hints(self.query.answers).keys() - self._spread.keys()
        return {*whole, *(f"{name}_{part}" for name, parts in self._spread.items() for part in parts)}

    @cached_property
    def _sample(self) -> Query:
        """A query whose values have the right types."""
        return self.query(**{name: sample(hint) for name, hint in hints(self.query).items()})

    def _fields(self, row: dict[str, Any]) -> dict[str, Any]:
        for name, value in row.items():
            row[name] = ids_as_text(value)
        for name, parts in self._spread.items():
            values = {part: row.pop(f"{name}_{part}") for part in parts}
            row[name] = None if values[parts[0]] is None else values
        return row


def sample(hint: Any) -> Any:
    """A value of this type, to try a statement with; None where there is no obvious one."""
    hint = optional(hint) or hint
    if get_origin(hint) in (tuple, list):
        return ()
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    if kind := kind_of(hint):
        return SAMPLE_TEXTS.get(kind.name, "x")
    return SAMPLES.get(hint)


class Questions:
    """All queries of a service. A class without a file, or a file without a class, is an error at the start."""

    def __init__(self, every: Iterable[Question], reveal: Reveal = as_stored, complete: Complete = as_given) -> None:
        self._every = {question.query.__name__: question for question in every}
        self._reveal, self._complete = reveal, complete

    @staticmethod
    def read(
        service: str,
        folder: Path,
        derive: Derive = nothing_derived,
        reveal: Reveal = as_stored,
        elsewhere: Collection[type[Query]] = (),
        complete: Complete = as_given,
    ) -> Questions:
        """The questions of `service`, answered by `folder`/queries/*.sql; raises QueriesDiffer.

        Those `elsewhere` are answered without SQL; `complete` has the last word about the rows.
        """
        own = catalogue.of(service, Query).items()
        queries = {snake_case(name): query for name, query in own if query not in elsewhere}
        files = {path.stem: path for path in (folder / "queries").glob("*.sql")}
        if queries.keys() != files.keys():
            raise QueriesDiffer(f"{service}: query or file alone: {sorted(queries.keys() ^ files.keys())}")
        statements = {name: files[name].read_text().strip().rstrip(";") for name in files}
        return Questions((Question(queries[name], statements[name], derive) for name in files), reveal, complete)

    def knows(self, name: str) -> bool:
        return name in self._every

    def query(self, name: str) -> type[Query]:
        """The query class of this name; raises UnknownMessage."""
        if name not in self._every:
            raise UnknownMessage(name=name)
        return self._every[name].query

    def ask(self, connection: Connection[Any], query: Query, actor: Actor, now: datetime) -> list[dict[str, Any]]:
        """The answer's rows as JSON values."""
        rows: Sequence[Row] = self._every[type(query).__name__].ask(connection, query, actor, now)
        if personal_fields(query.answers):
            rows = self._reveal(connection, rows)
        return [row.wire() for row in self._complete(query, rows)]

    def check(self, connection: Connection[Any]) -> None:
        """Raise QueriesDiffer, or the database's error, unless every statement fits its class and the schema."""
        for question in self._every.values():
            question.check(connection)

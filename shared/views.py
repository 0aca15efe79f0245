"""A service's read models: `views/*.sql`, brought up to each event in the transaction that appends it.

A file holds sections `-- on EventName` or `-- on OneEvent, AnotherEvent`, each one idempotent SQL statement with
named parameters: the event's fields as they lie in the log (money as `_amount` and `_currency`, day ranges as
`_first` and `_until`, lists and parts as JSON text), the envelope's (`stream`, `position` …) and what the service
derives. A literal % is written %%.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_origin

import msgspec
from psycopg import Connection, sql

from shared.contracts import Event, catalogue
from shared.contracts.fields import encode, hints, optional
from shared.contracts.upcasts import upcast
from shared.log import Recorded
from shared.log.wire import Step, adapted, run
from shared.queries import spread_of

Derive = Callable[[Event], Mapping[str, Any]]

HEADING = re.compile(r"^-- on (\S+(?:, \S+)*)[ \t]*$", re.MULTILINE)
PARAMETER = re.compile(r"%(?:%|\((\w+)\)s|(.?))")
FILLED = re.compile(r"\bINSERT\s+INTO\s+(\w+)", re.IGNORECASE)

ENVELOPE: dict[str, Callable[[Recorded], Any]] = {
    "stream": lambda r: r.stream,
    "stream_version": lambda r: r.version,
    "position": lambda r: r.position,
    "event_id": lambda r: r.id,
    "happened_at": lambda r: r.happened_at,
    "recorded_at": lambda r: r.recorded_at,
    "actor": lambda r: r.meta.actor,
}


class ViewsWrong(Exception):
    """A view file does not fit the service's events; the service must not start."""


@dataclass(frozen=True)
class Field:
    """Where a parameter lies in an event's JSON: a field, or one `part` of it; or the whole as JSON text."""

    name: str
    part: str | None = None
    as_text: bool = False
    default: Any = None

    def of(self, body: Mapping[str, Any]) -> Any:
        value = body.get(self.name, self.default)
        if value is None:
            return None
        if self.part:
            return value[self.part]
        return encode(value).decode() if self.as_text else value


def fields_of(event: type[Event]) -> dict[str, Field]:
    """The parameters that an event's own fields give, by name."""
    found: dict[str, Field] = {}
    defaults = {f.name: f.default for f in dataclasses.fields(event) if f.default is not dataclasses.MISSING}
    for name, hint in hints(event).items():
        default = msgspec.to_builtins(defaults.get(name))
        for part in spread_of(hint):
            found[f"{name}_{part}"] = Field(name, part, default=default)
        if not spread_of(hint):
            inner = optional(hint) or hint
            nested = get_origin(inner) in (list, tuple, dict) or dataclasses.is_dataclass(inner) or inner is Any
            found[name] = Field(name, as_text=nested, default=default)
    return found


def numbered(statement: str) -> tuple[str, list[str]]:
    """The statement with parameters $1, $2 …, and their names; raises ViewsWrong for a % that is none."""
    names: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        name, stray = found.groups()
        if stray is not None:
            raise ViewsWrong(f"%{stray} is no parameter: a literal % is written %%")
        return names.setdefault(name, f"${len(names) + 1}") if name else "%"

    return PARAMETER.sub(number, statement), list(names)


@dataclass(frozen=True)
class Section:
    """What one file does on one event; `names` are those of the statement's parameters $1, $2 …"""

    statement: bytes
    names: Sequence[str]
    fields: Mapping[str, Field]
    derived: frozenset[str]

    def given(self, recorded: Recorded, body: Mapping[str, Any], derived: Mapping[str, Any]) -> list[Any]:
        """The values of the parameters."""
        values = []
        for name in self.names:
            if field := self.fields.get(name):
                values.append(field.of(body))
            else:
                values.append(derived[name] if name in self.derived else ENVELOPE[name](recorded))
        return values


def section(event: type[Event], statement: str, derives: bool) -> Section:
    """Check that every parameter can be given; only a service that derives may name others, checked when they are."""
    (text, names), own = numbered(statement), fields_of(event)
    if twice := set(names) & own.keys() & ENVELOPE.keys():
        raise ViewsWrong(f"{', '.join(sorted(twice))}: the event's own or the envelope's?")
    derived = set(names) - own.keys() - ENVELOPE.keys()
    if derived and not derives:
        raise ViewsWrong(f"{event.__name__} has no {', '.join(sorted(derived))}")
    fields = {name: field for name, field in own.items() if name in names}
    return Section(text.encode(), names, fields, frozenset(derived))


def sections_of(text: str) -> Iterator[tuple[str, str]]:
    """Event name and statement of each section of a file; a section of several events once for each."""
    before, *parts = HEADING.split(text)
    if re.sub(r"--.*", "", before).strip():
        raise ViewsWrong("a statement stands before the first section")
    seen: set[str] = set()
    for names, statement in zip(parts[::2], parts[1::2], strict=True):
        if not statement.strip():
            raise ViewsWrong(f"{names} has an empty section")
        for name in names.split(", "):
            if name in seen:
                raise ViewsWrong(f"{name} has two sections in one file")
            seen.add(name)
            yield name, statement.strip().removesuffix(";")


@dataclass(frozen=True)
class Views:
    """The sections of all files by event, in the order of the files' names; and the tables that they fill."""

    sections: Mapping[str, Sequence[Section]]
    tables: Sequence[str]
    derive: Derive | None = None

    @staticmethod
    def read(folder: Path, derive: Derive | None = None, events: Mapping[str, type[Event]] | None = None) -> Views:
        """The files of `services/<service>/views`. `events`: what the service publishes, if not by its folder's name.

        Raises ViewsWrong, with file and reason.
        """
        own = events if events is not None else catalogue.of(folder.parent.name, Event)
        sections: dict[str, list[Section]] = {}
        tables: set[str] = set()
        for file in sorted(folder.glob("*.sql")):
            try:
                for name, statement in sections_of(file.read_text()):
                    if name not in own:
                        raise ViewsWrong(f"{name} is no event of this service")
                    sections.setdefault(name, []).append(section(own[name], statement, derive is not None))
                    tables |= set(FILLED.findall(statement))
            except ViewsWrong as wrong:
                raise ViewsWrong(f"{file.name}: {wrong}") from None
        return Views(sections, sorted(tables), derive)

    def apply(self, connection: Connection[Any], events: Sequence[tuple[Recorded, Event]]) -> None:
        """Bring the views up to `events`, in order."""
        if steps := self.steps(connection, events):
            run(connection, *steps)

    def steps(self, connection: Connection[Any], events: Sequence[tuple[Recorded, Event]]) -> list[Step]:
        """What brings the views up to `events`, in order."""
        return [adapted(connection, s, v) for recorded, event in events for s, v in self._statements(recorded, event)]

    def _statements(self, recorded: Recorded, event: Event) -> Iterator[tuple[bytes, Sequence[Any]]]:
        sections = self.sections.get(recorded.type, ())
        if not sections:
            return
        body = msgspec.json.decode(recorded.data)
        if recorded.schema < event.version:
            body = upcast(recorded.type, recorded.schema, event.version, body)
        derives = self.derive is not None and any(s.derived for s in sections)
        derived = self.derive(event) if derives and self.derive else {}
        for s in sections:
            yield s.statement, s.given(recorded, body, derived)

    def clear(self, connection: Connection[Any]) -> None:
        """Empty the views, to fill them in the same transaction: readers keep the old rows, writers wait."""
        if self.tables:
            names = sql.SQL(", ").join(sql.Identifier(table) for table in self.tables)
            connection.execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(names))
        for table in self.tables:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))

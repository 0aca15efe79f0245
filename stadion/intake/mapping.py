"""From a row's cells to a command's fields, as a TOML file says; every column is mapped or left out with a reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from shared.contracts import Command, catalogue
from shared.contracts.fields import hints, optional
from shared.ids import derived_id
from stadion.intake.table import BEYOND, Line
from stadion.problem import Problem

LISTS = ("id_of", "days")


class RowUnfit(Exception):
    """A row cannot become a command; the text says which field and why."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where one field comes from: a column, a constant, an option of the command line, or an id made of columns.

    `$name` in `id_of` is an option: without the venue in it, the tables of two venues would share their ids. `id_as`
    makes the id that another command's table made of the same cells. `days` are two columns: the first day, and the
    first one after the last.
    `values` replaces what a cell says (others stay); `only` refuses what `values` does not list; `pattern` takes its
    first group out of the cell.
    """

    column: str | None = None
    constant: Any = None
    option: str | None = None
    id_of: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    only: bool = False
    pattern: str | None = None
    id_as: str | None = None
    days: tuple[str, ...] = ()

    @property
    def columns(self) -> set[str]:
        named = {name for name in self.id_of if not name.startswith("$")}
        return named | {*self.days} | ({self.column} if self.column else set())

    @property
    def options(self) -> set[str]:
        named = {name[1:] for name in self.id_of if name.startswith("$")}
        return named | ({self.option} if self.option else set())


@dataclass(frozen=True)
class FileMapping:
    """A file's mapping: the command that each row becomes, its fields' sources, and the columns left out, with why."""

    command: type[Command]
    fields: Mapping[str, Source]
    left_out: Mapping[str, str]
    missing: tuple[str, ...]

    @staticmethod
    def read(path: Path) -> FileMapping:
        """Raises Problem for a mapping that names no known command or field."""
        try:
            text = tomllib.loads(path.read_text())
            service, _, name = text["command"].partition(".")
            import_module(f"shared.contracts.{service}")
            command = catalogue.of(service, Command)[name]
            fields = {n: Source(**s | {k: tuple(s.get(k, ())) for k in LISTS}) for n, s in text["fields"].items()}
        except (OSError, KeyError, TypeError, AttributeError, ImportError, tomllib.TOMLDecodeError) as wrong:
            raise Problem(f"{path} is not a mapping: {wrong!r}; see the examples in docs/examples") from None
        unknown = fields.keys() - hints(command).keys()
        if unknown:
            raise Problem(f"{path}: {name} has no field {', '.join(sorted(unknown))}")
        return FileMapping(command, fields, text.get("left_out", {}), tuple(text.get("missing", ["", "NA"])))

    def check_columns(self, columns: Set[str]) -> None:
        """Raise Problem unless every column is used or left out by name, and every named one is there."""
        named = {c for source in self.fields.values() for c in source.columns} | set(self.left_out)
        if named != columns:
            odd = [f"{c} is not mapped" for c in sorted(columns - named)]
            odd += [f"{c} is not in the file" for c in sorted(named - columns)]
            raise Problem(f"the mapping does not fit the file: {'; '.join(odd)}")

    def to_command(self, line: Line, options: Mapping[str, str]) -> Command:
        """The command that a row becomes. Raises RowUnfit."""
        if BEYOND in line.cells:
            raise RowUnfit(f"more cells than columns: {line.cells[BEYOND]}")
        body = {name: self._value(name, source, line, options) for name, source in self.fields.items()}
        try:
            return self.command.load({name: value for name, value in body.items() if value is not None})
        except ValidationError as wrong:
            said = wrong.messages_dict.items()
            raise RowUnfit("; ".join(f"{name}: {_first(complaint)}" for name, complaint in said)) from None

    def _value(self, name: str, source: Source, line: Line, options: Mapping[str, str]) -> Any:
        if source.id_of:
            made_of = (options[n[1:]] if n.startswith("$") else line.cells[n].strip() for n in source.id_of)
            return derived_id(source.id_as or self.command.__name__, *made_of)
        if source.days:
            first, until = (line.cells[column].strip()[: len("2025-03-01")] for column in source.days)
            return {"first": first, "until": until}
        if source.option:
            return options[source.option]
        if source.column is None:
            return source.constant
        cell = line.cells[source.column].strip()
        if cell in self.missing:
            return None
        if source.only and cell not in source.values:
            raise RowUnfit(f"{name}: {cell!r} is none of {', '.join(source.values)}")
        value = source.values.get(cell, cell)
        return self._converted(name, source, value) if isinstance(value, str) else value

    def _converted(self, name: str, source: Source, text: str) -> Any:
        if source.pattern:
            found = re.search(source.pattern, text)
            if not found:
                raise RowUnfit(f"{name}: {text!r} does not look like {source.pattern}")
            text = found.group(1)
        hint = hints(self.command)[name]
        kind = optional(hint) or hint
        if kind is int and re.fullmatch(r"-?\d{1,15}", text):
            return int(text)
        if kind is date:
            return text[: len("2025-03-01")]
        if kind is datetime:
            return text.replace(" ", "T")
        return text


def _first(said: Any) -> str:
    """The first complaint of a field."""
    while isinstance(said, dict):
        said = next(iter(said.values()))
    return str(said[0] if isinstance(said, list) else said)

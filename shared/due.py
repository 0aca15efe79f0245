"""The clock: what is due becomes commands. `due/<Command>.sql` asks which, given only %(now)s.

The columns are the command's fields (money as `_amount` and `_currency`, day ranges as `_first` and `_until`).
The same row is the same command, however often it is found: its id is derived from the row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from marshmallow import ValidationError
from psycopg.rows import dict_row

from shared.contracts import Actor, Command
from shared.contracts.fields import encode, hints
from shared.decider import Deciders, Wish
from shared.ids import derived_id
from shared.log import Store
from shared.queries import spread_of
from shared.service import Service
from shared.telemetry import logger

DueRow = Mapping[str, Any]
Ask = Callable[[str, datetime], Iterable[DueRow]]
"""The rows that are due for a command, by its name."""

log = logger(__name__)


class DueFiles:
    """The `due/*.sql` files of a service, asked of its own views."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.statements = {file.stem: file.read_text() for file in sorted(folder.glob("*.sql"))}
        self.store = store

    def ask(self, name: str, now: datetime) -> list[DueRow]:
        with self.store.transaction() as tx, tx.connection.cursor(row_factory=dict_row) as cursor:
            rows: list[DueRow] = cursor.execute(self.statements[name], {"now": now}).fetchall()
            return rows


def commands_of(service: Service, names: Iterable[str]) -> dict[str, type[Command]]:
    """The command class that each due file is named after; raises TypeError for a name that is none."""
    every = {command.__name__: command for decider in service.deciders for command in decider.commands}
    unknown = set(names) - set(every)
    if unknown:
        raise TypeError(f"{service.name}/due: no command is called {', '.join(sorted(unknown))}")
    return {name: every[name] for name in names}


def fields_of(command: type[Command], row: DueRow) -> dict[str, Any]:
    """A row as the JSON values of `command`'s fields."""
    values = {name: str(value) if isinstance(value, UUID) else value for name, value in row.items()}
    for name, hint in hints(command).items():
        parts = [part for part in spread_of(hint) if f"{name}_{part}" in values]
        if parts:
            values[name] = {part: values.pop(f"{name}_{part}") for part in parts}
    built: dict[str, Any] = msgspec.to_builtins(values)
    return built


class Due:
    """Gives one service's due commands; used by one thread."""

    def __init__(
        self,
        service: Service,
        commands: Mapping[str, type[Command]],
        ask: Ask,
        deciders: Deciders,
        store: Store,
        clock: Callable[[], datetime],
    ) -> None:
        self.service, self.commands, self.ask = service, commands, ask
        self.deciders, self.store, self.clock = deciders, store, clock
        self.answered: set[str] = set()  # among the rows found last time; their answers would only repeat

    def step(self) -> None:
        """Give every command that is due and has no answer yet; raises the first fault after trying all."""
        found: set[str] = set()
        faults: list[Exception] = []
        for name, command in self.commands.items():
            for row in self.ask(name, self.clock()):
                fields = fields_of(command, row)
                command_id = derived_id("due", name, encode(fields).decode())
                found.add(command_id)
                if command_id in self.answered:
                    continue
                try:
                    self._give(command, fields, command_id)
                    self.answered.add(command_id)
                except Exception as fault:
                    log.error("due command failed", command=name, command_id=command_id, fault=repr(fault))
                    faults.append(fault)
        self.answered &= found
        if faults:
            raise faults[0]

    def _give(self, command: type[Command], fields: dict[str, Any], command_id: str) -> None:
        try:
            wished = command.load(fields)
        except ValidationError as wrong:  # so it will stay until the file is mended
            log.error("due row is no command", command=command.__name__, errors=wrong.messages)
            return
        actor = Actor.service(self.service.name)
        outcome = self.deciders.execute(self.store, Wish(wished, command_id, actor, self.clock()))
        if outcome.refusal and not outcome.repeated:
            log.warning("due command refused", command=command.__name__, refusal=str(outcome.refusal))

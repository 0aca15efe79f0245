"""F20: personal data lie sealed in the log, and nobody can open an erased person's any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from psycopg import Connection

from shared.audit import Check, Violation
from shared.contracts import Event
from shared.contracts.fields import personal_fields
from shared.log import Recorded
from shared.privacy import MARK, Vault


class Erasure(Check):
    """Keeps the erased persons; `vault` is where keys would lie."""

    invariant = "F20"
    promise = "personal fields are sealed, and of erased persons nobody has the key"

    def __init__(self, vault: Vault, connection: Connection[Any]) -> None:
        self.vault, self.connection = vault, connection
        self.erased: dict[str, Violation] = {}
        self.sealed = 0

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        if event.erases:
            person = getattr(event, event.erases)
            self.erased[person] = Violation.at(recorded, f"erased {person}, whose key is there")
        if names := personal_fields(type(event)):
            yield from self._unsealed(recorded, names, msgspec.json.decode(recorded.data))

    def _unsealed(self, recorded: Recorded, names: Sequence[str], body: Mapping[str, Any]) -> Iterator[Violation]:
        for name in names:
            if (value := body.get(name)) is not None:
                self.sealed += 1
                if not str(value).startswith(f"{MARK}:"):
                    yield Violation.at(recorded, f"{name} lies open")

    def end(self, before: datetime) -> Iterator[Violation]:
        for person in self.vault.fetch(self.connection, list(self.erased)):
            yield self.erased[person]

    def checked(self) -> str:
        return f"{self.sealed:,} sealed fields, {len(self.erased):,} erased persons"

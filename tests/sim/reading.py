"""What checks of the audit ask a service's database, answered from its memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shared.audit.effects import ANSWERED
from tests.sim.home import Home


class Answers:
    """In the place of a connection, for `shared.audit.effects`: which commands were answered, and where."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.rows: list[tuple[int, str | None, int | None]] = []

    def execute(self, question: str, asked: Mapping[str, Any]) -> Answers:
        assert question == ANSWERED, "the audit asks something else than it used to"
        wanted: Sequence[tuple[str, int]] = list(zip(asked["commands"], asked["positions"], strict=True))
        self.rows = []
        for place, (command_id, position) in enumerate(wanted, 1):
            decided = self.home.store.decided.get(command_id)
            if decided or (asked["source"], position) not in self.home.inbox.held:
                self.rows.append((place, decided.name if decided else None, decided.position if decided else None))
        return self

    def fetchall(self) -> list[tuple[int, str | None, int | None]]:
        return self.rows

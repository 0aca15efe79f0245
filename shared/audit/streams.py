"""I6: each stream counts 1, 2, 3 … in log order."""

from __future__ import annotations

from collections.abc import Iterator

from shared.audit import Check, Violation
from shared.log import Recorded


class Streams(Check):
    """Keeps the last version of every stream, and judges the next by it."""

    invariant = "I6"
    promise = "every stream's versions run 1, 2, 3 … in the order of positions"

    def __init__(self) -> None:
        self.versions: dict[str, int] = {}
        self.last = self.count = 0

    def read(self, recorded: Recorded) -> Iterator[Violation]:
        self.count += 1
        if recorded.position <= self.last:
            yield Violation.at(recorded, f"stands behind position {self.last}")
        self.last = recorded.position
        expected = self.versions.get(recorded.stream, 0) + 1
        if recorded.version != expected:
            yield Violation.at(recorded, f"is version {recorded.version} where {expected} must stand")
        self.versions[recorded.stream] = recorded.version

    def checked(self) -> str:
        return f"{self.count:,} events of {len(self.versions):,} streams"

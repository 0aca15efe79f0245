"""What callers did and were told, in the manner of Jepsen: invoke, then ok, refused or unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Outcome = Literal["ok", "refused", "unknown"]


@dataclass(frozen=True)
class Line:
    """`seconds` since the start; `told` is the answer, or the refusal's code and facts."""

    seconds: float
    caller: str
    what: Literal["invoke"] | Outcome
    service: str
    command: str
    command_id: str
    told: Mapping[str, Any]

    def __str__(self) -> str:
        told = " ".join(f"{name}={value}" for name, value in self.told.items())
        return f"{self.seconds:9.3f} {self.caller:<14} {self.what:<8} {self.service}.{self.command} {told}"


@dataclass
class History:
    lines: list[Line] = field(default_factory=list)

    def outcomes(self) -> dict[str, Line]:
        """The last word on each command; unknown while there is none."""
        return {line.command_id: line for line in self.lines}

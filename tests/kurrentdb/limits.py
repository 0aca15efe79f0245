"""What differs between releases of the true server: limits, the form of `caught_up`, and which calls there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kurrentdbclient.protos.v1 import streams_pb2

from tests.kurrentdb.engine import Proposed
from tests.kurrentdb.reading import CaughtUp

MIB = 1 << 20


class TooLarge(Exception):
    """More than the server takes: of one event, or of one append."""

    def __init__(self, kind: str, text: str, most: int) -> None:
        super().__init__(text)
        self.kind, self.text, self.most = kind, text, most


@dataclass(frozen=True)
class Release:
    """One release by its number, such as 24.10 or 26.1."""

    number: tuple[int, int]

    @staticmethod
    def of(text: str) -> Release:
        year, month = text.split(".")[:2]
        return Release((int(year), int(month)))

    @property
    def append_limit(self) -> int:
        return 256 * MIB if self.has_sessions else MIB

    @property
    def event_limit(self) -> int:
        return 16 * MIB if self.has_sessions else MIB

    @property
    def has_sessions(self) -> bool:
        """Appends to several streams at once."""
        return self.number >= (25, 1)

    @property
    def has_records(self) -> bool:
        """The same, with checks of streams that are not written."""
        return self.number >= (26, 1)

    def measured(self, events: Sequence[Proposed]) -> Sequence[Proposed]:
        """Raises TooLarge."""
        for event in events:
            if self.has_sessions and event.size > self.event_limit:
                text = f"Event with Id: {event.id}, Size: {event.size}, exceeds Maximum Append Event Size of"
                raise TooLarge("maximum-append-event-size-exceeded", f"{text} {self.event_limit}.", self.event_limit)
        if sum(event.size for event in events) > self.append_limit:
            text = f"Maximum Append Size of {self.append_limit} Exceeded."
            raise TooLarge("maximum-append-size-exceeded", text, self.append_limit)
        return events

    def caught_up(self, caught: CaughtUp) -> Any:
        """None before 23.10, empty until 24.10, then with time and place."""
        if self.number < (23, 10):
            return None
        told = streams_pb2.ReadResp.CaughtUp()
        if self.number >= (24, 10):
            told.timestamp.GetCurrentTime()
            if caught.revision >= 0:
                told.stream_revision = caught.revision
            else:
                told.position.commit_position = told.position.prepare_position = caught.position
        return streams_pb2.ReadResp(caught_up=told)

"""An event as it travels: on the broker, in a feed, in the archive. Personal fields in `data` stay sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from shared.codec import read_event
from shared.contracts import Event
from shared.contracts.fields import instant_text
from shared.log import Recorded


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """`position` is the event's place in its source's log, `previous` that of the event before it there (0: none).

    A reader whose last position is not `previous` has missed something and asks the source's feed.
    `version` counts within `stream`; `schema` is the version of the event type's body; instants are UTC.
    """

    id: str
    source: str
    type: str
    schema: int
    stream: str
    version: int
    position: int
    previous: int
    happened_at: datetime
    recorded_at: datetime
    actor: str
    command_id: str
    cause: str | None = None
    correlation: str | None = None
    data: dict[str, Any]

    def event(self) -> Event:
        """The event itself; raises UnknownEvent for a type that this build does not know."""
        return read_event(self.type, self.schema, msgspec.json.encode(self.data))

    def wire(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "schema": self.schema,
            "stream": self.stream,
            "version": self.version,
            "position": self.position,
            "previous": self.previous,
            "happened_at": instant_text(self.happened_at),
            "recorded_at": instant_text(self.recorded_at),
            "actor": self.actor,
            "command_id": self.command_id,
            "cause": self.cause,
            "correlation": self.correlation,
            "data": self.data,
        }

    @staticmethod
    def from_wire(body: Mapping[str, Any]) -> Envelope:
        """Strict about the envelope itself: raises msgspec.ValidationError on anything missing or ill-typed."""
        return msgspec.convert(body, Envelope)

    @staticmethod
    def of(source: str, recorded: Recorded, previous: int) -> Envelope:
        return Envelope(
            id=recorded.id,
            source=source,
            type=recorded.type,
            schema=recorded.schema,
            stream=recorded.stream,
            version=recorded.version,
            position=recorded.position,
            previous=previous,
            happened_at=recorded.happened_at,
            recorded_at=recorded.recorded_at,
            actor=recorded.meta.actor,
            command_id=recorded.meta.command_id,
            cause=recorded.meta.cause,
            correlation=recorded.meta.correlation,
            data=msgspec.json.decode(recorded.data),
        )

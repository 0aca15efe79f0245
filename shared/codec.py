"""Events to and from the JSON of the log, with the compiled reader; older versions are upcast on the way in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from shared.contracts import Event, catalogue
from shared.contracts.fields import decoder, encode
from shared.contracts.upcasts import upcast
from shared.log import Recorded, Transaction


class Codec(Protocol):
    """Between event objects and their JSON in the log. A transaction is given for keys that live beside the log."""

    def encode(self, tx: Transaction, events: Sequence[Event]) -> Sequence[bytes]: ...
    def decode(self, tx: Transaction, events: Sequence[Recorded]) -> Sequence[Event]: ...


class UnknownEvent(Exception):
    """The log or a neighbour holds an event type that this build does not know."""


def read_event(type_: str, schema: int, data: bytes) -> Event:
    """The event that `data`, written as version `schema` of `type_`, stands for."""
    cls = catalogue.event(type_)
    if cls is None:
        raise UnknownEvent(type_)
    if schema >= cls.version:
        event: Event = decoder(cls).decode(data)
        return event
    body = upcast(type_, schema, cls.version, msgspec.json.decode(data))
    return msgspec.convert(body, cls)


class PlainCodec:
    """The codec of every service that holds no personal data."""

    def encode(self, tx: Transaction, events: Sequence[Event]) -> Sequence[bytes]:
        return [encode(event.wire()) for event in events]

    def decode(self, tx: Transaction, events: Sequence[Recorded]) -> Sequence[Event]:
        return [read_event(e.type, e.schema, e.data) for e in events]

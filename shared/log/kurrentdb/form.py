"""How an event lies in the server: its body as it is, all else in metadata whose values are texts.

Texts only, because that is what appends to several streams take; what a newer server adds (`$schema.…`) is left alone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from shared.contracts.fields import instant_text
from shared.log import Decided, Meta, Recorded
from shared.log.kurrentdb import Entry, Fresh

encode = msgspec.json.Encoder().encode
decode = msgspec.json.decode


def metadata_of(fresh: Fresh) -> bytes:
    event, meta = fresh.event, fresh.meta
    told = {
        "schema": str(event.schema),
        "happened_at": instant_text(event.happened_at),
        "actor": meta.actor,
        "roles": encode(meta.roles).decode(),
        "command_id": meta.command_id,
    }
    told |= {name: value for name, value in (("cause", meta.cause), ("correlation", meta.correlation)) if value}
    if fresh.answer:
        answer = {"name": fresh.answer.name, "digest": fresh.answer.fingerprint.hex(), "streams": fresh.answer.streams}
        told["answer"] = encode(answer).decode()
    return encode(told)


def entry_of(event: Any, prefix: str) -> Entry:
    """An event as the client gives it, and the answer that it carries."""
    told = decode(event.metadata)
    meta = Meta(
        told["actor"], tuple(decode(told["roles"])), told["command_id"], told.get("cause"), told.get("correlation")
    )
    recorded = Recorded(
        position=event.commit_position,
        stream=event.stream_name.removeprefix(prefix),
        version=event.stream_position + 1,
        id=str(event.id),
        type=event.type,
        schema=int(told["schema"]),
        data=event.data,
        happened_at=datetime.fromisoformat(told["happened_at"]).astimezone(UTC),
        recorded_at=event.recorded_at,
        meta=meta,
    )
    if "answer" not in told:
        return Entry(recorded, None)
    answer = decode(told["answer"])
    digest = bytes.fromhex(answer["digest"])
    return Entry(recorded, Decided(meta.command_id, answer["name"], digest, recorded.position, answer["streams"]))


def recorded_of(event: Any, prefix: str) -> Recorded:
    return entry_of(event, prefix).event

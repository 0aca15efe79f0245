"""Scenarios that any KurrentDB can be put through with the real client, and what it answers, without when and where.

Streams have fresh names, and positions are told by their rank, so that two servers can be compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

from kurrentdbclient import KurrentDBClient, NewEvent, NewEvents, StreamState
from kurrentdbclient.events import NewRecord, RecordedEvent, StreamStateCheck
from kurrentdbclient.exceptions import ConsistencyChecksFailedError, KurrentDBClientError, WrongCurrentVersionError

STATES = ("missing", "existing", "deleted", "tombstoned")
VERSIONS = (StreamState.NO_STREAM, StreamState.ANY, StreamState.EXISTS, 0, 1, 5)
CALLS = ("append", "batch", "session", "records")
Answer = Any


class Told:
    """One scenario's answers so far."""

    def __init__(self, client: KurrentDBClient) -> None:
        self.client = client
        self.prefix = f"recorded-{uuid4()}-"
        self.answers: list[Answer] = []
        self.positions: list[int] = []

    def name(self, short: str) -> str:
        return self.prefix + short

    def tell(self, what: str, call: Callable[[], Any]) -> Any:
        try:
            answer = call()
        except KurrentDBClientError as error:
            self.answers.append({what: self._error(error)})
            return None
        self.answers.append({what: self._plain(answer)})
        return answer

    def _error(self, error: KurrentDBClientError) -> Answer:
        told: dict[str, Any] = {"error": type(error).__name__}
        if isinstance(error, WrongCurrentVersionError):
            told |= {"actual": str(error.actual_version), "expected": str(error.expected_version)}
        if isinstance(error, ConsistencyChecksFailedError):
            failures = [f.stream_state_failure for f in error.failures]
            told["failures"] = [[f.stream_name.removeprefix(self.prefix), f.actual_state] for f in failures if f]
        return told

    def _plain(self, answer: Any) -> Answer:
        if isinstance(answer, RecordedEvent):
            return self._event(answer)
        if isinstance(answer, tuple | list):
            return [self._plain(each) for each in answer]
        if hasattr(answer, "stream_positions"):
            revisions = {s.stream_name.removeprefix(self.prefix): s.stream_position for s in answer.stream_positions}
            return {"position": self._rank(answer.commit_position), "revisions": revisions}
        return self._rank(answer) if isinstance(answer, int) and answer > 99 else str(answer)

    def _event(self, event: RecordedEvent) -> Answer:
        kind, rank = type(event).__name__, self._rank(event.commit_position)
        if kind != "RecordedEvent":
            return {"kind": kind, "dated": event.recorded_at is not None, "position": rank}
        return {
            "stream": event.stream_name.removeprefix(self.prefix), "revision": event.stream_position, "position": rank,
            "type": event.type, "content_type": event.content_type, "data": event.data.decode(),
            "metadata": json.loads(event.metadata or b"{}"),
            "prepared": event.prepare_position == event.commit_position,
        }  # fmt: skip

    def _rank(self, position: int) -> Answer:
        """The how manyth place in the log that was told of; equal ones have the same."""
        if position not in self.positions:
            self.positions.append(position)
        return f"position {self.positions.index(position) + 1}"


def event(**more: Any) -> NewEvent:
    return NewEvent(type="LampLit", data=b'{"lux": 3}', metadata=b'{"actor":"clerk"}', **more)


def append(told: Told, call: str, name: str, version: Any, events: list[NewEvent]) -> Any:
    """The same append by one of four calls."""
    client = told.client
    match call:
        case "append":
            return client.append_to_stream(name, current_version=version, events=events[0])
        case "batch":
            return client.append_to_stream(name, current_version=version, events=events)
        case "session":
            return client.multi_append_to_stream(NewEvents(name, events, version))
    records = [NewRecord(name, e.type, e.data, e.metadata, id=e.id) for e in events]
    checks = None if version is StreamState.ANY else [StreamStateCheck(name, version)]
    return client.append_records(records, checks)


def expected_versions(told: Told, call: str, state: str) -> None:
    """Each kind of expected version against a stream in one state."""
    for version in VERSIONS:
        name = told.name(f"{state}-{version}")
        if state != "missing":
            told.client.append_to_stream(name, current_version=StreamState.NO_STREAM, events=[event(), event()])
        if state == "deleted":
            told.client.delete_stream(name, current_version=1)
        if state == "tombstoned":
            told.client.tombstone_stream(name, current_version=1)
        told.tell(str(version), lambda n=name, v=version: append(told, call, n, v, [event()]))  # type: ignore[misc]
        told.tell("read", lambda n=name: told.client.get_stream(n))  # type: ignore[misc]
        told.tell("version", lambda n=name: told.client.get_current_version(n))  # type: ignore[misc]


def repeats(told: Told, call: str) -> None:
    """The same ids again, at once, later, and in part."""
    for version in (StreamState.NO_STREAM, StreamState.ANY):
        name, events = told.name(str(version)), [event() for _ in range(1 if call == "append" else 3)]
        told.tell("first", lambda n=name, v=version, e=events: append(told, call, n, v, e))  # type: ignore[misc]
        told.tell("again", lambda n=name, v=version, e=events: append(told, call, n, v, e))  # type: ignore[misc]
        told.tell("another", lambda n=name: append(told, call, n, StreamState.ANY, [event()]))  # type: ignore[misc]
        told.tell("later", lambda n=name, v=version, e=events: append(told, call, n, v, e))  # type: ignore[misc]
        part = [events[0], event()] if call != "append" else [event()]
        told.tell("in part", lambda n=name, p=part: append(told, call, n, StreamState.NO_STREAM, p))  # type: ignore[misc]
        told.tell("read", lambda n=name: told.client.get_stream(n))  # type: ignore[misc]


def several_streams(told: Told) -> None:
    """All or nothing over streams, with checks of others, and again."""
    a, b, c = (told.name(x) for x in "abc")
    both = [NewEvents(a, [event()], StreamState.NO_STREAM), NewEvents(b, [event()], StreamState.NO_STREAM)]
    told.tell("session", lambda: told.client.multi_append_to_stream(both))
    told.tell("session again", lambda: told.client.multi_append_to_stream(both))
    wrong = [NewEvents(a, [event()], 0), NewEvents(b, [event()], 4)]
    told.tell("session at a wrong version", lambda: told.client.multi_append_to_stream(wrong))
    twice = [NewEvents(a, [event()], 0), NewEvents(a, [event()], 1)]
    told.tell("session with a stream twice", lambda: told.client.multi_append_to_stream(twice))
    told.tell("session of nothing", lambda: told.client.multi_append_to_stream([]))
    records = [NewRecord(n, "LampLit", b"{}") for n in (a, b, a)]
    checks = [StreamStateCheck(a, 0), StreamStateCheck(c, StreamState.NO_STREAM)]
    told.tell("records", lambda: told.client.append_records(records, checks))
    told.client.append_to_stream(c, current_version=StreamState.NO_STREAM, events=event())
    told.tell("records again, a checked stream moved", lambda: told.client.append_records(records, checks))
    told.tell("records with failing checks", lambda: told.client.append_records([NewRecord(a, "A", b"{}")], checks))
    told.tell("records of nothing", lambda: told.client.append_records([]))
    for name in (a, b, c):
        told.tell("read", lambda n=name: told.client.get_stream(n))  # type: ignore[misc]


def reading(told: Told) -> None:
    name = told.name("lamp")
    told.client.append_to_stream(name, current_version=StreamState.NO_STREAM, events=[event() for _ in range(5)])
    read = told.client.get_stream
    told.tell("last", lambda: read(name, backwards=True, limit=1))
    told.tell("from the middle", lambda: read(name, stream_position=3))
    told.tell("back from the middle", lambda: read(name, stream_position=1, backwards=True))
    told.tell("beyond the end", lambda: read(name, stream_position=9))
    second = read(name)[1].commit_position
    only: Any = {"filter_include": (told.prefix,), "filter_by_stream_name": True, "filter_by_prefix": True}
    told.tell("all", lambda: tuple(told.client.read_all(commit_position=second, limit=2, **only)))
    told.tell("all backwards", lambda: tuple(told.client.read_all(commit_position=second, backwards=True, **only)))
    told.tell("all at no record", lambda: tuple(told.client.read_all(commit_position=second - 1, **only)))


def subscribing(told: Told) -> None:
    name = told.name("lamp")
    first = told.client.append_to_stream(name, current_version=StreamState.NO_STREAM, events=event())
    told.client.append_to_stream(name, current_version=0, events=event())
    for what, after, count in (("from the start", None, 4), ("behind the first", first, 3)):
        subscription = told.client.subscribe_to_all(
            commit_position=after, filter_include=(told.prefix,), filter_by_stream_name=True, filter_by_prefix=True,
            include_checkpoints=True, include_caught_up=True, timeout=10,
        )  # fmt: skip
        told.tell(what, lambda s=subscription, c=count: catching_up(s, c))  # type: ignore[misc]
        subscription.stop()
    told.tell("at no record", lambda: next(told.client.subscribe_to_all(commit_position=first - 1, timeout=10)))


def catching_up(subscription: Any, most: int) -> list[Answer]:
    """Events, and whether it was told that it caught up; checkpoints on the way there depend on what else is there."""
    events = []
    for heard in subscription:
        if heard.is_caught_up:
            return [*events, "caught up"]
        if not heard.is_checkpoint:
            events.append(heard)
        assert len(events) < most, "more events than there are"
    return events


def scenarios() -> Iterator[tuple[str, Callable[[Told], None]]]:
    for call in CALLS:
        for state in STATES:
            yield f"{call} to a {state} stream", lambda told, c=call, s=state: expected_versions(told, c, s)  # type: ignore[misc]
        yield f"{call} repeated", lambda told, c=call: repeats(told, c)  # type: ignore[misc]
    yield "several streams", several_streams
    yield "reading", reading
    yield "subscribing", subscribing

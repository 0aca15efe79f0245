"""The log of the stand-in and its rules: what a true server decides about versions, repeats and deletion."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

ANY, NO_STREAM, EXISTS, DELETED, TOMBSTONED = -2, -1, -4, -5, -6
SYSTEM = {"type": "$system"}
HIDDEN = ("$epoch-information",)  # never in $all


@dataclass(frozen=True)
class Proposed:
    """An event that somebody wants to append; `metadata` is what a reader gets, `size` what counts against limits."""

    id: str
    type: str
    json: bool
    data: bytes
    metadata: bytes

    @property
    def size(self) -> int:
        return len(self.data) + len(self.metadata) + len(self.type.encode())


@dataclass(frozen=True)
class Event:
    """A recorded event; `position` is a byte offset, `created` counts 100 ns since 1970."""

    stream: str
    revision: int
    position: int
    created: int
    proposed: Proposed


@dataclass
class Stream:
    """Its events ever written; those before `first` were deleted, all of them if it is `deleted`."""

    events: list[Event] = field(default_factory=list)
    first: int = 0
    deleted: bool = False
    tombstoned: bool = False

    @property
    def last(self) -> int:
        return len(self.events) - 1


@dataclass(frozen=True)
class Verdict:
    """On one stream of a write: `ok`, a `repeat` of what is written up to `position`, or neither."""

    stream: str
    expected: int
    actual: int
    ok: bool = False
    repeat: bool = False
    deleted: bool = False
    tombstoned: bool = False
    last: int = -1
    position: int = -1


@dataclass(frozen=True)
class Appended:
    """`position` of the last event, `revisions` of the last event of each stream written."""

    position: int
    revisions: dict[str, int]


class Refused(Exception):
    """Nothing was written: these streams were not as expected."""

    def __init__(self, failures: Sequence[tuple[int, Verdict]]) -> None:
        super().__init__(str(failures))
        self.failures = failures


@dataclass(frozen=True)
class Write:
    """Events for a stream in an expected state; without events only the check."""

    stream: str
    expected: int
    events: Sequence[Proposed] = ()


class Engine:
    """One log; everything happens under its `changed` condition."""

    def __init__(self) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.log: list[Event] = []
        self.streams: dict[str, Stream] = {}
        self.end = 0
        for name in (*HIDDEN, "$settings", "$user-admin", "$scavenges"):  # a new database is not empty
            self.append([Write(name, ANY, [Proposed(str(uuid.uuid4()), name + "-made", True, b"{}", b"")])])

    def append(self, writes: Sequence[Write], order: Sequence[tuple[int, Proposed]] | None = None) -> Appended:
        """All of it or nothing; `order` interleaves events of several streams. Raises Refused."""
        with self.changed:
            verdicts = [self._judge(write) for write in writes]
            if not all(verdict.ok for verdict in verdicts):
                return self._repeated(writes, verdicts)
            for index, event in order or [(i, e) for i, w in enumerate(writes) for e in w.events]:
                self._record(writes[index].stream, event)
            self.changed.notify_all()
            revisions = {w.stream: self.streams[w.stream].last for w in writes if w.events}
            return Appended(self.log[-1].position, revisions)

    def _repeated(self, writes: Sequence[Write], verdicts: Sequence[Verdict]) -> Appended:
        """A repeat of all that is written is a success, whatever became of streams that are only checked."""
        written = [v for v, w in zip(verdicts, writes, strict=True) if w.events]
        if written and all(v.repeat for v in written):
            return Appended(max(v.position for v in written), {v.stream: v.last for v in written})
        raise Refused([(i, v) for i, v in enumerate(verdicts) if not v.ok])

    def _record(self, name: str, proposed: Proposed) -> None:
        stream = self.streams.setdefault(name, Stream())
        if stream.deleted:
            stream.deleted, stream.first = False, len(stream.events)
        event = Event(name, len(stream.events), self.end, time.time_ns() // 100, proposed)
        stream.events.append(event)
        self.log.append(event)
        self.end += proposed.size + len(name.encode()) + 97  # a byte offset: growing, never by one

    def _judge(self, write: Write) -> Verdict:
        stream = self.streams.get(write.stream)
        if stream is None:
            return Verdict(write.stream, write.expected, -1, ok=write.expected in (ANY, NO_STREAM))
        if stream.tombstoned:
            ok = not write.events and write.expected in (ANY, NO_STREAM, TOMBSTONED)
            return Verdict(write.stream, write.expected, stream.last, ok=ok, tombstoned=True)
        if write.expected == EXISTS and stream.deleted:
            return Verdict(write.stream, write.expected, stream.last, deleted=True)
        if write.expected in (ANY, EXISTS, DELETED):
            return self._loosely(write, stream)
        return self._strictly(write, stream)

    def _loosely(self, write: Write, stream: Stream) -> Verdict:
        """No version is expected: events that stand in the stream already are recognised by their ids."""
        places = {event.proposed.id: event for event in stream.events}
        known = [places.get(event.id) for event in write.events]
        verdict = Verdict(write.stream, write.expected, stream.last, deleted=stream.deleted)
        if known and known[0] and all(known):
            return self._repeat(verdict, known[-1])
        if known and known[0]:
            return verdict
        wanted = stream.deleted if write.expected == DELETED else True
        return Verdict(write.stream, write.expected, stream.last, ok=wanted, deleted=stream.deleted)

    def _strictly(self, write: Write, stream: Stream) -> Verdict:
        """A version is expected: a repeat is the same ids at the very places."""
        verdict = Verdict(write.stream, write.expected, stream.last, deleted=stream.deleted)
        if write.expected < stream.last:
            there = stream.events[write.expected + 1 : write.expected + 1 + len(write.events)]
            same = [event.proposed.id for event in there] == [event.id for event in write.events]
            if write.events and same:
                return self._repeat(verdict, there[-1])
            begun = bool(there) and bool(write.events) and there[0].proposed.id == write.events[0].id
            anew = write.expected == NO_STREAM and stream.deleted and not begun
            return Verdict(write.stream, write.expected, stream.last, ok=anew, deleted=stream.deleted)
        ok = write.expected == stream.last
        return Verdict(write.stream, write.expected, stream.last, ok=ok, deleted=stream.deleted)

    @staticmethod
    def _repeat(verdict: Verdict, last: Event | None) -> Verdict:
        assert last is not None
        return Verdict(
            verdict.stream, verdict.expected, verdict.actual, repeat=True, last=last.revision, position=last.position
        )

    def delete(self, name: str, expected: int, for_ever: bool) -> int:
        """The position of the deletion; raises Refused."""
        with self.changed:
            verdict = self._judge(Write(name, expected))
            if verdict.tombstoned or not verdict.ok:
                raise Refused([(0, verdict)])
            stream = self.streams.setdefault(name, Stream())
            place = name if for_ever else f"$${name}"
            kind = "$streamDeleted" if for_ever else "$metadata"
            tombstone = Proposed(str(uuid.uuid4()), kind, True, b"{}", b"")
            event = Event(place, max(stream.last, 0), self.end, time.time_ns() // 100, tombstone)
            self.log.append(event)
            self.end += 150
            stream.deleted, stream.tombstoned = True, for_ever
            self.changed.notify_all()
            return event.position

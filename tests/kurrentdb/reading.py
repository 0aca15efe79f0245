"""What readers and subscribers are sent, in which order, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.kurrentdb.engine import HIDDEN, Engine, Event, Stream


class NoSuchPosition(Exception):
    """A position of $all at which no record stands."""


class StreamMissing(Exception):
    pass


class StreamTombstoned(Exception):
    pass


@dataclass(frozen=True)
class Checkpoint:
    position: int


@dataclass(frozen=True)
class CaughtUp:
    """`revision` for a stream, `position` for $all."""

    position: int
    revision: int = -1


Sent = Event | Checkpoint | CaughtUp


@dataclass(frozen=True)
class Filter:
    """Matches stream names or event types, by prefixes or by a pattern found anywhere in them."""

    by_stream: bool
    prefixes: Sequence[str] = ()
    pattern: str = ""

    def __call__(self, event: Event) -> bool:
        text = event.stream if self.by_stream else event.proposed.type
        if self.prefixes:
            return text.startswith(tuple(self.prefixes))
        return re.search(self.pattern, text) is not None


def everything(event: Event) -> bool:
    return True


def read_stream(engine: Engine, name: str, start: int | None, backwards: bool, count: int) -> list[Event]:
    """`start` None: from the first, or backwards from the last. Raises StreamMissing, StreamTombstoned."""
    with engine.changed:
        stream = engine.streams.get(name)
        if stream and stream.tombstoned:
            raise StreamTombstoned
        if stream is None or stream.deleted:
            raise StreamMissing
        events = stream.events[stream.first :]
        if backwards:
            upto = stream.last if start is None else start
            return [e for e in reversed(events) if e.revision <= upto][:count]
        return [e for e in events if e.revision >= (start or 0)][:count]


def read_all(
    engine: Engine, start: int | None, backwards: bool, count: int, wanted: Callable[[Event], bool]
) -> list[Event]:
    """Forwards includes the event at `start`, backwards excludes it. Raises NoSuchPosition."""
    with engine.changed:
        check_position(engine, start)
        events = [e for e in engine.log if e.stream not in HIDDEN and wanted(e)]
        if backwards:
            return [e for e in reversed(events) if start is None or e.position < start][:count]
        return [e for e in events if start is None or e.position >= start][:count]


def check_position(engine: Engine, position: int | None) -> None:
    inside = position is not None and position < engine.end
    if inside and all(event.position != position for event in engine.log):
        raise NoSuchPosition


def subscribe_to_all(
    engine: Engine, after: int, wanted: Callable[[Event], bool], every: int | None, alive: Callable[[], bool]
) -> Iterator[Sent]:
    """Events behind `after`; `every`: a checkpoint at least after so many considered events (None: never)."""
    considered, reached, told = 0, after, after
    live = False
    while alive():
        with engine.changed:
            fresh = engine.log[first_behind(engine.log, reached) :]
            if not fresh and live:
                engine.changed.wait(0.2)
                continue
        for event in fresh[:500]:
            reached, considered = event.position, considered + 1
            if event.stream not in HIDDEN and wanted(event):
                told = event.position
                yield event
            if every and considered >= every:
                considered, told = 0, reached
                yield Checkpoint(reached)
        if not live and len(fresh) <= 500:
            if every and fresh and reached > told:
                yield Checkpoint(reached)
            elif every and fresh:
                yield Checkpoint(told)
            live = True
            yield CaughtUp(max(reached, 0))


def first_behind(log: Sequence[Event], position: int) -> int:
    """The index of the first event behind a position."""
    low, high = 0, len(log)
    while low < high:
        middle = (low + high) // 2
        if log[middle].position <= position:
            low = middle + 1
        else:
            high = middle
    return low


def subscribe_to_stream(engine: Engine, name: str, after: int, alive: Callable[[], bool]) -> Iterator[Sent]:
    """Events behind revision `after`; a stream that is missing is waited for. Raises StreamTombstoned."""
    live = False
    while alive():
        with engine.changed:
            stream = engine.streams.get(name, Stream())
            if stream.tombstoned:
                raise StreamTombstoned
            fresh = [e for e in stream.events[stream.first :] if e.revision > after]
            if not fresh and live:
                engine.changed.wait(0.2)
                continue
        for event in fresh:
            after = event.revision
            yield event
        if not live:
            live = True
            yield CaughtUp(0, after)

"""Ordered delivery: from a queue that repeats, loses and garbles to a source's events, each once, in log order.

What is done with them is the sink's: reactions (`shared.consumer`) or projections. The broker is a doorbell;
what it lost comes from the source's feed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import msgspec

from shared.amqp import Arrival
from shared.envelope import Envelope
from shared.inbox import Unreadable
from shared.telemetry import logger

PAGE = 500  # events asked of a feed at once
TAKE_PATIENCE = 0.5  # seconds of silence after which a step ends
IDLE = 30.0  # seconds of silence after which the feed is asked whether something never came
AGAIN = 1.0  # seconds until a feed that could not answer is asked again

Feed = Callable[[str, int, int], Sequence[Envelope]]
"""`feed(source, after, limit)`: the events of `source` behind a position, from its door."""

log = logger(__name__)


class Diverged(Exception):
    """The source's log is not the one heard before: it has no event at the position heard last.

    It was restored or rewritten. Nothing is applied until an operator has decided what is true.
    """


class FeedAway(Exception):
    """The source cannot be asked, or does not yet have what its queue announced."""


class Sink(Protocol):
    """Where the events of a source go, and what remembers how far it got."""

    def position(self) -> int:
        """The position of the last event that took effect (0: none)."""
        ...

    def apply(self, events: Sequence[Envelope]) -> None:
        """Give these, the very next ones, their effect, and remember the last position with it.

        Raising means: not all of them took effect; they come again behind the remembered position.
        """
        ...

    def park(self, message: Unreadable) -> None:
        """Keep a message that is no event, for an operator."""
        ...


class Queue(Protocol):
    """The consumer's end of one queue; `shared.amqp.Inlet` is the real one."""

    queue: str

    def take(self, patience: float) -> Sequence[Arrival]: ...
    def ack(self, last: Arrival) -> None: ...
    def keep_alive(self) -> None: ...


class Unread(Exception):
    """A message body that is no event of its source."""


def read(source: str, body: bytes) -> Envelope:
    """The envelope in `body`; raises Unread, with the reason, for anything else."""
    try:
        envelope = msgspec.json.decode(body, type=Envelope)
    except (msgspec.MsgspecError, ValueError, RecursionError) as wrong:
        raise Unread(str(wrong)) from wrong
    if envelope.source != source:
        raise Unread(f"says that it comes from {envelope.source}")
    if not 0 <= envelope.previous < envelope.position:
        raise Unread(f"position {envelope.position} does not follow {envelope.previous}")
    if envelope.happened_at.tzinfo is None or envelope.recorded_at.tzinfo is None:
        raise Unread("an instant has no offset from UTC")
    if b"\\u0000" in body:
        raise Unread("holds a NUL character, which no store takes")
    return envelope


class Delivery:
    """Follows one source for one sink, on one thread.

    `monotonic` gives seconds. When a step raises, nothing is lost: make a new one, over a new connection.
    """

    def __init__(self, source: str, queue: Queue, feed: Feed, sink: Sink, monotonic: Callable[[], float]) -> None:
        self.source, self.queue, self.feed, self.sink = source, queue, feed, sink
        self.monotonic = monotonic
        self.position = sink.position()
        self.level_at = monotonic()  # a queue that is silent at first may be new: ask at once
        self.unsettled: Sequence[Envelope] = ()
        self.last: Arrival | None = None  # the youngest message not acknowledged yet

    def step(self) -> float:
        """Bring one batch to the sink and acknowledge it, or ask the feed in silence; the seconds to rest.

        A batch behind a gap that cannot be filled now is kept, unacknowledged, and tried again.
        """
        if self.last is None:
            self._take()
        else:
            self.queue.keep_alive()
        try:
            if self.last is not None:
                self._deliver(self.unsettled)
                self.queue.ack(self.last)
                self.last = None
            elif self.monotonic() >= self.level_at:
                self._level()
        except FeedAway as away:
            log.warning("feed away", source=self.source, after=self.position, why=str(away))
            self.level_at = self.monotonic() + AGAIN
            return AGAIN if self.last else 0.0
        return 0.0

    def _take(self) -> None:
        arrivals = self.queue.take(TAKE_PATIENCE)
        if arrivals:
            self.unsettled = list(self._readable(arrivals))
            self.last = arrivals[-1]
            self.level_at = self.monotonic() + IDLE

    def _readable(self, arrivals: Sequence[Arrival]) -> Iterator[Envelope]:
        for arrival in arrivals:
            try:
                yield read(self.source, arrival.body)
            except Unread as wrong:
                name = self.queue.queue
                self.sink.park(Unreadable(self.source, name, arrival.body, arrival.headers, str(wrong)))
                log.error("message parked", source=self.source, queue=name, reason=str(wrong))

    def _level(self) -> None:
        """Fetch whatever never came."""
        while page := self._ask():
            self._deliver(page)
        self.level_at = self.monotonic() + IDLE

    def _deliver(self, envelopes: Sequence[Envelope]) -> None:
        run: list[Envelope] = []
        reached, again = self.position, 0
        for envelope in envelopes:
            if envelope.previous > reached:
                self._apply(run)
                run = []
                self._fill(envelope.previous)
                reached = self.position
            if envelope.position <= reached:
                again += 1
                continue
            if envelope.previous != reached:
                raise Diverged(f"{self.source}: {envelope.previous} precedes {envelope.position}, not {reached}")
            run.append(envelope)
            reached = envelope.position
        self._apply(run)
        if again:
            log.info("heard before", source=self.source, count=again)

    def _fill(self, upto: int) -> None:
        """Close the gap before `upto` from the source's own log."""
        log.info("gap", source=self.source, after=self.position, upto=upto)
        while self.position < upto:
            page = self._ask()
            if not page or page[0].previous > self.position:
                raise FeedAway(f"the feed shows nothing behind {self.position}, the queue something at {upto}")
            self._deliver(page)

    def _ask(self) -> Sequence[Envelope]:
        try:
            return self.feed(self.source, self.position, PAGE)
        except Exception as fault:
            raise FeedAway(f"{type(fault).__name__}: {fault}") from fault

    def _apply(self, run: Sequence[Envelope]) -> None:
        if run:
            self.sink.apply(run)
            self.position = run[-1].position

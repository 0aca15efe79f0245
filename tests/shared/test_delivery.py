"""Ordered delivery: whatever the broker does, the sink is given the log."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.amqp import Arrival
from shared.delivery import AGAIN, IDLE, Delivery, Diverged
from shared.envelope import Envelope
from shared.inbox import Unreadable
from shared.log.memory import MemoryStore
from tests.shared.lamps import Clock, envelopes, light


class FakeQueue:
    """A queue whose messages are put by the test."""

    queue = "counter.from.lamps"

    def __init__(self) -> None:
        self.batches: list[list[bytes]] = []
        self.tags = 0
        self.acked = 0
        self.kept_alive = 0

    def put(self, *messages: Envelope | bytes) -> None:
        self.batches.append([m if isinstance(m, bytes) else msgspec.json.encode(m.wire()) for m in messages])

    def take(self, patience: float) -> Sequence[Arrival]:
        batch = self.batches.pop(0) if self.batches else []
        self.tags += len(batch)
        return [Arrival(body, {}, self.tags - len(batch) + i) for i, body in enumerate(batch, 1)]

    def ack(self, last: Arrival) -> None:
        self.acked = last.tag

    def keep_alive(self) -> None:
        self.kept_alive += 1


class Memory:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.events: list[Envelope] = []
        self.parked: list[Unreadable] = []

    def position(self) -> int:
        return self.events[-1].position if self.events else 0

    def apply(self, events: Sequence[Envelope]) -> None:
        self.events += events

    def park(self, message: Unreadable) -> None:
        self.parked.append(message)


class Line:
    """One delivery over a fake queue, from a log of `length` events."""

    def __init__(self, length: int) -> None:
        store = MemoryStore()
        for number in range(length):
            light(store, f"lamp {number % 3}")
        self.log = envelopes(store)
        self.queue, self.sink, self.clock = FakeQueue(), Memory(), Clock()
        self.asked: list[int] = []
        self.feed_shows = length
        self.delivery = Delivery("lamps", self.queue, self.feed, self.sink, self.clock.monotonic)

    def feed(self, source: str, after: int, limit: int) -> list[Envelope]:
        self.asked.append(after)
        if self.feed_shows < 0:
            raise ConnectionError("the door is away")
        return [e for e in self.log[: self.feed_shows] if e.position > after][:limit]

    def run(self) -> None:
        while self.queue.batches:
            self.delivery.step()


def test_what_arrives_in_order_is_applied_in_order_and_acknowledged() -> None:
    line = Line(4)
    line.queue.put(*line.log)
    line.run()
    assert line.sink.events == line.log
    assert (line.queue.acked, line.asked) == (4, [])


def test_a_message_heard_before_changes_nothing() -> None:
    line = Line(3)
    line.queue.put(line.log[0], line.log[0], line.log[1])
    line.queue.put(line.log[1], line.log[0], line.log[2])
    line.run()
    assert line.sink.events == line.log
    assert line.queue.acked == 6


def test_a_gap_is_filled_from_the_feed_before_what_follows_it() -> None:
    line = Line(6)
    line.queue.put(line.log[0], line.log[4])
    line.run()
    assert line.sink.events == line.log
    assert line.asked == [1]  # one page closed it, and showed what was still to come


def test_a_gap_that_the_feed_cannot_fill_yet_keeps_its_messages_unacknowledged() -> None:
    line = Line(3)
    line.feed_shows = -1
    line.queue.put(line.log[0], line.log[2])
    assert line.delivery.step() == AGAIN
    assert (line.sink.events, line.queue.acked) == (line.log[:1], 0)
    line.feed_shows = 1
    assert line.delivery.step() == AGAIN
    line.feed_shows = 3
    assert line.delivery.step() == 0
    assert (line.sink.events, line.queue.acked) == (line.log, 2)
    assert line.queue.kept_alive == 2  # the broker would drop a silent consumer


def test_a_silent_queue_has_the_feed_asked_at_once_and_then_now_and_then() -> None:
    line = Line(3)
    line.delivery.step()
    assert line.sink.events == line.log
    line.asked.clear()
    line.delivery.step()
    assert line.asked == []
    line.clock.pass_(seconds=IDLE)
    line.delivery.step()
    assert line.asked == [3]


def test_a_silent_queue_waits_for_a_feed_that_is_away() -> None:
    line = Line(2)
    line.feed_shows = -1
    assert line.delivery.step() == 0
    line.feed_shows = 2
    line.clock.pass_(seconds=AGAIN)
    line.delivery.step()
    assert line.sink.events == line.log


def garbled(envelope: Envelope, **changes: object) -> bytes:
    return msgspec.json.encode(envelope.wire() | changes)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"source": "strangers"}, "strangers"),
        ({"position": "2"}, "position"),
        ({"position": 1, "previous": 1}, "does not follow"),
        ({"previous": -1}, "does not follow"),
        ({"id": None}, "id"),
        ({"data": []}, "data"),
        ({"recorded_at": "yesterday"}, "recorded_at"),
        ({"recorded_at": "2025-03-01T12:00:00"}, "offset"),
        ({"stream": "lamp-\x00"}, "NUL"),
    ],
)
def test_a_message_that_is_no_event_of_its_source_is_parked_with_the_reason(
    changes: dict[str, object], reason: str
) -> None:
    line = Line(3)
    line.queue.put(line.log[0], garbled(line.log[1], **changes), line.log[2])
    line.run()
    assert line.sink.events == line.log  # the feed had the event itself
    assert [reason in message.reason for message in line.sink.parked] == [True]
    assert line.queue.acked == 3


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff\xfe", b"null", b"[" * 100_000, b'{"data":' * 100_000, b"1" * 1_000_000]
)
def test_a_body_that_is_not_even_an_envelope_is_parked(body: bytes) -> None:
    line = Line(1)
    line.queue.put(body, line.log[0])
    line.run()
    assert line.sink.events == line.log
    assert line.sink.parked[0].body == body
    assert line.sink.parked[0].reason


def test_a_source_whose_history_was_rewritten_is_not_followed() -> None:
    line = Line(3)
    line.queue.put(line.log[0], line.log[1])
    line.run()
    line.queue.put(garbled(line.log[2], previous=1))
    with pytest.raises(Diverged):
        line.delivery.step()
    assert line.sink.events == line.log[:2]


@pytest.mark.thorough
@given(st.data())
def test_losses_repetitions_and_disorder_never_reach_the_sink(data: st.DataObject) -> None:
    line = Line(data.draw(st.integers(1, 12), label="length"))
    messages = data.draw(st.lists(st.sampled_from(line.log), max_size=30), label="messages")
    cuts = sorted(data.draw(st.sets(st.integers(0, len(messages)), max_size=4), label="batches"))
    for first, until in pairwise([0, *cuts, len(messages)]):
        line.queue.put(*messages[first:until])
    line.run()
    assert line.sink.events == line.log[: len(line.sink.events)]
    line.clock.pass_(seconds=IDLE)
    line.delivery.step()
    assert line.sink.events == line.log

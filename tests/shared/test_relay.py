"""The relay: the log as it is, in its order, never with a hole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec
import pytest

from shared import relay as module
from shared.amqp import ConfirmsMissing, Outgoing
from shared.broker import routing_key
from shared.log.memory import MemoryStore
from shared.relay import LONGEST_REST, MemoryCheckpoint, Relay, RelayMoved
from shared.seals import BrokenSeal, Seal, first_broken
from tests.shared.lamps import Clock, envelopes, light


class FakeOutlet:
    """Keeps what is sent; confirms it unless told to fail."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.failing = False

    def send(self, messages: Sequence[Outgoing]) -> None:
        self.sent += messages

    def confirm(self) -> None:
        if self.failing:
            raise ConfirmsMissing

    def keep_alive(self) -> None:
        pass


class Lamps:
    """A log of lamps, and its relay over a fake outlet."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, page: int = 2) -> None:
        monkeypatch.setattr(module, "PAGE", page)
        self.store, self.checkpoint, self.outlet = MemoryStore(), MemoryCheckpoint(), FakeOutlet()
        self.relay = self.another()

    def another(self) -> Relay:
        return Relay("lamps", self.store, self.checkpoint, self.outlet, Clock())

    def light(self, count: int) -> None:
        for number in range(count):
            light(self.store, f"lamp {number % 2}")

    def publish(self) -> None:
        while not self.relay.step():
            pass

    @property
    def published(self) -> list[int]:
        return [msgspec.json.decode(m.body)["position"] for m in self.outlet.sent]

    @property
    def seals(self) -> list[Seal]:
        return [Seal(*seal) for seal in sorted(self.checkpoint.seals.items())]


@pytest.fixture
def lamps(monkeypatch: pytest.MonkeyPatch) -> Lamps:
    return Lamps(monkeypatch)


def test_the_log_is_published_in_its_order_as_envelopes_with_their_predecessor(lamps: Lamps) -> None:
    lamps.light(5)
    lamps.publish()
    assert [msgspec.json.decode(m.body) for m in lamps.outlet.sent] == [e.wire() for e in envelopes(lamps.store)]
    first = lamps.outlet.sent[0]
    assert (first.id, first.routing_key) == (lamps.store.events[0].id, routing_key("LampLit", "lamp-lamp 0"))


def test_what_was_not_confirmed_is_published_again_and_nothing_is_skipped(lamps: Lamps) -> None:
    lamps.light(3)
    lamps.outlet.failing = True
    with pytest.raises(ConfirmsMissing):
        lamps.publish()
    lamps.outlet.failing = False
    lamps.relay = lamps.another()
    lamps.publish()
    assert lamps.published == [1, 2, 1, 2, 3]


def test_what_comes_later_follows_what_was_published_before_a_restart(lamps: Lamps) -> None:
    lamps.light(3)
    lamps.publish()
    lamps.relay = lamps.another()
    lamps.light(2)
    lamps.publish()
    assert lamps.published == [1, 2, 3, 4, 5]
    assert msgspec.json.decode(lamps.outlet.sent[3].body)["previous"] == 3


def test_the_chain_does_not_depend_on_pages_or_restarts(lamps: Lamps, monkeypatch: pytest.MonkeyPatch) -> None:
    lamps.light(5)
    lamps.publish()
    whole = Lamps(monkeypatch, page=100)
    whole.store.events = lamps.store.events
    whole.publish()
    assert whole.checkpoint.mark == lamps.checkpoint.mark
    assert [seal.position for seal in lamps.seals] == [2, 4, 5]


def test_of_two_relays_only_one_can_move_the_mark(lamps: Lamps) -> None:
    lamps.light(2)
    stale = lamps.another()
    lamps.publish()
    with pytest.raises(RelayMoved):
        stale.step()
    assert [seal.position for seal in lamps.seals] == [2]


def test_it_rests_longer_while_nothing_happens_and_wakes_up_at_the_first_event(lamps: Lamps) -> None:
    rests = [lamps.relay.step() for _ in range(8)]
    assert rests == sorted(rests)
    assert rests[-1] == LONGEST_REST
    lamps.light(1)
    assert lamps.relay.step() == 0
    assert lamps.relay.step() < LONGEST_REST / 5


def test_an_untouched_log_keeps_its_seals(lamps: Lamps) -> None:
    lamps.light(5)
    lamps.publish()
    lamps.light(1)  # not published yet, so not sealed
    assert first_broken(lamps.store, lamps.seals) is None


@pytest.mark.parametrize(
    "change",
    [
        {"data": b'{"lamp_id":"another"}'},
        {"type": "LampDimmed"},
        {"stream": "lamp-9"},
        {"id": "another"},
        {"version": 9},
        {"schema": 2},
        {"happened_at": Clock().now.replace(year=2024)},
        {"recorded_at": Clock().now.replace(year=2024)},
    ],
)
def test_an_altered_event_breaks_the_seal_of_its_page(lamps: Lamps, change: dict[str, object]) -> None:
    lamps.light(6)
    lamps.publish()
    lamps.store.events[2] = replace(lamps.store.events[2], **change)  # type: ignore[arg-type]
    assert first_broken(lamps.store, lamps.seals) == BrokenSeal(after=2, upto=4)


def test_an_altered_actor_breaks_the_seal_of_its_page(lamps: Lamps) -> None:
    lamps.light(2)
    lamps.publish()
    event = lamps.store.events[1]
    lamps.store.events[1] = replace(event, meta=replace(event.meta, actor="somebody else"))
    assert first_broken(lamps.store, lamps.seals) == BrokenSeal(after=0, upto=2)


def test_a_deleted_or_exchanged_event_breaks_the_seal_of_its_page(lamps: Lamps) -> None:
    lamps.light(6)
    lamps.publish()
    events = list(lamps.store.events)
    lamps.store.events = events[:4] + events[5:]
    assert first_broken(lamps.store, lamps.seals) == BrokenSeal(after=4, upto=6)
    lamps.store.events = [events[1], events[0], *events[2:]]
    assert first_broken(lamps.store, lamps.seals) == BrokenSeal(after=0, upto=2)

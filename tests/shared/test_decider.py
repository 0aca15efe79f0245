"""The harness between a command and its events: who is overtaken queues up and tries again, and not for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest

from shared.codec import PlainCodec
from shared.contracts import BusyStream
from shared.decider import MOST_ATTEMPTS, Decider, Deciders, Wish
from shared.ids import new_id
from shared.log import Loaded, WrongExpectedVersion
from shared.log.memory import MemoryStore, MemoryTransaction
from tests.scenario import CLERK, NOON
from tests.shared.lamps import LAMPS, LampLit, LightLamp


class Crowded(MemoryStore):
    """A log in which somebody else is faster the first so many times; it notes what is held."""

    def __init__(self, faster: int) -> None:
        super().__init__()
        self.faster = faster
        self.held: list[Sequence[str]] = []

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        with super().transaction() as tx:
            tx.hold = self.held.append  # type: ignore[method-assign]
            yield tx
            if self.faster:
                self.faster -= 1
                raise WrongExpectedVersion(["lamp-1"])


def light(store: MemoryStore, lamp_id: str = "1") -> None:
    deciders = Deciders(LAMPS.deciders, PlainCodec())
    deciders.execute(store, Wish(LightLamp(lamp_id=lamp_id), new_id(), CLERK, NOON))


def test_who_is_first_holds_up_nobody() -> None:
    store = Crowded(faster=0)
    light(store)
    assert store.held == []


def test_who_is_overtaken_holds_the_streams_before_deciding_again() -> None:
    store = Crowded(faster=1)
    light(store)
    assert (len(store.events), store.held) == (1, [["lamp-1"]])


def test_who_is_overtaken_for_ever_is_told_so() -> None:
    store = Crowded(faster=MOST_ATTEMPTS)
    with pytest.raises(BusyStream) as told:
        light(store)
    assert (store.head(), told.value.streams) == (0, ["lamp-1"])


FOLLOWS = {"1": "2", "2": "3"}
LAMP_BEHIND_LAMP: Decider[frozenset[str]] = Decider(
    (LightLamp,),
    frozenset(),
    lambda wish, context: [f"lamp-{wish.lamp_id}"],
    lambda wish, lit, context: [] if len(lit) < 3 else [LampLit(lamp_id="3")],
    lambda lit, event: lit | {event.lamp_id},
    lambda wish, lit: [f"lamp-{FOLLOWS[lamp_id]}" for lamp_id in sorted(lit) if lamp_id in FOLLOWS],
)


def test_what_only_the_histories_tell_of_is_read_as_well_and_may_not_move_either() -> None:
    """A lamp that follows another one stands on that one's history too, and on the one that this follows."""
    store = MemoryStore()
    for lamp_id in FOLLOWS.keys() | FOLLOWS.values():
        light(store, lamp_id)
    deciders, wish = Deciders([LAMP_BEHIND_LAMP], PlainCodec()), LightLamp(lamp_id="1")
    assert deciders.execute(store, Wish(wish, new_id(), CLERK, NOON)).streams == {"lamp-3": 2}
    with pytest.raises(WrongExpectedVersion) as moved, store.transaction() as tx:
        load = tx.load

        def load_and_be_overtaken(command_id: str, streams: Sequence[str], *behind: Mapping[str, int]) -> Loaded:
            loaded = load(command_id, streams, *behind)
            if "lamp-3" in streams:
                light(store, "3")
            return loaded

        tx.load = load_and_be_overtaken  # type: ignore[method-assign]
        deciders.decide(tx, Wish(wish, new_id(), CLERK, NOON))
    assert moved.value.streams == ["lamp-3"]

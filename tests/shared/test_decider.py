"""The harness between a command and its events: who is overtaken queues up and tries again, and not for ever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from shared.codec import PlainCodec
from shared.contracts import BusyStream
from shared.decider import MOST_ATTEMPTS, Deciders, Wish
from shared.ids import new_id
from shared.log import WrongExpectedVersion
from shared.log.memory import MemoryStore, MemoryTransaction
from tests.scenario import CLERK, NOON
from tests.shared.lamps import LAMPS, LightLamp


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


def light(store: MemoryStore) -> None:
    deciders = Deciders(LAMPS.deciders, PlainCodec())
    deciders.execute(store, Wish(LightLamp(lamp_id="1"), new_id(), CLERK, NOON))


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

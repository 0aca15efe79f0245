"""What everybody stands on is folded once a process: the next command reads what came since, and answers the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.codec import PlainCodec
from shared.decider import Decider, Deciders, Wish
from shared.ids import new_id
from shared.log import Loaded
from shared.log.memory import MemoryStore, MemoryTransaction
from shared.remembered import MOST, Known, Remembered
from tests.scenario import CLERK, NOON
from tests.shared.lamps import LampLit, LightLamp

STREET = ("lamp-1", "lamp-2", "lamp-3")


class Read(MemoryStore):
    """A log that notes how many events each reading gave."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[int] = []

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        with super().transaction() as tx:
            load = tx.load

            def counted(command_id: str, streams: Sequence[str], *behind: Mapping[str, int]) -> Loaded:
                loaded = load(command_id, streams, *behind)
                self.given.append(sum(map(len, loaded.histories.values())))
                return loaded

            tx.load = counted  # type: ignore[method-assign]
            yield tx


class Street:
    """Lamps that everybody who lights one has seen, in the order in which they are folded."""

    def __init__(self) -> None:
        self.seen: tuple[str, ...] = ()
        self.store = Read()
        decider: Decider[tuple[str, ...]] = Decider(
            (LightLamp,),
            (),
            lambda wish, context: [*STREET, "lamp-own"],
            self._decide,
            lambda lit, event: (*lit, event.lamp_id),
            busy=lambda wish, context: STREET,
        )
        self.deciders = Deciders([decider], PlainCodec())

    def _decide(self, wish: LightLamp, lit: tuple[str, ...], context: object) -> list[LampLit]:
        self.seen = lit
        return [LampLit(lamp_id=wish.lamp_id)]

    def light(self, lamp_id: str) -> None:
        self.deciders.execute(self.store, Wish(LightLamp(lamp_id=lamp_id), new_id(), CLERK, NOON))

    @property
    def folded_anew(self) -> tuple[str, ...]:
        """All but the last, by who remembers nothing."""
        names = [name for name in (*STREET, "lamp-own") for _ in self.store.streams.get(name, ())]
        return tuple(name.removeprefix("lamp-") for name in names)


@pytest.fixture
def street() -> Street:
    return Street()


def test_only_what_came_since_is_read(street: Street) -> None:
    for lamp_id in ("1", "1", "2", "2", "2"):
        street.light(lamp_id)
    assert (street.store.given, street.seen) == ([0, 1, 1, 1, 1], ("1", "1", "2", "2"))


def test_what_comes_before_what_was_folded_last_is_folded_in_its_place(street: Street) -> None:
    for lamp_id in ("1", "3", "3", "1"):
        street.light(lamp_id)
    street.light("3")
    assert street.seen == ("1", "1", "3", "3")


def test_of_streams_that_are_somebodys_own_everything_is_read(street: Street) -> None:
    for _ in range(3):
        street.light("own")
    assert (street.store.given, street.seen) == ([0, 1, 2], ("own", "own"))


@given(st.lists(st.sampled_from(["1", "2", "3", "own"]), max_size=20))
def test_who_remembers_decides_on_the_same_as_who_reads_everything(lamps: list[str]) -> None:
    street = Street()
    for lamp_id in lamps:
        before = street.folded_anew
        street.light(lamp_id)
        assert street.seen == before


def test_what_a_transaction_takes_back_is_not_remembered(street: Street) -> None:
    street.light("1")
    with pytest.raises(ZeroDivisionError), street.store.transaction() as tx:
        for _ in range(3):
            street.deciders.decide(tx, Wish(LightLamp(lamp_id="1"), new_id(), CLERK, NOON))
        raise ZeroDivisionError
    street.store.given.clear()
    street.light("2")
    assert (street.store.given, street.seen) == ([1], ("1",))


def test_a_log_that_was_put_back_under_the_process_is_read_anew(street: Street) -> None:
    street.light("1")
    street.light("1")
    street.light("2")
    street.store.streams["lamp-1"].pop()
    street.light("2")
    assert street.seen == ("1", "2")


def test_each_log_is_remembered_by_itself(street: Street) -> None:
    street.light("1")
    street.light("1")
    street.store = Read()
    street.light("1")
    assert street.seen == ()


def test_what_was_not_asked_for_longest_is_forgotten() -> None:
    remembered = Remembered()
    for n in range(MOST + 1):
        remembered.keep("fold", Known(n, {f"lamp-{n}": 1}, 0))
    assert remembered.of("fold", ["lamp-0"], 0) == Known(0, {"lamp-0": 0}, 0)
    assert remembered.of("fold", ["lamp-1"], 0) == Known(1, {"lamp-1": 1}, 0)

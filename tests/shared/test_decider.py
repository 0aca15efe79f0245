"""The harness between a command and its events: who is overtaken tries again, in good time, and not for ever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from shared.codec import PlainCodec
from shared.contracts import BusyStream
from shared.decider import LONGEST_PAUSE, MOST_PATIENT_ATTEMPTS, Deciders, Wish, jittered
from shared.ids import new_id
from shared.log import WrongExpectedVersion
from shared.log.memory import MemoryStore, MemoryTransaction
from tests.scenario import CLERK, NOON
from tests.shared.lamps import LAMPS, LightLamp


class Crowded(MemoryStore):
    """A log in which somebody else is faster the first so many times."""

    def __init__(self, faster: int) -> None:
        super().__init__()
        self.faster = faster

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        with super().transaction() as tx:
            yield tx
            if self.faster:
                self.faster -= 1
                raise WrongExpectedVersion(["lamp-1"])


def attempt(store: MemoryStore) -> list[int]:
    """Light a lamp; the pauses taken, each told how many attempts were in vain."""
    pauses: list[int] = []
    deciders = Deciders(LAMPS.deciders, PlainCodec(), pause=pauses.append)
    deciders.execute(store, Wish(LightLamp(lamp_id=new_id()), new_id(), CLERK, NOON))
    return pauses


def test_who_is_first_does_not_wait() -> None:
    assert attempt(Crowded(faster=0)) == []


def test_who_is_overtaken_pauses_before_each_further_attempt() -> None:
    store = Crowded(faster=3)
    assert attempt(store) == [1, 2, 3]
    assert store.head() == 1


def test_who_is_overtaken_for_ever_is_told_so() -> None:
    store = Crowded(faster=MOST_PATIENT_ATTEMPTS)
    with pytest.raises(BusyStream) as told:
        attempt(store)
    assert told.value.streams == ["lamp-1"]
    assert store.head() == 0


def test_pauses_double_up_to_the_longest_and_differ_between_rivals() -> None:
    slept: list[float] = []
    for chance in (0.999, 0.5):
        pause = jittered(slept.append, lambda chance=chance: chance)
        for failed in range(1, MOST_PATIENT_ATTEMPTS):
            pause(failed)
    patient, hasty = slept[: MOST_PATIENT_ATTEMPTS - 1], slept[MOST_PATIENT_ATTEMPTS - 1 :]
    assert patient == sorted(patient) and patient[-1] < LONGEST_PAUSE
    assert patient[1] == pytest.approx(2 * patient[0])
    assert all(one > other for one, other in zip(patient, hasty, strict=True))
    assert 2 < sum(patient) < 8  # seconds, the longest that a caller waits

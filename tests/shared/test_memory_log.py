"""The log in memory keeps the contract, and lets transactions overlap as PostgreSQL does."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event

import pytest

from shared.inbox import InboxMoved
from shared.inbox.memory import MemoryInbox
from shared.log import Write, WrongExpectedVersion
from shared.log.memory import MemoryStore
from tests.shared.log_contract import LogContract, append, event, whole, write


@dataclass
class MemoryLog:
    store: MemoryStore = field(default_factory=MemoryStore)

    def open(self) -> MemoryStore:
        return self.store


class TestMemoryLog(LogContract):
    @pytest.fixture
    def log(self) -> MemoryLog:
        return MemoryLog()


def test_nobody_reads_past_an_append_that_is_still_open() -> None:
    store = MemoryStore()
    with store.transaction() as slow:
        append(slow, Write("slow", 0, [event()]))
        write(store, "quick", 0)
        assert (store.page(0, 10).events, store.head()) == ([], 2)
    assert [e.stream for e in whole(store)] == ["slow", "quick"]


def test_an_append_that_was_rolled_back_leaves_a_hole() -> None:
    store = MemoryStore()
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        append(tx, Write("a", 0, [event()]))
        raise ZeroDivisionError
    write(store, "a", 0)
    assert [(e.position, e.version) for e in whole(store)] == [(2, 1)]


def test_of_two_that_would_wait_for_each_other_one_is_overtaken() -> None:
    store, first = MemoryStore(), {name: Event() for name in "ab"}

    def writer(one: str, other: str) -> Exception | None:
        try:
            with store.transaction() as tx:
                append(tx, Write(one, 0, [event()]))
                first[one].set()
                assert first[other].wait(10)
                append(tx, Write(other, 0, [event()]))
        except WrongExpectedVersion as overtaken:
            return overtaken
        return None

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(writer, "ab", "ba"))
    assert (outcomes.count(None), len(whole(store))) == (1, 2)


def test_only_one_of_two_moves_the_inbox_from_where_it_stands() -> None:
    store, inbox = MemoryStore(), MemoryInbox()
    waiting = Event()

    def advance(then: Callable[[], object]) -> Exception | None:
        try:
            with store.transaction() as tx:
                inbox.advance(tx, "lamps", 0, 7)
                then()
        except InboxMoved as moved:
            return moved
        return None

    with ThreadPoolExecutor(2) as pool, store.transaction() as tx:
        inbox.advance(tx, "lamps", 0, 5)
        other = pool.submit(advance, waiting.set)
        assert not waiting.wait(0.05)
        tx.once_kept.append(lambda: None)
    assert isinstance(other.result(10), InboxMoved)
    assert inbox.positions == {"lamps": 5}

"""Whether the log is still the one that was published: its hash chain against the seals of the relay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from shared.log import Recorded, Store, Transaction
from shared.relay import PAGE, Mark, link


@dataclass(frozen=True)
class Seal:
    """The chain after the event at `position`, as it was when that page was published."""

    position: int
    chain: bytes


@dataclass(frozen=True)
class BrokenSeal:
    """The first altered, missing or inserted event lies behind `after` and not behind `upto`."""

    after: int
    upto: int


def first_broken(store: Store, seals: Iterable[Seal]) -> BrokenSeal | None:
    """The first page whose events no longer lead to its seal; None while all do."""
    chain, after = Mark().chain, 0
    events = every_event(store)
    waiting = next(events, None)
    for seal in seals:
        while waiting and waiting.position <= seal.position:
            chain = link(chain, waiting)
            waiting = next(events, None)
        if chain != seal.chain:
            return BrokenSeal(after, seal.position)
        after = seal.position
    return None


def every_event(store: Store) -> Iterator[Recorded]:
    page = store.page(0, PAGE)
    while page.events:
        yield from page.events
        page = store.page(page.position, PAGE)


def seals(tx: Transaction) -> list[Seal]:
    """All seals of the service's own database, in order."""
    return list(each_seal(tx.connection))


def each_seal(connection: Connection[Any]) -> Iterator[Seal]:
    """The same, fetched as they are needed; inside a transaction."""
    with connection.cursor(name="seals", row_factory=class_row(Seal)) as cursor:
        cursor.itersize = PAGE
        yield from cursor.execute("SELECT position, chain FROM seal ORDER BY position")

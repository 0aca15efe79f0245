"""A question that no view can answer is answered from the events themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.codec import PlainCodec
from shared.contracts import STAFF, Id, NotFound, Query, Row
from shared.contracts.members import OpenVenue, VenueOpened
from shared.contracts.samples import sample
from shared.decider import Context, plain_digest
from shared.history import Answer, History, Told
from shared.log.memory import MemoryStore
from tests.scenario import CLERK, NOON, seed


class Happened(Row):
    """An event of a venue."""

    type: str
    version: int


class VenueHistory(Query, by=STAFF, answers=Happened):
    """What happened to a venue."""

    venue_id: Id


def streams(query: VenueHistory) -> Iterable[str]:
    return [f"venue-{query.venue_id}"]


def rows(query: VenueHistory, told: Sequence[Told], context: Context) -> Sequence[Row]:
    if not told:
        raise NotFound(kind="venue", id=query.venue_id)
    assert context.now == context.at == NOON + timedelta(days=1)
    return [Happened(type=type(one.event).__name__, version=one.recorded.version) for one in told]


def test_an_answer_stands_on_its_streams_and_appends_nothing():
    store = MemoryStore()
    opened = sample(VenueOpened)
    with store.transaction() as tx:
        seed(tx, (opened, replace(opened, venue_id=CLERK.id)))
    history = History([Answer(VenueHistory, streams, rows)], store, PlainCodec(), plain_digest)
    assert history.knows("VenueHistory") is VenueHistory
    assert history.knows(OpenVenue.__name__) is None
    answer = history.ask(VenueHistory(venue_id=opened.venue_id), CLERK, NOON + timedelta(days=1))
    assert answer == [{"type": "VenueOpened", "version": 1}]
    with pytest.raises(NotFound):
        history.ask(VenueHistory(venue_id="00000000-0000-4000-8000-000000000009"), CLERK, NOON)
    assert store.head() == 2

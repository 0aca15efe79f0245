"""Workers that follow one another, or both believe to lead: what each does has its effect once."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest

from shared.amqp import Publisher, connected
from shared.consumer import Reactions, Surroundings
from shared.inbox import InboxMoved
from shared.inbox.postgres import PostgresInbox
from shared.relay import PostgresCheckpoint, Relay, RelayMoved
from tests.shared.lamps import (
    LAMPS,
    counter,
    deciders,
    envelopes,
    events_of,
)
from tests.shared.town import Town, now
from tests.waiting import eventually


def test_a_standby_takes_over_when_the_leader_is_cut_off(town: Town) -> None:
    town.start(town.worker(LAMPS, town.lamps))
    first, second = (town.worker(counter(town.faults), town.counter) for _ in range(2))
    town.start(first)
    town.light("a")
    eventually(town.heard_all)
    town.start(second)
    holder = """
        SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database
         WHERE datname = current_database() AND locktype = 'advisory' AND objsubid = 1 AND granted
    """
    ((before,),) = town.counter.ask(holder)
    town.counter.ask(f"SELECT pg_terminate_backend({before})")
    eventually(lambda: town.counter.ask(holder) not in ([], [(before,)]))
    town.light(*"ab")
    eventually(town.heard_all)
    assert town.counted() == {"a": 2, "b": 1}


def test_a_standby_takes_over_when_the_leader_is_stopped(town: Town) -> None:
    town.start(town.worker(LAMPS, town.lamps))
    (stop,) = town.start(town.worker(counter(town.faults), town.counter))
    town.light("a")
    eventually(town.heard_all)
    town.start(town.worker(counter(town.faults), town.counter))
    stop.set()
    town.light("b")
    eventually(town.heard_all)
    assert town.counted() == {"a": 1, "b": 1}


def test_two_consumers_that_both_believe_to_lead_give_each_event_its_effect_once(town: Town) -> None:
    town.light(*"abc" * 20)
    service, log = counter(town.faults), envelopes(town.lamps.store)
    world = Surroundings(town.counter.store, PostgresInbox(), now, lambda: 0.0)
    lost: list[InboxMoved] = []

    def consume() -> None:
        while True:
            reactions = Reactions(service, "lamps", deciders(service), world)
            rest = [e for e in log if e.position > reactions.position()]
            if not rest:
                return
            try:
                reactions.apply(rest)
            except InboxMoved as moved:
                lost.append(moved)

    both = [Thread(target=consume) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert town.counted() == {"a": 20, "b": 20, "c": 20}
    assert [e.meta.cause for e in events_of(town.counter.store)] == [e.id for e in log]
    assert not town.counter.ask("SELECT 1 FROM held")


def test_the_inbox_moves_only_from_where_it_stands(town: Town) -> None:
    inbox = PostgresInbox()
    for before, position in ((0, 4), (4, 9)):
        with town.counter.store.transaction() as tx:
            inbox.advance(tx, "lamps", before, position)
    for before in (0, 4, 8, 10):
        with pytest.raises(InboxMoved), town.counter.store.transaction() as tx:
            inbox.advance(tx, "lamps", before, 20)
    assert town.counter.ask("SELECT position FROM inbox") == [(9,)]


def test_of_two_relays_that_both_believe_to_lead_only_one_seals_a_page(town: Town) -> None:
    town.light("a", "b")
    with connected(town.broker_url) as one, connected(town.broker_url) as other:
        relays = [
            Relay("lamps", town.lamps.store, PostgresCheckpoint(), Publisher(c, "lamps"), now) for c in (one, other)
        ]
        relays[0].step()
        with pytest.raises(RelayMoved):
            relays[1].step()
    assert len(town.lamps.ask("SELECT 1 FROM seal")) == 1


def test_a_held_event_is_settled_once(town: Town) -> None:
    town.faults.raising.add("a")
    town.light("a")
    service, inbox = counter(town.faults), PostgresInbox()
    world = Surroundings(town.counter.store, inbox, lambda: now() + timedelta(days=1), lambda: 0.0)
    Reactions(service, "lamps", deciders(service), world).apply(envelopes(town.lamps.store))
    with town.counter.store.transaction() as tx:
        (head,) = inbox.due(tx, "lamps", now() + timedelta(days=2))
    with town.counter.store.transaction() as tx:
        inbox.release(tx, head)
    with pytest.raises(InboxMoved), town.counter.store.transaction() as tx:
        inbox.release(tx, head)

"""F8, F9, F16: messages come thrice and in any order, are poison, or wait in their tens of thousands."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from signal import SIGCONT, SIGSTOP
from typing import Any

import amqp
import psycopg
from kombu.connection import Connection

from shared.broker import RPC_EXCHANGE, events_exchange, parked_queue, rpc_queue
from shared.contracts.fields import encode
from shared.log import Decided, Meta, NewEvent, Write
from shared.log.postgres import PostgresStore
from stadion.processes import Process
from stadion.services import DOORS
from tests.faults.conftest import Gate, full
from tests.faults.ending import Row, end, heard_again
from tests.faults.faults import recovered, working
from tests.faults.history import History
from tests.faults.load import Venue, load, new, open_venue
from tests.faults.quiet import READERS
from tests.faults.stand import Stand, standing
from tests.shared.test_door_poison import POISON
from tests.waiting import eventually


@full
def test_f8_every_message_comes_three_times_in_any_order(faults_folder: Path, history: History, gate: Gate) -> None:
    row = Row("F8 messages x3, shuffled, late, a few lost", 0)

    def alter(process: Process, environment: Mapping[str, str]) -> Process:
        agitated = ["tests.faults.agitating", *process.module]
        return replace(process, module=agitated if process.name == "workers" else process.module)

    with standing(faults_folder / "agitated", alter) as stand:
        venue = open_venue(stand, history)
        with load(stand, history, venue, pause=0) as clients:
            eventually(lambda: sum(guest.lives for guest in clients.guests) >= gate(20, 300), 600)
        end(stand, history, row)
        row.injections = sum(stand.one(service, "SELECT count(*) FROM event") for service in READERS["analytics"])
    assert row.repeats > row.injections


REQUEST_POISON = [each for each in POISON.values() if "routing_key" not in each[0]]
"""Without methods that do not exist: the broker lets nobody ask for them."""

EVENT_POISON = {
    "nothing": b"",
    "bad JSON": b'{"id": ',
    "a list": b"[1, 2]",
    "another object": b'{"hello": "world"}',
    "invalid UTF-8": b'{"id": "\xff\xfe"}',
    "something deep": b'{"data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "something huge": b'{"id": "' + b"x" * 5_000_000 + b'"}',
    "wrong types": b'{"id": 7, "source": [], "position": "first"}',
    "another source": b'{"id": "a", "source": "nobody"}',
}


@full
def test_f9_poison_is_set_aside_and_everything_else_goes_on(
    stand: Stand, venue: Venue, history: History, gate: Gate
) -> None:
    """Each kind into every door's queue and to everybody who hears a service: parked, each once, and nothing else."""
    row, pids = Row("F9 poison", heard_again(stand)), [each.child.pid for each in stand.processes()]
    before = parked(stand)
    with load(stand, history, venue):
        for door in DOORS:
            with channel(stand.environment["OPERATOR_BROKER_URL"]) as (_, operator):
                for properties, body in REQUEST_POISON:
                    poison_door(operator, door, properties, body)
        for source in READERS["analytics"]:
            with channel(stand.environment[f"{source.upper()}_BROKER_URL"]) as (_, own):
                for body in EVENT_POISON.values():
                    message = amqp.Message(body, content_type="application/json")
                    own.basic_publish(message, events_exchange(source), "Poison.1")
        hearers = sum(len(sources) for sources in READERS.values())
        rpc, events = len(REQUEST_POISON) * len(DOORS), len(EVENT_POISON) * hearers
        expected = (before[0] + rpc, before[1] + events)
        eventually(lambda: parked(stand) == expected, 60)
    row.injections = rpc + events
    assert [each.child.pid for each in stand.processes()] == pids  # nobody had to be started again
    end(stand, history, row, "--allow-parked")
    assert parked(stand) == expected
    clear(stand)


def poison_door(operator: Any, door: str, properties: Mapping[str, Any], body: bytes) -> None:
    """As `tests.shared.test_door_poison` sends it to a toy."""
    given = {"content_type": "application/json", "reply_to": new(), "correlation_id": "c", **properties}
    message = amqp.Message(body, **{name: value for name, value in given.items() if value is not None})
    operator.basic_publish(message, RPC_EXCHANGE, f"{door}.execute")


@contextmanager
def channel(url: str) -> Iterator[tuple[Any, Any]]:
    """Each publish on it waits until the broker has the message."""
    confirmed = {"confirm_publish": True}
    connection = Connection(url, connect_timeout=5, transport_options=confirmed).transport.establish_connection()
    try:
        yield connection, connection.channel()
        connection.close()
    finally:
        connection.collect()


def parked(stand: Stand) -> tuple[int, int]:
    """How much poison lies aside: requests in the doors' parking queues, messages in the readers' tables."""
    requests = 0
    for door in DOORS:
        with suppress(amqp.NotFound), channel(stand.environment[f"{door.upper()}_BROKER_URL"]) as (_, own):
            requests += own.queue_declare(parked_queue(rpc_queue(door)), passive=True).message_count
    unread = "SELECT count(*) FROM parked WHERE resolved_at IS NULL"
    return requests, sum(stand.one(reader, unread) for reader in READERS)


def clear(stand: Stand) -> None:
    """The operator has seen it."""
    for reader in READERS:
        with psycopg.connect(stand.stores[reader], autocommit=True) as owner:
            owner.execute("UPDATE parked SET resolved_at = now(), resolution = 'seen' WHERE resolved_at IS NULL")
    for door in DOORS:
        with channel(stand.environment[f"{door.upper()}_BROKER_URL"]) as (_, own):
            own.queue_purge(parked_queue(rpc_queue(door)))


BACKLOG, AT_ONCE = 100_000, 500
MEMORY = 100_000  # KiB that a consumer may grow by, however long its queue


@full
def test_f16_a_reader_that_sleeps_for_a_minute_catches_up(
    stand: Stand, venue: Venue, history: History, gate: Gate
) -> None:
    """Meanwhile 100,000 events come; nobody else waits for it, and it grows no larger for them."""
    row = Row("F16 projector asleep 60 s, 100,000 events", heard_again(stand))
    projector = stand.process("projector").child.pid
    before = memory(projector)
    with load(stand, history, venue) as clients:
        began = history.add("fault", what="SIGSTOP projector")
        stand.signal("projector", SIGSTOP)
        grow(stand, venue, BACKLOG)
        head = stand.one("booking", "SELECT max(position) FROM event")
        eventually(lambda: stand.one("booking", "SELECT position FROM relay_checkpoint") >= head, 300)
        eventually(lambda: time.monotonic() - began > 60, 90)
        asleep = clients.answered("finance", time.monotonic() - 5)
        woken = history.add("healing", what="SIGCONT projector")
        stand.signal("projector", SIGCONT)
        row.took("projector asleep", recovered(history, "projector", woken, working(stand, clients, "projector")))
        heard = "SELECT position FROM inbox WHERE source = 'booking'"
        eventually(lambda: stand.one("analytics", heard) >= head, 600)
        history.add("heal", what="projector caught up", seconds=time.monotonic() - woken)
    assert asleep is not None
    assert memory(projector) - before < MEMORY
    end(stand, history, row, quiet=300)


def memory(pid: int) -> int:
    """The most that a process ever held, in KiB."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1])


def grow(stand: Stand, venue: Venue, events: int) -> None:
    """So many more events in booking's log, 500 an append, as an import of an older system's bookings would."""
    with psycopg.connect(stand.environment["BOOKING_DATABASE_URL"]) as connection:
        store = PostgresStore.on(connection)
        for first in range(0, events, AT_ONCE):
            ids = [new() for _ in range(AT_ONCE)]
            command_id, now = new(), datetime.now(UTC)
            writes = [Write(f"pastbooking-{i}", 0, [past(i, venue, first + n, now)]) for n, i in enumerate(ids)]
            decided = Decided(command_id, "RecordPastBooking", b"grown")
            with store.transaction() as tx:
                tx.append(writes, decided, Meta("service:operator", ("service",), command_id, None, None))


def past(booking_id: str, venue: Venue, n: int, now: datetime) -> NewEvent:
    body = {
        "booking_id": booking_id, "venue_id": venue.venue_id, "file": "older.csv", "row": str(n), "category": "Yoga",
        "weekday": "Mon", "half_day": "AM", "days_before": 3, "months_as_member": 12, "attended": True,
    }  # fmt: skip
    return NewEvent(new(), "PastBookingRecorded", 1, encode(body), now)

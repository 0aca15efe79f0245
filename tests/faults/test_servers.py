"""F4, F6, F10, F11: the broker and the database die, are away, or have no room left."""

from __future__ import annotations

import os
from signal import SIGKILL, SIGQUIT, SIGTERM

from tests.faults.conftest import Gate
from tests.faults.ending import Row, end, heard_again
from tests.faults.faults import recovered
from tests.faults.history import History
from tests.faults.load import Venue, load
from tests.faults.stand import Stand


def test_f4_the_broker_is_killed_or_stopped(stand: Stand, venue: Venue, history: History, gate: Gate) -> None:
    row = Row("F4 broker killed, stopped", heard_again(stand))
    with load(stand, history, venue) as clients:
        for n in range(gate(1, 20)):
            number = (SIGKILL, SIGTERM)[n % 2]
            began = history.add("fault", what=f"rabbitmq {number.name}")
            os.kill(stand.broker.child.pid, number)
            row.took(f"rabbitmq {number.name}", recovered(history, "rabbitmq", began, clients.answers("finance")))
    end(stand, history, row)


def test_f6_the_database_server_is_killed_or_ends_at_once(
    stand: Stand, venue: Venue, history: History, gate: Gate
) -> None:
    """SIGQUIT is PostgreSQL's "immediate": no checkpoint, and recovery at the next start."""
    row = Row("F6 PostgreSQL killed, ended at once", heard_again(stand))
    with load(stand, history, venue) as clients:
        for n in range(gate(1, 20)):
            number = (SIGKILL, SIGQUIT)[n % 2]
            began = history.add("fault", what=f"postgres {number.name}")
            os.kill(stand.postgres.child.pid, number)
            row.took(f"postgres {number.name}", recovered(history, "postgres", began, clients.answers("finance")))
    end(stand, history, row)

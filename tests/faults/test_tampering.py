"""F22: somebody with all rights edits, deletes or reorders stored events; the audit names the event."""

from __future__ import annotations

import json
from typing import Any

import psycopg

from tests.faults.conftest import Gate
from tests.faults.ending import Row, end, heard_again
from tests.faults.history import History
from tests.faults.load import Venue, load
from tests.faults.quiet import settle
from tests.faults.stand import Stand
from tests.waiting import eventually

Connection = psycopg.Connection[Any]
COLUMNS = "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns WHERE table_name = 'event'"
SOME = "SELECT position FROM event WHERE type = 'PaymentReceived' ORDER BY position LIMIT 1 OFFSET 1"


def edit(connection: Connection, position: int) -> None:
    changed = "UPDATE event SET data = jsonb_set(data::jsonb, '{amount,amount}', '1')::json WHERE position = %s"
    connection.execute(changed, [position])


def delete(connection: Connection, position: int) -> None:
    connection.execute("DELETE FROM event WHERE position = %s", [position])


def reorder(connection: Connection, position: int) -> None:
    """The event changes places with the one before it."""
    swap = "UPDATE kept SET position = %s - position"
    delete(connection, position - 1)
    delete(connection, position)
    connection.execute(swap, [2 * position - 1])
    insert_kept(connection)
    connection.execute(swap, [2 * position - 1])


def test_f22_an_altered_log_is_noticed_and_the_event_named(
    stand: Stand, venue: Venue, history: History, gate: Gate
) -> None:
    row = Row("F22 event edited, deleted, moved by SQL", heard_again(stand))
    with load(stand, history, venue):
        eventually(lambda: stand.rows("finance", SOME), 60)
    settle(stand)
    position = stand.one("finance", SOME)
    with stand.admin("finance") as superuser:
        for tamper in (edit, delete, reorder)[: gate(1, 3)]:
            history.add("fault", what=f"{tamper.__name__} finance {position}")
            superuser.execute(
                "CREATE TABLE kept AS SELECT * FROM event WHERE position IN (%s, %s)", [position, position - 1]
            )
            tamper(superuser, position)
            assert_named(stand, position)
            superuser.execute("DELETE FROM event WHERE id IN (SELECT id FROM kept)")
            insert_kept(superuser)
            superuser.execute("DROP TABLE kept")
            row.injections += 1
    end(stand, history, row)  # the log is as it was, to the last byte


def assert_named(stand: Stand, position: int) -> None:
    """The archive's copy says which event it is; the seals say without it that there is one."""
    ran = stand.stadion("audit", "finance", "analytics", "--json")
    named = {
        (finding["invariant"], violation["position"])
        for finding in json.loads(ran.stdout)["findings"]
        for violation in finding["violations"]
        if finding["service"] == "finance"
    }
    assert ran.returncode == 1
    assert ("I5", position) in named
    assert "F22" in {invariant for invariant, _ in named}


def insert_kept(connection: Connection) -> None:
    columns = connection.execute(COLUMNS).fetchall()[0][0]
    statement = f"INSERT INTO event ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM kept"
    connection.execute(statement.encode())

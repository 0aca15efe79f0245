"""Statements that are prepared by name live beside those that psycopg prepares by itself."""

from __future__ import annotations

import psycopg

from shared.log.wire import Step, rows, run
from tests.servers import Postgres


def test_a_rollback_of_psycopgs_does_not_make_the_server_forget_our_statements(postgres: Postgres):
    with psycopg.connect(postgres.url()) as connection:
        run(connection, Step(b"SELECT 1"))
        for _ in range(10):  # as often as psycopg needs to prepare a statement of its own
            connection.execute("SELECT 2", prepare=True)
        connection.rollback()
        connection.execute("SELECT 2")  # a transaction is open, so that a lost name could not be healed
        assert rows(connection, *run(connection, Step(b"SELECT 1"))) == [(1,)]

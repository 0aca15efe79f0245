"""A database that acknowledges and never answers costs a connection, not a thread."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import waiting

from shared import silence
from tests.faults.proxy import Link, Proxies
from tests.servers import Postgres


@pytest.fixture
def link(postgres: Postgres) -> Iterator[Link]:
    usual = waiting.wait
    with Proxies() as proxies:
        yield proxies.link("127.0.0.1", postgres.port or 0)
    waiting.wait = usual


def through(link: Link, postgres: Postgres) -> str:
    address = urlsplit(postgres.url())
    return address._replace(netloc=f"{address.netloc.rpartition(':')[0]}:{link.port}").geturl()


def test_a_server_that_falls_silent_is_a_lost_connection(postgres: Postgres, link: Link) -> None:
    silence.limit(0.5)
    with psycopg.connect(through(link, postgres), autocommit=True) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        link.half_open()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
        assert connection.broken


def test_an_answer_that_comes_in_time_is_waited_for(postgres: Postgres, link: Link) -> None:
    silence.limit(5)
    with psycopg.connect(through(link, postgres)) as connection:
        began = time.monotonic()
        connection.execute("SELECT pg_sleep(0.6)")
        assert time.monotonic() - began >= 0.6

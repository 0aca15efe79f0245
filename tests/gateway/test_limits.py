"""How many requests are taken, counted by all gateways together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool
from werkzeug.test import TestResponse

from services.gateway.parts import EXTENSION, Limits
from services.gateway.quota import Quota
from tests.gateway.edge import Clock, Edge, refusal_of
from tests.gateway.test_log_in import log_in, token, with_login

ASKED = "/api/v1/cards/OccupancyNow"


@pytest.fixture
def limit(town: Edge, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`limit(session=3)` for the rest of the test."""

    def to(**limits: int) -> None:
        monkeypatch.setitem(town.app.extensions, EXTENSION, replace(town.parts, limits=Limits(**limits)))

    return to


def ask(town: Edge, by: str | None, times: int) -> list[TestResponse]:
    return [town.get(ASKED, by) for _ in range(times)]


def test_too_many_requests_are_told_when_to_come_back(town: Edge, limit: Callable[..., None]) -> None:
    with_login(town)
    with_login(town, "wuli")
    anna, wuli = token(town), token(town, "wuli")
    limit(session=3)
    answers = ask(town, anna, 4)
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert refusal_of(answers[-1]) == (429, "TooManyRequests")
    assert answers[-1].headers["Retry-After"] == "60"
    assert ask(town, wuli, 1)[0].status_code == 200
    town.clock.pass_by(seconds=60)
    assert ask(town, anna, 1)[0].status_code == 200


def test_made_up_tokens_are_no_way_round_the_limit_of_an_address(town: Edge, limit: Callable[..., None]) -> None:
    limit(address=3)
    assert [town.get(ASKED, f"made up {n}").status_code for n in range(4)] == [401, 401, 401, 429]


def test_guessing_is_slow_from_one_address_whatever_the_login(town: Edge, limit: Callable[..., None]) -> None:
    limit(strict=3)
    assert [log_in(town, f"nobody{n}").status_code for n in range(4)] == [401, 401, 401, 429]
    assert town.get("/api/v1/session").status_code == 200


def test_probes_and_the_files_of_the_pages_are_not_counted(town: Edge, limit: Callable[..., None]) -> None:
    limit(address=0)
    assert [town.get(path).status_code for path in ("/livez", "/assets/index.html", "/")] == [200, 200, 429]


def test_two_gateways_count_as_one(pool: ConnectionPool[Any], town: Edge) -> None:
    now, key = Clock()(), b"somebody"
    one, other = Quota(pool), Quota(pool)
    taken = [quota.take({key: 3}, now) for quota in (one, other, one, other)]
    assert taken == [None, None, None, 60]


def test_minutes_that_are_over_are_cleared_away(pool: ConnectionPool[Any], town: Edge) -> None:
    clock = Clock()
    Quota(pool).take({b"past": 3}, clock())
    clock.pass_by(minutes=3)
    Quota(pool).take({b"present": 3}, clock())
    with pool.connection() as connection:
        assert connection.execute("SELECT key FROM quota").fetchall() == [(b"present",)]


def test_while_the_database_is_away_a_notice_of_the_provider_is_still_let_in() -> None:
    def connect(*_: Any, **__: Any) -> None:
        raise psycopg.OperationalError("away")

    class Away:
        connection = connect

    assert Quota(Away()).take({b"k": 0}, Clock()()) is None  # type: ignore[arg-type]

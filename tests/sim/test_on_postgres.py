"""Simulated histories through the SQL that the simulation leaves out: reports and views, on a real PostgreSQL (I4)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from random import Random
from typing import Any

import psycopg
import pytest

from shared.assembly import Assembly
from shared.contracts import Event, catalogue
from shared.envelope import Envelope
from shared.migrations import KERNEL
from shared.views import Views
from stadion.embedded.databases import Provisioned
from tests.analytics.telling import Reports, reports, template
from tests.servers import Postgres
from tests.sim.checker import read
from tests.sim.home import Home
from tests.sim.plan import Plan
from tests.sim.run import simulate
from tests.sim.world import SERVICES, Town

SEEDS = (5, 8)


@pytest.fixture(scope="module", params=SEEDS)
def town(request: pytest.FixtureRequest) -> Town:
    return simulate(Plan.of(request.param)).town


@pytest.fixture(scope="module")
def empty(postgres: Postgres) -> Provisioned:
    return template(postgres)


@pytest.fixture
def bi(postgres: Postgres, empty: Provisioned) -> Iterator[Reports]:
    with reports(postgres, empty) as made:
        yield made


def arrivals(town: Town, dice: Random) -> list[Envelope]:
    """Every source in its own order, the sources mixed anyhow."""
    waiting = {name: list(reversed(events)) for name, events in town.archive.events.items() if events}
    order = [name for name in sorted(waiting) for _ in waiting[name]]
    dice.shuffle(order)
    return [waiting[name].pop() for name in order]


def test_reports_are_the_same_live_and_rebuilt(town: Town, bi: Reports) -> None:
    dice = Random(1)
    bi.apply(arrivals(town, dice), lambda: dice.randint(1, 40))
    assert bi.rows("SELECT count(*) FROM archive.event") == [(sum(map(len, town.archive.events.values())),)]
    assert bi.rows("SELECT source, position, reason FROM bi.meta_held") == []
    assert bi.differing() == []


@pytest.mark.parametrize("service", SERVICES)
def test_views_show_what_the_audit_expects_and_take_every_event_twice(
    town: Town, service: str, postgres: Postgres
) -> None:
    home = town.homes[service]
    log = read(home)
    checks = [check() for check in import_module(f"services.{service}.audit").CHECKS]
    for check in checks:
        for recorded, event in log:
            assert not [*check.read(recorded), *check.see(recorded, event)]
    with shown(postgres, home) as (views, connection):
        for pair in log:
            views.apply(connection, [pair])
        before = tables(connection, views)
        for check in checks:
            for question, expected in check.shown().items():
                assert set(connection.execute(question.encode()).fetchall()) == set(expected)
        views.apply(connection, log)
        assert tables(connection, views) == before


@contextmanager
def shown(postgres: Postgres, home: Home) -> Iterator[tuple[Views, psycopg.Connection[Any]]]:
    """The views of a service in a fresh database."""
    service = home.service
    made = postgres.migrated(service.name, [KERNEL, service.folder / "migrations"])
    derive = Assembly(service, home.deciders).derive
    with psycopg.connect(made.app_url) as connection:
        yield Views.read(service.folder / "views", derive, catalogue.of(service.name, Event)), connection


def tables(connection: psycopg.Connection[Any], views: Views) -> dict[str, list[Any]]:
    return {t: connection.execute(f"SELECT {t}::text FROM {t} ORDER BY 1".encode()).fetchall() for t in views.tables}

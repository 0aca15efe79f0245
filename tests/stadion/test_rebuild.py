"""`stadion rebuild`: what is derived from events is made again, and differences come to light."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import typer
from typer.testing import CliRunner

from services.cards.service import SERVICE as CARDS
from shared.contracts.cards import ListProducts, PublishProduct, Terms
from shared.ids import new_id
from shared.migrations import folders_of, migrate
from shared.projector import Archive
from stadion import rebuild
from stadion.migrate import migrate_all
from stadion.problem import Problem
from tests.analytics.story import opening
from tests.analytics.telling import PROJECTIONS, Telling
from tests.servers import Postgres
from tests.standing import Standing

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No platform runs here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STADION_ENV", "demo")
    monkeypatch.setenv("QR_SECRET", "of-the-tests")


def stadion(*words: str) -> tuple[int, str]:
    cli = typer.Typer()
    cli.command()(rebuild.command)
    result = CliRunner().invoke(cli, words)
    if isinstance(result.exception, Problem):
        raise result.exception
    return result.exit_code, result.stdout


def test_reports_are_compared_and_made_again(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    made = postgres.create_database("analytics")
    list(migrate_all({"ANALYTICS_OWNER_DATABASE_URL": made.owner_url}, ["analytics"]))
    monkeypatch.setenv("ANALYTICS_OWNER_DATABASE_URL", made.owner_url)
    told = Telling()
    opening(told)
    with psycopg.connect(made.app_url, autocommit=True) as connection:
        said = [e for e in told.envelopes if e.source == "members"]
        Archive("analytics", "members", connection, PROJECTIONS, lambda: NOW).apply(said)
        assert stadion("--compare-only")[0] == 0
        connection.execute("UPDATE bi.dim_venue SET name = 'Elsewhere'")
        code, answer = stadion("analytics", "--compare-only", "--json")
        assert (code, json.loads(answer)["differing"]) == (1, ["dim_venue"])
        assert stadion("analytics") == (0, answered(answer, "dim_venue"))
        assert connection.execute("SELECT count(*) FROM bi.dim_venue WHERE name = 'Elsewhere'").fetchone() == (0,)
        assert stadion("--compare-only")[0] == 0


def answered(as_json: str, differing: str) -> str:
    tables = len(json.loads(as_json)["tables"])
    return (
        f"{tables} tables of analytics were made from their events\nother than what stood there before: {differing}\n"
    )


def test_the_views_of_a_service_are_made_again(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    made = postgres.create_database("cards")
    migrate(made.owner_url, "cards_app", folders_of(CARDS))
    monkeypatch.setenv("CARDS_OWNER_DATABASE_URL", made.owner_url)
    with psycopg.connect(made.app_url) as connection:
        cards = Standing(CARDS, connection, NOW)
        pack = PublishProduct(product_id=new_id(), name="Ten", name_zh="十次", terms=Terms(kind="visits", visits=10))
        assert cards.give(pack) is None
        listed = cards.ask(ListProducts())
        assert listed
        connection.execute("DELETE FROM product")
        connection.commit()
        code, answer = stadion("cards", "--json")
        assert (code, json.loads(answer)["service"]) == (0, "cards")
        assert "product" in json.loads(answer)["tables"]
        assert cards.ask(ListProducts()) == listed


@pytest.mark.parametrize("words", [("gateway",), ("cards", "--compare-only"), ("lamps",)])
def test_what_cannot_be_rebuilt_or_compared_is_said(words: tuple[str, ...]) -> None:
    with pytest.raises(Problem):
        stadion(*words)

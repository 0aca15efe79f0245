"""Migrations: each once, in order, all or nothing, and a process notices when its schema is behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from shared.migrations import KERNEL, SchemaAltered, SchemaBehind, check, migrate
from tests.servers import Postgres

CARD = "CREATE TABLE card (id text PRIMARY KEY)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "cards" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_card.sql").write_text(CARD)
    return folder


def test_each_migration_runs_once_in_order(postgres: Postgres, folder: Path) -> None:
    cards = postgres.create_database("cards")
    assert migrate(cards.owner_url, "cards_app", [folder]) == ["cards/0001_card"]
    (folder / "0002_frozen.sql").write_text("ALTER TABLE card ADD frozen bool; INSERT INTO card VALUES ('c1', true)")
    assert migrate(cards.owner_url, "cards_app", [folder]) == ["cards/0002_frozen"]
    assert migrate(cards.owner_url, "cards_app", [folder]) == []
    with psycopg.connect(cards.app_url) as app:
        assert app.execute("SELECT * FROM card").fetchall() == [("c1", True)]


def test_a_migration_that_fails_leaves_nothing(postgres: Postgres, folder: Path) -> None:
    cards = postgres.create_database("cards")
    (folder / "0002_wrong.sql").write_text("CREATE TABLE half (id text); SELECT 1 / 0")
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(cards.owner_url, "cards_app", [folder])
    with psycopg.connect(cards.owner_url) as owner:
        assert owner.execute("SELECT to_regclass('card')::text, to_regclass('half')").fetchone() == ("card", None)


def test_a_process_whose_schema_is_behind_says_what_to_run(postgres: Postgres, folder: Path) -> None:
    cards = postgres.create_database("cards")
    with psycopg.connect(cards.app_url) as app, pytest.raises(SchemaBehind, match=r"stadion migrate.*0001_card"):
        check(app, [folder])
    migrate(cards.owner_url, "cards_app", [folder])
    with psycopg.connect(cards.app_url) as app:
        check(app, [folder])
        (folder / "0002_later.sql").write_text("SELECT 1")
        with pytest.raises(SchemaBehind, match="0002_later"):
            check(app, [folder])


def test_a_migration_is_never_edited_once_it_ran(postgres: Postgres, folder: Path) -> None:
    cards = postgres.create_database("cards")
    migrate(cards.owner_url, "cards_app", [folder])
    (folder / "0001_card.sql").write_text(CARD + " -- better")
    with pytest.raises(SchemaAltered, match="0001_card"):
        migrate(cards.owner_url, "cards_app", [folder])


def test_two_deployments_at_once_migrate_once(postgres: Postgres, folder: Path) -> None:
    cards = postgres.create_database("cards")
    (folder / "0002_slow.sql").write_text("SELECT pg_sleep(0.2)")
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda _: migrate(cards.owner_url, "cards_app", [folder]), range(2)))
    assert sorted(map(len, runs)) == [0, 2]


def test_the_kernel_s_log_can_only_be_added_to(postgres: Postgres) -> None:
    cards = postgres.create_database("cards")
    migrate(cards.owner_url, "cards_app", [KERNEL])
    for statement in ("UPDATE event SET type = ''", "DELETE FROM event", "TRUNCATE event"):
        with psycopg.connect(cards.app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)

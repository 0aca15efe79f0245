"""Migrations: each once, in order, all or nothing, and a process notices when its schema is behind."""

from __future__ import annotations

import re
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from shared import functions
from shared.migrations import KERNEL, SchemaAltered, SchemaBehind, check, migrate, read
from stadion.embedded.databases import Provisioned
from stadion.services import FOLDER, SERVICES, migration_folders
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


WORTH = """DROP FUNCTION IF EXISTS worth(text);
CREATE FUNCTION worth(card text) RETURNS TABLE (amount integer) LANGUAGE sql STABLE AS $$ SELECT tax(%s) $$;
"""
TAX = "CREATE OR REPLACE FUNCTION tax(net integer) RETURNS integer LANGUAGE sql AS $$ SELECT net $$"


@pytest.fixture
def worth(folder: Path) -> Path:
    """Calls a function that is made after it."""
    made = folder.parent / "functions"
    made.mkdir()
    (made / "a_worth.sql").write_text(WORTH % 100)
    (made / "tax.sql").write_text(TAX)
    return made / "a_worth.sql"


def worth_in(database: Provisioned) -> int:
    with psycopg.connect(database.app_url) as app:
        ((amount,),) = app.execute("SELECT amount FROM worth('c1')").fetchall()
        return int(amount)


def test_a_function_is_what_its_file_says(postgres: Postgres, folder: Path, worth: Path) -> None:
    cards = postgres.create_database("cards")
    assert migrate(cards.owner_url, "cards_app", [folder]) == ["cards/0001_card", "cards/a_worth", "cards/tax"]
    assert worth_in(cards) == 100
    worth.write_text(
        (WORTH % 200).replace("(amount integer)", "(amount integer, currency text)").replace("$$;", ", '' $$;")
    )
    with psycopg.connect(cards.app_url) as app, pytest.raises(SchemaBehind, match="cards/a_worth"):
        check(app, [folder])
    assert migrate(cards.owner_url, "cards_app", [folder]) == ["cards/a_worth"]
    assert migrate(cards.owner_url, "cards_app", [folder]) == []
    assert worth_in(cards) == 200
    worth.write_text(WORTH % 100)
    assert migrate(cards.owner_url, "cards_app", [folder]) == ["cards/a_worth"]
    assert worth_in(cards) == 100


def test_a_migration_that_makes_the_function_too_does_not_have_the_last_word(
    postgres: Postgres, folder: Path, worth: Path
) -> None:
    cards = postgres.create_database("cards")
    migrate(cards.owner_url, "cards_app", [folder])
    (folder / "0002_worth.sql").write_text(WORTH % 300)
    migrate(cards.owner_url, "cards_app", [folder])
    assert worth_in(cards) == 100


def test_an_older_release_runs_on_newer_functions_and_does_not_replace_them(
    postgres: Postgres, folder: Path, worth: Path
) -> None:
    cards = postgres.create_database("cards")
    migrate(cards.owner_url, "cards_app", [folder])
    worth.write_text(WORTH % 200)
    (folder / "0002_later.sql").write_text("SELECT 1")
    migrate(cards.owner_url, "cards_app", [folder])
    worth.write_text(WORTH % 100)
    (folder / "0002_later.sql").unlink()
    with psycopg.connect(cards.app_url) as app:
        check(app, [folder])
    assert migrate(cards.owner_url, "cards_app", [folder]) == []
    assert worth_in(cards) == 200


def test_a_function_that_fails_leaves_the_old_ones(postgres: Postgres, folder: Path, worth: Path) -> None:
    cards = postgres.create_database("cards")
    migrate(cards.owner_url, "cards_app", [folder])
    worth.write_text(WORTH % 200)
    (worth.parent / "tax.sql").write_text(TAX.replace("RETURNS integer", "RETURNS text"))
    with pytest.raises(psycopg.errors.InvalidFunctionDefinition):
        migrate(cards.owner_url, "cards_app", [folder])
    assert worth_in(cards) == 100


@pytest.mark.parametrize("upto", range(2, 21, 6))
def test_the_cards_of_every_release_before_functions_had_files_can_be_migrated(
    postgres: Postgres, tmp_path: Path, upto: int
) -> None:
    before = tmp_path / "cards" / "migrations"
    before.mkdir(parents=True)
    own = FOLDER / "cards" / "migrations"
    for file in sorted(own.glob("*.sql"))[:upto]:
        (before / file.name).write_text(file.read_text())
    cards = postgres.create_database("cards")
    migrate(cards.owner_url, "cards_app", [KERNEL, before])
    assert {"cards/card_at_desk", "cards/offline_entries"} <= {*migrate(cards.owner_url, "cards_app", [KERNEL, own])}
    with psycopg.connect(cards.app_url) as app:
        check(app, [KERNEL, own])
        asked = "SELECT card_id, grade_name FROM card_at_desk(now())"
        assert app.execute(asked).fetchall() == []
        assert app.execute("SELECT key FROM offline_entries(gen_random_uuid(), now())").fetchall() == []


MADE = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION ([\w.]+)")
REPEATED = {"cards": {"card_at_desk": "0022", "offline_entries": "0023"}}
"""Functions that were repeated in migrations before they had a file, and the last migration that did."""


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_function_says_stands_once(service: str) -> None:
    """Whoever changes one that a migration made gives it a file in `functions`."""
    folders, made = migration_folders(service), defaultdict[str, list[str]](list)
    for migration in read(folders):
        for name in MADE.findall(migration.statements):
            made[name].append(migration.name.partition("/")[2][:4])
    files = {each.name.partition("/")[2]: MADE.findall(each.statements) for each in functions.read(folders)}
    assert files == {name: [name] for name in files}
    again = {name: numbers[-1] for name, numbers in made.items() if name in files or len(numbers) > 1}
    assert again == REPEATED.get(service, {})

"""Queries and the SQL that answers them: found by name, checked before anybody asks, typed on the way out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from shared import migrations
from shared.contracts import FRONT_DESK, HEAD_OFFICE, Actor, Money
from shared.ids import new_id
from shared.queries import QueriesDiffer, Question, Questions, ids_as_text, parameters
from tests.servers import Postgres
from tests.shared.toys.contract import FindToys, MyToys, ToyRow
from tests.shared.toys.service import SERVICE as TOYS

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
HERE, THERE = new_id(), new_id()
CLERK = Actor(id="clerk", roles=(FRONT_DESK,), venues=(HERE,))
COLUMNS = "toy_id, venue_id, name, price_amount, price_currency, member_id, bought_at"


@pytest.fixture(scope="module")
def connection(postgres: Postgres) -> Iterator[psycopg.Connection[Any]]:
    database = postgres.create_database("toys")
    migrations.migrate(database.owner_url, "toys_app", [migrations.KERNEL, TOYS.folder / "migrations"])
    with psycopg.connect(database.app_url) as connection:
        for name, venue in (("Kite", HERE), ("Drum", HERE), ("Ball", THERE)):
            connection.execute(
                "INSERT INTO toy VALUES (%s, %s, %s, 1250, 'CNY', NULL, %s)", [new_id(), venue, name, NOW]
            )
        yield connection


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["name"] for row in rows]


def test_a_query_without_a_file_or_a_file_without_a_query_is_found_at_the_start(tmp_path: Path) -> None:
    queries = tmp_path / "queries"
    queries.mkdir()
    for name in ("find_toys", "my_toys", "pause"):
        (queries / f"{name}.sql").write_text("SELECT 1")
    Questions.read("toys", tmp_path)
    (queries / "lost_toys.sql").write_text("SELECT 1")
    with pytest.raises(QueriesDiffer, match="lost_toys"):
        Questions.read("toys", tmp_path)
    (queries / "lost_toys.sql").unlink()
    (queries / "pause.sql").unlink()
    with pytest.raises(QueriesDiffer, match="pause"):
        Questions.read("toys", tmp_path)


def test_a_statement_sees_the_query_the_actor_and_the_moment() -> None:
    given = parameters(FindToys(toys=("a", "b")), CLERK, NOW)
    assert given["toys"] == ["a", "b"] and given["venue_id"] is None
    assert (given["actor_id"], given["actor_venues"], given["now"]) == ("clerk", [HERE], NOW)
    boss = Actor(id="boss", roles=(HEAD_OFFICE,), venues=())
    assert parameters(FindToys(), boss, NOW)["actor_venues"] is None, "head office sees the whole chain"


def test_rows_come_as_the_contract_says(connection: psycopg.Connection[Any]) -> None:
    questions = Questions.read("toys", TOYS.folder)
    rows = questions.ask(connection, FindToys(venue_id=HERE), CLERK, NOW)
    assert names(rows) == ["Drum", "Kite"]
    assert rows[0]["price"] == {"amount": 1250, "currency": "CNY"} and rows[0]["bought_at"] == "2026-01-05T09:30:00Z"
    assert ToyRow.load(rows[0]).price == Money(1250, "CNY")
    assert names(questions.ask(connection, FindToys(), CLERK, NOW)) == ["Drum", "Kite"], "only of the actor's venues"


def test_ids_of_sql_are_text_also_where_a_column_holds_several() -> None:
    assert ids_as_text([UUID(HERE), UUID(THERE)]) == [HERE, THERE]
    assert ids_as_text(UUID(HERE)) == HERE and ids_as_text(["front_desk", 7, None]) == ["front_desk", 7, None]


def test_every_statement_of_the_service_fits_its_class_and_the_schema(connection: psycopg.Connection[Any]) -> None:
    Questions.read("toys", TOYS.folder).check(connection)


@pytest.mark.parametrize(
    "columns", [COLUMNS.replace("name,", ""), f"{COLUMNS}, 1 AS more", COLUMNS.replace("price_amount", "7 AS price")]
)
def test_columns_that_are_not_the_rows_fields_are_found_at_the_start(
    connection: psycopg.Connection[Any], columns: str
) -> None:
    with pytest.raises(QueriesDiffer, match="MyToys"):
        Question(MyToys, f"SELECT {columns} FROM toy WHERE member_id = %(member_id)s").check(connection)


def test_a_statement_over_a_table_that_is_not_there_is_found_at_the_start(connection: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable), connection.transaction():
        Question(MyToys, f"SELECT {COLUMNS} FROM toys").check(connection)


def test_derived_parameters_reach_the_statement_and_rows_are_revealed_only_where_they_hold_personal_fields(
    connection: psycopg.Connection[Any],
) -> None:
    statement = f"SELECT {COLUMNS} FROM toy WHERE name = %(wanted)s"
    question = Question(FindToys, statement, derive=lambda query: {"wanted": "Ball"})

    def never(connection: Any, rows: Any) -> Any:
        raise AssertionError("toys have no secrets")

    questions = Questions([question], never)
    questions.check(connection)
    assert names(questions.ask(connection, FindToys(), CLERK, NOW)) == ["Ball"]

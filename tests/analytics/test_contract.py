"""What analysts may rely on: every event considered, every column explained, a role that can only read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from services.analytics.service import SERVICE
from shared.contracts import Query, catalogue
from shared.money import DECIMALS
from shared.projections import HEADING, event_types
from stadion.embedded.databases import Provisioned
from tests.analytics.story import DAY, life
from tests.analytics.telling import PROJECTIONS, Reports
from tests.servers import Postgres

PAGE = Path(__file__).parents[2] / "docs" / "bi.md"
LOG_IN = re.compile(r"```sql\n(CREATE ROLE .*?)```", re.DOTALL)
EXAMPLE = re.compile(r"```sql\n(SELECT [^`]*)```\n+```text\n([^`]*)```")


def test_every_event_of_every_service_is_projected_or_says_why_not() -> None:
    """`unreported=` in its contract says why an event is in no report."""
    known = event_types(SERVICE.hears)
    silent = {name for name in known if (cls := catalogue.event(name)) and cls.unreported}
    assert known - PROJECTIONS.types == silent
    assert PROJECTIONS.types <= known


def test_no_projection_names_an_event_that_does_not_exist() -> None:
    for file in (SERVICE.folder / "projections").glob("*.sql"):
        sections = HEADING.split(file.read_text())[1:]
        for heading, text in zip(sections[::2], sections[1::2], strict=True):
            if heading == "project":
                named = set(re.findall(r"'([A-Z][a-z]+[A-Z]\w+)'", text))
                assert named <= event_types(SERVICE.hears), file.name


def test_every_report_names_its_clock_its_zone_and_whose_events_it_counts() -> None:
    for name, query in catalogue.of("analytics", Query).items():
        if name == "Freshness":
            continue
        assert query.figures, name
        assert {*query.figures.sources} <= {*SERVICE.hears}, name
        for text in query.figures[:2]:
            assert re.search("[a-z]", text.en) and re.search("[一-鿿]", text.zh), name


def test_every_table_and_column_is_explained_in_both_languages(bi: Reports) -> None:
    silent = bi.rows(
        "SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0"
        " WHERE relnamespace = 'bi'::regnamespace AND relkind IN ('r', 'v') AND NOT attisdropped"
        "   AND coalesce(col_description(attrelid, attnum), '') !~ '[一-鿿].* \\| .*[a-z]'"
        " UNION ALL SELECT relname, NULL FROM pg_class"
        " WHERE relnamespace = 'bi'::regnamespace AND relkind IN ('r', 'v')"
        "   AND coalesce(obj_description(oid), '') !~ '[一-鿿].* \\| .*[a-z]'"
    )
    assert silent == []


def test_the_dictionary_holds_every_column(bi: Reports) -> None:
    [(tables, columns)] = bi.rows("SELECT count(*) FILTER (WHERE field IS NULL), count(field) FROM bi.meta_dictionary")
    [(expected,)] = bi.rows("SELECT count(*) FROM information_schema.columns WHERE table_schema = 'bi'")
    assert (tables > 20, columns) == (True, expected)
    meaning = bi.rows(
        "SELECT meaning_zh, meaning_en FROM bi.meta_dictionary WHERE relation = 'v_income' AND field = 'net'"
    )
    assert meaning == [("净额，含税", "received less refunded, tax included")]


def test_amounts_know_the_decimals_of_every_currency_that_money_knows(bi: Reports) -> None:
    for currency in {*DECIMALS, "CNY", "EUR"}:
        assert bi.rows("SELECT archive.units(%s)", currency) == [(10 ** DECIMALS.get(currency, 2),)]
    assert bi.rows("""SELECT archive.amount('{"amount": -182501, "currency": "CNY"}')::text""") == [("-1825.01",)]
    assert bi.rows("SELECT archive.minor(-1825.01, 'CNY')") == [(-182501,)]
    assert bi.rows("SELECT archive.date_key('2026-03-02')") == [(20260302,)]


def test_days_carry_their_names_and_weeks(bi: Reports) -> None:
    found = bi.rows(
        "SELECT date, iso_week, weekday, weekday_en, weekday_zh, is_weekend FROM bi.dim_date WHERE date = %s", DAY
    )
    assert found == [(DAY, 10, 1, "Monday", "周一", False)]
    assert bi.rows("SELECT count(*) FROM bi.dim_date WHERE date_key <> archive.date_key(date)") == [(0,)]


@contextmanager
def tool(postgres: Postgres, database: str) -> Iterator[psycopg.Connection]:
    """Logged in as the page says that a tool is to be."""
    with psycopg.connect(postgres.url(), autocommit=True) as admin:
        admin.execute(LOG_IN.findall(PAGE.read_text())[0].encode())
        try:
            with psycopg.connect(postgres.url(database), user="tool", password="change-me", autocommit=True) as reader:
                yield reader
        finally:
            admin.execute("DROP ROLE tool")


def test_a_reader_reads_the_figures(bi: Reports, postgres: Postgres) -> None:
    bi.apply(life(1, members=2).envelopes)
    with tool(postgres, bi.database.name) as reader:
        for name in bi.rows(
            "SELECT relname FROM pg_class WHERE relnamespace = 'bi'::regnamespace AND relkind IN ('r', 'v')"
        ):
            reader.execute(sql.SQL("SELECT * FROM bi.{} LIMIT 1").format(sql.Identifier(*name)))
        assert reader.execute("SELECT count(*) FROM bi.fact_booking").fetchone() == (8,)
        classed = """
            SELECT count(*) FROM bi.as_of_page('2026-04-01', '00000000-0000-0000-0000-000000000000', NULL, NULL) AS page
             CROSS JOIN bi.dim_venue AS venue
             CROSS JOIN LATERAL bi.member_classes('2026-04-01', page.person_key, currency, 500, 365, 12, 90, 90, 30)"""
        assert reader.execute(classed).fetchone() == bi.rows(classed)[0] == (1,), "functions, too"
        assert reader.execute("SHOW statement_timeout").fetchone() == ("1min",)


def test_a_reader_can_do_nothing_else(empty_reports: Provisioned, postgres: Postgres) -> None:
    with tool(postgres, empty_reports.name) as reader:
        reader.execute("SET default_transaction_read_only = off")  # the rights count, not the setting
        for statement in FORBIDDEN:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(statement.encode())


FORBIDDEN = (
    "SELECT * FROM archive.event",
    "SELECT * FROM public.inbox",
    "SELECT * FROM public.parked",
    "UPDATE bi.fact_points SET points = 0",
    "DELETE FROM bi.fact_payment",
    "CREATE TABLE bi.mine (n integer)",
    "CREATE TABLE public.mine (n integer)",
    "CREATE SCHEMA mine",
    "CREATE TEMPORARY TABLE mine (n integer)",
)


def test_the_projector_can_add_to_the_archive_and_change_nothing_there(bi: Reports) -> None:
    for statement in ("UPDATE archive.event SET type = 'x'", "DELETE FROM archive.event", "TRUNCATE archive.event"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            bi.connection.execute(statement.encode())


def as_text(cursor: psycopg.Cursor) -> list[str]:
    columns = [column.name for column in cursor.description or ()]
    return [" | ".join(columns), *(" | ".join(map(str, row)) for row in cursor.fetchall())]


def test_the_worked_examples_of_the_page_give_what_the_page_says(bi: Reports) -> None:
    bi.apply(life(1, members=40).envelopes)
    examples = EXAMPLE.findall(PAGE.read_text())
    assert len(examples) == 8
    for query, expected in examples:
        assert as_text(bi.connection.execute(query.encode())) == expected.strip().splitlines()

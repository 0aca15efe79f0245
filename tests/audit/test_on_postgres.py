"""The audit over real databases: green on a healthy history, red for everything that a superuser plants."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import psycopg
import pytest

from shared.audit.chain import Chain as Seals
from shared.audit.witness import Witness
from shared.projections import Projections
from shared.rebuild import rebuild
from stadion.auditing.reports import reports
from stadion.services import declaration
from tests.audit.small_chain import CARD, Chain, healthy
from tests.servers import Postgres

NUMBERS = count(1)
HELD = "INSERT INTO bi.meta_held (archived, source, position, type, reason) VALUES (1, 'finance', 7, 'X', 'no day')"
LAST = "SELECT max(position) FROM event"
PAID = "SELECT position FROM event WHERE type = 'OrderPaid'"


@pytest.fixture(scope="module")
def whole(postgres: Postgres) -> Chain:
    return healthy(postgres)


@pytest.fixture
def chain(whole: Chain) -> Iterator[Chain]:
    """A copy of its own for each test."""
    copy = whole.copy(f"copy{next(NUMBERS)}")
    yield copy
    copy.drop()


def named(chain: Chain, invariant: str, service: str, **terms: bool) -> list[tuple[int | None, str]]:
    """The violations of one invariant in one service."""
    return [(p, says) for i, s, p, says in chain.broken(**terms) if (i, s) == (invariant, service)]


def test_a_healthy_history_keeps_every_promise_and_says_what_was_looked_at(whole: Chain) -> None:
    findings = whole.audit()
    assert [violation for finding in findings for violation in finding.violations] == []
    checked = {(finding.service, finding.promise): finding.checked for finding in findings}
    head = whole.one("finance", LAST)
    assert checked["cards", "finance is heard, and never beyond what it said"] == f"heard up to {head} of {head}"
    assert checked["finance", "every card that was paid for is issued"] == "1 cards sold"
    assert checked["finance", Witness.promise] == f"{head} copies up to {head}"
    assert checked["finance", Seals.promise].endswith(f" up to {head}; 0 events behind them")
    assert {f.invariant for f in findings} == {"F18", "F20", "F22", *(f"I{n}" for n in range(1, 9))}
    assert {(f.first, f.last) for f in findings if f.service == "finance" and f.promise == Seals.promise} == {(1, head)}


def test_an_audit_changes_nothing_and_leaves_nothing(chain: Chain) -> None:
    events = "SELECT md5(string_agg(e::text, '' ORDER BY position)) FROM event AS e"
    tables = "SELECT count(*) FROM pg_class"

    def state() -> list[object]:
        return [chain.one(service, question) for service in ("cards", "finance") for question in (events, tables)]

    before = state()
    chain.audit()
    assert state() == before


def test_without_the_archive_a_seal_still_names_the_page(chain: Chain) -> None:
    position = chain.one("finance", PAID)
    chain.plant("finance", f"UPDATE event SET actor = 'somebody else' WHERE position = {position}")
    chain.plant("analytics", *(f"DELETE FROM {table} WHERE source = 'finance'" for table in ("archive.event", "inbox")))
    last = chain.one("finance", LAST)
    says = f"the events behind 0 up to {last} are not those that were published"
    assert named(chain, "F22", "finance") == [(last, says)]


def test_a_deleted_event_is_named_by_its_stream_its_seal_and_its_copy(chain: Chain) -> None:
    position = chain.one("finance", PAID)
    version = chain.one("finance", f"SELECT version FROM event WHERE position = {position}")
    chain.plant("finance", f"DELETE FROM event WHERE position = {position}")
    assert named(chain, "I6", "finance") == [(position + 1, f"is version {version + 1} where {version} must stand")]
    assert named(chain, "I5", "finance") == [(position, "is in the archive and not in the log")]
    assert len(named(chain, "F22", "finance")) == 1


def test_an_id_that_stands_for_two_events_is_named(chain: Chain) -> None:
    copied = (
        "INSERT INTO event (stream, version, id, type, schema, data, actor, roles, command_id, happened_at)"
        " SELECT stream, (SELECT max(version) + 1 FROM event WHERE stream = e.stream), id, type, schema, data, actor,"
        " roles, command_id, happened_at FROM event e WHERE type = 'OrderPaid'"
    )
    chain.plant("finance", "ALTER TABLE event DROP CONSTRAINT event_id_is_new", copied)
    position = chain.one("finance", LAST)
    ((at, says),) = named(chain, "I6", "finance")
    assert (at, says.endswith(f"and again at {position}")) == (position, True)
    assert any("is paid twice" in says for _, says in named(chain, "I3", "finance"))
    assert any("RecordPayment" in says for _, says in named(chain, "I1", "finance"))


def test_an_altered_view_row_is_named_and_so_is_a_missing_one(chain: Chain) -> None:
    chain.plant("cards", "UPDATE card_lot SET remaining = 10", "DELETE FROM swipe")
    wrong = named(chain, "I4", "cards")
    assert any(says.startswith(f"a row of card_lot is wrong or too much: ({CARD}") for _, says in wrong)
    assert any(says.startswith("a row of swipe is missing") for _, says in wrong)
    assert any(f"('{CARD}', 10)" in says for _, says in named(chain, "I3", "cards"))


def test_a_reader_that_lags_is_wrong_only_when_nothing_is_on_its_way(chain: Chain) -> None:
    position = chain.one("finance", PAID)
    chain.plant("cards", f"UPDATE inbox SET position = {position} WHERE source = 'finance'")
    assert named(chain, "I5", "cards", settled=False) == []
    assert named(chain, "I5", "cards") == [(position + 1, f"has not heard finance behind {position}")]


def test_what_waits_is_wrong_unless_the_operator_knows_of_it(chain: Chain) -> None:
    held = (
        "INSERT INTO held (source, position, stream, envelope, reason, next_at, parked)"
        " VALUES ('finance', 1, 'order-1', '{\"type\": \"OrderPaid\"}', 'it failed', now(), true)"
    )
    chain.plant(
        "cards",
        held,
        "INSERT INTO parked (source, queue, body, headers, reason) VALUES ('finance', 'q', '', '{}', 'no')",
    )
    assert named(chain, "I8", "cards") == [
        (1, "event finance@1 is parked: it failed"),
        (None, "message 1 from finance could not be read: no"),
    ]
    assert named(chain, "I8", "cards", allow_parked=True) == []


def test_altered_reports_and_events_that_are_in_no_figure_are_named(chain: Chain) -> None:
    def says() -> list[str]:
        return [v.says for f in reports("analytics", chain.owner("analytics"), False) for v in f.violations]

    chain.plant("analytics")  # a copy of its own
    with psycopg.connect(chain.owner("analytics"), autocommit=True) as owner:
        rebuild(owner, Projections.of(declaration("analytics")))
    assert says() == []
    chain.plant("analytics", "UPDATE bi.fact_posting SET memo = 'gift'", HELD)
    assert says() == [
        "fact_posting differs from its rebuild",
        "meta_held differs from its rebuild",
        "finance@7 is in no figure: no day",
    ]

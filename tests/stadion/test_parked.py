"""`stadion parked`: an operator sees what waits, and decides."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import amqp
import psycopg
import pytest
from typer.testing import CliRunner

from shared.amqp import connected
from shared.broker import parked_queue, rpc_queue
from shared.envelope import Envelope
from shared.inbox import Held, Unreadable
from shared.inbox.postgres import PostgresInbox
from shared.log.postgres import PostgresStore
from shared.migrations import KERNEL, migrate
from stadion.parked import commands
from stadion.problem import Problem
from tests.servers import Broker, Postgres

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


def lit(position: int) -> Envelope:
    return Envelope(
        id=f"event {position}",
        source="lamps",
        type="LampLit",
        schema=1,
        stream="lamp-a",
        version=position,
        position=position,
        previous=position - 1,
        happened_at=NOW,
        recorded_at=NOW,
        actor="ann",
        command_id="c",
        data={"lamp_id": "a"},
    )


@pytest.fixture
def cards(postgres: Postgres, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A database of cards with two held events of one stream, the first parked, and one unreadable message."""
    made = postgres.create_database("cards")
    migrate(made.owner_url, "cards_app", [KERNEL])
    monkeypatch.setenv("CARDS_DATABASE_URL", made.app_url)
    monkeypatch.setenv("STADION_ENV", "demo")
    monkeypatch.chdir(tmp_path)
    inbox = PostgresInbox()
    with psycopg.connect(made.app_url) as connection, PostgresStore.on(connection).transaction() as tx:
        inbox.hold(tx, Held(lit(1), "it failed", 12, NOW, parked=True))
        inbox.hold(tx, Held(lit(2), "it waits", 0, NOW, parked=False))
        inbox.park(tx, Unreadable("lamps", "cards.from.lamps", b"\xff", {"a": b"\x00"}, "not JSON"))
    return made.app_url


def stadion(*words: str) -> str:
    result = CliRunner().invoke(commands, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def listed() -> list[dict[str, object]]:
    return [json.loads(line) for line in stadion("list", "cards", "--json").splitlines()]


def test_everything_that_waits_is_listed_with_its_reason(cards: str) -> None:
    head, behind, message = listed()
    assert (head["position"], head["parked"], head["behind"], head["reason"]) == (1, True, False, "it failed")
    assert (behind["position"], behind["parked"], behind["behind"]) == (2, False, True)
    assert message["reason"] == "not JSON"
    assert "lamps@1" in stadion("list", "cards")


def test_a_replayed_event_is_due_at_once(cards: str) -> None:
    stadion("replay", "cards", "lamps@1")
    assert (listed()[0]["parked"], listed()[0]["attempts"]) == (False, 0)
    with psycopg.connect(cards) as connection, PostgresStore.on(connection).transaction() as tx:
        (due,) = PostgresInbox().due(tx, "lamps", datetime.now(UTC))
    assert due.envelope == lit(1)


def test_a_skipped_event_and_a_dismissed_message_stay_on_record_with_name_and_reason(cards: str) -> None:
    stadion("skip", "cards", "lamps@1", "--because", "done by hand")
    stadion("dismiss", "cards", "1", "--because", "a test")
    assert [row["position"] for row in listed()] == [2]
    with psycopg.connect(cards) as connection:
        resolutions = connection.execute("SELECT resolution FROM held UNION ALL SELECT resolution FROM parked")
        texts = [text for (text,) in resolutions if text]
    assert [text.rpartition(": ")[2] for text in texts] == ["done by hand", "a test"]


def test_what_does_not_wait_is_named(cards: str) -> None:
    for words in (["replay", "cards", "lamps@9"], ["skip", "cards", "lamps@9", "--because", "?"]):
        with pytest.raises(Problem, match=r"lamps@9 does not wait in cards"):
            stadion(*words)
    with pytest.raises(Problem, match="SOURCE@POSITION"):
        stadion("replay", "cards", "nine")


def test_what_the_broker_put_aside_is_taken_over_listed_and_dismissed(
    cards: str, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARDS_BROKER_URL", url := broker.vhost())
    queue = parked_queue(rpc_queue("cards"))
    with connected(url) as link:
        channel = link.channel()
        channel.queue_declare(queue, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
        channel.confirm_select()
        for body in (b"[" * 20, b"?"):
            sent = amqp.Message(body, application_headers={"reason": "not JSON", "parked_at": NOW}, delivery_mode=2)
            channel.basic_publish_confirm(sent, "", queue)
    assert "2 messages" in stadion("collect", "cards")
    assert stadion("collect", "cards") == ""
    (*_, first, second) = listed()
    assert (first["source"], first["queue"], first["reason"], second["body"]) == ("rpc", queue, "not JSON", "?")
    stadion("dismiss", "cards", str(second["id"]), "--because", "a test")
    assert len(listed()) == 4

"""The door and the projector of analytics as real processes, with the rights that they have in earnest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec
import pytest
from amqp.exceptions import NotFound

from services.analytics.service import SERVICE as ANALYTICS
from shared.amqp import Outgoing, Publisher, connected
from shared.authority import public_key
from shared.broker import consumer_queue
from shared.contracts import EVERYONE, HEAD_OFFICE, SERVICE, Actor
from shared.ids import new_id
from shared.rpc import RpcClient
from stadion.embedded.ports import free_port
from tests.analytics.story import opening
from tests.analytics.telling import Reports, Telling
from tests.servers import Broker
from tests.shared.toys.running import PRIVATE, SIGNER
from tests.waiting import eventually

PATIENCE = 60


class Processes:
    """Both of them over one database of reports; `told` is what all services have said."""

    def __init__(self, bi: Reports, broker: Broker) -> None:
        self.url = broker.vhost()
        with connected(self.url) as connection:
            for source in ANALYTICS.hears:
                Publisher(connection, source)
        public = public_key(PRIVATE)
        keys = {
            "tests": {"public": public, "roles": [*EVERYONE, SERVICE]},
            "analytics": {"public": public, "roles": []},
        }
        self.environment = {
            "STADION_ENV": "demo",
            "ANALYTICS_DATABASE_URL": bi.database.app_url,
            "ANALYTICS_BROKER_URL": broker.as_service(self.url, "analytics", hears=ANALYTICS.hears),
            "ANALYTICS_ACTOR_PRIVATE_KEY": PRIVATE,
            "ACTOR_PUBLIC_KEYS": json.dumps(keys),
        }
        self.running = [self.start("shared.door", "analytics"), self.start("services.analytics")]
        self.told = Telling()

    def start(self, *module: str) -> tuple[subprocess.Popen[bytes], Any, int]:
        log, port = tempfile.TemporaryFile(), free_port()  # noqa: SIM115
        process = subprocess.Popen(
            [sys.executable, "-m", *module],
            env={**os.environ, **self.environment, "HEALTH_PORT": str(port)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        return process, log, port

    def ready(self) -> bool:
        for process, log, port in self.running:
            said = os.pread(log.fileno(), 1 << 20, 0).decode()  # a seek would move the process's own place
            assert process.poll() is None, said
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
            except OSError:
                return False
        return True

    def heard(self, connection: Any, source: str) -> bool:
        """Whether the projector listens; it is ready before, and nobody here has a feed for what it missed."""
        try:
            queue = connection.channel().queue_declare(consumer_queue("analytics", source), passive=True)
        except NotFound:
            return False
        return bool(queue.consumer_count)

    def publish(self, *sources: str) -> None:
        with connected(self.url) as connection:
            for source in sources:
                eventually(partial(self.heard, connection, source), PATIENCE)
                said = [e for e in self.told.envelopes if e.source == source]
                messages = [Outgoing(e.id, f"{e.type}.0", msgspec.json.encode(e.wire())) for e in said]
                Publisher(connection, source).publish(messages)

    def call(self, method: str, *arguments: Any, **more: Any) -> Any:
        reader = Actor(id=new_id(), roles=(HEAD_OFFICE,))
        call = {"token": SIGNER.token(reader, "analytics", datetime.now(UTC)), **more}
        client = RpcClient(self.url)
        try:
            return client.call("analytics", method, [*arguments, call], timeout=PATIENCE)
        finally:
            client.close()

    def stop(self) -> list[int]:
        for process, _, _ in self.running:
            process.terminate()
        return [process.wait(PATIENCE) for process, _, _ in self.running]


@pytest.fixture
def processes(bi: Reports, broker: Broker) -> Iterator[Processes]:
    processes = Processes(bi, broker)
    yield processes
    processes.stop()


@pytest.mark.timeout(300)  # a busy machine starts a process slowly
def test_what_services_say_is_in_the_answers_that_wait_for_it(processes: Processes) -> None:
    eventually(processes.ready, PATIENCE)
    opening(processes.told)
    last = {e.source: e.position for e in processes.told.envelopes}
    processes.publish(*last)
    answer = processes.call("query", "Freshness", {}, after=f"members@{last['members']}")
    assert {row["source"]: row["position"] for row in answer["rows"]}["members"] == last["members"]
    days = {"first": "2026-03-02", "until": "2026-03-03"}
    empty = processes.call("query", "IncomeByKind", days, after=f"finance@{last['finance']}")
    assert empty["rows"] == []
    assert empty["figures"]["fresh_at"] == "2026-03-02T12:00:00Z", "also a report without a row says how fresh it is"
    assert empty["figures"]["clock"].startswith("cash") and empty["figures"]["sources"] == ["finance"]
    unheard = processes.call("query", "MemberActivity", days)
    assert unheard["figures"]["fresh_at"] is None, "engagement was not heard"
    assert processes.call("feed", 0, 10) == {"events": [], "position": 0}
    assert processes.stop() == [0, 0]

"""The whole journey with all logs in the stand-in, the operator's commands that read logs, a killed companion."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid

from kurrentdbclient import KurrentDBClient

from stadion.platform import Platform
from tests.e2e.test_journey import (
    chain,  # noqa: F401
    ids,
    test_a_command_repeated_with_the_same_key_is_done_once_and_with_another_body_refused,  # noqa: F401
    test_the_journey_of_a_member,  # noqa: F401
)
from tests.e2e.visitor import Visitor
from tests.kurrentdb.program import CHECKOUT, Program
from tests.waiting import eventually


def stadion(platform: Platform, *words: str) -> tuple[int, str]:
    command = [sys.executable, "-W", "ignore", "-m", "stadion", *words, "--folder", str(platform.home.folder)]
    ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout or ran.stderr


def test_the_events_are_in_the_stand_in_and_nowhere_else(platform: Platform, eventstore: Program):
    client = KurrentDBClient(eventstore.url)
    by_service = {
        service: len(
            list(client.read_all(filter_include=(f"{service}.",), filter_by_stream_name=True, filter_by_prefix=True))
        )
        for service in ("members", "cards", "booking", "finance", "engagement")
    }
    client.close()
    assert all(by_service.values()), by_service


def test_the_audit_finds_every_promise_kept(platform: Platform):
    def audited() -> bool:
        code, text = stadion(platform, "audit", "--json")
        told = json.loads(text)
        broken = [finding for finding in told["findings"] if finding["count"]]
        assert not broken, json.dumps(broken, indent=1)[:6000]
        logs = [f for f in told["findings"] if f["invariant"] == "F18"]
        assert logs and all(f["last"] > 0 for f in logs), "logs were read"
        return code == 0

    eventually(audited)


def test_the_feed_reads_the_log_from_its_beginning_and_tells_each_ones_predecessor(platform: Platform):
    code, text = stadion(platform, "feed", "finance")
    events = [json.loads(line) for line in text.splitlines()]
    assert code == 0 and len(events) > 5
    assert [e["previous"] for e in events] == [0, *(e["position"] for e in events[:-1])]
    code, text = stadion(platform, "feed", "finance", "--after", str(events[2]["position"] + 1), "--limit", "1")
    assert json.loads(text)["position"] == events[3]["position"], "any position will do to go on from"


def test_views_are_made_again_from_the_log(platform: Platform):
    code, text = stadion(platform, "rebuild", "cards", "--json")
    assert code == 0 and json.loads(text)["tables"], text
    code, text = stadion(platform, "audit", "cards", "--json")
    assert code == 0, text


def test_a_killed_companion_is_started_again_and_the_command_goes_through(platform: Platform, office: Visitor):
    assert platform._supervisor
    (companion,) = [each for each in platform._supervisor.running if each.program.name == "eventstore"]
    os.kill(companion.child.pid, signal.SIGKILL)
    room = {"room_id": str(uuid.uuid4()), "venue_id": ids["venue"], "name": "Court", "holds": 4}
    key, answer = str(uuid.uuid4()), None
    deadline = time.monotonic() + 60
    while (answer is None or answer.status_code not in (200, 201)) and time.monotonic() < deadline:
        platform.watch()
        answer = office.try_("booking", "AddRoom", key=key, **room)
        assert answer.status_code in (200, 201, 503), answer.text
    assert answer is not None and answer.status_code in (200, 201)
    assert companion.restarts == 1
    rooms = [r for r in office.ask("booking", "ListRooms", venue_id=ids["venue"]) if r["room_id"] == room["room_id"]]
    assert len(rooms) == 1

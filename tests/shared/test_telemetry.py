"""The health port and the log lines, in a plain process and under eventlet's monkey patching."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from shared.telemetry import COMMANDS, Health, one_line, version

LATER = 61.0


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Health, int]]:
    health = Health()
    server = health.serve(0)
    yield health, server.server_address[1]
    server.shutdown()
    server.server_close()


def test_a_process_is_live_while_its_loops_turn() -> None:
    clock = Clock()
    health = Health(clock)
    health.tick("relay")
    health.tick("clock")
    clock.seconds = LATER
    health.tick("relay")
    assert health.hung() == {"clock": LATER}
    assert health.answer("/livez")[0] == 503


def test_a_process_that_never_began_to_work_is_not_live_for_ever() -> None:
    clock = Clock()
    health = Health(clock)
    assert health.answer("/livez")[0] == 200
    clock.seconds = LATER
    assert health.answer("/livez")[0] == 503


def test_readiness_says_which_check_fails_and_why(served: tuple[Health, int]) -> None:
    health, port = served
    assert get(port, "/readyz")[0] == 200

    def broken() -> str | None:
        raise ConnectionError("no route")

    health.check("database", lambda: None)
    health.check("broker", broken)
    status, body = get(port, "/readyz")
    assert (status, json.loads(body)["problems"]) == (503, {"broker": "ConnectionError: no route"})
    assert get(port, "/livez")[0] == 200, "a process is not restarted because its broker is away"


def test_metrics_and_version_can_be_read(served: tuple[Health, int]) -> None:
    _, port = served
    COMMANDS.labels("cards", "FreezeCard", "refused").inc()
    assert 'commands_total{command="FreezeCard",outcome="refused",service="cards"} 1.0' in get(port, "/metrics")[1]
    assert json.loads(get(port, "/version")[1]) == {"version": version()}
    assert get(port, "/elsewhere")[0] == 404


PATCHED = """
import eventlet
eventlet.monkey_patch()
import urllib.request
from shared.telemetry import Health, configure_logging, following, logger
configure_logging("cards", "door")
server = Health().serve(0)
with following(command_id="c1", correlation="f1"):
    body = urllib.request.urlopen(f"http://127.0.0.1:{server.server_address[1]}/livez", timeout=5).read()
    logger("test").info("asked", body=body.decode())
"""


@pytest.mark.thorough
def test_a_monkey_patched_process_answers_and_logs_json_with_the_ids_it_follows() -> None:
    ran = subprocess.run([sys.executable, "-W", "ignore", "-c", PATCHED], capture_output=True, text=True, timeout=30)
    assert ran.returncode == 0, ran.stderr
    line = json.loads(ran.stdout)
    assert json.loads(line["body"]) == {"ok": True, "problems": {}}
    assert {
        "service": "cards",
        "role": "door",
        "command_id": "c1",
        "correlation": "f1",
        "event": "asked",
    }.items() <= line.items()


@pytest.mark.parametrize("value", ["夜 \ud800", 2**70, float("inf"), {1: object()}, b"\xff"])
def test_whatever_is_logged_makes_one_line_of_json(value: object) -> None:
    line = one_line(None, "info", {"event": "heard", "value": value})
    assert b"\n" not in line
    assert json.loads(line)["event"] == "heard"

"""The gateway as a process of its own: it starts, answers without its neighbours, and ends in peace."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from psycopg_pool import ConnectionPool

from services.gateway.first_login import add_login
from services.gateway.passwords import Passwords
from services.gateway.server import MIGRATIONS
from shared.clock import utc_now
from shared.ids import new_id
from shared.migrations import migrate
from stadion.child import Child
from stadion.embedded.databases import Provisioned
from stadion.embedded.ports import free_port
from tests.gateway.edge import KEY, QUICK
from tests.servers import Broker, Postgres

PASSWORD = "correct horse 电池"
COMMAND = [sys.executable, "-m", "services.gateway"]


@dataclass
class Running:
    """A gateway process."""

    child: Child
    port: int

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, dict[str, str]]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        text = None if body is None else json.dumps(body)
        link.request(method, path, text, {"Content-Type": "application/json", **headers})
        answer = link.getresponse()
        content = answer.read()
        link.close()
        is_json = "json" in (answer.getheader("Content-Type") or "")
        return answer.status, json.loads(content) if is_json else content.decode(), dict(answer.getheaders())

    def is_up(self) -> bool:
        try:
            return self.ask("GET", "/livez")[0] == 200
        except OSError:
            return False


def environment(database: Provisioned, broker_url: str, port: int) -> dict[str, str]:
    root = str(Path(__file__).parent.parent.parent)
    return os.environ | {
        "PYTHONPATH": root,
        "STADION_ENV": "demo",
        "GATEWAY_DATABASE_URL": database.app_url,
        "GATEWAY_BROKER_URL": broker_url,
        "GATEWAY_ACTOR_PRIVATE_KEY": KEY,
        "LOGIN_INDEX_KEY": "of the tests",
        "WEBHOOK_SECRET": "whsec",
        "HTTP_PORT": str(port),
        "HEALTH_PORT": str(free_port()),
    }


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> Provisioned:
    made = postgres.create_database("gateway")
    migrate(made.owner_url, "gateway_app", [MIGRATIONS])
    with ConnectionPool[Any](made.app_url, min_size=1) as pool:
        add_login(pool, utc_now(), new_id(), "anna", PASSWORD, must_change=False, passwords=Passwords(QUICK))
    return made


@contextmanager
def started(database: Provisioned, broker_url: str, folder: Path) -> Iterator[Running]:
    port = free_port()
    child = Child(COMMAND, log=folder / "gateway.log", environment=environment(database, broker_url, port))
    gateway = Running(child, port)
    child.await_ready(gateway.is_up, seconds=90)
    try:
        yield gateway
    finally:
        child.kill()


@pytest.fixture(scope="module")
def running(database: Provisioned, broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with started(database, broker.vhost(), tmp_path_factory.mktemp("gateway")) as gateway:
        yield gateway


def test_it_is_ready_with_its_broker_and_database_and_tells_its_version_and_figures(running: Running) -> None:
    assert running.ask("GET", "/readyz")[:2] == (200, {"ok": True, "problems": {}})
    assert running.ask("GET", "/version")[1]["version"]
    running.ask("GET", "/api/v1/session")
    assert 'http_requests_total{method="GET",route="/api/v1/session",status="200"}' in running.ask("GET", "/metrics")[1]


def test_without_its_neighbours_it_says_which_one_is_away_and_when_to_try_again(running: Running) -> None:
    status, problem, headers = running.ask("GET", "/api/v1/members/ListVenues", **{"Accept-Language": "zh"})
    assert (status, problem["code"], problem["facts"]["service"]) == (503, "ServiceNotAvailable", "members")
    assert problem["detail"] == "服务 members 暂时无法访问。" and int(headers["Retry-After"]) > 0


def test_a_request_under_way_is_answered_before_the_process_ends(
    database: Provisioned, broker: Broker, tmp_path: Path
) -> None:
    with started(database, broker.vhost(), tmp_path) as gateway:
        assert b" 401 " in answer_while_ending(gateway).split(b"\r\n")[0]
        assert gateway.child.process.wait(30) == 0


def answer_while_ending(running: Running) -> bytes:
    """The answer to a request of which only a part had come when the process was told to end."""
    body = json.dumps({"login": "nobody", "password": "wrong"}).encode()
    with socket.create_connection(("127.0.0.1", running.port)) as half:
        lines = ["POST /api/v1/session HTTP/1.1", "Host: x", "Content-Type: application/json"]
        lines += [f"Content-Length: {len(body)}", "", ""]
        half.sendall("\r\n".join(lines).encode() + body[:5])
        assert running.is_up()  # the half request was read before this one
        running.child.process.send_signal(signal.SIGTERM)
        half.sendall(body[5:])
        return half.recv(4096)


def test_its_log_is_json_lines(running: Running) -> None:
    running.ask("GET", "/api/v1/session", **{"X-Request-Id": "request-0815"})
    lines = [json.loads(line) for line in running.child.log.read_text().splitlines()]
    said = next(line for line in lines if line.get("correlation") == "request-0815")
    assert (said["event"], said["route"], said["status"]) == ("request", "/api/v1/session", 200)


def test_it_does_not_start_on_a_database_that_waits_for_migrations(postgres: Postgres, broker: Broker) -> None:
    made = postgres.create_database("gateway")
    given = environment(made, broker.url("/", "x", "y"), free_port())
    ended = subprocess.run(COMMAND, env=given, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert "stadion migrate" in ended.stderr

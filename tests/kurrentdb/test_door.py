"""A door whose log is in KurrentDB: through a companion process, which may be killed at any time."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from shared.contracts import HEAD_OFFICE, Actor, StoreAway
from shared.ids import new_id
from shared.log.kurrentdb.proxy import CompanionStreams
from shared.rpc import CallFailed, RpcPool
from stadion.child import Child
from stadion.embedded.ports import free_port
from tests.kurrentdb.program import CHECKOUT, Program
from tests.kurrentdb.server import Server
from tests.servers import Broker, Postgres
from tests.shared.toys.running import Toys, bought, call, execute, until

LOADED = """
import eventlet
eventlet.monkey_patch()
import os, sys
os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"
import shared.door.run
from shared.assembly import Assembly
from shared.settings import Settings
from tests.shared.toys.service import SERVICE
store = Assembly.of(SERVICE, Settings("toys")).store(None, green=True)
print(type(store.streams).__name__, sorted(m for m in sys.modules if m.split(".")[0] in ("grpc", "kurrentdbclient")))
"""


class Companion:
    """The companion as a supervisor keeps it: `kill()` it and `start()` the next."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.socket = folder, str(folder / "companion.sock")
        self.environment = {"EVENTSTORE_URL": url, "EVENTSTORE_SOCKET": self.socket, "STADION_ENV": "demo"}
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "shared.log.kurrentdb.companion"]
        own = {**self.environment, "PYTHONPATH": str(CHECKOUT), "HEALTH_PORT": str(free_port())}
        self.child = Child(command, log=self.folder / "companion.log", environment=own)
        self.child.await_ready(lambda: CompanionStreams(self.socket, "toys").reachable() is None)

    def kill(self) -> None:
        self.child.kill()


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="companion-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def eventstore(folder: Path) -> Iterator[Program]:
    program = Program(folder)
    yield program
    program.kill()


@pytest.fixture
def companion(folder: Path, eventstore: Program) -> Iterator[Companion]:
    companion = Companion(folder, eventstore.url)
    yield companion
    companion.kill()


@pytest.fixture
def toys(postgres: Postgres, broker: Broker, companion: Companion, eventstore: Program) -> Iterator[Toys]:
    toys = Toys(postgres, broker)
    toys.environment |= companion.environment
    yield toys
    toys.close()


def feed(pool: RpcPool) -> list[str]:
    """The toys bought, as the log has them."""
    with_position = 0
    ids: list[str] = []
    while True:
        page = pool.call("toys", "feed", [with_position, 500, call(Actor.service("tests"))], timeout=60)
        ids += [event["data"]["toy_id"] for event in page["events"]]
        if page["position"] == with_position:
            return ids
        with_position = page["position"]


def insistently(pool: RpcPool, body: dict[str, object]) -> tuple[dict[str, object], int]:
    """The answer to one command under one id, and how often its door said that it should come again."""
    command_id, away = new_id(), 0
    while True:
        try:
            return execute(pool, "BuyToy", body, command_id=command_id), away
        except StoreAway:
            away += 1
        except CallFailed:
            pass
        time.sleep(0.1)


def test_grpc_is_never_loaded_where_everything_is_patched(toys: Toys):
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADED],
        env={"PYTHONPATH": str(CHECKOUT), **toys.environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.stdout.strip() == "CompanionStreams []", ran.stderr


def test_a_door_answers_from_the_log_and_never_maps_grpcs_library(toys: Toys, companion: Companion):
    door, pool = toys.open(), RpcPool(toys.broker_url, 4)
    body, command_id = bought(), new_id()
    first = execute(pool, "BuyToy", body, command_id=command_id)
    again = execute(pool, "BuyToy", body, command_id=command_id)
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert {**first, "repeated": True} == again
    seen = {"token": call(Actor(new_id(), (HEAD_OFFICE,)))["token"]}
    (row,) = pool.call("toys", "query", ["FindToys", {"toys": [body["toy_id"]]}, seen], timeout=60)["rows"]
    assert row["toy_id"] == body["toy_id"], "the reply waited for the own views"
    assert "cygrpc" not in Path(f"/proc/{door.process.pid}/maps").read_text()
    assert "cygrpc" in Path(f"/proc/{companion.child.pid}/maps").read_text()
    pool.close()


def test_a_companion_killed_under_load_loses_and_doubles_nothing(toys: Toys, companion: Companion):
    """kill -9 five times while eight callers give commands; meanwhile the door answers what needs no log."""
    door, pool = toys.open(), RpcPool(toys.broker_url, 10)
    bodies, slowest, done = [bought() for _ in range(160)], 0.0, threading.Event()

    def describes() -> float:
        worst = 0.0
        while not done.is_set():
            began = time.monotonic()
            pool.call("toys", "describe", [], timeout=30)
            worst = max(worst, time.monotonic() - began)
            time.sleep(0.02)
        return worst

    with ThreadPoolExecutor(10) as threads:
        watching = threads.submit(describes)
        coming = [threads.submit(insistently, pool, body) for body in bodies]
        for _ in range(5):  # on this thread: a child ends with the thread that began it
            time.sleep(0.7)
            companion.kill()
            time.sleep(0.3)
            companion.start()
        answers = [answer.result() for answer in coming]
        done.set()
        slowest = watching.result()
    assert len({answer["position"] for answer, _ in answers}) == len(bodies)
    own = {str(body["toy_id"]) for body in bodies}  # the log has what other tests gave, too
    assert Counter(toy for toy in feed_when_relayed(pool, toys) if toy in own) == Counter(own)
    assert not door.lines("fault"), door.text()[-3000:]
    assert slowest < 5, "the door stood still while it waited for its companion"
    assert "position" in execute(pool, "BuyToy", bought()), "later ones work"
    pool.close()


def feed_when_relayed(pool: RpcPool, toys: Toys) -> list[str]:
    """No worker runs here: the log is taken as published up to its end."""
    with psycopg.connect(toys.database.app_url) as connection:
        connection.execute("UPDATE relay_checkpoint SET position = (SELECT max(position) FROM placed)")
    return feed(pool)


def test_without_companion_a_command_is_asked_to_come_again_and_nobody_hangs(toys: Toys, companion: Companion):
    door, pool = toys.open(), RpcPool(toys.broker_url, 4)
    execute(pool, "BuyToy", bought())
    companion.kill()
    began = time.monotonic()
    with pytest.raises(StoreAway):
        execute(pool, "BuyToy", bought())
    assert time.monotonic() - began < 30
    assert pool.call("toys", "describe", [], timeout=30)
    companion.start()
    assert until(lambda: works_again(pool), "commands work again")
    assert door.process.poll() is None
    pool.close()


def works_again(pool: RpcPool) -> bool:
    try:
        return bool(execute(pool, "BuyToy", bought())["position"])
    except StoreAway:
        return False


def test_without_the_server_the_door_says_so_and_comes_back_with_it(folder: Path, postgres: Postgres, broker: Broker):
    server = Server()
    companion = Companion(folder, server.url)
    toys = Toys(postgres, broker)
    toys.environment |= companion.environment
    pool = RpcPool(toys.broker_url, 4)
    try:
        toys.open()
        execute(pool, "BuyToy", bought())
        server.stop()
        with pytest.raises(StoreAway):
            execute(pool, "BuyToy", bought())
        server.start()
        assert until(lambda: works_again(pool), "commands work again")
    finally:
        pool.close()
        toys.close()
        companion.kill()
        server.stop()

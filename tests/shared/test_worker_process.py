"""The whole way as real processes with the rights of production: door, relay, queue, feed over RPC, reaction."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator

import psycopg
import pytest

from shared.amqp import Publisher, connected
from shared.authority import public_key
from shared.broker import consumer_queue
from shared.contracts import EVERYONE, SERVICE
from shared.migrations import KERNEL, migrate
from shared.rpc import CallFailed
from stadion.embedded.ports import free_port
from tests.servers import Broker, Postgres
from tests.shared.toys.running import PRIVATE, Toys, bought, call
from tests.waiting import eventually

MODULES = ["tests.shared.toys.service", "tests.shared.watcher"]


class Shop:
    """The door of the toys, and one process with the workers of toys and watcher."""

    def __init__(self, postgres: Postgres, broker: Broker) -> None:
        self.toys = Toys(postgres, broker)
        self.admin_url = self.toys.broker_url
        self.watcher = postgres.create_database("watcher")
        migrate(self.watcher.owner_url, "watcher_app", [KERNEL])
        with connected(self.admin_url) as connection:
            Publisher(connection, "books")  # a neighbour that toys hears, and that never says anything
        public = public_key(PRIVATE)
        keys = {
            "tests": {"public": public, "roles": [*EVERYONE, SERVICE]},
            "watcher": {"public": public, "roles": [SERVICE]},
        }
        self.port = free_port()
        self.toys.environment |= {
            "TOYS_BROKER_URL": broker.as_service(self.admin_url, "toys", hears=["books"]),
            "TOYS_ACTOR_PRIVATE_KEY": PRIVATE,
            "WATCHER_DATABASE_URL": self.watcher.app_url,
            "WATCHER_BROKER_URL": broker.as_service(self.admin_url, "watcher", hears=["toys"]),
            "WATCHER_ACTOR_PRIVATE_KEY": PRIVATE,
            "ACTOR_PUBLIC_KEYS": json.dumps(keys),
        }
        self.log = tempfile.TemporaryFile()  # noqa: SIM115
        self.toys.open()
        eventually(self.door_answers)
        self.worker = self.start_worker()

    def door_answers(self) -> bool:
        try:
            return bool(self.toys.client().call("toys", "describe"))
        except CallFailed:
            return False

    def start_worker(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "shared.worker", *MODULES],
            env={**os.environ, **self.toys.environment, "HEALTH_PORT": str(self.port)},
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def buy(self, times: int = 1) -> None:
        client = self.toys.client()
        for _ in range(times):
            client.call("toys", "execute", ["BuyToy", bought(), call()])
        client.close()

    def noted(self) -> int:
        with psycopg.connect(self.watcher.app_url) as connection:
            ((count,),) = connection.execute("SELECT count(*) FROM event WHERE type = 'ToyNoted'").fetchall()
            return int(count)

    def asks(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return str(answer.read().decode())

    def ready(self) -> bool:
        try:
            return bool(json.loads(self.asks("/readyz"))["ok"])
        except urllib.error.URLError:  # not listening yet, or 503
            return False

    def text(self) -> str:
        self.log.seek(0)
        return self.log.read().decode()

    def close(self) -> None:
        self.toys.close()
        if self.worker.poll() is None:
            self.worker.kill()
            self.worker.wait()


@pytest.fixture
def shop(postgres: Postgres, broker: Broker) -> Iterator[Shop]:
    shop = Shop(postgres, broker)
    yield shop
    shop.close()


def test_what_a_command_caused_in_one_service_is_reacted_to_in_another_through_every_stop_and_loss(shop: Shop) -> None:
    shop.buy(5)
    eventually(lambda: shop.noted() == 5)
    assert shop.ready()
    assert 'consumer_position{service="watcher",source="toys"} 5.0' in shop.asks("/metrics")

    shop.worker.send_signal(signal.SIGTERM)
    assert shop.worker.wait(15) == 0
    shop.buy(5)
    shop.worker = shop.start_worker()
    eventually(lambda: shop.noted() == 10)

    shop.worker.kill()
    shop.worker.wait()
    with connected(shop.admin_url) as connection:
        connection.channel().queue_delete(consumer_queue("watcher", "toys"))
    shop.buy(5)
    shop.worker = shop.start_worker()
    eventually(lambda: shop.noted() == 15)
    assert "message parked" not in shop.text()
    assert "Traceback" not in shop.text()


def test_a_worker_whose_schema_is_behind_says_so_and_leads_once_it_was_migrated(shop: Shop, postgres: Postgres) -> None:
    shop.worker.kill()
    shop.worker.wait()
    empty = postgres.create_database("watcher")
    shop.toys.environment["WATCHER_DATABASE_URL"] = empty.app_url
    shop.worker = shop.start_worker()
    eventually(lambda: "stadion migrate" in shop.text())
    assert not shop.ready()
    migrate(empty.owner_url, "watcher_app", [KERNEL])
    eventually(shop.ready)

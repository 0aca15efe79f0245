"""What a door is measured against: services that answer with their first argument and do nothing else.

`python -m benchmarks.echo nameko|raw <service> <broker url>`: nameko 2.14.1 as it comes, or bare py-amqp in one thread.
`floor <service> <broker url> <database url> <public key>`: nameko, and the least that a command needs beside it.
"""

from __future__ import annotations

import sys
from typing import Any

WORKERS = 16


def run_nameko(name: str, url: str) -> None:
    import eventlet

    eventlet.monkey_patch()
    from nameko.containers import ServiceContainer
    from nameko.rpc import rpc

    class Echo:
        @rpc  # type: ignore[untyped-decorator]
        def execute(self, name: Any, body: Any, call: Any) -> Any:
            return name

    Echo.name = name  # type: ignore[attr-defined]
    container = ServiceContainer(Echo, {"AMQP_URI": url, "max_workers": WORKERS})
    container.start()
    container.wait()


def run_floor(name: str, url: str, database_url: str, public: str) -> None:
    """A token is checked, something read, something written and committed; nothing is judged and nothing kept safe."""
    import eventlet

    eventlet.monkey_patch()
    import os

    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"
    from datetime import UTC, datetime
    from uuid import UUID

    import psycopg
    from nameko.containers import ServiceContainer
    from nameko.rpc import rpc
    from psycopg_pool import ConnectionPool

    from shared.authority import TrustedKey, Verifier
    from shared.contracts import HEAD_OFFICE
    from shared.door import green

    green.install()
    pool: ConnectionPool[psycopg.Connection[Any]] = ConnectionPool(database_url, min_size=WORKERS, open=True)
    verifier = Verifier({"benchmark": TrustedKey(public, frozenset({HEAD_OFFICE}))})

    class Floor:
        @rpc  # type: ignore[untyped-decorator]
        def execute(self, name: Any, body: Any, call: Any) -> Any:
            verifier.actor(call["token"], "members", datetime.now(UTC))
            stream = UUID(body["venue_id"])
            with pool.connection() as connection:
                connection.execute("SELECT data FROM floor WHERE stream = %s", [stream], prepare=True).fetchall()
                connection.execute("INSERT INTO floor VALUES (%s, %s)", [stream, str(body).encode()], prepare=True)
            return name

    Floor.name = name  # type: ignore[attr-defined]
    container = ServiceContainer(Floor, {"AMQP_URI": url, "max_workers": WORKERS})
    container.start()
    container.wait()


def run_raw(name: str, url: str) -> None:
    import amqp
    import msgspec
    from kombu.connection import Connection

    from shared.broker import RPC_EXCHANGE, rpc_queue

    link = Connection(url)  # type: ignore[no-untyped-call]
    connection = link.transport.establish_connection()
    channel = connection.channel()

    def echo(message: Any) -> None:
        body = msgspec.json.decode(message.body)
        reply = msgspec.json.encode({"result": body["args"][0], "error": None})
        correlation = message.properties["correlation_id"]
        answer = amqp.Message(reply, content_type="application/json", correlation_id=correlation)
        channel.basic_publish(answer, RPC_EXCHANGE, message.properties["reply_to"])
        channel.basic_ack(message.delivery_tag)

    channel.exchange_declare(RPC_EXCHANGE, "topic", durable=True, auto_delete=False)
    channel.queue_declare(rpc_queue(name), durable=True, auto_delete=False)
    channel.queue_bind(rpc_queue(name), RPC_EXCHANGE, f"{name}.*")
    channel.basic_qos(0, WORKERS, False)
    channel.basic_consume(rpc_queue(name), callback=echo)
    while True:
        connection.drain_events()


if __name__ == "__main__":
    {"nameko": run_nameko, "raw": run_raw, "floor": run_floor}[sys.argv[1]](*sys.argv[2:])

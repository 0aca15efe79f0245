"""A door as a process: built from the service's declaration and the environment, stopped by SIGTERM without loss."""

from __future__ import annotations

import logging
import signal
import time
from importlib import import_module
from typing import Any

import eventlet
import psycopg
from nameko.containers import ServiceContainer
from psycopg import Connection, waiting
from psycopg_pool import ConnectionPool

from shared import migrations
from shared.assembly import Assembly
from shared.authority import TrustedKey, Verifier, check_guarded
from shared.clock import clock_of
from shared.contracts import Command, Query, catalogue
from shared.door import green
from shared.door.answers import Answers
from shared.door.door import Door
from shared.door.entrypoint import DRAIN, nameko_service
from shared.door.records import PostgresRecords
from shared.history import History
from shared.log.memory import MemoryStore
from shared.service import Service
from shared.settings import Settings
from shared.telemetry import Health, configure_logging, logger

log = logger(__name__)
Pool = ConnectionPool[Connection[Any]]
LIMITS = {
    "prepare_threshold": None,  # `shared.log.wire` prepares
    "options": "-c statement_timeout=5s -c lock_timeout=3s -c idle_in_transaction_session_timeout=10s",
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds until a server that is gone without a word is given up
}
WAIT_FOR_CONNECTION = 3.0  # seconds, for one of the pool


def declared(name: str) -> Service:
    """The service that `services/<name>` declares; a dotted name is the module itself."""
    module = name if "." in name else f"services.{name}.service"
    service: Service = import_module(module).SERVICE
    return service


def open_pool(settings: Settings) -> Pool:
    """Connections that no statement can hold for long; eventlet's time-outs must not interrupt the database."""
    pool: Pool = ConnectionPool(
        settings.database_url,
        min_size=2,
        max_size=settings.pool_size,
        timeout=WAIT_FOR_CONNECTION,
        kwargs=LIMITS,
        open=False,
    )
    pool.open(wait=True, timeout=30)
    return pool


def build(service: Service, settings: Settings, pool: Pool) -> Door:
    """A service's door; raises rather than serve a schema, query or contract that does not fit."""
    commands = catalogue.of(service.name, Command)
    check_guarded([*commands.values(), *catalogue.of(service.name, Query).values()])
    assembly = Assembly.of(service, settings)
    questions = assembly.questions()
    for command in commands.values():
        assembly.deciders.of(command)
    with pool.connection() as connection:
        migrations.check(connection, migrations.folders_of(service))
        questions.check(connection)
    store = assembly.store(pool, green=True) if service.deciders else MemoryStore()
    deciders = assembly.deciders
    history = History(service.answers, store, deciders.codec, deciders.blind, deciders.signatures)
    return Door(
        Answers(
            service=service.name,
            hears=service.hears,
            commands=commands,
            deciders=deciders,
            store=store,
            records=PostgresRecords(pool, questions, history, log="placed" if settings.eventstore_url else "event"),
            verifier=Verifier(TrustedKey.ring(settings.actor_public_keys)),
            clock=clock_of(settings),
            pause=time.sleep,
        )
    )


def reachable(pool: Pool) -> str | None:
    try:
        with pool.connection(timeout=1) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error as away:
        return type(away).__name__
    return None


def run(name: str) -> None:
    """Serve until SIGTERM or SIGINT; then finish what is in flight, within DRAIN seconds, and return."""
    assert waiting.wait is waiting.wait_selector, "psycopg would stop all green threads while one waits"
    green.install()
    service = declared(name)
    settings = Settings(service.name)
    configure_logging(service.name, "door", settings.log_level)
    logging.getLogger("nameko").setLevel(logging.CRITICAL)  # the door logs faults itself, without bodies
    health = Health()
    pool = open_pool(settings)
    health.check("database", lambda: reachable(pool))
    config = {
        "AMQP_URI": settings.broker_url,
        "DOOR": build(service, settings, pool),
        "HEALTH": health,
        "CLOCK": clock_of(settings),
        "PRIVATE": service.private,
        "max_workers": settings.pool_size,
    }
    health.serve(settings.health_port, settings.health_host)
    serve(ServiceContainer(nameko_service(service.name), config))
    pool.close()


def serve(container: Any) -> None:
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, frame: stopping.append(received))
    container.start()
    life = eventlet.spawn(container.wait)
    while not stopping and not life.dead:
        eventlet.sleep(0.1)
    signal.alarm(int(DRAIN) + 10)  # whatever hangs, the process ends: SIGALRM is not handled
    if life.dead:
        life.wait()  # raises what ended it
    log.info("stopping")
    container.stop()

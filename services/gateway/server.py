"""The gateway as a process: Flask under gunicorn's threads, any number of such processes. `run()` ends with it."""

from __future__ import annotations

import json
import random
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from gunicorn.app.base import BaseApplication
from psycopg_pool import ConnectionPool

from services.gateway.app import create_app
from services.gateway.captcha import Captcha
from services.gateway.departures import Departures, Pulse
from services.gateway.doors import Caller, Doors
from services.gateway.lockout import Lockout
from services.gateway.logins import Logins
from services.gateway.messenger import Nobody, Sandbox
from services.gateway.operations import broker_answers, database_answers
from services.gateway.parts import Index, Limits, Parts
from services.gateway.passwords import Passwords
from services.gateway.quota import Quota
from services.gateway.sandbox import Cashier
from services.gateway.visitors import StaffRights, Visitors
from shared import silence
from shared.authority import Signer
from shared.clock import clock_of
from shared.ids import new_id
from shared.migrations import check
from shared.rpc import RpcPool
from shared.settings import Settings
from shared.silence import NOTICING
from shared.steady import steadily
from shared.telemetry import Health, configure_logging

NAME = "gateway"
MIGRATIONS = Path(__file__).parent / "migrations"
THREADS = 32
CALLS_AT_ONCE = 24  # leaves threads for log-in and pages when a service hangs
TICK = 15  # seconds
SILENCE = 15.0  # seconds that an answer of the own database is waited for
GRACE = 25  # seconds for open requests at the end; Kubernetes grants thirty
OPTIONS = {
    "worker_class": "gthread",
    "workers": 1,
    "threads": THREADS,
    "timeout": 30,
    "graceful_timeout": GRACE,
    "keepalive": 30,
    "control_socket_disable": True,
    "logger_class": "services.gateway.server_log.ServerLog",
    "limit_request_line": 4094,
    "limit_request_fields": 50,
}


def make_parts(settings: Settings, pool: ConnectionPool[Any], rpc: Caller) -> Parts:
    """Everything real."""
    clock = clock_of(settings)
    doors = Doors(rpc, Signer(NAME, settings.actor_private_key), clock)
    rights, logins = StaffRights(doors, time.monotonic), Logins(pool)
    secrets = tuple(secret.strip() for secret in settings.webhook_secret.split(","))
    here = f"http://127.0.0.1:{settings.http_port}/webhooks/sandbox"
    cashier = Cashier(secrets[0], lambda headers, body: post(here, headers, body), clock, new_id)
    return Parts(
        doors=doors,
        visitors=Visitors(logins, rights),
        rights=rights,
        logins=logins,
        lockout=Lockout(pool),
        quota=Quota(pool),
        passwords=Passwords(),
        index=Index(settings.login_index_key),
        captcha=Captcha(pool, Index(settings.login_index_key).of("key", "captcha")),
        messenger=Sandbox() if settings.demo else Nobody(),
        clock=clock,
        webhook_secrets=secrets,
        cashier=cashier if settings.demo else None,
        secure=not settings.demo,
        trusted_proxies=settings.trusted_proxies,
        limits=Limits.of(settings.requests_per_minute),
    )


def post(url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Any]:
    request = urllib.request.Request(url, body, dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def open_pool(settings: Settings) -> ConnectionPool[Any]:
    return ConnectionPool(
        settings.database_url,
        min_size=1,
        max_size=8,
        timeout=5,
        kwargs=NOTICING,
        open=True,
        check=ConnectionPool.check_connection,
    )


def make_app(settings: Settings) -> Flask:
    """The application with its own connections; called in the process that serves."""
    silence.limit(SILENCE)
    pool = open_pool(settings)
    health = Health()
    health.check("database", database_answers(pool))
    health.check("broker", broker_answers(settings.broker_url))
    threading.Thread(target=tick, args=[health], daemon=True).start()
    health.serve(settings.health_port, settings.health_host)
    parts = make_parts(settings, pool, RpcPool(settings.broker_url, CALLS_AT_ONCE))
    follow = ("departures", Departures(pool, parts.doors).followed, threading.Event(), Pulse(health), random.random)
    threading.Thread(target=steadily, args=follow, daemon=True).start()
    return create_app(parts, health)


def tick(health: Health) -> None:
    """The process lives as long as its threads run; a worker that hangs is ended by gunicorn itself."""
    while True:
        health.tick()
        time.sleep(TICK)


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn without a command line."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        bind = f"{self.settings.http_host}:{self.settings.http_port}"
        for name, value in {**OPTIONS, "bind": bind}.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return make_app(self.settings)


def run(settings: Settings | None = None) -> None:
    """Serve until SIGTERM. Raises SettingMissing, SchemaBehind before anything listens."""
    settings = settings or Settings(NAME)
    configure_logging(NAME, NAME, settings.log_level)
    with psycopg.connect(settings.database_url, connect_timeout=10) as connection:
        check(connection, [MIGRATIONS])
    Server(settings).run()

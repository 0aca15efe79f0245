"""What operators see of a process: one JSON line a happening, metrics, and a port that tells its health.

Logs and metrics name ids, types and outcomes, never a body: bodies hold personal data. All of it works in plain
processes and under eventlet's monkey patching.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

import msgspec
import structlog
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from structlog.tracebacks import ExceptionDictTransformer

COMMANDS = Counter(
    "commands_total",
    "Commands answered; outcome: accepted, repeated, refused or fault.",
    ["service", "command", "outcome"],
)
REFUSALS = Counter("refusals_total", "Commands refused, by reason.", ["service", "command", "refusal"])
COMMAND_SECONDS = Histogram("command_seconds", "From a command's arrival to its answer.", ["service", "command"])
QUERY_SECONDS = Histogram("query_seconds", "From a query's arrival to its answer.", ["service", "query"])
RELAY_AGE = Gauge("relay_age_seconds", "Age of the oldest event not yet published; 0 if none.", ["service"])
RELAY_POSITION = Gauge("relay_position", "Position up to which the log is published.", ["service"])
CONSUMER_POSITION = Gauge("consumer_position", "Position of a source handled so far.", ["service", "source"])
CONSUMER_LAG = Gauge("consumer_lag_seconds", "Age of the last event handled, when it was.", ["service", "source"])
HELD = Gauge("held_messages", "Messages that wait behind a failing one of their stream.", ["service", "source"])
PARKED = Gauge("parked_messages", "Messages put aside for an operator.", ["service", "source"])
TIMERS_LATE = Gauge("timers_late_seconds", "How long the longest due timer waits for its answer; 0: none.", ["service"])
PROJECTION_LAG = Gauge("projection_lag_seconds", "From recorded to shown in the reports.", ["source"])

to_json = msgspec.json.Encoder(enc_hook=repr).encode
ASKED = 0.05  # seconds after which a health port that is to end has ended
STALE = 60.0  # seconds without a turn of the main loop after which a process counts as hung


def configure_logging(service: str, role: str, level: str = "INFO") -> None:
    """One JSON object a line on standard output, from structlog and from the standard library's loggers.

    What a door says of every command goes straight there, past the standard library: a third of the cost.
    """
    context: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),  # locals hold bodies
    ]
    structlog.configure(
        processors=[*context, one_line],
        logger_factory=structlog.BytesLoggerFactory(sys.stdout.buffer),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    clean = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=context, processors=[clean, structlog.processors.JSONRenderer()]
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    structlog.contextvars.bind_contextvars(service=service, role=role)


def one_line(logger: Any, method: str, said: structlog.types.EventDict) -> bytes:
    try:
        return to_json(said)
    except (ValueError, OverflowError):  # text that is no Unicode, a whole number of more than 64 bits
        return json.dumps(said, default=repr).encode()


def logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """`logger(__name__).info("relay caught up", position=7)`: a short sentence, then facts."""
    bound: structlog.typing.FilteringBoundLogger = structlog.get_logger(name)
    return bound


def following(*, command_id: str | None, correlation: str | None, **ids: str) -> AbstractContextManager[None]:
    """Every line logged inside carries these ids, so that one flow can be followed through all services."""
    return structlog.contextvars.bound_contextvars(command_id=command_id, correlation=correlation, **ids)


class Health:
    """A process's own word on how it is.

    Live: every main loop that ever ticked did so within a minute (the broker is not asked: restarting a process
    mends no broker). Ready: every check answers None; a check that answers text, or raises, says why not.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._ticks: dict[str, float] = {"start": now()}
        self._checks: dict[str, Callable[[], str | None]] = {}

    def tick(self, loop: str = "main") -> None:
        self._ticks.pop("start", None)
        self._ticks[loop] = self._now()

    def forget(self, loop: str) -> None:
        """This loop ended as it was meant to."""
        self._ticks.pop(loop, None)

    def check(self, name: str, check: Callable[[], str | None]) -> None:
        self._checks[name] = check

    def hung(self) -> dict[str, float]:
        """The loops that stand still, and for how many seconds."""
        ages = {loop: self._now() - at for loop, at in list(self._ticks.items())}
        return {loop: round(age, 1) for loop, age in ages.items() if age > STALE}

    def not_ready(self) -> dict[str, str]:
        """The checks that fail, and why."""
        reasons = {name: _reason(check) for name, check in list(self._checks.items())}
        return {name: reason for name, reason in reasons.items() if reason is not None}

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Status, content type and body for a path of the health port."""
        match path.partition("?")[0]:
            case "/livez":
                return _verdict(self.hung())
            case "/readyz":
                return _verdict(self.not_ready())
            case "/metrics":
                return 200, CONTENT_TYPE_LATEST, generate_latest()
            case "/version":
                return 200, "application/json", json.dumps({"version": version()}).encode()
        return 404, "application/json", b"{}"

    def serve(self, port: int, host: str = "127.0.0.1") -> ThreadingHTTPServer:
        """Answer on `port` (0: any free one) from a thread of its own; `shutdown()` on the result ends it."""
        health = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, content_type, body = health.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Probes are not worth a line."""

        server = ThreadingHTTPServer((host, port), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(ASKED,), name="health", daemon=True).start()
        return server


def _reason(check: Callable[[], str | None]) -> str | None:
    try:
        return check()
    except Exception as error:  # a check that cannot be made is a reason too
        return f"{type(error).__name__}: {error}"


def _verdict(problems: dict[str, Any]) -> tuple[int, str, bytes]:
    body = json.dumps({"ok": not problems, "problems": problems}).encode()
    return (503 if problems else 200), "application/json", body


@cache
def version() -> str:
    """Of the installed distribution, or of the checkout that runs."""
    try:
        return installed_version("stadion")
    except PackageNotFoundError:
        project = Path(__file__).parent.parent / "pyproject.toml"
        return str(tomllib.loads(project.read_text())["project"]["version"])

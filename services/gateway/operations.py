"""For those who run the gateway: health, metrics, one log line a request, and the headers that protect browsers."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from flask import Blueprint, Flask, Response, g, request
from kombu.connection import Connection
from prometheus_client import Counter, Histogram
from psycopg_pool import ConnectionPool

from services.gateway.requests import check_same_site, is_secure, request_id
from shared.telemetry import Health, logger

REQUESTS = Counter("http_requests_total", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram("http_request_seconds", "From a request's arrival to its answer.", ["method", "route"])
PROBES = ("/livez", "/readyz", "/metrics", "/version")
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS_ONLY = "max-age=31536000; includeSubDomains"

log = logger(__name__)


def probes(health: Health) -> Blueprint:
    """The health port's answers, on the port of the application too."""
    routes = Blueprint("operations", __name__)

    def answer() -> Response:
        status, content_type, body = health.answer(request.path)
        return Response(body, status, content_type=content_type)

    for path in PROBES:
        routes.add_url_rule(path, path.strip("/"), answer)
    return routes


def broker_answers(url: str) -> Callable[[], str | None]:
    """A check for readiness: None, or why not."""

    def check() -> str | None:
        patience = {"read_timeout": 2, "write_timeout": 2}
        link = Connection(url, connect_timeout=2, transport_options=patience)  # type: ignore[no-untyped-call]
        try:
            link.connect()  # type: ignore[no-untyped-call]
        except OSError as away:
            return type(away).__name__
        finally:
            link.collect()  # type: ignore[no-untyped-call]
        return None

    return check


def database_answers(pool: ConnectionPool) -> Callable[[], str | None]:
    def check() -> str | None:
        with pool.connection(timeout=2) as connection:
            connection.execute("SELECT 1")
        return None

    return check


def begin() -> None:
    g.began = time.perf_counter()
    structlog.contextvars.bind_contextvars(correlation=request_id())


def end(response: Response) -> Response:
    """Count it, log it (the route, never the address: that may hold what a person typed), protect it."""
    route = str(request.url_rule) if request.url_rule else "none"
    seconds = time.perf_counter() - g.began
    REQUESTS.labels(request.method, route, response.status_code).inc()
    SECONDS.labels(request.method, route).observe(seconds)
    if route not in PROBES:
        facts = {"method": request.method, "route": route, "status": response.status_code}
        actor = g.visitor.actor.id if "visitor" in g else None
        log.info("request", **facts, ms=round(seconds * 1000, 1), actor=actor, problem=g.get("problem"))
    structlog.contextvars.unbind_contextvars("correlation")
    protect(response)
    return response


def protect(response: Response) -> None:
    response.headers["X-Request-Id"] = request_id()
    response.headers.update(HEADERS)
    if is_secure():
        response.headers["Strict-Transport-Security"] = HTTPS_ONLY
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"


def install(app: Flask) -> None:
    app.before_request(begin)
    app.before_request(check_same_site)
    app.after_request(end)

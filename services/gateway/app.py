"""The HTTP application: routes from the contracts, the gateway's own, the pages; everything passes the same checks."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

from services.gateway import capabilities, limits, operations, problems
from services.gateway.accounts import accounts
from services.gateway.credentials import credentials
from services.gateway.described import ContractApi
from services.gateway.joining import joining
from services.gateway.parts import EXTENSION, Parts
from services.gateway.webhooks import cashier, webhooks
from shared.telemetry import Health

LARGEST_BODY = 256 * 1024
PAGES = {"/": "index.html", "/api/docs": "docs.html"}


def described_app() -> tuple[Flask, ContractApi]:
    """The application with its routes and their description, but without the parts that answer."""
    app = Flask(__name__, static_folder="static", static_url_path="/assets")
    app.config |= {"MAX_CONTENT_LENGTH": LARGEST_BODY, "SEND_FILE_MAX_AGE_DEFAULT": None}
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    api = ContractApi(app)
    for routes in (accounts, joining, *capabilities.routes(), credentials, webhooks):
        api.register_blueprint(routes)
    api.finish()
    return app, api


def create_app(parts: Parts, health: Health) -> Flask:
    app, _ = described_app()
    app.extensions[EXTENSION] = parts
    operations.install(app)
    limits.install(app)
    problems.register(app)
    app.register_blueprint(operations.probes(health))
    app.register_blueprint(cashier)
    for path, file in PAGES.items():
        app.add_url_rule(path, file, page(app, file))
    if parts.trusted_proxies:
        trusted = parts.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted)  # type: ignore[method-assign]
    return app


def page(app: Flask, file: str) -> Callable[[], Response]:
    return lambda: app.send_static_file(file)

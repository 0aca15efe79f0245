"""A real browser, the gateway's pages, and doors that answer as those of a small chain would."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from psycopg_pool import ConnectionPool
from werkzeug.serving import make_server

from services.gateway.first_login import add_login
from services.gateway.passwords import Passwords
from services.gateway.server import MIGRATIONS
from shared.migrations import migrate
from stadion.machine import CHROMIUM
from tests.browser.chain import answers
from tests.gateway.edge import QUICK, Edge
from tests.servers import Postgres

expect.set_options(timeout=15_000)  # three refreshes of the page
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PASSWORD = "correct horse 电池"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing("no Chromium here: install the package `chromium` to look at the pages")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Site:
    """A running gateway and what its pages asked the world for."""

    address: str
    edge: Edge
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def staff(
        self, login: str, role: str, venues: list[str] | None = None, must_change: bool = False, language: str = "zh"
    ) -> None:
        staff_id = self.edge.hire([role], venues)
        add_login(
            self.edge.parts.logins._pool, self.edge.clock(), staff_id, login, PASSWORD,
            language=language, must_change=must_change, passwords=Passwords(QUICK),
        )  # fmt: skip


@pytest.fixture(scope="session")
def gateway(postgres: Postgres) -> Iterator[tuple[str, Edge]]:
    made = postgres.create_database("gateway")
    migrate(made.owner_url, "gateway_app", [MIGRATIONS])
    with ConnectionPool[Any](made.app_url, min_size=1, max_size=4) as pool:
        edge = Edge(pool)
        edge.clock.at = datetime.now(UTC)  # the browser has a clock of its own
        server = make_server("127.0.0.1", 0, edge.app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", edge
        server.shutdown()


@pytest.fixture
def site(gateway: tuple[str, Edge]) -> Site:
    address, edge = gateway
    edge.doors.answers = answers()
    return Site(address, edge)


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """`open_page(path, width=…)` in a browser that has never been here; outside requests and complaints are noted."""
    contexts = []

    def open_one(path: str = "/", **more: Any) -> Page:
        size = {"width": more.pop("width", 1280), "height": 900}
        context = chromium.new_context(viewport=size, reduced_motion="reduce", **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: site.requested.append(request.url))
        page.on("console", lambda message: site.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: site.complaints.append(str(error)))
        page.goto(site.address + path)
        return page

    yield open_one
    for context in contexts:
        context.close()

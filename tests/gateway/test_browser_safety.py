"""What protects people in a browser: requests of other sites, headers, cookies."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from services.gateway.operations import HEADERS
from shared.ids import new_id
from tests.gateway.edge import VENUE, Edge, refusal_of

SWIPE = {"swipe_id": new_id(), "card_id": new_id(), "venue_id": VENUE, "direction": "in"}


@pytest.fixture
def browser(edge: Edge) -> FlaskClient:
    client = edge.browser()
    client.set_cookie("stadion-dev", "front_desk")
    return client


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Sec-Fetch-Site": "cross-site", "Stadion-Page": "1"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Stadion-Page": "1"}, 403),
        ({"Origin": "http://localhost"}, 201),
        ({"Origin": "http://evil.example", "Stadion-Page": "1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Stadion-Page": "1"}, 201),
        ({}, 403),
    ],
)
def test_only_our_own_pages_act_in_the_name_of_a_browsers_session(
    browser: FlaskClient, headers: dict[str, str], status: int
) -> None:
    answer = browser.post("/api/v1/cards/SwipeCard", json=SWIPE, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert refusal_of(answer) == (403, "CrossSite")


def test_another_site_cannot_log_a_browser_in(edge: Edge) -> None:
    answer = edge.post("/api/v1/session", {"login": "x", "password": "y"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert refusal_of(answer) == (403, "CrossSite")


@pytest.mark.parametrize("path", ["/", "/api/docs", "/api/v1/cards/OccupancyNow", "/nowhere", "/assets/style.css"])
def test_every_answer_carries_the_protecting_headers(edge: Edge, path: str) -> None:
    answer = edge.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["X-Request-Id"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_answers_are_not_kept_by_caches_and_pages_are_asked_for_anew(edge: Edge) -> None:
    assert edge.get("/api/v1/cards/OccupancyNow", "front_desk").headers["Cache-Control"] == "no-store"
    assert "no-cache" in edge.get("/assets/style.css").headers["Cache-Control"]


def test_https_has_the_strict_cookie_and_stays_https(edge: Edge) -> None:
    client = edge.browser()
    client.set_cookie("stadion-dev", "front_desk")  # set over plain http by whoever was in the way
    answer = client.get("/api/v1/session", base_url="https://localhost")
    assert answer.json["kind"] == "guest"  # type: ignore[index]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")

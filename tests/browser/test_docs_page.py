"""The API's own page, for people who write programs against it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from services.gateway.openapi import document
from tests.browser.accessibility import findings
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


def test_every_operation_is_on_the_page(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page("/api/docs")
    page.wait_for_selector(".operation")
    assert page.locator(".operation").count() == sum(
        len(set(item) - {"parameters"}) for item in document()["paths"].values()
    )
    assert findings(page) == []
    assert site.complaints == []


def test_a_word_narrows_the_page_and_a_body_shows_its_fields(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page("/api/docs")
    page.locator("#filter").fill("FreezeCard")
    page.locator("#FreezeCard > summary").click()
    expect(page.locator("#FreezeCard pre").first).to_contain_text("card_id: string (uuid)")
    assert page.locator(".operation:visible").count() < 10


def test_a_word_typed_before_the_description_came_counts(site: Site, open_page: Callable[..., Page]) -> None:
    page, held = open_page("/livez"), list[Route]()
    page.route("**/api/openapi.json", lambda route: held.append(route))
    with page.expect_request("**/api/openapi.json"):
        page.goto(site.address + "/api/docs", wait_until="commit")
    page.locator("#filter").fill("FreezeCard")
    held[0].continue_()
    expect(page.locator("#FreezeCard")).to_be_visible()
    assert 0 < page.locator(".operation:visible").count() < 10


def test_the_type_of_a_problem_leads_to_where_it_comes_from(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page("/api/docs#FreezeOverlaps")
    page.wait_for_selector(".operation:visible")
    assert page.locator(".operation:visible").count() >= 1
    assert page.locator("#FreezeCard").is_visible() and not page.locator("#OpenVenue").is_visible()


def test_the_docs_fit_a_phone(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page("/api/docs", width=360)
    page.wait_for_selector(".operation")
    assert findings(page) == []

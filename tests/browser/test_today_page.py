"""The page that shows the chain alive, as people at a desk and on a phone see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from shared.rpc import BrokerAway
from tests.browser.accessibility import findings
from tests.browser.chain import BERLIN, JINGAN
from tests.browser.conftest import PASSWORD, Site

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def log_in(page: Page, login: str, password: str = PASSWORD) -> None:
    page.locator("#login").fill(login)
    page.locator("#password").fill(password)
    page.keyboard.press("Enter")


def venue(page: Page, number: int) -> str:
    return page.locator("section.venue").nth(number).inner_text()


def test_head_office_logs_in_and_sees_every_venue_alive(site: Site, open_page: Open) -> None:
    site.staff("chief", "head_office")
    page = open_page()
    expect(page.locator("h1")).to_have_text("员工登录")
    log_in(page, "chief")
    expect(page.locator("h1")).to_have_text("今日概况")
    expect(page.locator(".venue h2")).to_have_text(["静安店", "浦东滨江店", "柏林米特店"])
    seats = ("动感单车", "20 / 20 人", "已满 · 候补 3", "余 6", "已取消", "已结束")
    for shown in ("42", "¥12,481.00", "含退款 ¥99.00", *seats):
        assert shown in venue(page, 0)
    assert "今天没有课程" in venue(page, 1)
    assert "€480.50" in venue(page, 2)
    assert site.complaints == []


def test_the_language_changes_without_a_reload_and_is_remembered(site: Site, open_page: Open) -> None:
    site.staff("anna", "head_office")
    page = open_page()
    page.locator("#login").fill("anna")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Staff log-in")
    assert page.locator("#login").input_value() == "anna"
    assert page.locator("html").get_attribute("lang") == "en-GB"
    log_in(page, "anna")
    expect(page.locator(".venue h2")).to_have_count(3)
    for figure in ("Jing'an", "CN¥12,481.00", "Indoor cycling", "20 of 20", "full · 3 waiting", "6 left", "cancelled"):
        assert figure in venue(page, 0)
    page.reload()
    expect(page.locator("h1")).to_have_text("Today")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("h1")).to_have_text("今日概况")


def test_who_has_chosen_no_language_here_is_spoken_to_in_their_own(site: Site, open_page: Open) -> None:
    site.staff("berliner", "venue_manager", [BERLIN["venue_id"]], language="en")
    page = open_page()
    log_in(page, "berliner")
    expect(page.locator("h1")).to_have_text("Today")
    page.get_by_role("button", name="中文").click()
    page.reload()
    expect(page.locator("h1")).to_have_text("今日概况")


def test_times_are_those_of_the_venue_not_of_the_viewer(site: Site, open_page: Open) -> None:
    site.staff("berlin", "venue_manager", [BERLIN["venue_id"], JINGAN["venue_id"]])
    page = open_page(timezone_id="America/New_York")
    log_in(page, "berlin")
    expect(page.locator("section.venue")).to_have_count(2)
    clocks = page.locator(".clock").all_inner_texts()
    shown = page.evaluate(
        """zones => zones.map((timeZone) => new Intl.DateTimeFormat("zh-CN",
           { hour: "2-digit", hourCycle: "h23", timeZone }).format(new Date()).replace("时", ""))""",
        [JINGAN["zone"], BERLIN["zone"]],
    )
    assert [clock.split()[-1].split(":")[0] for clock in clocks] == shown


def test_a_wrong_password_and_a_lock_out_are_told_in_words(site: Site, open_page: Open) -> None:
    site.staff("locked", "front_desk", [JINGAN["venue_id"]])
    page = open_page()
    for _ in range(5):
        log_in(page, "locked", "wrong")
        expect(page.locator("[role=alert]")).to_contain_text("账号或密码不正确")
    log_in(page, "locked")
    expect(page.locator("[role=alert]")).to_contain_text("登录已锁定 30 秒")
    expect(page.locator("[role=alert]")).to_contain_text("重置密码")


def test_what_a_role_may_not_see_is_said_and_the_rest_is_shown(site: Site, open_page: Open) -> None:
    site.staff("coach", "coach", [JINGAN["venue_id"]])
    page = open_page()
    log_in(page, "coach")
    expect(page.locator("[data-figure=income]")).to_contain_text("您的岗位无权查看")
    expect(page.locator("[data-figure=inside]")).to_contain_text("42")
    assert page.locator("section.venue").count() == 1


def test_a_chain_without_venues_says_what_to_do_first(site: Site, open_page: Open) -> None:
    site.edge.doors.answers["ListVenues"] = []
    site.staff("first", "head_office")
    page = open_page()
    log_in(page, "first")
    expect(page.locator("main")).to_contain_text("还没有场馆")


def test_a_service_that_is_away_leaves_the_rest_and_comes_back_by_itself(site: Site, open_page: Open) -> None:
    site.staff("patient", "head_office")
    site.edge.doors.answers["TakingsOfDay"] = BrokerAway("gone")
    page = open_page()
    log_in(page, "patient")
    income = page.locator("[data-figure=income]").first
    expect(income).to_contain_text("暂时无法获取")
    expect(page.locator("[data-figure=inside]").first).to_contain_text("42")
    site.edge.doors.answers["TakingsOfDay"] = []
    expect(income).to_contain_text("¥0.00")


def test_without_a_connection_the_last_figures_stay_and_say_so(site: Site, open_page: Open) -> None:
    site.staff("offline", "head_office")
    page = open_page()
    log_in(page, "offline")
    expect(page.locator("section.venue").first).to_contain_text("42")
    page.context.set_offline(True)
    expect(page.locator("#notice")).to_contain_text("连接已断开")
    expect(page.locator("section.venue").first).to_contain_text("42")
    page.context.set_offline(False)
    expect(page.locator("#notice")).to_be_hidden()


def test_a_first_password_is_changed_before_anything_else(site: Site, open_page: Open) -> None:
    site.staff("fresh", "head_office", must_change=True)
    page = open_page()
    log_in(page, "fresh")
    expect(page.locator("h1")).to_have_text("首次登录请设置您自己的密码")
    page.locator("#newPassword").fill("12345678")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_contain_text("密码过短或过于常见")
    page.locator("#newPassword").fill("my very own words")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("今日概况")


def test_log_out_ends_the_session_and_shows_the_log_in(site: Site, open_page: Open) -> None:
    site.staff("leaver", "head_office")
    page = open_page()
    log_in(page, "leaver")
    page.get_by_role("button", name="退出登录").click()
    expect(page.locator("h1")).to_have_text("员工登录")
    page.reload()
    expect(page.locator("h1")).to_have_text("员工登录")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_accessible_in_both_languages_on_desk_and_phone(
    site: Site, open_page: Open, language: str, width: int
) -> None:
    login = f"seen-{language}-{width}"
    site.staff(login, "head_office")
    page = open_page(width=width)
    if language == "en":
        page.get_by_role("button", name="English").click()
    expect(page.locator("form")).to_be_visible()
    assert findings(page) == []
    log_in(page, login)
    expect(page.locator("section.venue")).to_have_count(3)
    assert findings(page) == []


def test_nothing_is_asked_of_any_other_machine(site: Site, open_page: Open) -> None:
    site.staff("alone", "head_office")
    page = open_page()
    log_in(page, "alone")
    expect(page.locator("section.venue")).to_have_count(3)
    open_page("/api/docs").wait_for_selector(".operation")
    assert len(site.requested) > 10
    assert [url for url in site.requested if not url.startswith((site.address, "data:"))] == []

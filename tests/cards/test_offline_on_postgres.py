"""Lists for offline gates, devices and conflicts on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.cards.gate.offline_list import key_of, text_of
from services.cards.service import SERVICE
from shared.contracts import DEVICE, Actor
from shared.contracts.cards import (
    BindChip,
    BlockCard,
    CancelCards,
    ConfirmOfflineList,
    FreezeCard,
    GateDevices,
    GatePolicy,
    OccupancyNow,
    OfflineConflicts,
    OfflineList,
    OfflineListPage,
    OpenGate,
    PublishProduct,
    ReportFound,
    ReportLost,
    RequestReplacement,
    SetGatePolicy,
    SettleOfflineConflict,
    SwipeResult,
    Terms,
    UploadSwipe,
    WeeklyHours,
)
from shared.signing import KNOWN_TO_ALL
from tests.cards.examples import (
    CARD,
    LONDON,
    MONTH,
    NUMBER,
    ORDER,
    PUDONG,
    WEI,
    days,
    gate_opened,
    issue,
    january,
    london_opened,
    swipe_id,
)
from tests.servers import Postgres
from tests.standing import Standing, standing

PACK = "00000000-0000-4000-8000-0000000000c2"
EARLY = "00000000-0000-4000-8000-0000000000c3"
CHIP = "04A2B91C6F2280"
MORNINGS = WeeklyHours(weekdays=(1, 2, 3, 4, 5), opens="06:00", closes="10:00")
GATE = Actor(id="00000000-0000-4000-8000-000000000071", roles=(DEVICE,), venues=(PUDONG,))
upload = UploadSwipe(swipe_id=swipe_id(1), card_id=CARD, venue_id=PUDONG, list_version="v7")


@pytest.fixture
def cards(postgres: Postgres) -> Iterator[Standing]:
    """Wei has a month for the chain, one visit for Pudong alone, and a month of Pudong's mornings."""
    with standing(postgres, SERVICE, january(2)) as cards:
        for opened in (gate_opened, london_opened):
            assert cards.give(OpenGate(**vars(opened))) is None
        one_visit = Terms(kind="visits", months=1, visits=1, venues=(PUDONG,))
        early = replace(MONTH, hours=(MORNINGS,), venues=(PUDONG,))
        for card_id, terms in ((CARD, MONTH), (PACK, one_visit), (EARLY, early)):
            product = PublishProduct(product_id=card_id, name=terms.kind, name_zh="卡", terms=terms)
            assert cards.give(product) is None
            assert cards.give(replace(issue, card_id=card_id, product_id=card_id)) is None
        yield cards


def pages(cards: Standing, venue_id: str = PUDONG) -> list[dict[str, Any]]:
    (first,) = cards.ask(OfflineList(venue_id=venue_id))
    rest = [cards.ask(OfflineList(venue_id=venue_id, page=n))[0] for n in range(2, first["pages"] + 1)]
    return [first, *rest]


def found(cards: Standing, read: str, venue_id: str = PUDONG) -> tuple[str, str, int] | None:
    """What the list of the venue says about what a gate read: first day, end, number of windows of hours."""
    for page in pages(cards, venue_id):
        for entry in page["entries"]:
            if entry["key"] == key_of(page["salt"], read):
                return entry["first"], entry["until"], len(entry["hours"])
    return None


def test_a_gate_finds_whom_to_let_in_by_number_chip_and_code(cards: Standing) -> None:
    cards.give(BindChip(card_id=CARD, member_id=WEI, uid=CHIP))
    for read in (NUMBER, CHIP, f"{CARD}.0"):
        assert found(cards, read) == ("2025-01-01", "2025-02-01", 0)
        assert found(cards, read, LONDON) == ("2025-01-01", "2025-02-01", 0)
    assert found(cards, f"{EARLY}.0") == ("2025-01-01", "2025-02-01", 1)
    assert found(cards, f"{EARLY}.0", LONDON) is None
    assert found(cards, "123456789015") is None


def test_the_list_of_today_keeps_out_whom_the_gate_would(cards: Standing) -> None:
    assert found(cards, f"{PACK}.0") is not None
    cards.now = january(8)
    cards.give(replace(upload, card_id=PACK))
    assert found(cards, f"{PACK}.0") is None  # its only visit is used
    cards.give(ReportLost(card_id=CARD, member_id=WEI))
    assert found(cards, NUMBER) is None
    cards.give(ReportFound(card_id=CARD, member_id=WEI))
    assert found(cards, NUMBER) is not None
    cards.give(CancelCards(order_id=ORDER, card_id=CARD))
    assert found(cards, NUMBER) is None
    cards.now = january(31, 17)  # 1 February in Shanghai
    assert found(cards, f"{EARLY}.0") is None


def test_days_of_rest_are_not_in_the_list(cards: Standing) -> None:
    cards.give(FreezeCard(card_id=CARD, member_id=WEI, rest=days(7, 17)))
    assert found(cards, NUMBER) == ("2025-01-01", "2025-01-07", 0)
    cards.now = january(8)
    assert found(cards, NUMBER) == ("2025-01-17", "2025-02-11", 0)


def test_who_is_shut_out_by_hand_is_not_in_the_list(cards: Standing) -> None:
    assert cards.give(BlockCard(card_id=CARD, member_id=WEI, reason="hit the coach")) is None
    assert found(cards, NUMBER) is None


def test_after_a_replacement_the_list_knows_the_new_number_and_codes_only(cards: Standing) -> None:
    request = RequestReplacement(replacement_id=ORDER, card_id=CARD, member_id=WEI, venue_id=PUDONG, reason="lost")
    assert cards.give(request) is None
    assert (found(cards, NUMBER), found(cards, f"{CARD}.0")) == (None, None)
    assert found(cards, f"{CARD}.1") == ("2025-01-01", "2025-02-01", 0)


def test_a_list_is_signed_expires_and_keeps_its_version_while_nothing_changes(cards: Standing) -> None:
    (page,) = pages(cards)
    assert (page["made_at"], page["expires_at"]) == ("2025-01-02T04:00:00Z", "2025-01-03T04:00:00Z")
    assert KNOWN_TO_ALL.genuine(text_of(OfflineListPage.load(page)), page["signature"])
    cards.now += timedelta(hours=1)
    (later,) = pages(cards)
    assert (later["version"], later["made_at"]) == (page["version"], "2025-01-02T05:00:00Z")
    cards.give(BindChip(card_id=CARD, member_id=WEI, uid=CHIP))
    assert pages(cards)[0]["version"] != page["version"]
    short = SetGatePolicy(venue_id=PUDONG, effective=date(2025, 1, 2), policy=GatePolicy(list_hours=6))
    assert cards.give(short) is None
    assert pages(cards)[0]["expires_at"] == "2025-01-02T11:00:00Z"


def test_a_long_list_comes_in_pages_of_one_version(cards: Standing) -> None:
    """A thousand numbers a page."""
    with cards.connection.transaction():
        cards.connection.execute(
            "INSERT INTO card_number (number, card_id, kind, live)"
            " SELECT lpad(n::text, 14, '0'), %s, 'chip', true FROM generate_series(1, 1500) AS n",
            (CARD,),
        )
    first, second = pages(cards)
    assert (len(first["entries"]), len(second["entries"])) == (1_000, 506)
    assert first["version"] == second["version"]
    assert len({entry["key"] for page in (first, second) for entry in page["entries"]}) == 1_506
    assert cards.ask(OfflineList(venue_id=PUDONG, page=3)) == []


def test_a_venue_without_cards_has_an_empty_list_and_an_unknown_venue_none(cards: Standing) -> None:
    cards.now = january(31, 17).replace(year=2026)
    (page,) = pages(cards)
    assert (len(page["entries"]), page["pages"]) == (0, 1)
    assert cards.ask(OfflineList(venue_id=ORDER)) == []


def test_a_device_that_is_silent_for_3_minutes_counts_as_down(cards: Standing) -> None:
    expires = january(2, 5)
    cards.give(ConfirmOfflineList(venue_id=PUDONG, list_version="v7", expires_at=expires), GATE)
    for seconds, down in ((179, False), (180, True)):
        cards.now = january(2) + timedelta(seconds=seconds)
        (row,) = cards.ask(GateDevices(venue_id=PUDONG))
        assert (row["device_id"], row["silent_seconds"], row["down"]) == (GATE.id, seconds, down)
        assert (row["list_version"], row["list_expired"]) == ("v7", False)
    cards.now = january(2, 5)
    cards.give(ConfirmOfflineList(venue_id=PUDONG), GATE)
    (row,) = cards.ask(GateDevices(venue_id=PUDONG))
    assert (row["down"], row["list_version"], row["list_expired"]) == (False, None, True)
    assert cards.ask(GateDevices(venue_id=LONDON)) == []


def test_a_conflict_is_listed_for_the_desk_until_it_has_looked(cards: Standing) -> None:
    cards.now = january(8)
    cards.give(ReportLost(card_id=CARD, member_id=WEI))
    cards.now = january(8, 5)
    assert cards.give(upload) is None
    (row,) = cards.ask(OfflineConflicts(venue_id=PUDONG))
    assert row["zone"] == "Asia/Shanghai"
    assert (row["swipe_id"], row["reason"]["code"], row["counted"]) == (swipe_id(1), "CardLost", True)
    assert (row["list_version"], row["outcome"]) == ("v7", None)
    (answer,) = cards.ask(SwipeResult(swipe_id=swipe_id(1)))
    assert (answer["granted"], answer["reason"]["code"]) == (True, "CardLost")
    cards.give(SettleOfflineConflict(swipe_id=swipe_id(1), card_id=CARD, venue_id=PUDONG, outcome="card taken"))
    assert [row["outcome"] for row in cards.ask(OfflineConflicts(venue_id=PUDONG))] == ["card taken"]
    assert cards.ask(OfflineConflicts(venue_id=LONDON)) == []


def test_who_came_in_and_could_not_be_counted_is_inside_all_the_same(cards: Standing) -> None:
    cards.now = january(8)
    cards.give(CancelCards(order_id=ORDER, card_id=PACK))
    cards.give(replace(upload, card_id=PACK))
    inside = {row["venue_id"]: row["inside"] for row in cards.ask(OccupancyNow())}
    assert inside[PUDONG] == 1
    assert [row["counted"] for row in cards.ask(OfflineConflicts(venue_id=PUDONG))] == [False]


def test_views_of_offline_gates_told_twice_or_built_anew_are_the_same(cards: Standing) -> None:
    cards.now = january(8)
    cards.give(ConfirmOfflineList(venue_id=PUDONG, list_version="v7"), GATE)
    cards.give(ReportLost(card_id=CARD, member_id=WEI))
    cards.give(upload)
    cards.give(SettleOfflineConflict(swipe_id=swipe_id(1), card_id=CARD, venue_id=PUDONG, outcome="card taken"))
    cards.give(replace(upload, swipe_id=swipe_id(2), card_id=PACK))
    before = cards.rows()
    assert before["gate_device"] and before["offline_conflict"]
    cards.project_again()
    assert cards.rows() == before
    cards.rebuild()
    assert cards.rows() == before

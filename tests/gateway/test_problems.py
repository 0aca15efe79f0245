"""Every error is a problem: a code for programs, words in the reader's language, nothing of the inside."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.gateway.app import LARGEST_BODY
from shared.contracts import BusyStream, NotYet, Refusal, StoreAway
from shared.contracts.cards import CardNotIssued
from shared.contracts.message import Unrecognised
from shared.ids import new_id
from shared.rpc import BrokerAway, ServiceAway, ServiceFault, ServiceTimeout
from tests.gateway.edge import VENUE, Edge, refusal_of

SWIPE = "/api/v1/cards/SwipeCard"


def swipe(edge: Edge, language: str = "en", **change: Any) -> Any:
    body = {"swipe_id": new_id(), "card_id": new_id(), "venue_id": VENUE, "direction": "in"} | change
    return edge.post(SWIPE, body, "device", headers={"Accept-Language": language})


@pytest.mark.parametrize(
    ("language", "title", "detail"),
    [("en", "Not found", "There is no card c1."), ("zh-CN,zh;q=0.9", "未找到", "没有卡 c1。")],
)
def test_a_refusal_of_a_service_is_told_in_the_language_of_the_reader(
    edge: Edge, language: str, title: str, detail: str
) -> None:
    refusal = CardNotIssued(card_id="c1")
    edge.doors.answers["SwipeCard"] = refusal
    answer = swipe(edge, language)
    short = "zh" if language.startswith("zh") else "en"
    assert refusal_of(answer) == (404, "CardNotIssued")
    assert answer.json["title"] == title
    assert answer.json["detail"] == refusal.text(refusal.says, short)
    assert answer.json["remedy"] == refusal.text(refusal.remedy, short)
    assert answer.json["facts"] == {"card_id": "c1"}
    assert answer.json["instance"].endswith(answer.headers["X-Request-Id"])
    assert (answer.headers["Content-Language"], answer.headers["Vary"]) == (short, "Accept-Language")


def test_a_refusal_that_this_build_does_not_know_keeps_its_code_and_facts(edge: Edge) -> None:
    edge.doors.answers["SwipeCard"] = Unrecognised(code_received="CardTooNew", facts_received={"age": 1})
    answer = swipe(edge)
    assert (answer.json["code"], answer.json["facts"]) == ("CardTooNew", {"age": 1})


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (BrokerAway("no confirm"), "ServiceNotAvailable"),
        (ServiceAway("cards"), "ServiceNotAvailable"),
        (ServiceTimeout("cards"), "NoAnswerInTime"),
        (BusyStream(streams=["card-1"]), "BusyStream"),
        (NotYet(after="cards@7"), "NotYet"),
        (StoreAway(), "StoreAway"),
    ],
)
def test_what_is_away_for_now_says_when_to_try_again_and_then_works(edge: Edge, failure: Exception, code: str) -> None:
    edge.doors.answers["SwipeCard"] = failure
    answer = swipe(edge)
    assert refusal_of(answer) == (503, code)
    assert int(answer.headers["Retry-After"]) >= 1
    del edge.doors.answers["SwipeCard"]
    assert swipe(edge).status_code == 201


@pytest.mark.parametrize("fault", [ServiceFault("KeyError: /srv/secret"), ZeroDivisionError("/srv/secret")])
def test_a_fault_tells_nothing_of_the_inside(edge: Edge, fault: Exception) -> None:
    edge.doors.answers["SwipeCard"] = fault
    answer = swipe(edge)
    assert refusal_of(answer) == (500, "Fault")
    assert "secret" not in answer.text and "Error" not in answer.text


def test_every_wrong_field_is_named_and_unknown_ones_are_refused(edge: Edge) -> None:
    answer = edge.post(SWIPE, {"card_id": "7", "direction": "up", "colour": "red"}, "device")
    assert refusal_of(answer) == (422, "Malformed")
    assert set(answer.json["facts"]["errors"]) == {"card_id", "direction", "colour", "swipe_id", "venue_id"}  # type: ignore[index]
    assert edge.doors.calls == []


def test_what_is_wrong_with_a_field_is_said_in_chinese_too(edge: Edge) -> None:
    errors = swipe(edge, "zh", card_id="7", swipe_id=None).json["facts"]["errors"]
    assert errors == {"card_id": ["不是有效的编号（UUID）。"], "swipe_id": ["不能为空。"]}


def test_an_unknown_parameter_of_a_query_is_refused(edge: Edge) -> None:
    assert refusal_of(edge.get("/api/v1/cards/OccupancyNow?colour=red", "front_desk")) == (422, "Malformed")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"n": NaN}', "application/json", 400),
        (b'{"n": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"card_id=1", "application/x-www-form-urlencoded", 415),
        (b"[]", "application/json", 422),
        (b'"text"', "application/json", 422),
        (b"null", "application/json", 422),
        (b" " * (LARGEST_BODY + 1), "application/json", 413),
    ],
    ids=["cut off", "deep", "not a number", "long number", "not text", "a form", "list", "text", "null", "large"],
)
def test_a_body_that_is_no_command_is_a_problem_not_a_fault(edge: Edge, body: bytes, kind: str, status: int) -> None:
    given = {"Authorization": "Bearer device"}
    answer = edge.browser().post(SWIPE, data=body, content_type=kind, headers=given)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_unknown_addresses_and_methods_are_problems(edge: Edge) -> None:
    assert refusal_of(edge.get("/api/v1/cards/Nonsense")) == (404, "NoSuchPage")
    answer = edge.browser().put(SWIPE, headers={"Authorization": "Bearer device"})
    assert refusal_of(answer) == (405, "WrongMethod")
    assert "POST" in answer.headers["Allow"]


def test_the_gateways_own_refusals_speak_both_languages() -> None:
    from services.gateway import refusals

    own = [cls for cls in vars(refusals).values() if isinstance(cls, type) and cls.__module__ == refusals.__name__]
    assert len(own) > 10
    for cls in own:
        assert issubclass(cls, Refusal)
        assert all([cls.says.en, cls.says.zh, cls.remedy.en, cls.remedy.zh]), cls


def test_a_log_line_names_the_route_and_the_person_never_what_was_typed(
    edge: Edge, capsys: pytest.CaptureFixture[str]
) -> None:
    edge.get("/api/v1/members/FindMembers?text=+8613800138000", "front_desk")
    printed = capsys.readouterr().out
    assert "FindMembers" in printed and "8613800138000" not in printed


def test_what_is_answered_is_json_that_any_reader_takes(edge: Edge) -> None:
    edge.doors.answers["OccupancyNow"] = [{"venue_id": VENUE, "inside": 3}]
    answer = edge.get("/api/v1/cards/OccupancyNow", "front_desk")
    assert json.loads(answer.text) == {"rows": [{"venue_id": VENUE, "inside": 3}], "position": 7}

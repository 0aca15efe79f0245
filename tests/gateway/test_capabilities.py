"""Every command and query of the contracts over HTTP, generated from them."""

from __future__ import annotations

from itertools import product
from typing import Any, get_args

import pytest

from services.gateway.capabilities import SERVICES, exposed
from shared.contracts import GUEST, Command, Query
from shared.contracts.cards import CardNotIssued
from shared.contracts.fields import hints, kind_of, optional
from shared.ids import derived_id, new_id
from tests.gateway.edge import MEMBER_ID, OTHER_VENUE, VENUE, VISITORS, Edge, refusal_of

COMMANDS = {service: list(exposed(service, Command).values()) for service in SERVICES}
QUERIES = {service: list(exposed(service, Query).values()) for service in SERVICES}
VALUES: dict[str, Any] = {"date": "2026-03-02", "datetime": "2026-03-02T09:00:00Z", "int": 1, "bool": True}
VALUES |= {"Money": {"amount": 100, "currency": "CNY"}, "DayRange": {"first": "2026-03-02", "until": "2026-03-05"}}
TEXTS = {"zone": "Asia/Shanghai", "phone": "+8613800138000"}
TEXTS |= {"email": "wei@example.com", "personal_day": "1990-05-17", "personal_figure": "72.5"}


def sample(message: type[Any]) -> dict[str, Any]:
    """A body that the contract takes."""
    body = {name: value_of(hint) for name, hint in hints(message).items()}
    own = {"venue_id": VENUE, "member_id": MEMBER_ID}
    return body | {name: own[name] for name in own if name in body}


def value_of(hint: Any) -> Any:
    hint = optional(hint) or hint
    kind, arguments = kind_of(hint), get_args(hint)
    if getattr(hint, "__origin__", None) is tuple:
        return [value_of(arguments[0])]
    if kind:
        return new_id() if kind.name == "id" else TEXTS.get(kind.name, "words")
    if arguments:
        return arguments[0]
    return VALUES.get(hint.__name__) or ("words" if hint is str else sample(hint))


@pytest.mark.thorough
@pytest.mark.parametrize("service", SERVICES)
def test_a_command_reaches_its_service_for_exactly_the_roles_that_the_contract_names(edge: Edge, service: str) -> None:
    for command, (role, visitor) in product(COMMANDS[service], VISITORS.items()):
        answer = edge.post(f"/api/v1/{service}/{command.__name__}", sample(command), role)
        if role == "newcomer":
            assert refusal_of(answer) == (403, "PasswordMustChange")
        elif visitor.actor.has(*command.by):
            assert answer.status_code == 201, answer.text
            assert (edge.doors.last.name, edge.doors.last.actor) == (command.__name__, visitor.actor)
        else:
            assert refusal_of(answer) == (403, "NotAllowed"), command
    for command in COMMANDS[service]:
        assert refusal_of(edge.post(f"/api/v1/{service}/{command.__name__}", {})) == (401, "NotLoggedIn"), command


@pytest.mark.thorough
@pytest.mark.parametrize("service", SERVICES)
def test_a_query_is_answered_for_exactly_the_roles_that_the_contract_names(edge: Edge, service: str) -> None:
    for query, (role, visitor) in product(QUERIES[service], VISITORS.items()):
        answer = edge.get(f"/api/v1/{service}/{query.__name__}", role, query_string=sample(query))
        if role == "newcomer" and GUEST not in query.by:
            assert refusal_of(answer) == (403, "PasswordMustChange")
        elif visitor.actor.has(*query.by):
            assert answer.json == {"rows": [], "position": 7}, answer.text
        else:
            assert refusal_of(answer) == (403, "NotAllowed"), query
    for query in QUERIES[service]:
        answer = edge.get(f"/api/v1/{service}/{query.__name__}", query_string=sample(query))
        assert answer.status_code == 200 if GUEST in query.by else refusal_of(answer) == (401, "NotLoggedIn"), query


@pytest.mark.thorough
@pytest.mark.parametrize("service", SERVICES)
def test_another_venue_is_out_of_reach_for_who_is_not_of_head_office(edge: Edge, service: str) -> None:
    in_a_venue = [message for message in COMMANDS[service] + QUERIES[service] if "venue_id" in hints(message)]
    staff = ("venue_manager", "front_desk", "coach", "finance_clerk", "device")
    for message, role in product(in_a_venue, staff):
        path, body = f"/api/v1/{service}/{message.__name__}", sample(message) | {"venue_id": OTHER_VENUE}
        if VISITORS[role].actor.has(*message.by):
            given = (
                edge.post(path, body, role) if issubclass(message, Command) else edge.get(path, role, query_string=body)
            )
            assert refusal_of(given) == (403, "NotAllowed"), message
    assert edge.doors.calls == []


def test_what_only_services_and_providers_may_give_has_no_route(edge: Edge) -> None:
    for name in ("finance/ReceiveProviderNotice", "cards/IssueCard", "members/StaffRights", "booking/CloseSession"):
        assert refusal_of(edge.post(f"/api/v1/{name}", {}, "head_office")) == (404, "NoSuchPage")


def swipe() -> dict[str, str]:
    return {"swipe_id": new_id(), "card_id": new_id(), "venue_id": VENUE, "direction": "in"}


def test_the_answer_to_a_command_says_where_to_read_on(edge: Edge) -> None:
    key = new_id()
    answer = edge.post("/api/v1/cards/SwipeCard", swipe(), "device", headers={"Idempotency-Key": key})
    expected = {"position": 7, "streams": {"cards-1": 1}, "after": "cards@7", "command_id": key, "repeated": False}
    assert (answer.status_code, answer.json) == (201, expected)


def test_the_same_key_again_is_the_same_command_and_has_the_first_answer(edge: Edge) -> None:
    body, key = swipe(), {"Idempotency-Key": "my own key 7"}
    first, again = (edge.post("/api/v1/cards/SwipeCard", body, "device", headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json | {"repeated": True}  # type: ignore[operator]


def test_a_command_that_changes_nothing_is_no_new_thing_whether_it_is_repeated_or_not(edge: Edge) -> None:
    edge.doors.answers["SwipeCard"] = {"position": 0, "streams": {}, "after": "cards@0"}
    body, key = swipe(), {"Idempotency-Key": new_id()}
    answers = [edge.post("/api/v1/cards/SwipeCard", body, "device", headers=key) for _ in range(2)]
    assert [(answer.status_code, answer.json["streams"]) for answer in answers] == [(200, {}), (200, {})]  # type: ignore[index]
    assert [answer.json["repeated"] for answer in answers] == [False, True]  # type: ignore[index]


def test_the_same_words_as_key_are_another_command_for_another_person(edge: Edge) -> None:
    ids = {
        edge.post("/api/v1/cards/SwipeCard", swipe(), by, headers={"Idempotency-Key": "1"}).json["command_id"]  # type: ignore[index]
        for by in ("device", "front_desk")
    }
    assert len(ids) == 2


def test_nobody_can_use_up_the_id_of_a_reaction_or_of_the_clock(edge: Edge) -> None:
    derived = derived_id("due", "CloseSession")
    answer = edge.post("/api/v1/cards/SwipeCard", swipe(), "device", headers={"Idempotency-Key": derived})
    assert answer.json["command_id"] != derived  # type: ignore[index]


def test_a_key_without_end_is_refused(edge: Edge) -> None:
    answer = edge.post("/api/v1/cards/SwipeCard", swipe(), "device", headers={"Idempotency-Key": "x" * 201})
    assert refusal_of(answer) == (422, "Malformed")


def test_business_time_request_id_and_after_are_handed_to_the_door(edge: Edge) -> None:
    given = {"Stadion-Happened-At": "2026-03-01T08:00:00Z", "X-Request-Id": "gate-7-0815"}
    answer = edge.post("/api/v1/cards/SwipeCard", swipe(), "device", headers=given)
    assert edge.doors.last.call["at"] == "2026-03-01T08:00:00Z"
    assert edge.doors.last.call["correlation"] == answer.headers["X-Request-Id"] == "gate-7-0815"
    edge.get("/api/v1/cards/OccupancyNow?after=cards@7", "front_desk")
    assert edge.doors.last.call["after"] == "cards@7"


def test_a_reason_inside_an_answer_is_put_into_the_readers_words(edge: Edge) -> None:
    reason = {"code": "CardNotIssued", "facts": {"card_id": "c1"}}
    edge.doors.answers["SwipeResult"] = lambda _: [{"swipe_id": "s1", "granted": False, "reason": dict(reason)}]
    path = f"/api/v1/cards/SwipeResult?swipe_id={new_id()}"
    said = CardNotIssued(card_id="c1")
    for language in ("en", "zh"):
        row = edge.get(path, "device", headers={"Accept-Language": language}).json["rows"][0]  # type: ignore[index]
        words = {"message": said.text(said.says, language), "remedy": said.text(said.remedy, language)}
        assert row["reason"] == reason | words


def test_the_times_in_a_reason_are_those_of_the_venue_of_the_row(edge: Edge) -> None:
    reason = {"code": "EnteredAlready", "facts": {"venue_id": new_id(), "entered_at": "2026-11-25T09:17:40Z"}}
    row = {"swipe_id": "s1", "granted": False, "reason": reason, "zone": "Asia/Shanghai"}
    edge.doors.answers["SwipeResult"] = lambda _: [row]
    answer = edge.get(f"/api/v1/cards/SwipeResult?swipe_id={new_id()}", "device")
    assert "entered at 2026-11-25 17:17 and" in answer.json["rows"][0]["reason"]["message"]  # type: ignore[index]


def test_numbers_and_truths_in_a_query_string_are_those_of_the_contract() -> None:
    from marshmallow import fields

    from services.gateway.arguments import from_texts

    assert from_texts(fields.Integer(), ["12"]) == 12
    assert from_texts(fields.Integer(), ["12.5"]) == "12.5"
    assert from_texts(fields.Boolean(), ["true"]) is True
    assert from_texts(fields.List(fields.Integer()), ["1", "2"]) == [1, 2]
    assert from_texts(fields.String(), ["a", "b"]) == ["a", "b"]

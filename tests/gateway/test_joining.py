"""Joining: a challenge, a code to the phone, then a registration, or the account that the desk made."""

from __future__ import annotations

from typing import Any

import pytest
from altcha import Challenge, Payload, solve_challenge
from werkzeug.test import TestResponse

from services.gateway.messenger import Nobody, Sandbox
from shared.contracts.members import ContactNotProven, MemberPending, TooManyCodes
from shared.ids import new_id
from tests.gateway.edge import Edge, refusal_of
from tests.gateway.test_enrolment import PHONE, register
from tests.gateway.test_log_in import PASSWORD, kind, log_in, token

PROVEN = {"proven": True, "member_id": None}


def solution(town: Edge) -> str:
    challenge = Challenge.from_dict(town.get("/api/v1/captcha").json)
    found = solve_challenge(challenge)
    assert found is not None
    return Payload(challenge, found).to_base64()


def ask(town: Edge, captcha: str | None = None, **contact: Any) -> TestResponse:
    town.doors.answers.setdefault("CodeToDeliver", [{"phone": PHONE, "email": None, "code": "012345"}])
    return town.post("/api/v1/code", {"phone": PHONE, "captcha": captcha or solution(town)} | contact)


def sent(town: Edge) -> list[Any]:
    assert isinstance(town.parts.messenger, Sandbox)
    return [vars(message) for message in town.parts.messenger.sent]


@pytest.fixture(autouse=True)
def nothing_sent(town: Edge) -> None:
    assert isinstance(town.parts.messenger, Sandbox)
    town.parts.messenger.sent.clear()


def test_a_code_goes_to_the_phone_after_a_little_work(town: Edge) -> None:
    answer = ask(town)
    assert (answer.status_code, list(answer.json)) == (202, ["proof_id"])  # type: ignore[arg-type]
    (wish,) = [call for call in town.doors.calls if call.name == "SendCode"]
    assert (wish.body["phone"], wish.body["network_address"], wish.actor.roles) == (PHONE, "127.0.0.1", ("service",))
    (message,) = sent(town)
    assert message["to"] == PHONE and "012345" in message["text"]
    assert town.get("/sandbox/messages").json == {"messages": [message]}


def test_a_solution_is_good_once_and_for_ten_minutes(town: Edge) -> None:
    once, late = solution(town), solution(town)
    assert ask(town, once).status_code == 202
    assert refusal_of(ask(town, once)) == (422, "CaptchaNotSolved")
    town.clock.pass_by(minutes=11)
    assert refusal_of(ask(town, late)) == (422, "CaptchaNotSolved")
    assert len(sent(town)) == 1


@pytest.mark.parametrize("payload", ["nothing", "e30=", "bnVsbA=="])
def test_what_is_no_solution_reaches_nobody(town: Edge, payload: str) -> None:
    assert refusal_of(ask(town, payload)) == (422, "CaptchaNotSolved")
    assert town.doors.calls == []


def test_a_solution_of_ones_own_challenge_is_none(town: Edge) -> None:
    challenge = Challenge.from_dict(town.get("/api/v1/captcha").json)
    challenge.parameters.key_prefix = ""
    found = solve_challenge(challenge)
    assert found is not None
    assert refusal_of(ask(town, Payload(challenge, found).to_base64())) == (422, "CaptchaNotSolved")


def test_too_many_codes_are_refused_as_members_counts_them(town: Edge) -> None:
    town.doors.answers["SendCode"] = TooManyCodes(again_at=town.clock())
    assert refusal_of(ask(town)) == (429, "TooManyCodes")
    assert sent(town) == []


def test_where_nobody_delivers_messages_the_visitor_is_told(town: Edge) -> None:
    assert Nobody.__doc__
    provider = town.parts.messenger
    object.__setattr__(town.parts, "messenger", Nobody())
    try:
        assert refusal_of(ask(town)) == (503, "NoMessenger")
        assert refusal_of(town.get("/sandbox/messages")) == (404, "NoSuchPage")
    finally:
        object.__setattr__(town.parts, "messenger", provider)


def test_a_wrong_code_is_counted_by_members_and_refused_here(town: Edge) -> None:
    body = {"proof_id": new_id(), "code": "000000"}
    town.doors.answers["ProofState"] = [{"proven": False, "member_id": None}]
    assert refusal_of(town.post("/api/v1/code/check", body)) == (403, "ContactNotProven")
    assert [call.name for call in town.doors.calls] == ["CheckCode", "ProofState"]
    town.doors.answers["ProofState"] = [PROVEN]
    assert town.post("/api/v1/code/check", body).status_code == 204


def test_the_registration_carries_what_was_proven_accepted_and_answered(town: Edge) -> None:
    field, proof = new_id(), new_id()
    more = {"email": "wang@example.com", "birth_date": "1990-05-17", "channel": "mobile"}
    answer = register(town, proof_id=proof, extra=[{"field_id": field, "value": "42"}], **more)
    assert answer.status_code == 201, answer.text
    (given,) = [call for call in town.doors.calls if call.name == "RegisterMember"]
    expected = {"proof_id": proof, "privacy_accepted": "2026-01", "network_address": "127.0.0.1", **more}
    assert given.body.items() >= expected.items()
    assert list(given.body["extra"]) == [{"field_id": field, "value": "42"}]


@pytest.mark.parametrize("left_out", ["terms_accepted", "privacy_accepted", "proof_id"])
def test_without_proof_or_acceptance_nobody_is_asked(town: Edge, left_out: str) -> None:
    assert refusal_of(register(town, **{left_out: None})) == (422, "Malformed")
    assert town.doors.calls == []


def test_who_waits_for_review_logs_in_once_the_venue_has_agreed(town: Edge) -> None:
    town.doors.answers["MemberStanding"] = lambda body: [body | {"status": "pending"}]
    assert register(town).json["status"] == "pending"  # type: ignore[index]
    assert refusal_of(log_in(town, PHONE)) == (403, "RegistrationUnderReview")
    town.doors.answers["MemberStanding"] = lambda body: [body | {"status": "registered"}]
    assert log_in(town, PHONE).status_code == 201
    town.doors.answers["MemberStanding"] = []
    assert log_in(town, PHONE).status_code == 201, "once admitted, nobody asks again"


def claim(town: Edge, **change: Any) -> TestResponse:
    body = {"phone": PHONE, "proof_id": new_id(), "password": PASSWORD}
    return town.post("/api/v1/claim", body | change)


def test_a_member_of_the_desk_gets_a_login_by_proving_the_phone(town: Edge) -> None:
    member_id = new_id()
    town.doors.answers["ProofState"] = [{"proven": True, "member_id": member_id}]
    answer = claim(town)
    assert (answer.status_code, answer.json["member_id"]) == (201, member_id)  # type: ignore[index]
    before = token(town, PHONE)
    assert kind(town, before) == "member"
    assert claim(town, password="another password").status_code == 201
    assert kind(town, before) == "guest", "a new password ends the sessions of the old one"


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ([], ContactNotProven()),
        ([PROVEN], ContactNotProven()),
        ([{"proven": True, "member_id": new_id()}], MemberPending(member_id="x")),
    ],
)
def test_no_account_is_claimed_without_proof(town: Edge, state: list[Any], refusal: Any) -> None:
    town.doors.answers["ProofState"] = state
    town.doors.answers["ClaimAccount"] = refusal
    assert refusal_of(claim(town)) == (refusal.status, refusal.code)
    assert log_in(town, PHONE).status_code == 401

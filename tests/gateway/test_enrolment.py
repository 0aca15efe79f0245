"""Who gets a way in: members who register, staff and devices by head office."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg_pool import ConnectionPool
from werkzeug.test import TestResponse

from shared.contracts.members import PhoneTaken
from shared.ids import new_id
from shared.rpc import BrokerAway
from tests.gateway.edge import VENUE, Edge, refusal_of
from tests.gateway.test_log_in import PASSWORD, kind, log_in, token, with_login

PHONE = "+8613800138000"


def register(town: Edge, key: str | None = None, **change: Any) -> TestResponse:
    body = {"name": "王芳", "phone": PHONE, "password": PASSWORD, "venue_id": VENUE, "terms_accepted": "2026-01"}
    body |= {"privacy_accepted": "2026-01", "proof_id": new_id()}
    town.doors.answers.setdefault("MemberStanding", lambda body: [body | {"status": "registered"}])
    return town.post("/api/v1/register", body | change, headers={"Idempotency-Key": key} if key else {})


def head_office(town: Edge) -> str:
    with_login(town, "chief", roles=["head_office"], venues=None)
    return token(town, "chief")


def test_a_member_registers_online_and_logs_in_with_the_phone_number(town: Edge) -> None:
    answer = register(town)
    assert answer.status_code == 201, answer.text
    (given,) = [call for call in town.doors.calls if call.name == "RegisterMember"]
    assert (given.name, given.body["channel"], given.actor.roles) == ("RegisterMember", "online", ("guest",))
    assert "password" not in given.body
    who = log_in(town, "+86 138 0013 8000").json
    member_id = answer.json["member_id"]  # type: ignore[index]
    assert (who["kind"], who["member_id"], who["roles"]) == ("member", member_id, ["member"])  # type: ignore[index]


def test_no_phone_number_is_stored_in_the_gateway(town: Edge, pool: ConnectionPool[Any]) -> None:
    register(town)
    with pool.connection() as connection:
        rows = connection.execute("SELECT login::text, login FROM login").fetchall()
    assert len(rows) == 1 and "13800138000" not in str(rows)


def test_registering_again_with_the_same_key_completes_it_once(town: Edge) -> None:
    key = new_id()
    town.doors.answers["RegisterMember"] = BrokerAway("gone")
    assert refusal_of(register(town, key)) == (503, "ServiceNotAvailable")
    assert log_in(town, PHONE).status_code == 401
    del town.doors.answers["RegisterMember"]
    proof = new_id()
    first, again = register(town, key, proof_id=proof), register(town, key, proof_id=proof, password="somebody else's")
    assert first.json == again.json
    assert log_in(town, PHONE).status_code == 201


def test_a_phone_number_that_is_taken_gives_no_login(town: Edge) -> None:
    town.doors.answers["RegisterMember"] = PhoneTaken()
    assert refusal_of(register(town)) == (409, "PhoneTaken")
    assert log_in(town, PHONE).status_code == 401


@pytest.mark.parametrize(
    ("change", "code"),
    [({"password": "12345678"}, "PasswordTooWeak"), ({"phone": "138"}, "Malformed"), ({"role": "x"}, "Malformed")],
)
def test_a_registration_that_is_not_right_reaches_nobody(town: Edge, change: dict[str, str], code: str) -> None:
    assert refusal_of(register(town, **change)) == (422, code)
    assert town.doors.calls == []


def test_head_office_gives_staff_a_login_whose_password_they_change(town: Edge) -> None:
    chief = head_office(town)
    staff_id = town.hire(["coach"], [VENUE])
    body = {"staff_id": staff_id, "login": "coach.wu", "password": "first password"}
    assert town.post("/api/v1/credentials/staff", body, chief).status_code == 204
    assert log_in(town, "coach.wu", "first password").json["must_change"] is True  # type: ignore[index]


def test_a_new_first_password_ends_the_sessions_of_the_old_one(town: Edge) -> None:
    chief, staff_id = head_office(town), with_login(town, "wuli")
    before = token(town, "wuli")
    body = {"staff_id": staff_id, "login": "wuli", "password": "first password"}
    assert town.post("/api/v1/credentials/staff", body, chief).status_code == 204
    assert kind(town, before) == "guest"


@pytest.mark.parametrize(
    ("employed", "login", "refused"),
    [
        (False, "wuli", (409, "StaffNotEmployed")),
        (True, "chief", (409, "LoginTaken")),
        (True, "+86", (422, "Malformed")),
    ],
)
def test_no_login_for_who_is_not_employed_or_under_anothers_name(
    town: Edge, employed: bool, login: str, refused: tuple[int, str]
) -> None:
    chief = head_office(town)
    body = {"staff_id": town.hire(["coach"], employed=employed), "login": login, "password": "first password"}
    assert refusal_of(town.post("/api/v1/credentials/staff", body, chief)) == refused


def test_only_head_office_gives_ways_in(town: Edge) -> None:
    with_login(town)
    for path, body in (("staff", {}), ("device", {})):
        assert refusal_of(town.post(f"/api/v1/credentials/{path}", body, token(town))) == (403, "NotAllowed")
        assert refusal_of(town.post(f"/api/v1/credentials/{path}", body)) == (401, "NotLoggedIn")


def test_a_gate_acts_at_its_own_venue_until_it_is_shut_out(town: Edge) -> None:
    chief, device_id = head_office(town), new_id()
    body = {"device_id": device_id, "venue_id": VENUE}
    given = town.post("/api/v1/credentials/device", body, chief).json["token"]  # type: ignore[index]
    who = town.get("/api/v1/session", given).json
    assert (who["kind"], who["id"], who["venues"]) == ("device", device_id, [VENUE])  # type: ignore[index]
    newer = town.post("/api/v1/credentials/device", body, chief).json["token"]  # type: ignore[index]
    assert [kind(town, t) for t in (given, newer)] == ["guest", "device"]
    shut = town.browser().delete(
        f"/api/v1/credentials/device/{device_id}", headers={"Authorization": f"Bearer {chief}"}
    )
    assert shut.status_code == 204 and kind(town, newer) == "guest"

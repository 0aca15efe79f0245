"""Log-in, sessions, passwords and lock-out, with the real database."""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import PasswordHasher
from psycopg_pool import ConnectionPool
from werkzeug.test import TestResponse

from services.gateway.first_login import add_login
from services.gateway.passwords import Passwords
from shared.ids import new_id
from tests.gateway.edge import QUICK, VENUE, Edge, refusal_of

PASSWORD = "correct horse 电池"


def with_login(town: Edge, login: str = "anna", must_change: bool = False, **who: Any) -> str:
    """Hire somebody and give them a login; answers the staff id."""
    staff_id = town.hire(who.pop("roles", ["front_desk"]), who.pop("venues", [VENUE]))
    pool = town.parts.logins._pool
    add_login(pool, town.clock(), staff_id, login, PASSWORD, must_change=must_change, passwords=Passwords(QUICK))
    return staff_id


def log_in(town: Edge, login: str = "anna", password: str = PASSWORD, **more: Any) -> TestResponse:
    return town.post("/api/v1/session", {"login": login, "password": password, "bearer": True}, **more)


def token(town: Edge, login: str = "anna", password: str = PASSWORD) -> str:
    answer = log_in(town, login, password)
    assert answer.status_code == 201, answer.text
    return str(answer.json["token"])  # type: ignore[index]


def kind(town: Edge, of: str) -> str:
    return str(town.get("/api/v1/session", of).json["kind"])  # type: ignore[index]


def test_a_staff_member_logs_in_and_is_known_with_roles_and_venues(town: Edge) -> None:
    staff_id = with_login(town)
    answer = log_in(town, "ANNA")
    expected = {"kind": "staff", "id": staff_id, "roles": ["front_desk"], "venues": [VENUE], "must_change": False}
    assert answer.status_code == 201
    assert answer.json.items() >= expected.items()  # type: ignore[union-attr]
    assert town.get("/api/v1/session", answer.json["token"]).json["id"] == staff_id  # type: ignore[index]


def test_a_browser_gets_a_cookie_that_scripts_cannot_read(town: Edge) -> None:
    with_login(town)
    browser = town.browser()
    answer = browser.post("/api/v1/session", json={"login": "anna", "password": PASSWORD})
    assert "token" not in answer.json  # type: ignore[operator]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("stadion-dev=") and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert browser.get("/api/v1/session").json["kind"] == "staff"  # type: ignore[index]
    secure = browser.post(
        "/api/v1/session", json={"login": "anna", "password": PASSWORD}, base_url="https://localhost"
    ).headers["Set-Cookie"]
    assert secure.startswith("__Host-stadion=") and "Secure" in secure and "Domain" not in secure


def test_only_digests_of_tokens_are_stored(town: Edge, pool: ConnectionPool[Any]) -> None:
    with_login(town)
    given = token(town)
    with pool.connection() as connection:
        stored = connection.execute("SELECT token_hash FROM session").fetchall()
    assert len(stored) == 1 and given.encode() not in stored[0][0]


def test_a_wrong_password_and_an_unknown_login_have_the_same_answer(town: Edge) -> None:
    with_login(town)
    answers = [log_in(town, *pair) for pair in (("anna", "wrong"), ("nobody", "wrong"), ("+8613800138000", "wrong"))]
    assert [refusal_of(a) for a in answers] == [(401, "LoginRefused")] * 3
    assert len({a.json["detail"] for a in answers}) == 1  # type: ignore[index]


def test_five_wrong_passwords_lock_a_login_for_a_growing_while(town: Edge) -> None:
    with_login(town)
    assert [log_in(town, password="wrong").status_code for _ in range(5)] == [401] * 5
    locked = log_in(town)
    assert refusal_of(locked) == (429, "LockedOut")
    assert locked.headers["Retry-After"] == "30"
    town.clock.pass_by(seconds=31)
    assert log_in(town, password="wrong").status_code == 401
    assert log_in(town).headers["Retry-After"] == "60"
    town.clock.pass_by(seconds=61)
    assert log_in(town).status_code == 201
    assert [log_in(town, password="wrong").status_code for _ in range(4)] == [401] * 4
    assert log_in(town).status_code == 201


def test_an_unknown_login_is_locked_as_a_known_one_is(town: Edge) -> None:
    statuses = [log_in(town, "nobody").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_guessing_many_logins_locks_the_address(town: Edge) -> None:
    with_login(town)
    statuses = [log_in(town, f"guess{n}").status_code for n in range(21)]
    assert statuses == [401] * 20 + [429]
    assert refusal_of(log_in(town)) == (429, "LockedOut")
    assert log_in(town, environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 201


def test_right_passwords_of_a_whole_venue_do_not_lock_its_address(town: Edge) -> None:
    with_login(town)
    assert {log_in(town).status_code for _ in range(25)} == {201}


def test_after_log_out_the_token_is_void(town: Edge) -> None:
    with_login(town)
    given = token(town)
    assert town.browser().delete("/api/v1/session", headers={"Authorization": f"Bearer {given}"}).status_code == 204
    assert kind(town, given) == "guest"


def test_a_session_ends_when_nobody_is_there_and_at_the_end_of_a_shift(town: Edge) -> None:
    with_login(town)
    rests, works = token(town), token(town)
    for _ in range(11):
        town.clock.pass_by(minutes=59)
        assert kind(town, works) == "staff"
        town.get("/api/v1/session", rests, headers={"Stadion-Unattended": "1"})
    assert kind(town, rests) == "guest"
    town.clock.pass_by(minutes=75)
    assert kind(town, works) == "guest"


def test_a_new_password_ends_every_session_and_begins_one(town: Edge) -> None:
    with_login(town)
    old, other = token(town), token(town)
    body = {"password": PASSWORD, "new_password": "another long one", "bearer": True}
    answer = town.post("/api/v1/password", body, old)
    assert answer.status_code == 200
    assert [kind(town, t) for t in (old, other, answer.json["token"])] == ["guest", "guest", "staff"]  # type: ignore[index]
    assert log_in(town).status_code == 401
    assert log_in(town, password="another long one").status_code == 201


@pytest.mark.parametrize(
    "weak", ["short", "password", "Password123", "aaaaaaaaaaaa", "１２３４５６７８", "anna-the-first"]
)
def test_a_password_that_is_guessed_first_is_refused(town: Edge, weak: str) -> None:
    with_login(town, "anna-the-first")
    body = {"password": PASSWORD, "new_password": weak}
    answer = town.post("/api/v1/password", body, token(town, "anna-the-first"))
    assert refusal_of(answer) == (422, "PasswordTooWeak")


def test_the_present_password_is_asked_before_it_is_changed(town: Edge) -> None:
    with_login(town)
    body = {"password": "wrong", "new_password": "another long one"}
    assert refusal_of(town.post("/api/v1/password", body, token(town))) == (401, "LoginRefused")


def test_a_password_chosen_by_somebody_else_must_be_changed_first(town: Edge) -> None:
    with_login(town, must_change=True)
    given = token(town)
    assert refusal_of(town.get("/api/v1/cards/OccupancyNow", given)) == (403, "PasswordMustChange")
    body = {"password": PASSWORD, "new_password": "my very own words", "bearer": True}
    fresh = town.post("/api/v1/password", body, given).json["token"]  # type: ignore[index]
    assert town.get("/api/v1/cards/OccupancyNow", fresh).status_code == 200


def test_a_change_of_rights_takes_effect_within_five_seconds(town: Edge) -> None:
    staff_id = with_login(town)
    given = token(town)
    town.doors.answers["StaffRights"].rows[staff_id]["roles"] = ["coach"]
    town.seconds += 5
    assert town.get("/api/v1/session", given).json["roles"] == ["coach"]  # type: ignore[index]
    town.doors.answers["StaffRights"].rows[staff_id]["employed"] = False
    town.seconds += 5
    assert kind(town, given) == "guest"
    assert refusal_of(log_in(town)) == (401, "LoginRefused")


def test_rights_are_asked_for_once_in_five_seconds(town: Edge) -> None:
    with_login(town)
    given = token(town)
    for _ in range(3):
        kind(town, given)
    assert [c.name for c in town.doors.calls].count("StaffRights") == 1


def test_a_password_is_hashed_anew_when_the_parameters_rise(town: Edge) -> None:
    staff_id = with_login(town)
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    weak = Passwords(QUICK).hash(PASSWORD)
    town.parts.logins.strengthen(staff_id, weak)  # type: ignore[arg-type]
    object.__setattr__(town.parts, "passwords", Passwords(stronger))
    try:
        assert log_in(town).status_code == 201
    finally:
        object.__setattr__(town.parts, "passwords", Passwords(QUICK))
    found = town.parts.logins.find("anna")
    assert found is not None and "t=2" in found.password_hash


def test_a_session_of_nobody_is_nobodys(town: Edge) -> None:
    assert kind(town, "made up") == kind(town, "device.made up") == "guest"
    assert refusal_of(town.post("/api/v1/password", {"password": "x", "new_password": new_id()})) == (
        401,
        "NotLoggedIn",
    )

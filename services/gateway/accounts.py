"""Routes of log-in, sessions and passwords."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response

from services.gateway import forms, log_in
from services.gateway.parts import parts
from services.gateway.refusals import NotLoggedIn
from services.gateway.requests import (
    cookie_name,
    is_secure,
    token,
    visitor,
)
from services.gateway.routes import Answer, Routes
from services.gateway.visitors import Visitor
from shared.contracts.fields import instant_text

accounts = Routes("accounts", "/api/v1", "Log-in, sessions, passwords")


def who(found: Visitor) -> dict[str, Any]:
    actor = found.actor
    return {
        "kind": found.kind,
        "id": actor.id,
        "roles": list(actor.roles),
        "venues": None if actor.venues is None else list(actor.venues),
        "member_id": actor.member_id,
        "language": found.language,
        "must_change": found.must_change,
        "ends_at": found.ends_at and instant_text(found.ends_at),
    }


def opened(session: log_in.Opened, bearer: bool, status: int = 200) -> Response:
    """The answer that carries a new session: in a cookie that scripts cannot read, or as a token."""
    body = who(session.visitor) | ({"token": session.token} if bearer else {})
    response = make_response(jsonify(body), status)
    if not bearer:
        response.set_cookie(
            cookie_name(), session.token, expires=session.visitor.ends_at, path="/",
            secure=is_secure(), httponly=True, samesite="Lax",
        )  # fmt: skip
    return response


@accounts.serve("POST", "/session", takes=forms.LogIn, answers={201: Answer("Logged in", forms.WhoAmI)}, security=[])
def log_in_here(form: dict[str, Any]) -> Response:
    """Log in."""
    session = log_in.log_in(form["login"], form["password"])
    return opened(session, form["bearer"], 201)


@accounts.serve("GET", "/session", answers={200: Answer("A guest, too, has an answer", forms.WhoAmI)})
def who_am_i() -> Response:
    """Who the sender of this request is."""
    return jsonify(who(visitor()))


@accounts.serve("DELETE", "/session", answers={204: Answer("Logged out")})
def log_out() -> Response:
    """Log out; the token is void at once."""
    given = token()
    if given is not None:
        parts().logins.close(given)
    response = make_response("", 204)
    response.delete_cookie(cookie_name(), path="/", secure=is_secure(), httponly=True, samesite="Lax")
    return response


@accounts.serve(
    "POST", "/password", takes=forms.ChangePassword, answers={200: Answer("Changed, and logged in", forms.WhoAmI)}
)
def change_password(form: dict[str, Any]) -> Response:
    """Choose another password; every session of the person ends, a new one begins."""
    found = visitor()
    if found.kind not in ("staff", "member"):
        raise NotLoggedIn
    session = log_in.change_password(found, form["password"], form["new_password"])
    return opened(session, form["bearer"])

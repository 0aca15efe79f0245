"""Routes by which people join: a little work, a code to the phone, then a registration or the account from the desk.

Whether a phone is known here, only who has proven that it is theirs learns.
"""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response

from services.gateway import enrolment, forms
from services.gateway.parts import parts
from services.gateway.requests import address, circumstances, command_id, visitor
from services.gateway.routes import Answer, Routes
from services.gateway.visitors import NOBODY

joining = Routes("joining", "/api/v1", "Joining: proof of a phone, registration, an account made at the desk")


@joining.serve("GET", "/captcha", answers={200: Answer("For the ALTCHA widget", forms.Challenge)}, security=[])
def new_challenge() -> Response:
    """A challenge whose solution `POST /code` asks for."""
    return jsonify(parts().captcha.challenge(parts().clock()))


@joining.serve(
    "POST", "/code", takes=forms.AskForCode, answers={202: Answer("On its way", forms.CodeSent)}, security=[]
)
def ask_for_code(form: dict[str, Any]) -> tuple[Response, int]:
    """Send a code to a phone or an e-mail address; the answer is the same for those who are members and who are not."""
    of = parts()
    of.captcha.take(form["captcha"], of.clock())
    proof_id = enrolment.send_code(form.get("phone"), form.get("email"), address(), circumstances(visitor().actor))
    return jsonify({"proof_id": proof_id}), 202


@joining.serve("POST", "/code/check", takes=forms.TellCode, answers={204: Answer("Proven")}, security=[])
def tell_code(form: dict[str, Any]) -> Response:
    """Tell the code back; five tries in ten minutes. The proof is good once, within half an hour."""
    enrolment.check_code(form["proof_id"], form["code"], circumstances(visitor().actor))
    return make_response("", 204)


@joining.serve(
    "POST", "/register", takes=forms.Registration, answers={201: Answer("Registered", forms.Registered)}, security=[]
)
def register(form: dict[str, Any]) -> tuple[Response, int]:
    """Register as a member, with a log-in; `pending`: the venue reviews registrations before they count."""
    by = circumstances(NOBODY.actor)
    return jsonify(enrolment.register(form, by, address(), command_id(NOBODY.actor))), 201


@joining.serve("POST", "/claim", takes=forms.Claim, answers={201: Answer("Claimed", forms.Registered)}, security=[])
def claim(form: dict[str, Any]) -> tuple[Response, int]:
    """Get a log-in, or a new password, for the account of a phone that was proven."""
    return jsonify(enrolment.claim(form, circumstances(NOBODY.actor))), 201

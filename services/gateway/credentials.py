"""Routes by which head office lets staff and devices in."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response

from services.gateway import enrolment, forms
from services.gateway.parts import parts
from services.gateway.requests import known_visitor
from services.gateway.routes import Answer, Routes
from shared.contracts import HEAD_OFFICE, Actor, NotAllowed

credentials = Routes("credentials", "/api/v1/credentials", "Ways in, given by head office")


def head_office() -> Actor:
    """The visitor, if it is head office; raises NotLoggedIn, NotAllowed."""
    actor = known_visitor().actor
    if not actor.has(HEAD_OFFICE):
        raise NotAllowed(why="head office only")
    return actor


@credentials.serve("POST", "/staff", takes=forms.StaffLogin, admit=head_office, answers={204: Answer("Given")})
def give_staff_a_login(form: dict[str, Any]) -> Response:
    """Give a staff member a login with a first password, or a new one; their sessions end."""
    enrolment.enrol_staff(form)
    return make_response("", 204)


@credentials.serve(
    "POST", "/device", takes=forms.DeviceToken, admit=head_office, answers={201: Answer("Shown once", forms.Token)}
)
def give_device_a_token(form: dict[str, Any]) -> tuple[Response, int]:
    """Give a gate or terminal its token; the one before is void."""
    return jsonify({"token": enrolment.enrol_device(form, head_office().id)}), 201


@credentials.serve("DELETE", "/device/<uuid:device_id>", admit=head_office, answers={204: Answer("Shut out")})
def shut_device_out(device_id: Any) -> Response:
    """Make a device's token void."""
    parts().logins.remove_device(str(device_id))
    return make_response("", 204)

"""What payment providers send us, and in a demo the provider itself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request
from marshmallow import fields, validate

from services.gateway import forms
from services.gateway.arguments import ContractParser
from services.gateway.messenger import Sandbox
from services.gateway.parts import parts
from services.gateway.refusals import NoSuchPage, SignatureNotValid
from services.gateway.requests import circumstances
from services.gateway.routes import Answer, Routes
from services.gateway.sandbox import SIGNATURE, TIMESTAMP, is_genuine
from shared.contracts import PROVIDER, Actor
from shared.contracts.fields import IdField, InstantField, MoneySchema
from shared.contracts.finance import ReceiveProviderNotice
from shared.ids import derived_id

SANDBOX = Actor(id="provider:sandbox", roles=(PROVIDER,))

SIGNED = [
    {"in": "header", "name": TIMESTAMP, "required": True, "schema": {"type": "string"}},
    {
        "in": "header",
        "name": SIGNATURE,
        "required": True,
        "schema": {"type": "string"},
        "description": "`v1=` and the hex HMAC-SHA256 over `timestamp.body`.",
    },
]
TAKEN = {200: Answer("Taken; a repeated notice has the same answer")}

webhooks = Routes("webhooks", "/webhooks", "Signed notices of payment providers")
cashier = Blueprint("cashier", __name__, url_prefix="/sandbox")


def only_genuine() -> None:
    """The raw bytes are proven before anything reads them."""
    if not is_genuine(dict(request.headers), request.get_data(), parts().webhook_secrets, parts().clock()):
        raise SignatureNotValid


@webhooks.serve(
    "POST", "/sandbox", takes=ReceiveProviderNotice.schema(), admit=only_genuine, answers=TAKEN,
    parameters=SIGNED, security=[],
)  # fmt: skip
def take_notice(notice: ReceiveProviderNotice) -> Response:
    """Take a notice of the sandbox provider."""
    command_id = derived_id("notice", "sandbox", notice.notice_id)
    answer = parts().doors.execute(
        "finance", "ReceiveProviderNotice", notice.wire(), circumstances(SANDBOX), command_id
    )
    return jsonify({"notice_id": notice.notice_id, "after": answer["after"]})


class Payment(forms.Form):
    """What the provider is told to say about a payment."""

    order_id = IdField(required=True)
    amount = fields.Nested(MoneySchema, required=True)
    status = fields.String(load_default="captured", validate=validate.OneOf(("captured", "failed", "refunded")))
    notice_id = IdField()
    provider_at = InstantField()


@cashier.get("/messages")
def messages() -> Response:
    """What would have been sent; there is nothing of the kind outside a demo."""
    messenger = parts().messenger
    if not isinstance(messenger, Sandbox):
        raise NoSuchPage
    return jsonify({"messages": [vars(message) for message in messenger.sent]})


@cashier.post("/pay/<uuid:payment_id>")
@ContractParser().use_args(Payment())
def pay(form: dict[str, Any], payment_id: Any) -> tuple[Response, int]:
    """Let the sandbox provider send its notice about a payment; there is none outside a demo."""
    provider = parts().cashier
    if provider is None:
        raise NoSuchPage
    notice = form | {"payment_id": str(payment_id), "amount": vars(form["amount"])}
    if "provider_at" in notice:
        notice["provider_at"] = notice["provider_at"].isoformat()
    status, answer = provider.notify(notice)
    return jsonify(answer), status

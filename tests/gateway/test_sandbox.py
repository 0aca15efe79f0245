"""Notices of the payment provider: believed only with a fresh, genuine signature; twice is once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.gateway.parts import EXTENSION
from services.gateway.sandbox import signed
from shared.contracts import PROVIDER
from shared.contracts.finance import PaymentUnknown
from shared.ids import derived_id, new_id
from tests.gateway.edge import SECRETS, Edge, refusal_of


def notice(**change: Any) -> dict[str, Any]:
    ids = {"notice_id": new_id(), "payment_id": new_id(), "order_id": new_id()}
    amount = {"amount": 9900, "currency": "CNY"}
    return {**ids, "status": "captured", "amount": amount, "provider_at": "2026-03-02T09:00:00Z"} | change


def send(edge: Edge, body: bytes, secret: str = SECRETS[0], age: int = 0, **headers: str) -> TestResponse:
    edge.clock.pass_by(seconds=-age)
    genuine = signed(secret, body, edge.clock())
    edge.clock.pass_by(seconds=age)
    return edge.browser().post("/webhooks/sandbox", data=body, headers=genuine | headers)


@pytest.mark.parametrize("secret", SECRETS)
def test_a_signed_notice_reaches_finance_as_the_provider(edge: Edge, secret: str) -> None:
    body = notice()
    answer = send(edge, json.dumps(body).encode(), secret)
    assert (answer.status_code, answer.json) == (200, {"notice_id": body["notice_id"], "after": "finance@7"})
    assert edge.doors.last.name == "ReceiveProviderNotice"
    assert edge.doors.last.actor.roles == (PROVIDER,)
    assert edge.doors.last.call["command_id"] == derived_id("notice", "sandbox", body["notice_id"])


def test_a_notice_sent_twice_takes_effect_once_and_has_the_same_answer(edge: Edge) -> None:
    body = json.dumps(notice()).encode()
    first, again = send(edge, body), send(edge, body, age=200)
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert len(edge.doors.done) == 1


@pytest.mark.parametrize(
    ("change", "age"),
    [
        ({"Sandbox-Signature": "v1=" + "0" * 64}, 0),
        ({"Sandbox-Signature": ""}, 0),
        ({"Sandbox-Signature": "v1=é"}, 0),
        ({"Sandbox-Timestamp": "1"}, 0),
        ({"Sandbox-Timestamp": "²"}, 0),
        ({}, 301),
        ({}, -301),
    ],
    ids=["forged", "unsigned", "not hex", "moved in time", "no time", "old", "of the future"],
)
def test_what_is_forged_or_old_changes_nothing(edge: Edge, change: dict[str, str], age: int) -> None:
    answer = send(edge, json.dumps(notice()).encode(), age=age, **change)
    assert refusal_of(answer) == (401, "SignatureNotValid")
    assert edge.doors.calls == []


def test_a_notice_changed_on_its_way_changes_nothing(edge: Edge) -> None:
    body = json.dumps(notice()).encode()
    headers = signed(SECRETS[0], body, edge.clock())
    answer = edge.browser().post("/webhooks/sandbox", data=body.replace(b"9900", b"1900"), headers=headers)
    assert refusal_of(answer) == (401, "SignatureNotValid")


def test_a_secret_that_was_retired_signs_nothing_any_more(edge: Edge) -> None:
    assert send(edge, json.dumps(notice()).encode(), "whsec-retired").status_code == 401


def test_several_signatures_are_taken_while_the_provider_changes_its_secret(edge: Edge) -> None:
    body = json.dumps(notice()).encode()
    headers = signed(SECRETS[1], body, edge.clock())
    headers["Sandbox-Signature"] = f"v1={'0' * 64}, {headers['Sandbox-Signature']}"
    assert edge.browser().post("/webhooks/sandbox", data=body, headers=headers).status_code == 200


def test_a_genuine_notice_that_is_not_right_names_its_fields(edge: Edge) -> None:
    answer = send(edge, json.dumps(notice(status="perhaps")).encode())
    assert refusal_of(answer) == (422, "Malformed")


def test_a_notice_about_an_unknown_payment_is_told_so(edge: Edge) -> None:
    body = notice()
    edge.doors.answers["ReceiveProviderNotice"] = PaymentUnknown(payment_id=body["payment_id"])
    assert refusal_of(send(edge, json.dumps(body).encode())) == (404, "PaymentUnknown")


def test_in_a_demo_the_provider_can_be_told_to_send_its_notice(edge: Edge) -> None:
    payment_id, order_id = new_id(), new_id()
    form = {"order_id": order_id, "amount": {"amount": 100, "currency": "CNY"}, "status": "failed"}
    answer = edge.post(f"/sandbox/pay/{payment_id}", form)
    assert answer.status_code == 200
    body = edge.doors.last.body
    assert (body["payment_id"], body["order_id"], body["status"]) == (payment_id, order_id, "failed")


def test_outside_a_demo_there_is_no_such_provider(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(edge.app.extensions, EXTENSION, replace(edge.parts, cashier=None))
    form = {"order_id": new_id(), "amount": {"amount": 100, "currency": "CNY"}}
    assert refusal_of(edge.post(f"/sandbox/pay/{new_id()}", form)) == (404, "NoSuchPage")

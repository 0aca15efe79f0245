"""Somebody is erased while no gateway runs; the next one has ended their log-in."""

from __future__ import annotations

import os
import signal
import uuid

import pytest

from shared.contracts import HEAD_OFFICE, Actor
from shared.contracts.members import EraseMember
from shared.ids import derived_id, new_id
from stadion.client import Client
from stadion.platform import Platform
from tests.e2e.visitor import Visitor
from tests.waiting import eventually

PHONE, PASSWORD = "+8613900009999", "a slow green canoe"


def test_an_erasure_that_the_gateway_did_not_see_ends_the_log_in(
    platform: Platform, office: Visitor, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue_id = str(uuid.uuid4())
    names = {"name": "Quay", "name_zh": "码头馆", "zone": "Asia/Shanghai", "currency": "CNY"}
    office.give("members", "OpenVenue", venue_id=venue_id, **names)
    guest = Visitor(base)
    form = {
        "name": "李雷", "phone": PHONE, "password": PASSWORD, "venue_id": venue_id, "terms_accepted": "2026-01",
        "privacy_accepted": "2026-01", "proof_id": guest.prove(PHONE),
    }  # fmt: skip
    answer = guest.call("POST", "/api/v1/register", json=form)
    assert answer.status_code == 201, answer.text
    member = Visitor(base).log_in(PHONE, PASSWORD)
    (gateway,) = [each for each in platform._supervisor.running if each.program.name == "gateway"]  # type: ignore[union-attr]
    os.killpg(gateway.child.pid, signal.SIGKILL)  # it has a worker of its own
    gateway.child.process.wait(10)

    for name, value in platform.environment.items():
        monkeypatch.setenv(name, value)
    client = Client.connect(1).acting_as(Actor(derived_id("setup"), (HEAD_OFFICE,)))
    client.give(EraseMember(member_id=answer.json()["member_id"]), new_id())
    client.close()

    def forgotten() -> bool:
        platform.watch()
        if platform.states()["gateway"] != "ready":
            return False
        return bool(Visitor(base, member.token).call("GET", "/api/v1/session").json()["kind"] == "guest")

    eventually(forgotten, 60)
    refused = Visitor(base).call("POST", "/api/v1/session", json={"login": PHONE, "password": PASSWORD})
    assert refused.status_code == 401

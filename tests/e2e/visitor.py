"""A person or a device at the platform's HTTP interface."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

import requests
from altcha import Challenge, Payload, solve_challenge


@dataclass
class Visitor:
    """Speaks JSON to one platform; `token` once logged in, `after` what the last command answered to wait for."""

    base: str
    token: str = ""
    language: str = "en"
    session: requests.Session = field(default_factory=requests.Session)

    def call(self, method: str, path: str, **given: Any) -> requests.Response:
        headers = {"Accept-Language": self.language} | given.pop("headers", {})
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return self.session.request(method, self.base + path, headers=headers, timeout=30, **given)

    def log_in(self, login: str, password: str) -> Visitor:
        answer = self.call("POST", "/api/v1/session", json={"login": login, "password": password, "bearer": True})
        assert answer.status_code == 201, answer.text
        return Visitor(self.base, answer.json()["token"], self.language)

    def prove(self, phone: str) -> str:
        """The id of the proof that a phone is one's own, as a person gets it: work done, code read, code told."""
        challenge = Challenge.from_dict(self.call("GET", "/api/v1/captcha").json())
        solution = solve_challenge(challenge)
        assert solution is not None
        asked = {"phone": phone, "captcha": Payload(challenge, solution).to_base64()}
        answer = self.call("POST", "/api/v1/code", json=asked)
        assert answer.status_code == 202, answer.text
        proof_id = str(answer.json()["proof_id"])
        messages = self.call("GET", "/sandbox/messages").json()["messages"]
        text = next(message["text"] for message in reversed(messages) if message["to"] == phone)
        told = {"proof_id": proof_id, "code": re.findall(r"\d{6}", text)[0]}
        answer = self.call("POST", "/api/v1/code/check", json=told)
        assert answer.status_code == 204, answer.text
        return proof_id

    def try_(self, service: str, command: str, key: str | None = None, at: str | None = None, **body: Any) -> Any:
        headers = {"Idempotency-Key": key or str(uuid.uuid4())} | ({"Stadion-Happened-At": at} if at else {})
        return self.call("POST", f"/api/v1/{service}/{command}", json=body, headers=headers)

    def give(self, service: str, command: str, **body: Any) -> str:
        """Give a command that is expected to be taken; what to wait for."""
        answer = self.try_(service, command, **body)
        assert answer.status_code in (200, 201), answer.text
        return str(answer.json()["after"])

    def ask(self, service: str, query: str, after: str | None = None, **params: Any) -> list[dict[str, Any]]:
        """The rows of a query, once they stand on `after`."""
        return list(self.answer(service, query, after, **params)["rows"])

    def answer(self, service: str, query: str, after: str | None = None, **params: Any) -> dict[str, Any]:
        asked = params | ({"after": after} if after else {})
        answer = self.call("GET", f"/api/v1/{service}/{query}", params=asked)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

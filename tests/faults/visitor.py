"""A client at the platform's HTTP interface: gives commands under ids of its own, again while it got no answer.

Every attempt goes into the history. A refusal is `fail`; 5xx, a time-out or a lost connection is `unknown`, since the
command may have been done; the same id is then sent again.
"""

from __future__ import annotations

import http.client
import json
import socket
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from shared.contracts import Refusal, catalogue
from tests.faults.history import History

PATIENCE = 12.0  # seconds for an answer; the gateway itself waits eight
UNREACHABLE = (OSError, http.client.HTTPException, ValueError)  # ValueError: an answer cut off within its JSON

UNBELIEVED = ("NotLoggedIn", "SignatureNotValid")
NOT_PROVEN = "the proof of identity"  # a token whose issuer's clock is not the door's

Address = Callable[[], tuple[str, int]]


@dataclass
class Answer:
    status: int
    body: dict[str, Any]
    headers: Mapping[str, str]

    @property
    def after(self) -> str | None:
        return self.body.get("after")


@dataclass
class Visitor:
    """One client, used by one thread; `address` is asked at each connection, `insists` for how long (seconds).

    `keeps`: whether it goes on using a connection.
    """

    name: str
    address: Address
    token: str
    history: History
    insists: float = 60.0
    keeps: bool = True
    connection: http.client.HTTPConnection | None = None
    sent: int = 0
    gone: Callable[[], bool] = field(default=lambda: False)

    def give(self, service: str, command: str, body: Mapping[str, Any], id_: str | None = None) -> Answer | None:
        """The answer or the refusal; None if there was none within `insists` seconds."""
        id_ = id_ or str(uuid.uuid4())
        path = f"/api/v1/{service}/{command}"
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": id_}
        return self.insist(service, command, id_, lambda: self.send("POST", path, json.dumps(body).encode(), headers))

    def insist(self, service: str, command: str, id_: str, send: Callable[[], Answer]) -> Answer | None:
        until, pause = time.monotonic() + self.insists, 0.1
        while True:
            answer = self.attempt(service, command, id_, send)
            if answer is not None or time.monotonic() > until or self.gone():
                return answer
            time.sleep(pause)
            pause = min(pause * 2, 1.0)

    def attempt(self, service: str, command: str, id_: str, send: Callable[[], Answer]) -> Answer | None:
        """One sending and what came of it; None where that is not known."""
        about = {"client": self.name, "service": service, "command": command, "id": id_}
        self.history.add("invoke", **about)
        self.sent += 1
        try:
            answer = send()
        except UNREACHABLE as lost:
            self.close()
            self.history.add("unknown", **about, why=f"{type(lost).__name__}: {lost}"[:200])
            return None
        if answer.status in (200, 201):
            told = {name: answer.body.get(name) for name in ("position", "streams", "repeated")}
            self.history.add("ok", **about, **told)
            return answer
        code = str(answer.body.get("code"))
        if answer.status >= 500 or answer.status == 429:
            again = answer.headers.get("Retry-After")
            self.history.add("unknown", **about, why=f"{answer.status} {code}", again=again)
            return None
        self.history.add(
            "fail", **about, code=code, status=answer.status, passing=passes(code, answer.body.get("facts", {}))
        )
        return answer

    def ask(self, service: str, query: str, after: str | None = None, **params: Any) -> list[dict[str, Any]] | None:
        """The rows; None when there was no answer, or none that stands on `after` yet."""
        asked = urlencode({**params, **({"after": after} if after else {})})
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            answer = self.send("GET", f"/api/v1/{service}/{query}?{asked}", None, headers)
        except UNREACHABLE:
            self.close()
            return None
        return list(answer.body["rows"]) if answer.status == 200 else None

    def send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """One request, over the connection kept from the last one; raises one of UNREACHABLE."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(*self.address(), timeout=PATIENCE)
            self.connection.connect()
            self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.request(method, path, body, {"Content-Type": "application/json", **headers})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.will_close or not self.keeps:
            self.close()
        return Answer(answer.status, json.loads(content) if content else {}, dict(answer.headers))

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def passes(code: str, facts: Mapping[str, Any]) -> bool:
    """Whether a refusal of this code may be followed by success: news of a neighbour arrives, a clock is set right."""
    refusal = catalogue.by_name.get(code)
    if isinstance(refusal, type) and issubclass(refusal, Refusal) and refusal.passing:
        return True
    return code in UNBELIEVED or str(facts.get("why", "")).startswith(NOT_PROVEN)

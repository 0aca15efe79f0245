"""A payment provider that takes no money: it signs its notices and sends them, as a real one does."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

TOLERANCE = 300  # seconds, both ways, between the provider's clock and ours
TIMESTAMP = "Sandbox-Timestamp"  # seconds since 1970
SIGNATURE = "Sandbox-Signature"  # one or more `v1=<hex>`, with commas between

Deliver = Callable[[Mapping[str, str], bytes], tuple[int, Any]]
"""Sends headers and body to the webhook; answers its status and JSON."""


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over `timestamp.body`, in hex."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_genuine(headers: Mapping[str, str], body: bytes, secrets: Iterable[str], now: datetime) -> bool:
    """Whether one of the secrets signed this body within the tolerance; every pair is compared, in constant time."""
    timestamp = headers.get(TIMESTAMP, "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        return False
    given = [part.strip().removeprefix("v1=").encode() for part in headers.get(SIGNATURE, "").split(",")]
    right = [signature(secret, timestamp, body).encode() for secret in secrets]
    matches = [hmac.compare_digest(one, other) for one in given for other in right]
    return any(matches) and abs(now.timestamp() - int(timestamp)) <= TOLERANCE


@dataclass(frozen=True)
class Cashier:
    """The provider's own page, as far as a demo needs one."""

    secret: str
    deliver: Deliver
    clock: Callable[[], datetime]
    new_id: Callable[[], str]

    def notify(self, notice: Mapping[str, Any]) -> tuple[int, Any]:
        """Send a notice, completed with an id and the time; answers what the webhook answered."""
        now = self.clock()
        whole = {"notice_id": self.new_id(), "provider_at": now.isoformat()} | dict(notice)
        body = json.dumps(whole).encode()
        return self.deliver(signed(self.secret, body, now), body)


def signed(secret: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers of a notice that is sent at `now`."""
    timestamp = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json",
        TIMESTAMP: timestamp,
        SIGNATURE: f"v1={signature(secret, timestamp, body)}",
    }

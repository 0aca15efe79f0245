"""A little work for the sender's machine before a code is sent: dear to robots, no riddle for people (ALTCHA)."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime, timedelta
from typing import Any

from altcha import create_challenge, verify_solution
from psycopg import Connection
from psycopg_pool import ConnectionPool

from services.gateway.refusals import CaptchaNotSolved

ALGORITHM = "PBKDF2/SHA-256"
COST = 5000  # iterations a try; about 256 tries: a second of a phone's time
LASTS = timedelta(minutes=10)

TAKE = "INSERT INTO solved (signature, expires_at) VALUES (%s, %s) ON CONFLICT DO NOTHING"
CLEAR = "DELETE FROM solved WHERE expires_at < %s"


class Captcha:
    """Makes challenges and takes each solution once. `key` signs the challenges."""

    def __init__(self, pool: ConnectionPool[Connection[Any]], key: bytes, cost: int = COST) -> None:
        self._pool = pool
        self._key = key
        self._cost = cost

    def challenge(self, now: datetime) -> dict[str, Any]:
        """What the widget solves, as it asks for it."""
        made = create_challenge(ALGORITHM, self._cost, hmac_secret=self._key, data={"until": (now + LASTS).isoformat()})
        answer: dict[str, Any] = made.to_dict()
        return answer

    def take(self, payload: str, now: datetime) -> None:
        """Accept a solution, base64 as the widget sends it; raises CaptchaNotSolved for any other and a second time."""
        if not verify_solution(payload, self._key).verified:
            raise CaptchaNotSolved
        try:
            challenge = json.loads(base64.b64decode(payload))["challenge"]
            until = datetime.fromisoformat(challenge["parameters"]["data"]["until"])
            signature = bytes.fromhex(challenge["signature"])
        except (ValueError, KeyError, TypeError, binascii.Error):
            raise CaptchaNotSolved from None
        if now > until or not self._first(signature, until, now):
            raise CaptchaNotSolved

    def _first(self, signature: bytes, until: datetime, now: datetime) -> bool:
        with self._pool.connection() as connection:
            connection.execute(CLEAR, [now])
            return connection.execute(TAKE, [signature, until]).rowcount == 1

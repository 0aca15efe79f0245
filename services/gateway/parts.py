"""What the HTTP application is made of; one set a process, found by the routes through `parts()`."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, cast

from flask import current_app

from services.gateway.captcha import Captcha
from services.gateway.doors import Doors
from services.gateway.lockout import Lockout
from services.gateway.logins import Logins
from services.gateway.messenger import Messenger, Nobody
from services.gateway.passwords import Passwords
from services.gateway.sandbox import Cashier
from services.gateway.visitors import StaffRights, Visitor
from shared.ids import new_id


class KnowsVisitors(Protocol):
    """What `visitors.Visitors` does."""

    def of(self, token: str, now: datetime, used: bool) -> Visitor: ...


class Counts(Protocol):
    """What `quota.Quota` does."""

    def take(self, limits: Mapping[bytes, int], now: datetime) -> int | None: ...


@dataclass(frozen=True)
class Limits:
    """Requests taken in a minute from one address, from one session, and of those that guess or register."""

    address: int = 6000
    session: int = 1200
    strict: int = 20

    @staticmethod
    def of(per_minute: int) -> Limits:
        """Many people stand behind one address; guessing stays slow however high the limit."""
        return Limits(5 * per_minute, per_minute)


@dataclass(frozen=True)
class Index:
    """Stands in for what is not to be stored: a keyed digest."""

    key: str

    def of(self, kind: str, text: str) -> bytes:
        return hmac.digest(self.key.encode(), f"{kind}:{text}".encode(), hashlib.sha256)


@dataclass(frozen=True)
class Parts:
    """Everything that acts on the world, and what the operator set. `cashier` is there in a demo only."""

    doors: Doors
    visitors: KnowsVisitors
    rights: StaffRights
    logins: Logins
    lockout: Lockout
    quota: Counts
    passwords: Passwords
    index: Index
    clock: Callable[[], datetime]
    webhook_secrets: tuple[str, ...]
    captcha: Captcha
    messenger: Messenger = field(default_factory=Nobody)
    cashier: Cashier | None = None
    secure: bool = False  # cookies for https only, whatever the request looks like
    trusted_proxies: int = 0
    limits: Limits = field(default_factory=Limits)
    new_id: Callable[[], str] = new_id
    new_token: Callable[[], str] = lambda: secrets.token_urlsafe(32)


EXTENSION = "stadion"


def parts() -> Parts:
    return cast(Parts, current_app.extensions[EXTENSION])

"""How many requests are taken: from one address, from one session, and of those that guess or register."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from typing import Any, cast

from flask import Flask, current_app
from flask_limiter import ApplicationLimit, Limiter

from services.gateway.parts import Limits
from services.gateway.requests import address, token

EXTENSION = "stadion-limiter"
STRICT = ("accounts.log_in_here", "accounts.change_password", "accounts.register")


def session_or_address() -> str:
    """One session, wherever it sends from; a made-up token is no way round the limit of the address."""
    given = token()
    return hashlib.sha256(given.encode()).hexdigest() if given else address()


def install(app: Flask, limits: Limits) -> None:
    """Counts are kept in this process's memory: there is one gateway process on a machine."""
    limiter = Limiter(
        session_or_address,
        app=app,
        application_limits=[ApplicationLimit(limits.address, address), ApplicationLimit(limits.session)],
        storage_uri="memory://",
    )
    app.extensions[EXTENSION] = limiter
    for endpoint in STRICT:
        view: Callable[..., Any] = app.view_functions[endpoint]
        app.view_functions[endpoint] = limiter.limit(limits.strict, key_func=address)(view)


def seconds_left() -> int:
    """Until the limit that was reached lets the caller in again."""
    limit = cast(Limiter, current_app.extensions[EXTENSION]).current_limit
    return max(1, math.ceil(limit.window[0] - time.time())) if limit else 1

"""How many requests are taken: from one address, from one session, and of those that guess or register."""

from __future__ import annotations

from flask import Flask, request

from services.gateway.operations import PROBES
from services.gateway.parts import parts
from services.gateway.refusals import TooManyRequests
from services.gateway.requests import address, token

STRICT = {
    "accounts.log_in_here",
    "accounts.change_password",
    "joining.ask_for_code",
    "joining.tell_code",
    "joining.register",
    "joining.claim",
}


def install(app: Flask) -> None:
    app.before_request(check)


def check() -> None:
    """Before every request but for probes and the pages' files; raises TooManyRequests."""
    if request.endpoint == "static" or request.path in PROBES:
        return
    wait = parts().quota.take(limits_of_request(), parts().clock())
    if wait is not None:
        raise TooManyRequests(retry_after=max(1, wait))


def limits_of_request() -> dict[bytes, int]:
    """One session counts as one wherever it sends from; a made-up token is no way round the limit of the address."""
    of, limits, sender = parts().index.of, parts().limits, address()
    keys = {of("from address", sender): limits.address, of("of session", token() or sender): limits.session}
    if request.endpoint in STRICT:
        keys[of("guesses from address", sender)] = limits.strict
    return keys

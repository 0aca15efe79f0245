"""What is asked of every request alike: its language, its id, who sends it, and that no other site sent it."""

from __future__ import annotations

import re
from typing import cast
from uuid import UUID

from flask import g, request

from services.gateway.doors import Circumstances
from services.gateway.parts import parts
from services.gateway.refusals import CrossSite, NotLoggedIn, PasswordMustChange
from services.gateway.visitors import NOBODY, Visitor
from shared.contracts import Actor, Malformed
from shared.ids import derived_id

LANGUAGES = ("en", "zh")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
SAFE = ("GET", "HEAD", "OPTIONS")
OWN_PAGE = "Stadion-Page"  # a header that no other site's page can send
UNATTENDED = "Stadion-Unattended"  # sent by a page that refreshes while nobody is there
LONGEST_KEY = 200


def language() -> str:
    """`en` or `zh`: what the request asks for, else what the visitor speaks, else English."""
    wished = request.accept_languages.best_match(LANGUAGES)
    return wished or cast(Visitor, g.get("visitor", NOBODY)).language or "en"


def request_id() -> str:
    """The caller's own X-Request-Id if it is a decent one, else a new one; the correlation id of all that follows."""
    if "request_id" not in g:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if REQUEST_ID.fullmatch(given) else parts().new_id()
    return cast(str, g.request_id)


def is_secure() -> bool:
    return parts().secure or request.is_secure


def cookie_name() -> str:
    return "__Host-stadion" if is_secure() else "stadion-dev"


def bearer() -> str | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


def token() -> str | None:
    return bearer() or request.cookies.get(cookie_name())


def address() -> str:
    return request.remote_addr or "unknown"


def visitor() -> Visitor:
    """Who sends this request; asked once."""
    if "visitor" not in g:
        given = token()
        used = UNATTENDED not in request.headers
        g.visitor = parts().visitors.of(given, parts().clock(), used) if given else NOBODY
    return cast(Visitor, g.visitor)


def known_visitor() -> Visitor:
    """Somebody who has logged in, with a password of their own; raises NotLoggedIn, PasswordMustChange."""
    found = visitor()
    if not found.known:
        raise NotLoggedIn
    if found.must_change:
        raise PasswordMustChange
    return found


def circumstances(actor: Actor) -> Circumstances:
    return Circumstances(actor, request_id())


def check_same_site() -> None:
    """Before every request: what changes something in a browser's name must come from our own pages."""
    if request.method in SAFE or bearer() is not None:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        ours = site in ("same-origin", "none")
    elif origin is not None:
        ours = origin == request.host_url.rstrip("/")
    else:
        ours = cookie_name() not in request.cookies or OWN_PAGE in request.headers
    if not ours:
        raise CrossSite


def command_id(actor: Actor) -> str:
    """From Idempotency-Key: a random UUID is taken as it is, other text counts as the actor's own.

    A derived UUID (version 5) is other text too: the ids of reactions and of the clock are such, and nobody outside
    may use one up.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return parts().new_id()
    if not key or len(key) > LONGEST_KEY:
        raise Malformed(errors={"Idempotency-Key": [f"From 1 to {LONGEST_KEY} characters."]})
    try:
        given = UUID(key)
    except ValueError:
        return derived_id(actor.id, key)
    return str(given) if given.version in (4, 7) else derived_id(actor.id, key)

"""Waiting until nothing is on its way any more: everything published, heard, acted upon and projected."""

from __future__ import annotations

import time

import psycopg

from stadion.services import DOMAIN, declaration
from tests.faults.stand import Stand

READERS = {**{name: declaration(name).hears for name in DOMAIN}, "analytics": DOMAIN}
HEAD = "SELECT (SELECT coalesce(max(position), 0) FROM event), (SELECT position FROM relay_checkpoint)"
WAITING = "SELECT count(*) FROM held WHERE resolved_at IS NULL AND NOT parked"
DUE = 2.0  # seconds without a new event after which the clocks have nothing left to do: they look every second


def settle(stand: Stand, seconds: float = 120) -> float:
    """Return once it is quiet, with the seconds that took; fails with what still lags."""
    began = time.monotonic()
    heads: dict[str, int] = {}
    quiet_since = began
    while True:
        try:
            lagging, now = look(stand)
        except psycopg.OperationalError as away:
            lagging, now = [f"database: {away}"], {}
        if lagging or now != heads:
            heads, quiet_since = now, time.monotonic()
        elif time.monotonic() - quiet_since > DUE:
            return quiet_since - began
        assert time.monotonic() - began < seconds, f"not quiet within {seconds} s: {lagging or 'events go on'}"
        time.sleep(0.1)


def look(stand: Stand) -> tuple[list[str], dict[str, int]]:
    """What lags, and where each log ends."""
    lagging = [f"{name} is {state}" for name, state in stand.platform.states().items() if state != "ready"]
    heads = {}
    for name in DOMAIN:
        head, relayed = stand.rows(name, HEAD)[0]
        heads[name] = head
        if relayed < head:
            lagging.append(f"{name} published {relayed} of {head}")
    for reader, sources in READERS.items():
        heard = dict(stand.rows(reader, "SELECT source, position FROM inbox"))
        lagging += [
            f"{reader} heard {source} up to {heard.get(source, 0)} of {heads[source]}"
            for source in sources
            if heard.get(source, 0) < heads[source]
        ]
        if reader != "analytics" and (waiting := stand.one(reader, WAITING)):
            lagging.append(f"{reader} holds {waiting} events")
    return lagging, heads

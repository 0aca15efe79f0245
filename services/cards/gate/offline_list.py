"""A venue's list for gates that cannot ask: digests instead of numbers, and a signature over each page. Pure.

The salt is the venue's own and known to its devices only: without it, numbers of twelve digits could be guessed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any

from shared.contracts import Message, Row
from shared.contracts.cards import (
    GateDevices,
    GatePolicy,
    Occupancy,
    OfflineEntry,
    OfflineList,
    OfflineListPage,
    WeeklyHours,
)
from shared.signing import Signatures


def defaults(message: Message, blind: Callable[[str], str]) -> Mapping[str, Any]:
    """What holds for a venue that has no policy, for the queries that depend on one."""
    if isinstance(message, OfflineList | GateDevices | Occupancy):
        names = ("list_hours", "silent_minutes", "stay_minutes")
        return {name: getattr(GatePolicy(), name) for name in names}
    return {}


def sealed(rows: Sequence[Row], signatures: Signatures) -> list[Row]:
    """The pages as they go out: what the database gave has numbers in the place of keys, and no signature."""
    return [signed(page, signatures) for page in rows if isinstance(page, OfflineListPage)]


def signed(page: OfflineListPage, signatures: Signatures) -> OfflineListPage:
    salt = salt_of(page.venue_id, signatures)
    entries = tuple(replace(entry, key=key_of(salt, entry.key)) for entry in page.entries)
    salted = replace(page, salt=salt, version=key_of(salt, page.version), entries=entries)
    return replace(salted, signature=signatures.sign(text_of(salted)))


def salt_of(venue_id: str, signatures: Signatures) -> str:
    return hashlib.sha256(signatures.sign(f"salt of the offline list of {venue_id}").encode()).hexdigest()[:32]


def key_of(salt: str, read: str) -> str:
    """What stands in a list for a number, a chip, or the `<card>.<epoch>` of a code."""
    return hashlib.sha256(f"{salt}.{read}".encode()).hexdigest()


def text_of(page: OfflineListPage) -> str:
    """What is signed, as the contract describes it."""
    made, expires = (f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for at in (page.made_at, page.expires_at))
    head = f"L1 {page.venue_id} {page.version} {made} {expires} {page.page}/{page.pages} {page.salt}"
    return "\n".join([head, *map(line_of, page.entries)])


def line_of(entry: OfflineEntry) -> str:
    return " ".join([entry.key, str(entry.first), str(entry.until), *map(hours_text, entry.hours)])


def hours_text(hours: WeeklyHours) -> str:
    return f"{''.join(map(str, hours.weekdays))}@{hours.opens}-{hours.closes}"

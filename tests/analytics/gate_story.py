"""Gates without a connection, and devices that fall silent: for reports and for `story.life`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

from shared.contracts import Event, Reason
from shared.contracts.cards import (
    GateDeviceHeard,
    GatePolicy,
    GatePolicySet,
    OfflineConflictSettled,
    OfflineSwipeConflict,
)
from shared.ids import derived_id

DAY, AT = date(2026, 3, 2), datetime(2026, 3, 2, 6, tzinfo=UTC)


def policy(venue: str, silent_minutes: int = 10, effective: date = DAY) -> GatePolicySet:
    return GatePolicySet(venue_id=venue, effective=effective, policy=GatePolicy(silent_minutes=silent_minutes))


def heard_at(venue: str, minutes: float, device: str = "gate 1") -> GateDeviceHeard:
    """So many minutes after six."""
    at = AT + timedelta(minutes=minutes)
    return GateDeviceHeard(
        device_id=derived_id(device, venue), venue_id=venue, day=at.date(), at=at, list_version="1", expires_at=at
    )


def conflict(
    name: str, card: str, member: str, venue: str, reason: str = "CardExpired", counted: bool = False, day: date = DAY
) -> OfflineSwipeConflict:
    return OfflineSwipeConflict(
        swipe_id=derived_id("offline", name), card_id=card, member_id=member, venue_id=venue, day=day,
        at=datetime(day.year, day.month, day.day, 6, tzinfo=UTC), reason=Reason(code=reason, facts={}), counted=counted,
        list_version="1",
    )  # fmt: skip


def settled(name: str, card: str, venue: str) -> OfflineConflictSettled:
    return OfflineConflictSettled(swipe_id=derived_id("offline", name), card_id=card, venue_id=venue, outcome="paid")


def any_gate(chance: Random, member: str, card: str, venue: str) -> Iterator[Event]:
    lives: list[list[Event]] = [
        [conflict(member, card, member, venue, counted=chance.random() < 0.5), settled(member, card, venue)],
        [conflict(member, card, member, venue, "CardFrozenNow")],
        [heard_at(venue, n * chance.randint(1, 30), member) for n in range(4)],
        [policy(venue, chance.randint(1, 20)), heard_at(venue, 0, member), heard_at(venue, 15, member)],
    ]
    yield from chance.choice(lives)

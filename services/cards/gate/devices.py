"""Devices at gates say every minute how they are; enough of it is kept to see when one falls silent. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from services.cards.gate import gate_policy
from services.cards.gate.gate_policy import Gates, policy_on
from shared.contracts.cards import ConfirmOfflineList, GateDeviceHeard, GateNotOpen, GateOpened, GatePolicySet
from shared.decider import Context, Decider
from shared.venue_time import local_day


@dataclass(frozen=True)
class Heard:
    """A device's day: when it was last heard, with which list."""

    gates: Gates = field(default_factory=Gates)
    last: GateDeviceHeard | None = None


def streams(wish: ConfirmOfflineList, context: Context) -> list[str]:
    """A stream a day, so that none grows for ever."""
    return [f"gate-{wish.venue_id}", f"gatedevice-{context.actor.id}-{context.at.date()}"]


def decide(wish: ConfirmOfflineList, heard: Heard, context: Context) -> list[GateDeviceHeard]:
    """Nothing for what is known: a list that has not changed, and a sign of life that is still fresh."""
    gates, last = heard.gates, heard.last
    if gates.zone is None:
        raise GateNotOpen(venue_id=wish.venue_id)
    silent = policy_on(gates.policies, local_day(context.at, gates.zone)).silent_minutes
    fresh = timedelta(minutes=silent) / 2
    if last and (context.at < last.at or (same(wish, last) and context.at < last.at + fresh)):
        return []
    told = GateDeviceHeard(
        device_id=context.actor.id,
        venue_id=wish.venue_id,
        day=context.at.date(),
        at=context.at,
        list_version=wish.list_version,
        expires_at=wish.expires_at,
    )
    return [told]


def same(wish: ConfirmOfflineList, last: GateDeviceHeard) -> bool:
    held = (last.venue_id, last.list_version, last.expires_at)
    return held == (wish.venue_id, wish.list_version, wish.expires_at)


def evolve(heard: Heard, event: GateOpened | GatePolicySet | GateDeviceHeard) -> Heard:
    if isinstance(event, GateDeviceHeard):
        return replace(heard, last=event)
    return replace(heard, gates=gate_policy.evolve(heard.gates, event))


DEVICES: Decider[Heard] = Decider((ConfirmOfflineList,), Heard(), streams, decide, evolve)

"""Who of the staff may let somebody in against which refusal, how often on a day, and what is told of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from services.cards.card import Card
from services.cards.gate.gate_policy import NEVER
from shared.contracts import HEAD_OFFICE, VENUE_MANAGER, Money, Reason, Refusal, Role
from shared.contracts.cards import (
    EntryGranted,
    EntryOverridden,
    GatePolicy,
    NeverOverridden,
    OverrideCounted,
    OverrideNotYours,
    OverridesUsedUp,
)
from shared.decider import Context
from shared.venue_time import add_days

Counts = Mapping[date, int]
"""What one clerk overrode, at all venues, by the venue's day."""


def counting(clerk_id: str, at: datetime) -> list[str]:
    """The streams in which a clerk is counted; the day of a venue is that of UTC, or the one before or after it."""
    return [f"overrides-{clerk_id}-{add_days(at.date(), days)}" for days in (-1, 0, 1)]


def not_theirs(codes: Iterable[str], policy: GatePolicy, counts: Counts, day: date, context: Context) -> Refusal | None:
    """Why the clerk may not override all of these; None: may. Managers are counted, and not limited."""
    for code in codes:
        roles = openers(code, policy)
        if not roles:
            return NeverOverridden(against=code)
        if not context.actor.has(*roles):
            return OverrideNotYours(against=code, roles=", ".join(roles))
    used_up = counts.get(day, 0) >= policy.overrides_a_day and not context.actor.has(VENUE_MANAGER, HEAD_OFFICE)
    return OverridesUsedUp(most=policy.overrides_a_day, day=day) if used_up else None


def openers(code: str, policy: GatePolicy) -> tuple[Role, ...]:
    """The roles to which the policy gives this override; none to any of what is never overridden."""
    named = [rule for rule in policy.overrides if rule.reason == code]
    rules = named or [rule for rule in policy.overrides if rule.reason == "*"]
    return () if code in NEVER or not rules else tuple(map(Role, rules[0].roles))


def overridden(
    swiped: Mapping[str, Any],
    card: Card,
    entry: EntryGranted | None,
    against: tuple[Reason, ...],
    why: tuple[str, str | None],
    context: Context,
) -> tuple[EntryOverridden, OverrideCounted]:
    """An entry against these reasons, and the clerk's count. `why`: its ground and words; `entry` None: it was free."""
    told = EntryOverridden(
        **swiped,
        clerk_id=context.actor.id,
        reason=against[0],
        also=against[1:],
        ground=why[0],
        words=why[1],
        counted=entry is not None,
        used=entry.lot_value if entry else nothing(card),
        forgone=None if entry else price_of_a_visit(card, swiped["day"]),
    )
    named = {name: getattr(told, name) for name in ("clerk_id", "day", "venue_id", "swipe_id")}
    return told, OverrideCounted(**named)


def nothing(card: Card) -> Money:
    first = next(iter(card.lots.values()))
    return replace(first.lot.price, amount=0)


def price_of_a_visit(card: Card, day: date) -> Money | None:
    """What a visit costs without a card, or from a balance."""
    terms = card.terms_on(day)
    return terms.list_price or terms.visit_price

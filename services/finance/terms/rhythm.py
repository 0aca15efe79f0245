"""How often term income is booked: dated, at each month's end where nothing is published. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shared.contracts.finance import IncomePolicyDated, IncomePolicyPublished, PublishIncomePolicy, Rhythm
from shared.dated import in_force
from shared.decider import Context, Decider

Rhythms = tuple[IncomePolicyPublished, ...]


def publish(wish: PublishIncomePolicy, rhythms: Rhythms, context: Context) -> list[IncomePolicyPublished]:
    """Nothing for the rhythm that was published last for that day."""
    if (
        any(known.valid_from == wish.valid_from for known in rhythms)
        and rhythm_on(rhythms, wish.valid_from) == wish.rhythm
    ):
        return []
    if wish.valid_from < context.at.date():
        raise IncomePolicyDated(valid_from=wish.valid_from, earliest=context.at.date())
    return [IncomePolicyPublished(**vars(wish))]


def rhythm_on(rhythms: Rhythms, day: date) -> Rhythm:
    """Until head office publishes one, by the month."""
    policy = in_force(rhythms, day)
    return policy.rhythm if policy else "month"


def remember_rhythm(rhythms: Rhythms, event: IncomePolicyPublished) -> Rhythms:
    return (*rhythms, event)


def streams(wish: PublishIncomePolicy, context: Context) -> Sequence[str]:
    return ["incomepolicies"]


INCOME_POLICY: Decider[Rhythms] = Decider((PublishIncomePolicy,), (), streams, publish, remember_rhythm)

"""What holds at a venue's gates from which day on. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.cards.gate.gate_limits import hours_fit
from services.cards.sale import grades
from services.cards.sale.grades import LADDER, Grades, check_grade
from shared.contracts import FRONT_DESK, HEAD_OFFICE, VENUE_MANAGER, Refusal, catalogue
from shared.contracts.cards import (
    Area,
    CardCancelled,
    CardGradesSet,
    CardLost,
    CardOfErasedMember,
    CodeNotGenuine,
    GateNotOpen,
    GateOpened,
    GatePolicy,
    GatePolicyInThePast,
    GatePolicySet,
    GatePolicyWrong,
    NumberDead,
    OverrideRule,
    SetGatePolicy,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

MINUTES_A_DAY = 24 * 60
LONGEST_STAY = 4 * 60  # minutes
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
RANGES = {
    "code_minutes": (1, MINUTES_A_DAY),
    "list_hours": (1, 24 * 7),
    "silent_minutes": (1, MINUTES_A_DAY),
    "override_minutes": (1, MINUTES_A_DAY),
    "overrides_a_day": (0, 1_000),
    "waiver_grace_days": (0, 365),
    "travel_minutes": (0, 2 * MINUTES_A_DAY),
    "capacity": (1, 100_000),
    "stay_minutes": (1, LONGEST_STAY),
    "take_back_hours": (0, 24 * 31),
}
OPENERS = (FRONT_DESK, VENUE_MANAGER, HEAD_OFFICE)
NEVER = frozenset(no.__name__ for no in (CardCancelled, CardLost, CardOfErasedMember, NumberDead, CodeNotGenuine))


@dataclass(frozen=True)
class Gates:
    """A venue's zone, if it is open, the policies in the order in which they were set, and the grades there are."""

    zone: str | None = None
    policies: tuple[GatePolicySet, ...] = ()
    ladders: Grades = ()


def policy_on(policies: Sequence[GatePolicySet], day: date) -> GatePolicy:
    """The policy of the latest day that has come; of one day, the last one set; before the first, the defaults."""
    begun = [(known.effective, place) for place, known in enumerate(policies) if known.effective <= day]
    return policies[max(begun)[1]].policy if begun else GatePolicy()


def streams(wish: SetGatePolicy, context: Context) -> list[str]:
    return [f"gate-{wish.venue_id}", LADDER]


def decide(wish: SetGatePolicy, gates: Gates, context: Context) -> list[GatePolicySet]:
    if gates.zone is None:
        raise GateNotOpen(venue_id=wish.venue_id)
    for wrong in faults(wish.policy):
        raise wrong
    for area in wish.policy.areas:
        check_grade(area.from_grade, gates.ladders)
    today = local_day(context.at, gates.zone)
    if policy_on(gates.policies, wish.effective) == wish.policy:
        return []
    if wish.effective < today:
        raise GatePolicyInThePast(effective=wish.effective, earliest=today)
    return [GatePolicySet(**vars(wish))]


def faults(policy: GatePolicy) -> Iterator[GatePolicyWrong]:
    for figure, (least, most) in RANGES.items():
        asked = getattr(policy, figure)
        if asked is not None and not least <= asked <= most:
            yield GatePolicyWrong(figure=figure, asked=str(asked), expected=f"{least} … {most}")
    for area in policy.areas:
        yield from faults_in(area, [known.name for known in policy.areas])
    if policy.empties_at is not None and not CLOCK.fullmatch(policy.empties_at):
        yield GatePolicyWrong(figure="empties_at", asked=policy.empties_at, expected="00:00 … 23:59")
    if not policy.override_grounds:
        yield GatePolicyWrong(figure="override_grounds", asked="0", expected="1 …")
    least, most = RANGES["travel_minutes"]
    for way in (way for way in policy.travel_from if not least <= way.minutes <= most):
        yield GatePolicyWrong(figure="travel_from", asked=str(way.minutes), expected=f"{least} … {most}")
    for rule in policy.overrides:
        yield from faults_of(rule)


def faults_in(area: Area, names: Sequence[str]) -> Iterator[GatePolicyWrong]:
    """Areas have names of their own, and hours as cards have them."""
    if names.count(area.name) > 1:
        yield GatePolicyWrong(figure="areas", asked=area.name, expected="each once")
    if area.capacity is not None and area.capacity < 1:
        yield GatePolicyWrong(figure=area.name, asked=str(area.capacity), expected="1 …")
    for hours in area.staffed:
        if not hours_fit(hours):
            yield GatePolicyWrong(
                figure=area.name, asked=f"{hours.opens}-{hours.closes}", expected="06:30-22:00, 1 … 7"
            )


def faults_of(rule: OverrideRule) -> Iterator[GatePolicyWrong]:
    """A rule names a refusal of cards, or all others by `*`, and opens to nobody what is never opened."""
    if rule.reason != "*" and rule.reason not in catalogue.of("cards", Refusal):
        yield GatePolicyWrong(figure="overrides", asked=rule.reason, expected="*, CardExpired, VenueNotCovered …")
    if rule.reason in NEVER and rule.roles:
        yield GatePolicyWrong(figure=rule.reason, asked=", ".join(rule.roles), expected="-")
    for role in rule.roles:
        if role not in OPENERS:
            yield GatePolicyWrong(figure="overrides", asked=role, expected=", ".join(OPENERS))


def evolve(gates: Gates, event: GateOpened | GatePolicySet | CardGradesSet) -> Gates:
    match event:
        case CardGradesSet():
            return replace(gates, ladders=grades.evolve(gates.ladders, event))
        case GateOpened(zone=zone):
            return replace(gates, zone=zone)
        case GatePolicySet():
            return replace(gates, policies=(*gates.policies, event))
    return gates  # what else happens at a venue's gate


GATE_POLICY: Decider[Gates] = Decider((SetGatePolicy,), Gates(), streams, decide, evolve)

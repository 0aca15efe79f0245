"""What head office decides about gates and grades, dated, by the rules alone: the contract of cards and its README.

A policy holds at a venue from a day of its clock on, a ladder of grades in the chain; the past is closed, and no grade
that was announced is ever left out. What a refund bears is noted as finance says it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from shared.contracts import FRONT_DESK, HEAD_OFFICE, VENUE_MANAGER, Refusal
from shared.contracts import cards as c
from tests.machine import Answer, told

NEVER_OPENED = ("CardCancelled", "CardLost", "CardOfErasedMember", "NumberDead", "CodeNotGenuine")


@dataclass
class GatesModel:
    """`zones` of the venues whose gates are open."""

    zones: dict[str, str] = field(default_factory=dict)
    policies: dict[str, list[c.SetGatePolicy]] = field(default_factory=dict)
    ladders: list[c.SetCardGrades] = field(default_factory=list)
    rates: list[c.NoteRefundInterest] = field(default_factory=list)

    def open(self, wish: c.OpenGate) -> Answer:
        if wish.venue_id in self.zones:
            return []
        self.zones[wish.venue_id] = wish.zone
        return [told(c.GateOpened, venue_id=wish.venue_id, zone=wish.zone)]

    def note(self, wish: c.NoteRefundInterest) -> Answer:
        if self.rates[-1:] == [wish]:
            return []
        self.rates.append(wish)
        return [told(c.RefundInterestNoted, **vars(wish))]

    # --- grades ---

    @property
    def announced(self) -> set[str]:
        return {each.grade for ladder in self.ladders for each in ladder.grades}

    def rank(self, wish: c.SetCardGrades, today: date) -> Answer:
        names = [each.grade for each in wish.grades]
        fit = all(re.fullmatch("[a-z0-9][a-z0-9_-]{0,39}", name) for name in names)
        against: set[type[Refusal]] = set()
        if not names or len(names) > len(set(names)) or not fit:
            against.add(c.CardGradesWrong)
        if not against and [ladder for ladder in self.ladders if ladder.effective == wish.effective][-1:] == [wish]:
            return []
        if self.announced - set(names):
            against.add(c.GradeLeftOut)
        if wish.effective < today:
            against.add(c.CardGradesInThePast)
        if against:
            return against
        self.ladders.append(wish)
        return [told(c.CardGradesSet, grades=wish.grades, effective=wish.effective)]

    # --- policies ---

    def holds(self, venue_id: str, day: date) -> c.GatePolicy:
        """The newest day binds; of one day, what was set last; before the first, the defaults."""
        known = [each for each in self.policies.get(venue_id, []) if each.effective <= day]
        return sorted(known, key=lambda each: each.effective)[-1].policy if known else c.GatePolicy()

    def set(self, wish: c.SetGatePolicy, now: datetime) -> Answer:
        zone = self.zones.get(wish.venue_id)
        if zone is None:
            return {c.GateNotOpen}
        against: set[type[Refusal]] = set()
        if any(area.from_grade and area.from_grade not in self.announced for area in wish.policy.areas):
            against.add(c.GradeUnknown)
        if not fits(wish.policy):
            against.add(c.GatePolicyWrong)
        if not against and self.holds(wish.venue_id, wish.effective) == wish.policy:
            return []  # also where another day said so: what is set in between later holds then beyond this day
        if wish.effective < now.astimezone(ZoneInfo(zone)).date():
            against.add(c.GatePolicyInThePast)
        if against:
            return against
        self.policies.setdefault(wish.venue_id, []).append(wish)
        return [told(c.GatePolicySet, **vars(wish))]


def fits(policy: c.GatePolicy) -> bool:
    """Of the figures those that the machine tries."""
    figures = 1 <= policy.code_minutes <= 24 * 60 and 1 <= policy.stay_minutes <= 4 * 60
    room = all(each is None or each >= 1 for each in (policy.capacity, *(area.capacity for area in policy.areas)))
    names = [area.name for area in policy.areas]
    clock = policy.empties_at is None or re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", policy.empties_at)
    opens = all(
        set(rule.roles) <= {FRONT_DESK, VENUE_MANAGER, HEAD_OFFICE} and not (rule.roles and rule.reason in NEVER_OPENED)
        for rule in policy.overrides
    )
    return bool(figures and room and len(names) == len(set(names)) and clock and opens and policy.override_grounds)

"""The dated policies of members, with their defaults. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.contracts.members import (
    MemberPolicySet,
    PolicyName,
    PolicyOfTheWholeChain,
    PolicyStartsInThePast,
    PolicyValueNotKnown,
    SetMemberPolicy,
    VenueNotOpen,
    VenueOpened,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

STREAM = "memberpolicies"
CHAIN_ZONE = "UTC"  # the zone in which a policy of the whole chain begins


@dataclass(frozen=True)
class Rule:
    """The default of a policy, the values that it may have, and whether a venue may have its own."""

    default: str
    pattern: str
    allowed: str
    by_venue: bool = False


REVIEW = Rule("act_first", "none|act_first|approve_first", "none, act_first, approve_first")
RULES: dict[PolicyName, Rule] = {
    "registration_review": Rule("none", "none|online|all", "none, online, all", by_venue=True),
    "trials_per_person": Rule("1", r"\d{1,2}", "0 … 99"),
    "guest_visits_per_person": Rule("3", r"[1-9]\d?", "1 … 99"),
    "guest_visits_within_months": Rule("12", r"[1-9]\d?", "1 … 99"),
    "guests_invited_days_ahead": Rule("30", r"\d{1,3}", "0 … 999"),
    "data_confirmed_every_months": Rule("12", r"[1-9]\d?", "1 … 99"),
    "merge_undone_within_days": Rule("30", r"\d{1,3}", "0 … 999"),
    "signing_reminded_days_before": Rule("14", r"\d{1,3}", "0 … 999"),
    "of_age_notice_days": Rule("2", r"[0-5]?\d|60", "0 … 60"),
    "review_of_profile": replace(REVIEW, default="none"),
    "review_of_extra_data": replace(REVIEW, default="none"),
    "review_of_certificates": REVIEW,
    "review_of_guests": replace(REVIEW, default="none"),
    "review_of_contacts": replace(REVIEW, default="none"),
    "review_of_measurements": replace(REVIEW, default="none"),
    "health_open_days_after_class": Rule("14", r"\d{1,2}", "0 … 99"),
    "break_glass_minutes": Rule("30", r"[1-9]\d{0,2}", "1 … 999"),
}


@dataclass(frozen=True)
class Policies:
    """Everything that was set, in the order of setting; and the zone of the venue that a command names."""

    every: tuple[MemberPolicySet, ...] = ()
    zone: str | None = None

    def value(self, policy: PolicyName, day: date, venue_id: str | None = None) -> str:
        """What binds on a day: the venue's own before the chain's, the latest day, the latest set."""
        binding = [p for p in self.every if p.policy == policy and p.from_day <= day]
        for scope in dict.fromkeys((venue_id, None)):
            of_scope = [p for p in binding if p.venue_id == scope]
            if of_scope:
                return sorted(of_scope, key=lambda p: p.from_day)[-1].value
        return RULES[policy].default

    def number(self, policy: PolicyName, day: date) -> int:
        return int(self.value(policy, day))


def streams(wish: SetMemberPolicy, context: Context) -> Sequence[str]:
    return [STREAM, *([f"venue-{wish.venue_id}"] if wish.venue_id else [])]


def decide(wish: SetMemberPolicy, policies: Policies, context: Context) -> list[MemberPolicySet]:
    rule = RULES[wish.policy]
    if not re.fullmatch(rule.pattern, wish.value):
        raise PolicyValueNotKnown(policy=wish.policy, value=wish.value, allowed=rule.allowed)
    if wish.venue_id and not rule.by_venue:
        raise PolicyOfTheWholeChain(policy=wish.policy)
    if wish.venue_id and policies.zone is None:
        raise VenueNotOpen(venue_id=wish.venue_id)
    if wish.from_day < local_day(context.at, policies.zone or CHAIN_ZONE):
        raise PolicyStartsInThePast(from_day=wish.from_day)
    return [MemberPolicySet(**vars(wish))]


def evolve(policies: Policies, event: MemberPolicySet | VenueOpened) -> Policies:
    match event:
        case MemberPolicySet():
            return replace(policies, every=(*policies.every, event))
        case VenueOpened():
            return replace(policies, zone=event.zone)


POLICY: Decider[Policies] = Decider((SetMemberPolicy,), Policies(), streams, decide, evolve)

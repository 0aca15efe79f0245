"""Policies of members: rules of the chain with the day from which each binds; a venue may have its own."""

from __future__ import annotations

from typing import Literal

from shared.contracts import HEAD_OFFICE, VENUE_MANAGER, Command, Day, Event, Id, Query, Refusal, Row, Text
from shared.contracts.members.venue import VenueNotOpen

PolicyName = Literal[
    "registration_review",
    "trials_per_person",
    "guest_visits_per_person",
    "guest_visits_within_months",
    "guests_invited_days_ahead",
    "data_confirmed_every_months",
    "merge_undone_within_days",
    "of_age_notice_days",
    "signing_reminded_days_before",
    "review_of_profile",
    "review_of_extra_data",
    "review_of_certificates",
    "review_of_guests",
    "review_of_contacts",
    "review_of_measurements",
    "health_open_days_after_class",
    "break_glass_minutes",
]


class PolicyValueNotKnown(Refusal):
    """A policy has its own values."""

    policy: str
    value: str
    allowed: str
    status = 422
    says = Text("{value} is no value of the policy {policy}.", "{value} 不是规则 {policy} 的有效取值。")
    remedy = Text("Give one of: {allowed}.", "请使用：{allowed}。")


class PolicyStartsInThePast(Refusal):
    """What was decided by the rules of its day stands."""

    from_day: Day
    status = 422
    says = Text("{from_day} has begun already.", "{from_day} 已经开始。")
    remedy = Text("Let the policy bind from today or a later day.", "请选择今天或以后的日期生效。")


class PolicyOfTheWholeChain(Refusal):
    """Some policies would mean nothing at one venue alone."""

    policy: str
    status = 422
    says = Text("The policy {policy} holds for the whole chain.", "规则 {policy} 只能全连锁统一设置。")
    remedy = Text("Leave the venue open.", "请不要指定场馆。")


class SetMemberPolicy(
    Command,
    by=(HEAD_OFFICE,),
    refuses=(PolicyValueNotKnown, PolicyStartsInThePast, PolicyOfTheWholeChain, VenueNotOpen),
):
    """Let a policy have a value from a day on, for the whole chain or for one venue."""

    policy: PolicyName
    value: str
    from_day: Day
    venue_id: Id | None = None


class MemberPolicySet(Event, stream="memberpolicies", unreported="rule"):
    """The policy has this value from `from_day` on, until a later one; a venue's own stands before the chain's."""

    policy: PolicyName
    value: str
    from_day: Day
    venue_id: Id | None


class MemberPolicyRow(Row):
    """A policy with its day; the latest set of the same day binds."""

    policy: str
    value: str
    from_day: Day
    venue_id: Id | None
    set_by: str
    set_at: str


class ListMemberPolicies(Query, by=(HEAD_OFFICE, VENUE_MANAGER), answers=MemberPolicyRow):
    """Every setting ever made, the newest first, with who made it; a policy without a row has its default."""

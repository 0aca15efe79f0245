"""A member's profile: what changed is an event, what was there before stays in the history. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, assert_never

from services.members import entry, life, policy
from services.members.life import Life, check_registered
from services.members.policy import Policies
from shared.contracts import SERVICE, Event
from shared.contracts.members import (
    AskForConfirmation,
    BirthDateNotPossible,
    ChangeProfile,
    ConfirmationDue,
    ConfirmProfile,
    MemberPolicySet,
    ProfileChanged,
    ProfileConfirmed,
    RegisterMember,
)
from shared.decider import Context, Decider
from shared.venue_time import add_months

Wish = ChangeProfile | ConfirmProfile | AskForConfirmation
OLDEST = 120  # years
NOT_VALUES = ("member_id", "clear", "birth_year", "at_registration")


@dataclass(frozen=True)
class Profile:
    """The present values by field; and whether the data wait to be confirmed."""

    values: Mapping[str, Any] = field(default_factory=dict)
    life: Life = field(default_factory=Life)
    policies: Policies = field(default_factory=Policies)
    due: bool = False


def streams(wish: Wish, context: Context) -> Sequence[str]:
    own = [life.stream(wish.member_id), f"confirmation-{wish.member_id}"]
    match wish:
        case ChangeProfile():
            own = [life.stream(wish.member_id), f"profile-{wish.member_id}"]
            return [*own, *entry.streams_of("profile", wish.member_id, context)]
        case ConfirmProfile():
            return [*own, policy.STREAM]
        case AskForConfirmation():
            return own
    assert_never(wish)


def decide(wish: Wish, profile: Profile, context: Context) -> list[Event]:
    match wish:
        case ChangeProfile():
            check_registered(profile.life, wish.member_id)
            events = change(wish, profile, context.at.date())
            return entry.entered("profile", wish.member_id, wish, events, profile.policies, context)
        case ConfirmProfile():
            if context.actor.has(SERVICE) and profile.life.status in ("merged", "erased"):
                return []  # the news of joining comes after that of leaving was decided
            check_registered(profile.life, wish.member_id)
            return [confirmed(wish.member_id, profile.policies, context.at)]
        case AskForConfirmation(member_id=member_id):
            active = profile.life.status == "registered" and not profile.due
            return [ConfirmationDue(member_id=member_id)] if active else []
    assert_never(wish)


def change(wish: ChangeProfile, profile: Profile, today: date) -> Sequence[ProfileChanged]:
    """Only what is other than before; nothing if nothing is. Raises BirthDateNotPossible."""
    given = {name: value for name, value in vars(wish).items() if name not in NOT_VALUES and value is not None}
    new = {name: value for name, value in given.items() if profile.values.get(name) != value}
    clear = tuple(name for name in wish.clear if name in profile.values and name not in given)
    return [changed(wish.member_id, new, today, clear)] if new or clear else []


def changed(member_id: str, values: Mapping[str, Any], today: date, clear: Sequence[str] = ()) -> ProfileChanged:
    birth_date = values.get("birth_date")
    year = born(birth_date, today).year if birth_date else None
    return ProfileChanged(member_id=member_id, birth_year=year, clear=tuple(clear), **values)  # type: ignore[arg-type]


def born(birth_date: str, today: date) -> date:
    """Raises BirthDateNotPossible."""
    day = date.fromisoformat(birth_date)
    if not today.year - OLDEST <= day.year or day > today:
        raise BirthDateNotPossible()
    return day


def given_at_registration(wish: RegisterMember, today: date) -> list[Event]:
    values = {name: value for name in ("email", "sex", "birth_date") if (value := getattr(wish, name)) is not None}
    return [replace(changed(wish.member_id, values, today), at_registration=True)] if values else []


def confirmed(member_id: str, policies: Policies, at: datetime) -> ProfileConfirmed:
    months = policies.number("data_confirmed_every_months", at.date())
    day = add_months(at.date(), months)
    return ProfileConfirmed(member_id=member_id, ask_again_at=datetime.combine(day, at.timetz()).astimezone(UTC))


def evolve(profile: Profile, event: Any) -> Profile:
    match event:
        case ProfileChanged():
            new = {name: value for name, value in vars(event).items() if name not in NOT_VALUES and value is not None}
            kept = {name: value for name, value in profile.values.items() if name not in event.clear}
            return replace(profile, values=kept | new)
        case MemberPolicySet():
            return replace(profile, policies=policy.evolve(profile.policies, event))
        case ConfirmationDue():
            return replace(profile, due=True)
        case ProfileConfirmed():
            return replace(profile, due=False)
    return replace(profile, life=life.evolve(profile.life, event))


PROFILE: Decider[Profile] = Decider(
    (ChangeProfile, ConfirmProfile, AskForConfirmation), Profile(), streams, decide, evolve
)

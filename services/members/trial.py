"""Trials of a person under all records: a trial card counts as a free trial does, and who carries a sign is told. Pure.

The signs of a member are the phone, and the name with the birth date. What they are needs the member's data, and where
a trial counts needs the signs: so it takes two steps, of which the first notes the digests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from services.members import life, policy
from services.members.guest import signs_of
from services.members.life import Life
from services.members.policy import Policies
from shared.contracts import Event
from shared.contracts.members import (
    MatchTrial,
    MemberPolicySet,
    NoteTrialSigns,
    ProfileChanged,
    TrialCounted,
    TrialMatched,
    TrialSignCarried,
    TrialSignsNoted,
)
from shared.decider import Context, Decider
from shared.venue_time import chain_day

Wish = NoteTrialSigns | MatchTrial


@dataclass(frozen=True)
class Trials:
    """The member with name and birth date, and by sign what trials count under it and which members carry it."""

    life: Life = field(default_factory=Life)
    profile: Mapping[str, str | None] = field(default_factory=dict)
    signs: tuple[str, ...] = ()
    cards: frozenset[tuple[str, str]] = frozenset()  # trial cards, by member
    counted: Mapping[str, Mapping[str, TrialCounted]] = field(default_factory=dict)
    carried: frozenset[tuple[str, str]] = frozenset()  # by sign and member
    told: frozenset[str] = frozenset()  # members who had theirs
    policies: Policies = field(default_factory=Policies)


def own(member_id: str) -> str:
    return f"trialsof-{member_id}"


def streams(wish: Wish, context: Context) -> Sequence[str]:
    match wish:
        case NoteTrialSigns(member_id=member_id):
            return [life.stream(member_id), f"profile-{member_id}", own(member_id)]
        case MatchTrial(member_id=member_id, signs=signs):
            return [own(member_id), policy.STREAM, *(f"trial-{sign}" for sign in signs)]
    assert_never(wish)


def further(wish: Wish, trials: Trials) -> Iterator[str]:
    """Who else carries one of the signs."""
    yield from (own(member_id) for _, member_id in sorted(trials.carried))


def decide(wish: Wish, trials: Trials, context: Context) -> list[Event]:
    match wish:
        case NoteTrialSigns():
            return note(wish, trials, context)
        case MatchTrial():
            return [*match_trial(wish, trials)]
    assert_never(wish)


def note(wish: NoteTrialSigns, trials: Trials, context: Context) -> list[Event]:
    """Nothing of who is no member: their data are gone, or are the survivor's."""
    person = trials.life
    if not person.active:
        return []
    name, birth_date = trials.profile.get("name") or person.name, trials.profile.get("birth_date")
    known = {"phone": person.phone or None, "name": name, "birth_date": birth_date, "device": None}
    signs = tuple(signs_of("trial", context.blind, **known))
    if signs == trials.signs and (wish.card_id is None or (wish.member_id, wish.card_id) in trials.cards):
        return []
    return [TrialSignsNoted(**vars(wish), signs=signs, day=chain_day(context.at))]


def match_trial(wish: MatchTrial, trials: Trials) -> Iterator[Event]:
    """The trial counts under every sign; who carries one, and has had as many as policy allows, is told once."""
    for sign in wish.signs:
        if (sign, wish.member_id) not in trials.carried:
            yield TrialSignCarried(index=sign, member_id=wish.member_id)
    had = {trial_id: one for sign in wish.signs for trial_id, one in trials.counted.get(sign, {}).items()}
    others: Sequence[str] = [] if wish.card_id else [wish.member_id]
    if wish.card_id and wish.venue_id:
        fresh = TrialCounted(index="", trial_id=wish.card_id, venue_id=wish.venue_id, day=wish.day)
        counted = [replace(fresh, index=sign) for sign in wish.signs]
        yield from (one for one in counted if wish.card_id not in trials.counted.get(one.index, {}))
        had |= {one.trial_id: one for one in counted}
        others = sorted({member_id for _, member_id in trials.carried} - {wish.member_id})
    theirs = [one for trial_id, one in had.items() if wish.card_id or (wish.member_id, trial_id) not in trials.cards]
    if len(theirs) >= trials.policies.number("trials_per_person", wish.day):
        for member_id in (other for other in others if other not in trials.told):
            last = theirs[-1]
            yield TrialMatched(member_id=member_id, trial_id=last.trial_id, venue_id=last.venue_id, day=last.day)


def evolve(trials: Trials, event: Any) -> Trials:
    match event:
        case ProfileChanged():
            new = {name: getattr(event, name) for name in ("name", "birth_date") if getattr(event, name) is not None}
            kept = {name: value for name, value in trials.profile.items() if name not in event.clear}
            return replace(trials, profile={**kept, **new})
        case TrialSignsNoted(card_id=card_id):
            cards = trials.cards | ({(event.member_id, card_id)} if card_id else set())
            return replace(trials, signs=event.signs, cards=cards)
        case TrialCounted(index=index):
            under = {**trials.counted.get(index, {}), event.trial_id: event}
            return replace(trials, counted={**trials.counted, index: under})
        case TrialSignCarried(index=index, member_id=member_id):
            return replace(trials, carried=trials.carried | {(index, member_id)})
        case TrialMatched(member_id=member_id):
            return replace(trials, told=trials.told | {member_id})
        case MemberPolicySet():
            return replace(trials, policies=policy.evolve(trials.policies, event))
    return replace(trials, life=life.evolve(trials.life, event))


TRIAL: Decider[Trials] = Decider((NoteTrialSigns, MatchTrial), Trials(), streams, decide, evolve, further)

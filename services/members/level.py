"""A member's level: up as soon as the figures reach it, down when a period ends or its ground is refunded. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, assert_never

from services.members import ladder, life
from services.members.growth import Figures, earned, taken_back, withdrawn
from services.members.ladder import rank_of
from services.members.life import check_registered
from services.members.standing import Held, Standing, next_end, window_to
from shared.contracts import DayRange, Event
from shared.contracts.members import (
    EarnGrowth,
    LadderPublished,
    LevelKept,
    LevelNotByHand,
    LevelReached,
    LevelUnknown,
    NoLadderYet,
    ReleaseLevel,
    SetLevel,
    TakeBackGrowth,
    WatchLevel,
    WithdrawGrowth,
)
from shared.decider import Context, Decider
from shared.venue_time import add_months, chain_day

Wish = EarnGrowth | TakeBackGrowth | WithdrawGrowth | WatchLevel | SetLevel | ReleaseLevel


def streams(wish: Wish, context: Context) -> Sequence[str]:
    return [ladder.STREAM, life.stream(wish.member_id), f"level-{wish.member_id}"]


def decide(wish: Wish, standing: Standing, context: Context) -> list[Event]:
    today = standing.day(chain_day(context.now))
    match wish:
        case SetLevel():
            return set_by_hand(wish, standing, today)
        case ReleaseLevel():
            return release(wish, standing, today)
    if standing.life.status != "registered":
        return []
    match wish:
        case EarnGrowth():
            rates = standing.on(wish.day)
            events = earned(wish, standing.growth, rates) if rates else []
            return [*events, *promoted(wish.member_id, after(standing, events), max(today, wish.day))] if events else []
        case TakeBackGrowth():
            events = taken_back(wish, standing.growth)
            return [*events, *grounds_lost(wish.member_id, after(standing, events), today)] if events else []
        case WithdrawGrowth():
            events = withdrawn(wish, standing.growth)
            return [*events, *grounds_lost(wish.member_id, after(standing, events), today)] if events else []
        case WatchLevel():
            return period_ended(wish.member_id, standing, today)
    assert_never(wish)


def after(standing: Standing, events: Sequence[Event]) -> Standing:
    for event in events:
        standing = standing.after(event)
    return standing


def promoted(member_id: str, standing: Standing, today: date) -> list[Event]:
    """A higher level as soon as the figures of the period up to today reach it."""
    binding = standing.on(today)
    if binding is None or standing.by_hand:
        return []
    window = window_to(today, binding.period_months)
    rank = standing.reached(binding, window)
    if rank <= rank_of(binding, standing.level(binding)):
        return []
    until = add_months(today, binding.period_months)
    now = Held(binding.levels[rank].level, today, until, binding.ladder, "reach", window)
    return [told(member_id, standing, now, "promoted")]


def period_ended(member_id: str, standing: Standing, today: date) -> list[Event]:
    """The ended period's figures keep the level for another one, or it falls as the ladder of its last day says."""
    held = standing.present
    if standing.by_hand or held is None or held.until is None or today < held.until:
        return []
    binding = standing.on(held.until) or standing.published(held.ladder)
    window = DayRange(add_months(held.until, -binding.period_months), held.until)
    figures, rank = standing.growth.within(window), rank_of(binding, held.level)
    if rank and standing.keeps(binding, rank, figures):
        until = next_end(held.since, binding.period_months, held.until)
        return [
            LevelKept(
                member_id=member_id,
                level=held.level,
                since=held.since,
                until=until,
                ladder=binding.ladder,
                window=window,
                **vars(figures),
            )
        ]
    below = fallen(standing, binding, rank, figures, window)
    ends = add_months(held.until, binding.period_months) if below else None
    now = Held(binding.levels[below].level, held.until, ends, binding.ladder, "none", window)
    return [told(member_id, standing, now, "demoted")]


def fallen(standing: Standing, binding: LadderPublished, rank: int, figures: Figures, window: DayRange) -> int:
    """One below, or the highest below that the figures keep or reach."""
    if binding.falls == "one":
        return max(0, rank - 1)
    kept = [r for r in range(rank) if r == 0 or standing.keeps(binding, r, figures)]
    return max(max(kept, default=0), min(standing.reached(binding, window), max(0, rank - 1)))


def grounds_lost(member_id: str, standing: Standing, today: date) -> list[Event]:
    """A level whose ground was refunded is the one that would be held without it, unless today's figures reach it."""
    held, binding = standing.present, standing.on(today)
    if held is None or binding is None or standing.by_hand or standing.rests(held):
        return []
    rank = rank_of(binding, held.level)
    if standing.reached(binding, window_to(today, binding.period_months)) >= rank:
        return []
    now = without_ground(standing, held, binding)
    return [told(member_id, standing, now, "taken_back")] if rank_of(binding, now.level) < rank else []


def without_ground(standing: Standing, lost: Held, binding: LadderPublished) -> Held:
    """What the figures of the same window still reach, or the last level before it that rests on what is still so."""
    assert lost.window is not None
    rank = min(standing.reached(binding, lost.window), max(0, rank_of(binding, lost.level) - 1))
    before = [h for h in standing.held if (h.since, h.level) != (lost.since, lost.level) and standing.rests(h)]
    former = before[-1] if before else None
    if former and rank_of(binding, former.level) >= rank:
        return former
    lowest = Held(binding.levels[0].level, lost.since, None, binding.ladder, "none", None)
    return replace(lost, level=binding.levels[rank].level, basis="reach", ladder=binding.ladder) if rank else lowest


def set_by_hand(wish: SetLevel, standing: Standing, today: date) -> list[Event]:
    check_registered(standing.life, wish.member_id)
    binding = standing.on(today)
    if binding is None:
        raise NoLadderYet
    known = [rule.level for rule in binding.levels]
    if wish.level not in known:
        raise LevelUnknown(level=wish.level, known=", ".join(known))
    if standing.by_hand and standing.level(binding) == wish.level:
        return []
    now = Held(wish.level, today, None, binding.ladder, "none", None)
    return [replace(told(wish.member_id, standing, now, "by_hand"), reason=wish.reason)]


def release(wish: ReleaseLevel, standing: Standing, today: date) -> list[Event]:
    """What the figures of today reach, or what the ladder had given before, if its period still runs."""
    check_registered(standing.life, wish.member_id)
    binding = standing.on(today)
    if not standing.by_hand or binding is None:
        raise LevelNotByHand(member_id=wish.member_id)
    window = window_to(today, binding.period_months)
    rank = standing.reached(binding, window)
    ends = add_months(today, binding.period_months) if rank else None
    now = Held(binding.levels[rank].level, today, ends, binding.ladder, "reach" if rank else "none", window)
    for former in standing.held[-1:]:
        runs = former.until is not None and today < former.until and standing.rests(former)
        now = former if runs and rank_of(binding, former.level) >= rank else now
    return [told(wish.member_id, standing, now, "released")]


def told(member_id: str, standing: Standing, now: Held, why: Any) -> LevelReached:
    figures = standing.growth.within(now.window) if now.window else Figures()
    before = standing.level(standing.published(now.ladder))
    return LevelReached(member_id=member_id, from_level=before, why=why, **vars(now), **vars(figures))


def evolve(standing: Standing, event: Any) -> Standing:
    return standing.after(event)


LEVEL: Decider[Standing] = Decider(
    (EarnGrowth, TakeBackGrowth, WithdrawGrowth, WatchLevel, SetLevel, ReleaseLevel),
    Standing(),
    streams,
    decide,
    evolve,
)

"""What a member's level is, and how it came about: answered by the rules themselves from the member's history. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from services.members import ladder, life
from services.members.growth import Figures
from services.members.ladder import rank_of
from services.members.standing import Standing, window_to
from shared.contracts import DayRange, Event, Money, Text
from shared.contracts.members import (
    ExplainLevel,
    GrowthCause,
    LadderPublished,
    LevelCause,
    LevelRule,
    LevelStep,
    MemberLevel,
    MemberLevelRow,
)
from shared.decider import Context
from shared.history import Answer, Told
from shared.venue_time import add_months, chain_day

STEPS: Mapping[str, Text] = {
    "GrowthEarned": Text("{cause} on {day}: {points} points", "{day} 的{cause}：成长值 {points}"),
    "GrowthWithdrawn": Text("{points} points of {day} withdrawn: taken back", "记录撤销，收回 {day} 的成长值 {points}"),
    "GrowthTakenBack": Text("{points} points of {day} taken back: refunded", "退款，收回 {day} 的成长值 {points}"),
    "LevelReached": Text("{from_level} to {level}: {why}", "{from_level}变为{level}：{why}"),
    "LevelKept": Text("{level} kept until {until}", "{level}保级至 {until}"),
}
CAUSES: Mapping[GrowthCause, Text] = {
    "payment": Text("payment", "消费"),
    "visit": Text("visit", "到访"),
    "attendance": Text("attended session", "上课"),
}
WHYS: Mapping[LevelCause, Text] = {
    "promoted": Text("reached", "达到升级标准"),
    "demoted": Text("not kept", "未达到保级标准"),
    "taken_back": Text("what it rested on was taken back", "所依据的成长已收回"),
    "by_hand": Text("set by hand", "人工设定"),
    "released": Text("no longer set by hand", "取消人工设定"),
}


def streams(query: MemberLevel | ExplainLevel) -> Iterable[str]:
    return [ladder.STREAM, life.stream(query.member_id), f"level-{query.member_id}"]


def level_rows(query: MemberLevel, told: Sequence[Told], context: Context) -> list[MemberLevelRow]:
    standing = Standing()
    for one in told:
        standing = standing.after(one.event)
    today = standing.day(chain_day(context.now))
    binding = standing.on(today)
    if binding is None or standing.life.status != "registered":
        return []
    return [level_row(query.member_id, standing, binding, today)]


def level_row(member_id: str, standing: Standing, binding: LadderPublished, today: Any) -> MemberLevelRow:
    held, rank = standing.present, rank_of(binding, standing.level(binding))
    rule, figures = binding.levels[rank], standing.growth.within(window_to(today, binding.period_months))
    above = binding.levels[rank + 1] if rank + 1 < len(binding.levels) else None
    until = held.until if held else None
    period = DayRange(add_months(until, -binding.period_months), until) if until else None
    return MemberLevelRow(
        member_id=member_id,
        level=rule.level,
        name=rule.name,
        name_zh=rule.name_zh,
        rank=rank,
        since=held.since if held else None,
        until=until,
        by_hand=standing.by_hand is not None,
        rights=rule.rights,
        kept=period is None or standing.keeps(binding, rank, standing.growth.within(period)),
        next_level=above.level if above else None,
        **vars(figures),
        **missing(above, figures),
    )


def missing(above: LevelRule | None, figures: Figures) -> dict[str, Any]:
    """What is missing to the next level, by figure that it asks for."""
    reach = above.reach if above else None
    spend = reach.spend if reach else None
    paid = sum(money.amount for money in figures.spend if spend and money.currency == spend.currency)
    return {
        "growth_missing": max(0, reach.growth - figures.growth) if reach and reach.growth is not None else None,
        "spend_missing": Money(max(0, spend.amount - paid), spend.currency) if spend else None,
        "visits_missing": max(0, reach.visits - figures.visits) if reach and reach.visits is not None else None,
    }


def steps(query: ExplainLevel, told: Sequence[Told], context: Context) -> list[LevelStep]:
    known = [one for one in told if query.known_at is None or one.recorded.recorded_at <= query.known_at]
    return list(walked(known))


def walked(told: Sequence[Told]) -> Iterator[LevelStep]:
    standing, place = Standing(), 0
    for one in told:
        before, standing = standing, standing.after(one.event)
        if one.recorded.type in STEPS:
            place += 1
            yield step(place, one, before, standing)


def step(place: int, one: Told, before: Standing, then: Standing) -> LevelStep:
    """What is taken back counts by the ladder that it was earned by: the latest published then."""
    rule = then.published(getattr(one.event, "ladder", len(then.ladders)))
    figures = then.growth.within(window_to(then.day(chain_day(one.recorded.happened_at)), rule.period_months))
    says = words(one.event, then)
    return LevelStep(
        place=place,
        event_id=one.recorded.id,
        event=one.recorded.type,
        happened_at=one.recorded.happened_at,
        recorded_at=one.recorded.recorded_at,
        actor=one.recorded.meta.actor,
        says=says.en,
        says_zh=says.zh,
        before=before.level(rule),
        after=then.level(rule),
        growth=figures.growth,
        visits=figures.visits,
        rule=f"ladder {rule.ladder}",
    )


def words(event: Event, then: Standing) -> Text:
    """What a step says: levels by their names, causes in words."""
    facts = {name: fact_of(name, value, then) for name, value in vars(event).items()}
    step = STEPS[type(event).__name__]
    return Text(
        step.en.format_map({name: fact.en for name, fact in facts.items()}),
        step.zh.format_map({name: fact.zh for name, fact in facts.items()}),
    )


def fact_of(fact: str, value: Any, then: Standing) -> Text:
    match fact:
        case "level" | "from_level":
            return name_of(value, then)
        case "cause":
            return CAUSES[value]
        case "why":
            return WHYS[value]
    return Text(str(value), str(value))


def name_of(level: str, then: Standing) -> Text:
    """As the latest ladder that has the level names it; a level of no ladder by its key."""
    rules = (rule for one in reversed(then.ladders) for rule in one.levels if rule.level == level)
    return next((Text(rule.name, rule.name_zh) for rule in rules), Text(level, level))


MEMBER_LEVEL = Answer(MemberLevel, streams, level_rows)
EXPLAIN_LEVEL = Answer(ExplainLevel, streams, steps)

"""The dated editions of stages through which prospects go. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shared.contracts.members import (
    ProspectStage,
    ProspectStagesPublished,
    PublishProspectStages,
    StageMeans,
    StagesNotPossible,
    StagesNotPublished,
    StagesStartInThePast,
)
from shared.decider import Context, Decider
from shared.venue_time import chain_day

STREAM = "prospectstages"
MOST_DAYS = 366  # until somebody is followed up who came to a stage


@dataclass(frozen=True)
class Stages:
    """Every edition, in the order of publishing."""

    every: tuple[ProspectStagesPublished, ...] = ()

    def on(self, day: date) -> ProspectStagesPublished:
        """The edition that binds on a day. Raises StagesNotPublished."""
        begun = [edition for edition in self.every if edition.from_day <= day]
        if not begun:
            raise StagesNotPublished()
        return max(begun, key=lambda edition: (edition.from_day, edition.edition))


def by_code(edition: ProspectStagesPublished, code: str) -> ProspectStage | None:
    return next((stage for stage in edition.stages if stage.stage == code), None)


def by_means(edition: ProspectStagesPublished, means: StageMeans) -> ProspectStage | None:
    return next((stage for stage in edition.stages if stage.means == means), None)


def rank_of(edition: ProspectStagesPublished, code: str) -> int:
    """The place of a stage; of one that this edition does not have any more, before all."""
    return next((rank for rank, stage in enumerate(edition.stages) if stage.stage == code), -1)


def told(stage: ProspectStage) -> dict[str, Any]:
    return {name: value for name, value in vars(stage).items() if name != "follow_up_days"}


def decide(wish: PublishProspectStages, stages: Stages, context: Context) -> list[ProspectStagesPublished]:
    published = ProspectStagesPublished(edition=len(stages.every) + 1, **vars(wish))
    if stages.every and replace(stages.every[-1], edition=published.edition) == published:
        return []
    if wish.from_day < chain_day(context.now):
        raise StagesStartInThePast(from_day=wish.from_day)
    for stage, rule in wrong(wish):
        raise StagesNotPossible(stage=stage, rule=rule)
    return [published]


def wrong(wish: PublishProspectStages) -> Iterator[tuple[str, str]]:
    """What is not possible in these stages, by stage."""
    means = Counter(stage.means for stage in wish.stages)
    if not wish.stages or wish.stages[0].means != "open":
        yield "-", "the first stage is an open one (第一个阶段须为进行中)"
    if means["won"] != 1 or not means["lost"] or not wish.lost_reasons:
        yield (
            "-",
            "one stage is of joining, and one of giving up with its reasons (须有入会阶段与带原因的流失阶段)",
        )
    for once in ("visited", "tried"):
        if means[once] > 1:
            yield "-", f"at most one stage means {once} (到访或体验阶段各限一个)"
    for code, times in Counter(stage.stage for stage in wish.stages).items():
        if times > 1:
            yield code, "stands twice (重复)"
    for code, times in Counter(reason.reason for reason in wish.lost_reasons).items():
        if times > 1:
            yield code, "this reason stands twice (原因重复)"
    for stage in wish.stages:
        if stage.follow_up_days is not None and not 0 <= stage.follow_up_days <= MOST_DAYS:
            yield stage.stage, f"is followed up within 0 to {MOST_DAYS} days (回访天数须为 0 至 {MOST_DAYS})"
        if stage.follow_up_days is not None and stage.means in ("won", "lost"):
            yield stage.stage, "is an end: nobody is followed up (已结束阶段不设回访)"


def streams(wish: PublishProspectStages, context: Context) -> Sequence[str]:
    return [STREAM]


def evolve(stages: Stages, event: ProspectStagesPublished) -> Stages:
    return Stages((*stages.every, event))


STAGES: Decider[Stages] = Decider((PublishProspectStages,), Stages(), streams, decide, evolve)

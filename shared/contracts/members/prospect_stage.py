"""Stages of prospects: the dated way from first asking to joining or being given up, as head office defines it."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    HEAD_OFFICE,
    SERVICE,
    STAFF,
    Command,
    Day,
    Event,
    Name,
    Part,
    Query,
    Refusal,
    Row,
    Text,
)

StageMeans = Literal["open", "visited", "tried", "won", "lost"]


class ProspectStage(Part):
    """A step on the way. `means` says what leads to it: people (`open`), a visit, a trial, joining, or giving up.

    Whoever comes to it is to be followed up within `follow_up_days`; None: only as staff promise by hand.
    """

    stage: str
    name: Name
    name_zh: Name
    means: StageMeans = "open"
    follow_up_days: int | None = None


class LostReason(Part):
    """Why somebody does not join, as head office wants it counted."""

    reason: str
    name: Name
    name_zh: Name


class StagesStartInThePast(Refusal):
    """What was decided by the stages of its day stands."""

    from_day: Day
    status = 422
    says = Text("{from_day} has begun already.", "{from_day} 已经开始。")
    remedy = Text("Let the stages bind from today or a later day.", "请选择今天或以后的日期生效。")


class StagesNotPossible(Refusal):
    """Stages begin with an open one and end in joining or in giving up with a reason."""

    stage: str
    rule: str
    status = 422
    says = Text("Stage {stage}: {rule}.", "阶段 {stage} 的设置不成立：{rule}。")
    remedy = Text("Correct it and publish the stages again.", "请修改后重新发布。")


class StagesNotPublished(Refusal):
    """Head office says through which stages a prospect goes."""

    says = Text("No stages of prospects bind today.", "目前没有生效的潜客阶段。")
    remedy = Text(
        "Let head office publish them (PublishProspectStages).", "请总部先发布潜客阶段（PublishProspectStages）。"
    )


class PublishProspectStages(Command, by=(HEAD_OFFICE,), refuses=(StagesStartInThePast, StagesNotPossible)):
    """Let prospects go through these stages, in this order, from a day on; and be given up for these reasons."""

    from_day: Day
    stages: tuple[ProspectStage, ...]
    lost_reasons: tuple[LostReason, ...]


class ProspectStagesPublished(Event, stream="prospectstages"):
    """These stages bind from `from_day` on; the newest day binds, then the latest published. `edition` counts them."""

    edition: int
    from_day: Day
    stages: tuple[ProspectStage, ...]
    lost_reasons: tuple[LostReason, ...]


class ProspectStageRow(Row):
    """A stage of one edition; `binds` tells the edition of today."""

    edition: int
    from_day: Day
    binds: bool
    rank: int
    stage: str
    name: str
    name_zh: str
    means: str
    follow_up_days: int | None
    lost_reasons: tuple[LostReason, ...]


class ListProspectStages(Query, by=(*STAFF, SERVICE), answers=ProspectStageRow):
    """Every stage of every edition ever published, the newest edition first."""

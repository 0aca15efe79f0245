"""The refusals that every service may answer with."""

from __future__ import annotations

from typing import Any

from shared.contracts.message import Refusal, Text


class Malformed(Refusal):
    """The body is not what the contract asks for: unknown, missing or wrong fields, each named."""

    errors: dict[str, Any]
    status = 422
    says = Text("Some fields are not right: {errors}.", "部分字段有误：{errors}。")
    remedy = Text("Correct the named fields and send again.", "请更正所列字段后重新提交。")


class HappenedTooLongAgo(Refusal):
    """What happened is entered within days, so that nobody makes up the past."""

    days: int
    status = 422
    says = Text("It happened more than {days} days ago.", "发生时间已超过 {days} 天。")
    remedy = Text("Ask head office to have an operator enter it.", "请联系总部由运维人员补录。")


class ManagerEntersLate(Refusal):
    """Some facts count however late they come; what is very late somebody answers for, whose name stands in the log."""

    days: int
    late_days: int
    status = 422
    says = Text("It happened more than {days} days ago.", "发生时间已超过 {days} 天。")
    remedy = Text(
        "Keep it; let a manager of the venue or head office enter it, within {late_days} days.",
        "请保留此记录，由场馆经理或总部在 {late_days} 天内补录。",
    )


class UnknownMessage(Refusal):
    """The service knows no command or query of this name."""

    name: str
    status = 404
    says = Text("There is no {name} here.", "没有名为 {name} 的操作。")
    remedy = Text("See the service's description for its commands and queries.", "请查阅该服务的接口说明。")


class NotAllowed(Refusal):
    """The person may not do this, or not here; deny is the default. `why` is read from `shared.contracts.words`."""

    why: str
    status = 403
    says = Text("Not allowed: {why}.", "没有权限：{why}。")
    remedy = Text("Ask somebody with the right, or log in again.", "请由有权限的人员操作，或重新登录。")


class NotFound(Refusal):
    """There is nothing of this kind with this id."""

    kind: str
    id: str
    status = 404
    says = Text("There is no {kind} {id}.", "找不到{kind}：{id}。")
    remedy = Text("Check the number.", "请核对编号。")


class CommandIdReused(Refusal):
    """A command id stands for one command; it came again with another body."""

    command_id: str
    status = 422
    says = Text("Command id {command_id} was used for another command.", "操作编号 {command_id} 已用于其他操作。")
    remedy = Text("Give every new command a new id.", "新的操作请使用新的编号。")


class BusyStream(Refusal):
    """Others changed the same thing at the same moment, more often than is retried."""

    streams: list[str]
    status = 503
    says = Text("Too many changes at once.", "当前操作过于集中。")
    remedy = Text("Try again in a moment.", "请稍后重试。")


class NotYet(Refusal):
    """The answer does not yet stand on what `after` names."""

    after: str
    status = 503
    says = Text("{after} has not arrived here yet.", "{after} 的变更尚未到达。")
    remedy = Text("Try again in a second.", "请一秒后重试。")


class StoreAway(Refusal):
    """The service cannot reach its own store just now; whether a command took effect, its id will tell."""

    status = 503
    says = Text("The service cannot reach its records just now.", "服务暂时无法访问数据。")
    remedy = Text("Try again in a moment, with the same command id.", "请稍后使用同一操作编号重试。")

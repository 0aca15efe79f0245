"""Applications: what one person asks for and another one approves, before it happens."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    HEAD_OFFICE,
    SERVICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    DayRange,
    Event,
    Id,
    Instant,
    Note,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.cards.card import CardNotIssued

ApplicationKind = Literal["extension", "transfer", "late_freeze"]


class ApplicationUnknown(Refusal):
    """There is no such application for this card."""

    application_id: str
    status = 404
    says = Text("There is no application {application_id}.", "没有申请 {application_id}。")
    remedy = Text("Look at the card's applications.", "请查看此卡的申请记录。")


class ApplicationOver(Refusal):
    """An application is approved or declined once, while it is open."""

    application_id: str
    status_now: str
    says = Text("Application {application_id} is {status_now}.", "申请 {application_id} {status_now}。")
    remedy = Text("Ask again if it is still wanted.", "如仍需要，请重新申请。")


class OwnApplication(Refusal):
    """Who asked does not approve; another pair of eyes does."""

    application_id: str
    status = 403
    says = Text("The own application {application_id} cannot be approved.", "不能审批本人提交的申请 {application_id}。")
    remedy = Text("Ask another manager.", "请由其他负责人审批。")


class ApplicationRepeated(Refusal):
    """An id stands for one application."""

    application_id: str
    says = Text("Application {application_id} was made with other figures.", "申请 {application_id} 已以其他内容提交。")
    remedy = Text("Use a new id.", "请使用新的编号。")


class ApproveApplication(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    refuses=(CardNotIssued, ApplicationUnknown, ApplicationOver, OwnApplication),
):
    """Let what was asked for happen; what stands in its way by now declines it, with the reason."""

    card_id: Id
    application_id: Id


class DeclineApplication(
    Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(CardNotIssued, ApplicationUnknown, ApplicationOver)
):
    """Turn an application down."""

    card_id: Id
    application_id: Id
    reason: Note


class LapseApplication(Command, by=(SERVICE,)):
    """Nobody answered in time; given by the clock."""

    card_id: Id
    application_id: Id


class ApplicationApproved(Event, stream="card-{card_id}"):
    """Somebody other than who asked said yes; what was asked for follows."""

    card_id: Id
    application_id: Id
    approved_by: str


class ApplicationDeclined(Event, stream="card-{card_id}"):
    """The answer is no."""

    card_id: Id
    application_id: Id
    reason: Note


class ApplicationLapsed(Event, stream="card-{card_id}"):
    """No answer came in time: nothing happens."""

    card_id: Id
    application_id: Id


class ApplicationRow(Row):
    """An application: what was asked for, by whom, and what became of it (open, approved, declined, lapsed).

    `kind` is an ApplicationKind; `rest` and `papers` are of a freeze told afterwards.
    """

    application_id: Id
    card_id: Id
    member_id: Id
    kind: str
    days: int | None
    to_member_id: Id | None
    reason: str
    asked_by: str
    asked_at: Instant
    lapses_at: Instant
    status: str
    answer: str | None
    rest: DayRange | None = None
    papers: str | None = None


class OpenApplications(Query, by=(*STAFF,), answers=ApplicationRow):
    """The applications that wait for an answer, the oldest first."""


class CardApplications(Query, by=(*STAFF,), answers=ApplicationRow):
    """Everything that was asked for a card."""

    card_id: Id

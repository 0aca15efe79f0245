"""A freeze told afterwards: somebody was ill, shows papers, and the days on which they did not come in rest."""

from __future__ import annotations

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    VENUE_MANAGER,
    Command,
    Day,
    DayRange,
    Event,
    Id,
    Instant,
    Note,
    Refusal,
    Text,
)
from shared.contracts.cards.application import ApplicationRepeated
from shared.contracts.cards.card import CardCancelled, CardNotIssued, CardOfAnotherMember
from shared.contracts.cards.freeze import FreezeDaysOutOfRange
from shared.contracts.cards.leaving import CardGivenUp, NoticeStands


class LateFreezeOutOfRange(Refusal):
    """Days told afterwards are over, lie in the card's days, and are no longer ago than its terms accept."""

    first: Day
    until: Day
    earliest: Day
    latest: Day
    says = Text("{first} to {until} cannot be rested afterwards.", "{first} 至 {until} 不能补办冻结。")
    remedy = Text(
        "Choose days from {earliest} to {latest}; freeze the days to come as usual.",
        "请选择 {earliest} 至 {latest} 之间的日期；今后的日期请正常办理冻结。",
    )


class NoDayToRest(Refusal):
    """On each of these days the member came in, or the card rested already."""

    first: Day
    until: Day
    says = Text("No day from {first} to {until} can still rest.", "{first} 至 {until} 没有可冻结的日期。")
    remedy = Text("Look at the card's visits and freezes.", "请查看此卡的入场与冻结记录。")


class RequestLateFreeze(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK),
    refuses=(
        CardNotIssued,
        CardOfAnotherMember,
        CardCancelled,
        LateFreezeOutOfRange,
        NoDayToRest,
        FreezeDaysOutOfRange,
        NoticeStands,
        CardGivenUp,
        ApplicationRepeated,
    ),
):
    """Apply for past days to rest; a manager other than who asked approves, within a week.

    `papers` is the number under which they are kept, never what they say: illness is nobody's business here.
    """

    card_id: Id
    member_id: Id
    application_id: Id
    rest: DayRange
    papers: Note
    reason: Note


class LateFreezeRequested(Event, stream="card-{card_id}"):
    """Past days are to rest, on the papers kept under this number; without an answer the application lapses."""

    card_id: Id
    member_id: Id
    application_id: Id
    rest: DayRange
    papers: Note
    reason: Note
    asked_by: str
    lapses_at: Instant

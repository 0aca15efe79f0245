"""Notice: a member leaves, at the end of what is paid or when the notice is over, and may come back before that."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    STAFF,
    Command,
    Day,
    Event,
    Id,
    Money,
    Note,
    Part,
    Query,
    Reason,
    Refusal,
    Row,
    Text,
)
from shared.contracts.cards.card import CardCancelled, CardNotIssued, CardOfAnotherMember
from shared.contracts.cards.foresight import WHO
from shared.contracts.cards.gate import CardExpired, CardNotYetValid
from shared.contracts.cards.terms import NoticeEnd


class EarlyEndNotOffered(Refusal):
    """A card ends before what is paid is over only where its terms say so."""

    card_id: str
    says = Text("Card {card_id} lasts as long as it is paid.", "卡 {card_id} 须用至已付期满。")
    remedy = Text("Give notice to the end of what is paid.", "请选择已付期满时终止。")


class EndsAnyway(Refusal):
    """What is not charged again ends by itself; there is nothing to give notice of."""

    valid_until: Day
    says = Text("This card ends before {valid_until} by itself.", "此卡将于 {valid_until} 前自然到期。")
    remedy = Text("Nothing has to be done; it is not charged again.", "无需办理，不会再次扣款。")


class NoticeGivenAlready(Refusal):
    """One notice stands at a time."""

    ends: str
    last_day: Day
    says = Text(
        "Notice was given to the end of the {ends}; it runs to {last_day}.",
        "已申请终止（{ends}），通知期至 {last_day}。",
    )
    remedy = Text("Withdraw it before giving another.", "请先撤回，再另行申请。")


class NoticeOver(Refusal):
    """A notice is withdrawn before the card has ended by it."""

    card_id: str
    says = Text("Card {card_id} has ended by its notice.", "卡 {card_id} 已因终止通知到期。")
    remedy = Text("Renew it, or sell a new card.", "请办理续卡或新卡。")


class GiveNotice(
    Command,
    by=WHO,
    refuses=(
        CardNotIssued,
        CardOfAnotherMember,
        CardCancelled,
        CardNotYetValid,
        CardExpired,
        EarlyEndNotOffered,
        EndsAnyway,
        NoticeGivenAlready,
    ),
):
    """Leave. The notice runs from today for as many days as the card's terms say.

    `paid_time`: the card is not renewed by itself any more, and lasts as long as it is paid; `notice`: it ends with the
    notice, whatever is paid, where its terms offer that. A period that begins while the notice runs is still charged.
    """

    card_id: Id
    member_id: Id
    ends: NoticeEnd
    reason: Note


class NoticeGiven(Event, stream="card-{card_id}"):
    """Somebody leaves: the notice runs up to and on `last_day`; a period that begins later is not charged.

    With what is paid by now, the card runs until `valid_until`. `order_id` is that of an unpaid period which is not
    wanted now.
    """

    card_id: Id
    member_id: Id
    ends: NoticeEnd
    reason: Note
    day: Day
    last_day: Day
    valid_until: Day
    order_id: Id | None = None


class WithdrawNotice(Command, by=WHO, refuses=(CardNotIssued, CardOfAnotherMember, NoticeOver)):
    """Stay after all: the card goes on, and renews by itself, as if no notice had been given."""

    card_id: Id
    member_id: Id


class NoticeWithdrawn(Event, stream="card-{card_id}"):
    """No notice stands any more, by the member's word or since more was bought; the card runs until `valid_until`."""

    card_id: Id
    member_id: Id
    by: Literal["word", "purchase"]
    valid_until: Day


class MembershipEnded(Event, stream="card-{card_id}"):
    """The card is over by its notice since `valid_until`. What ended early (`notice`) is over for good."""

    card_id: Id
    member_id: Id
    product_id: Id
    ends: NoticeEnd
    valid_until: Day


class ChargeForeseen(Part):
    """On `day` the period that begins on `period` is charged, for at most `most`, less `off_days` of `of_days` of it.

    It is a period of `product_id`.
    """

    day: Day
    period: Day
    most: Money
    off_days: int = 0
    of_days: int = 0
    product_id: Id | None = None


class NoticeOutlook(Row):
    """What a notice of today would do: it runs to `notice_until`, and `last_day` is the last on which the card opens doors.

    `refused` says why it cannot be given. `until_now` is the card's end as it is paid; `charges` are those that still
    fall within the notice, if each is paid. `rests_lost` begin, `visits_set_aside` lie, after the last day: neither
    happens. `rested_for_nothing`: days rested that would have come off the next charge, of which there is none any more.
    """

    card_id: Id
    ends: str
    refused: Reason | None
    notice_until: Day
    until_now: Day
    last_day: Day
    charges: tuple[ChargeForeseen, ...]
    rests_lost: tuple[Day, ...]
    visits_set_aside: tuple[Day, ...]
    rested_for_nothing: int = 0


class IfNoticeGiven(Query, by=WHO, answers=NoticeOutlook):
    """If notice were given today: the last day, and what is charged until then; of a notice that stands, the same."""

    card_id: Id
    member_id: Id
    ends: NoticeEnd = "paid_time"


class NoticeRow(Row):
    """A card that somebody is leaving: since which day, why, and when the notice and the card as paid end."""

    card_id: Id
    number: str
    member_id: Id
    venue_id: Id
    product: str
    product_zh: str
    ends: str
    reason: str
    given_on: Day
    last_day: Day
    valid_until: Day


class CardsUnderNotice(Query, by=STAFF, answers=NoticeRow):
    """The cards that their members are leaving, the soonest to end first: whom to talk to; 500 at most."""

    venue_id: Id | None = None

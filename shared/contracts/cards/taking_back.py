"""A wrong swipe: the desk read another member's card, or the wrong one of two; the visit is given back."""

from __future__ import annotations

from shared.contracts import HEAD_OFFICE, VENUE_MANAGER, Command, Day, Event, Id, Instant, Money, Note, Refusal, Text
from shared.contracts.cards.card import CardNotIssued
from shared.contracts.cards.lot import LotUse
from shared.contracts.cards.venue import GateNotOpen


class EntryNotKnown(Refusal):
    """Only an entry that was granted at this venue is taken back."""

    swipe_id: Id
    status = 404
    says = Text("No entry by swipe {swipe_id} is known here.", "本馆没有刷卡记录 {swipe_id} 的入场。")
    remedy = Text("Look it up among the recent swipes.", "请在最近刷卡记录中核对。")


class EntryTooOld(Refusal):
    """A wrong swipe is noticed soon; later the figures of the day stand."""

    at: Instant
    hours: int
    says = Text("This entry was at {at}, more than {hours} hours ago.", "此次入场为 {at}，已超过 {hours} 小时。")
    remedy = Text("Give days or a visit instead, by an application.", "请改用申请赠送天数或次数。")


class EntryBeganCard(Refusal):
    """What began by an entry is not unbegun: bookings and an end stand on it."""

    first_day: Day
    says = Text("The card began by this entry on {first_day}.", "此卡因该次入场于 {first_day} 启用。")
    remedy = Text("Let the member apply for the days that are lost.", "请为会员申请补回天数。")


class TakeBackEntry(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    refuses=(CardNotIssued, GateNotOpen, EntryNotKnown, EntryTooOld, EntryBeganCard),
):
    """An entry was granted by mistake: as if it had not been, within the hours of the venue's policy."""

    swipe_id: Id
    card_id: Id
    venue_id: Id
    reason: Note


class EntryTakenBack(Event, stream="card-{card_id}"):
    """The entry was a mistake. What it used can be used again, unless somebody came in on that day's visit otherwise.

    `use_id` is the swipe or booking that had used the visit, `lot_value` the part of the price that is unused again; None and 0:
    nothing is given back. `absent`: nobody came on that day otherwise, by another entry or a booking that used its visit
    (False also of older events, where only `use_id` tells it).
    """

    swipe_id: Id
    use_id: Id | None
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    at: Instant  # of the entry
    reason: Note
    lot_value: Money
    visits_left: int | None
    balance: Money | None
    lots: tuple[LotUse, ...] = ()
    absent: bool = False

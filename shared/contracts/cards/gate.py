"""The gate: a card is read and the door opens, or says why not and what resolves it."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    DEVICE,
    FRONT_DESK,
    HEAD_OFFICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Instant,
    Money,
    Query,
    Reason,
    Refusal,
    Row,
    Text,
)
from shared.contracts.cards.card import CardNotIssued
from shared.contracts.cards.lot import LotUse
from shared.contracts.cards.venue import GateNotOpen

Direction = Literal["in", "out"]


class CardNotYetValid(Refusal):
    """A card opens doors from its first day on."""

    first_day: Day
    says = Text("This card begins on {first_day}.", "此卡自 {first_day} 起生效。")
    remedy = Text("Come back on that day, or sell a day pass.", "请于生效日再来，或购买次卡。")


class CardExpired(Refusal):
    """A card opens no door after its last day, in the time zone of the venue."""

    valid_until: Day  # the first day on which it is no longer valid
    says = Text("This card ended before {valid_until}.", "此卡已于 {valid_until} 前到期。")
    remedy = Text("Renew the card.", "请办理续卡。")


class CardFrozenNow(Refusal):
    """A frozen card rests: it opens no door."""

    first_day: Day
    until: Day
    says = Text("This card is frozen from {first_day} until {until}.", "此卡自 {first_day} 起冻结至 {until}。")
    remedy = Text("End the freeze; the days not rested are given back.", "可提前结束冻结，未用天数将退回额度。")


class VenueNotCovered(Refusal):
    """A card opens the doors of the venues that its product names."""

    venue_id: str
    says = Text("This card is not valid at this venue.", "此卡不适用于本场馆。")
    remedy = Text("Sell a day pass, or upgrade the card.", "请购买次卡或升级会籍。")


class NoVisitsLeft(Refusal):
    """A visit card opens as many doors as visits were bought."""

    card_id: str
    says = Text("No visits are left on this card.", "此卡已无剩余次数。")
    remedy = Text("Sell another pack of visits.", "请续购次数。")


class BalanceTooLow(Refusal):
    """A stored-value card pays each visit from its balance."""

    balance: Money
    needed: Money
    says = Text("The balance is {balance}; a visit costs {needed}.", "余额 {balance}，单次需 {needed}。")
    remedy = Text("Top the card up.", "请充值。")


class OutsideHours(Refusal):
    """A card opens doors in the weekly hours that it was sold for, by the clock of the venue."""

    next_day: Day
    opens: str
    says = Text("This card does not open the door at this time.", "此卡当前时段不可入场。")
    remedy = Text(
        "Come back on {next_day} from {opens}, or sell a day pass.", "请于 {next_day} {opens} 后再来，或购买次卡。"
    )


class VisitCapReached(Refusal):
    """A card pays at most so many visits a day and a week, Monday to Sunday, as it was sold."""

    most: int
    days: int
    again: Day
    says = Text("Visits before {again}: {most}, all used.", "{again} 前的 {most} 次入场已用完。")
    remedy = Text("Come back on {again}, or sell a day pass.", "请于 {again} 再来，或购买次卡。")


class RestedCapReached(Refusal):
    """In a week of which a card rests some days it pays so much fewer visits, as it was sold."""

    most: int
    of: int
    rested: int
    again: Day
    says = Text(
        "The card rests {rested} days of this week: it pays {most} of {of} visits before {again}, all used.",
        "此卡本周冻结 {rested} 天，{again} 前可用 {of} 次中的 {most} 次，已用完。",
    )
    remedy = Text("Come back on {again}, or sell a day pass.", "请于 {again} 再来，或购买次卡。")


class ForeignVisitsUsed(Refusal):
    """Away from the venue that sold them, a card pays with so many of its visits at most, as it was sold."""

    most: int
    of: int
    home_venue_id: Id
    says = Text("All {most} of {of} visits for other venues are used.", "可在其他场馆使用的 {most}/{of} 次已用完。")
    remedy = Text("Go to the venue that sold the card, or sell a day pass.", "请到售卡场馆使用，或购买次卡。")


class ForeignValueUsed(Refusal):
    """Away from the venue that sold it, a card pays with so much of its value at most, as it was sold."""

    most: Money
    left: Money
    needed: Money
    home_venue_id: Id
    says = Text(
        "{left} of {most} for other venues are left; a visit costs {needed}.",
        "可在其他场馆使用的 {most} 中剩余 {left}，单次需 {needed}。",
    )
    remedy = Text("Go to the venue that sold the card, or pay the visit.", "请到售卡场馆使用，或单次付费。")


class EnteredAlready(Refusal):
    """One card lets one person in, and one person is inside once: no second entry without leaving, within some time."""

    entered_at: Instant
    venue_id: str
    says = Text(
        "The card or its bearer entered at {entered_at} and has not left.",
        "此卡或其持卡人已于 {entered_at} 入场且未离场。",
    )
    remedy = Text("Ask the member to swipe out first, or let staff override.", "请先刷卡离场，或由员工放行。")


class TravelImpossible(Refusal):
    """Nobody is at two venues sooner after one another than the way between them takes, by the policy of the gate."""

    seen_at: Instant
    venue_id: Id
    minutes: int
    says = Text(
        "Seen at venue {venue_id} at {seen_at}, from where it takes {minutes} minutes.",
        "{seen_at} 曾在场馆 {venue_id} 刷卡，两地至少需 {minutes} 分钟。",
    )
    remedy = Text(
        "Ask who it is; a manager may let them in. Was the card passed on, let its member report it lost.",
        "请核实身份，可由经理放行；若卡被他人使用，请会员挂失。",
    )


class SwipeCard(Command, by=(DEVICE, FRONT_DESK, VENUE_MANAGER, HEAD_OFFICE), refuses=(CardNotIssued, GateNotOpen)):
    """A card at a venue's gate. The answer is the event: read it with `SwipeResult`.

    `swipe_id` is made by the reader, so a swipe uploaded twice counts once. `number` is what was read, if it was a
    number or a chip: `NumberAtGate` tells its card; `code` is what a phone or a pass showed, and names its card. With
    `readmit` staff, not a device, let a member in whose card has entered and not left; that is an override of
    `EnteredAlready` as `OverrideEntry` is, counted, and ignored where the clerk may not. `holder_id` is who comes, of those
    who share the card; None: the member whose card it is.
    """

    swipe_id: Id
    card_id: Id
    venue_id: Id
    direction: Direction = "in"
    readmit: bool = False
    number: str | None = None
    code: str | None = None
    holder_id: Id | None = None


class EntryGranted(Event, stream="card-{card_id}"):
    """The door opened. `visits_used` is 1 where a visit was deducted, 0 where the term, the day's earlier entry or a hold paid.

    `value_used` is what left the balance, bonus included (None: nothing did). `lot_value` is the part of the price
    paid that this visit used up; 0 for a term card, whose price is earned by the day and not by the visit.
    `visits_left` and `balance` are what can still be used; what is set aside for bookings is not in them.
    `code` is what it used up of a rotating code: the minute in which a phone showed it, and its turn.
    `lots` names what was taken from which lot; `order_id` and `product_id` are those of the first of them.
    `member_id` is who came in, of those who share the card; of a bearer card (`named` False) it is who bought it, and
    whoever bears it came in. `warnings` say what will soon shut the card out, the nearest first.
    """

    swipe_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    at: Instant
    visits_used: int
    visits_left: int | None
    value_used: Money | None
    hold_id: Id | None
    order_id: Id | None
    product_id: Id
    lot_value: Money
    balance: Money | None = None
    lots: tuple[LotUse, ...] = ()
    warnings: tuple[Reason, ...] = ()
    code: str | None = None
    named: bool = True


class EntryRefused(Event, stream="card-{card_id}"):
    """The door stayed shut, for this reason."""

    swipe_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    at: Instant
    reason: Reason
    code: str | None = None


class ExitRecorded(Event, stream="card-{card_id}"):
    """The member left."""

    swipe_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    at: Instant
    code: str | None = None


class SwipeRow(Row):
    """What the gate answered; `warnings` are for the desk and the member to see before the door has to stay shut.

    Of a guest, `member_id` is who brings them. `taken_back`: it was a mistake.
    """

    swipe_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    at: Instant
    direction: str
    granted: bool
    reason: Reason | None
    visits_left: int | None
    warnings: tuple[Reason, ...] = ()
    overridden_by: str | None = None  # the clerk who let them in all the same
    area: str | None = None  # of whose gate; None: of the venue's door
    guest_id: Id | None = None
    zone: str | None = None  # by whose clock the times in the reason are read
    taken_back: bool = False
    product: str | None = None  # what the card was on that day
    product_zh: str | None = None
    grade: str | None = None
    grade_name: str | None = None
    grade_name_zh: str | None = None


class SwipeResult(Query, by=(*STAFF, DEVICE), answers=SwipeRow):
    """The answer to one swipe."""

    swipe_id: Id


class RecentSwipes(Query, by=STAFF, answers=SwipeRow):
    """The last 50 swipes at a venue, newest first."""

    venue_id: Id


class OccupancyRow(Row):
    """Who is inside now: entries without exit, of the venue's day."""

    venue_id: Id
    inside: int


class OccupancyNow(Query, by=STAFF, answers=OccupancyRow):
    """How many members are inside each venue that the asker may see."""

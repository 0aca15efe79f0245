"""Cards: products, cards with their lots, and the gate that says yes, or no with a reason and a remedy."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    DEVICE,
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    Day,
    DayRange,
    Event,
    Id,
    Instant,
    Money,
    Name,
    Part,
    Query,
    Reason,
    Refusal,
    Row,
    Text,
    Zone,
)

ProductKind = Literal["term", "visits", "stored_value"]
Direction = Literal["in", "out"]
CardStatus = Literal["active", "not_yet_valid", "frozen", "expired", "lost", "cancelled"]

# --- refusals; those of the gate are kept in EntryRefused as its reason ---


class ProductAlreadyPublished(Refusal):
    """A product id stands for one product."""

    product_id: str
    says = Text("Product {product_id} is published already.", "卡种 {product_id} 已发布。")
    remedy = Text("Use a new id for another product.", "新卡种请使用新的编号。")


class ProductIncomplete(Refusal):
    """A term card has a term, a visit card visits, a stored-value card a value and a price a visit."""

    kind: str
    missing: str
    says = Text("A {kind} product needs {missing}.", "{kind} 类卡种缺少 {missing}。")
    remedy = Text("Give the missing figure.", "请补充所缺项目。")


class ProductFigureOutOfRange(Refusal):
    """The figures of a product lie within what a card can mean."""

    figure: str
    asked: int
    least: int
    most: int
    says = Text(
        "{figure} is {asked}; it can be from {least} to {most}.", "{figure} 为 {asked}，应在 {least} 至 {most} 之间。"
    )
    remedy = Text("Correct the figure.", "请更正该数值。")


class ProductNotPublished(Refusal):
    """What finance sold as a card is a product here; until it is, the sale waits and is tried again."""

    product_id: str
    passing = True
    says = Text("There is no card product {product_id}.", "没有卡种 {product_id}。")
    remedy = Text(
        "Publish the product under this id; the paid card is then issued.", "请以该编号发布卡种，已付款的卡随即发放。"
    )


class GateNotOpen(Refusal):
    """Cards are read at the venues of the chain."""

    venue_id: str
    passing = True
    says = Text("Venue {venue_id} has no gate.", "场馆 {venue_id} 尚未开通门禁。")
    remedy = Text(
        "Choose an open venue, or wait a second if it was just opened.", "请选择已开业的场馆；若刚开业请稍候。"
    )


class CardNotIssued(Refusal):
    """There is no such card."""

    card_id: str
    status = 404
    says = Text("There is no card {card_id}.", "没有卡 {card_id}。")
    remedy = Text("Search the member by number, phone or name.", "请按会员号、手机号或姓名查找会员。")


class CardOfAnotherMember(Refusal):
    """A member acts on the own cards only."""

    card_id: str
    status = 403
    says = Text("Card {card_id} belongs to somebody else.", "卡 {card_id} 不属于该会员。")
    remedy = Text("Choose one of the member's own cards.", "请选择会员本人的卡。")


class CardLost(Refusal):
    """A card reported lost opens no door of the chain."""

    card_id: str
    says = Text("This card was reported lost.", "此卡已挂失。")
    remedy = Text("Report it found at the desk once it is back.", "找回后请到前台解除挂失。")


class CardCancelled(Refusal):
    """A card that was refunded is over."""

    card_id: str
    says = Text("This card was cancelled.", "此卡已退。")
    remedy = Text("Sell a new card.", "请办理新卡。")


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


class EnteredAlready(Refusal):
    """One card lets one person in: no second entry without leaving, within the passback time."""

    entered_at: Instant
    venue_id: str
    says = Text("This card entered at {entered_at} and has not left.", "此卡已于 {entered_at} 入场且未离场。")
    remedy = Text("Ask the member to swipe out first, or let staff override.", "请先刷卡离场，或由员工放行。")


class FreezeDaysOutOfRange(Refusal):
    """A freeze lasts from one day up to the freeze days the card has left."""

    asked: int
    left: int
    says = Text("{asked} days were asked for, {left} are left.", "申请冻结 {asked} 天，剩余额度 {left} 天。")
    remedy = Text("Ask for at most the days left.", "冻结天数不得超过剩余额度。")


class FreezeOverlaps(Refusal):
    """A card rests once at a time, and only on days on which it is valid and which are not over."""

    first: Day
    until: Day
    says = Text(
        "{first} to {until} overlaps another freeze or lies outside the card's days.",
        "{first} 至 {until} 与其他冻结重叠或不在有效期内。",
    )
    remedy = Text("Choose other days.", "请选择其他日期。")


class FreezeDayVisited(Refusal):
    """A day on which the card let its member in cannot rest."""

    day: Day
    says = Text("The card was used on {day}.", "此卡已于 {day} 使用。")
    remedy = Text("Begin the freeze after the last visit.", "请选择最后一次入场之后的日期。")


class NotFrozen(Refusal):
    """Only a freeze that is planned or running can be ended early."""

    card_id: str
    says = Text("No freeze of card {card_id} can be ended on this day.", "卡 {card_id} 在该日没有可结束的冻结。")
    remedy = Text("Check the card's freezes.", "请查看此卡的冻结记录。")


# --- products ---


class Terms(Part):
    """What a card grants; copied into the card when it is issued, so that old sales keep old terms.

    `months` and `days` give the length of the card's days (a month ends on the same day of the month);
    without either the card never ends. `visits` counts entries; `value` is what can be spent at `visit_price` a
    visit, of which `bonus` was not paid for; `venues` None is the whole chain; `passback_minutes` is how long a
    second entry without exit is refused.
    """

    kind: ProductKind
    months: int = 0
    days: int = 0
    visits: int | None = None
    value: Money | None = None
    bonus: Money | None = None
    visit_price: Money | None = None
    venues: tuple[Id, ...] | None = None
    freeze_days: int = 0
    passback_minutes: int = 60


class PublishProduct(
    Command, by=(HEAD_OFFICE,), refuses=(ProductAlreadyPublished, ProductIncomplete, ProductFigureOutOfRange)
):
    """Offer a kind of card; finance publishes its price under the same product id."""

    product_id: Id
    name: Name
    name_zh: Name
    terms: Terms


class ProductPublished(Event, stream="product-{product_id}"):
    """Cards of this kind can be sold."""

    product_id: Id
    name: Name
    name_zh: Name
    terms: Terms


class OpenGate(Command, by=(SERVICE,)):
    """A venue's doors begin to read cards; given when members announces the venue."""

    venue_id: Id
    zone: Zone


class GateOpened(Event, stream="gate-{venue_id}"):
    """The venue's doors read cards; its days are those of this zone."""

    venue_id: Id
    zone: Zone


# --- a card's life ---


class IssueCard(Command, by=(SERVICE,), refuses=(ProductNotPublished, GateNotOpen)):
    """Hand over what a paid order line bought, if it is a card product; an unpaid order never issues a card.

    What was `sold_as_card` must be a product here; what was sold as something else is left alone if it is none.
    """

    card_id: Id
    order_id: Id
    product_id: Id
    member_id: Id
    venue_id: Id
    price: Money
    first_day: Day
    sold_as_card: bool = False


class CardIssued(Event, stream="card-{card_id}"):
    """A member has a card; `number` is printed on it, with a check digit. Its lot was sold by `venue_id` for `price`.

    `zone`, the selling venue's, decides which day it is when the card is frozen. `valid` until 9999-12-31: no end.
    """

    card_id: Id
    number: str
    order_id: Id
    product_id: Id
    member_id: Id
    venue_id: Id
    price: Money
    terms: Terms
    valid: DayRange
    zone: Zone = "UTC"


class CardNumberClaimed(Event, stream="cardnumber-{number}"):
    """A card number stands for one card."""

    number: str
    card_id: Id


class SwipeCard(Command, by=(DEVICE, FRONT_DESK, VENUE_MANAGER, HEAD_OFFICE), refuses=(CardNotIssued, GateNotOpen)):
    """A card at a venue's gate. The answer is the event: read it with `SwipeResult`.

    `swipe_id` is made by the reader, so a swipe uploaded twice counts once. With `readmit` staff, not a device, let
    a member in whose card has entered and not left.
    """

    swipe_id: Id
    card_id: Id
    venue_id: Id
    direction: Direction = "in"
    readmit: bool = False


class EntryGranted(Event, stream="card-{card_id}"):
    """The door opened. `visits_used` is 1 where a visit was deducted, 0 where the term, the day's earlier entry or a hold paid.

    `value_used` is what left the balance, bonus included (None: nothing did). `lot_value` is the part of the price
    paid that this visit used up; 0 for a term card, whose price is earned by the day and not by the visit.
    `visits_left` and `balance` are what can still be used; what is set aside for bookings is not in them.
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
    order_id: Id
    product_id: Id
    lot_value: Money
    balance: Money | None = None


class EntryRefused(Event, stream="card-{card_id}"):
    """The door stayed shut, for this reason."""

    swipe_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    at: Instant
    reason: Reason


class ExitRecorded(Event, stream="card-{card_id}"):
    """The member left."""

    swipe_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    at: Instant


class FreezeCard(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(
        CardNotIssued,
        CardOfAnotherMember,
        CardCancelled,
        FreezeDaysOutOfRange,
        FreezeOverlaps,
        FreezeDayVisited,
    ),
):
    """Rest a card; the days rested are added to its end."""

    card_id: Id
    member_id: Id
    rest: DayRange


class CardFrozen(Event, stream="card-{card_id}"):
    """The card rests on these days and now runs until `valid_until` (not included)."""

    card_id: Id
    member_id: Id
    rest: DayRange
    valid_until: Day


class EndFreeze(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(CardNotIssued, CardOfAnotherMember, NotFrozen),
):
    """Come back early on `first_day_back`: only the days really rested stay added to the card's end."""

    card_id: Id
    member_id: Id
    first_day_back: Day


class FreezeEnded(Event, stream="card-{card_id}"):
    """The rest ended early after `rested_days` (0: it never began); the card now runs until `valid_until`."""

    card_id: Id
    member_id: Id
    rest: DayRange
    rested_days: int
    valid_until: Day


class ReportLost(
    Command, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), refuses=(CardNotIssued, CardOfAnotherMember)
):
    """Block a card at every door of the chain at once."""

    card_id: Id
    member_id: Id


class CardReportedLost(Event, stream="card-{card_id}"):
    """The card opens no door from `at` on."""

    card_id: Id
    member_id: Id
    at: Instant


class ReportFound(Command, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), refuses=(CardNotIssued, CardOfAnotherMember)):
    """The member is back with the lost card; staff have seen both."""

    card_id: Id
    member_id: Id


class CardFound(Event, stream="card-{card_id}"):
    """The card opens doors again as before its loss."""

    card_id: Id
    member_id: Id


class CancelCards(Command, by=(SERVICE,)):
    """The order of these cards was refunded in full."""

    order_id: Id
    card_id: Id


class CardCancelledAfterRefund(Event, stream="card-{card_id}"):
    """The card is over; its money went back."""

    card_id: Id
    member_id: Id
    order_id: Id


# --- holds: a lot's part that a booking has taken ---


class HoldVisit(Command, by=(SERVICE,)):
    """Set a visit aside for a booking, judged on the day of its session; the answer is an event either way."""

    hold_id: Id  # the booking's id
    session_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day


class VisitHeld(Event, stream="card-{card_id}"):
    """The booking is paid for by this card: a visit is set aside, or the term covers the day."""

    hold_id: Id
    session_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    visits_left: int | None = None
    balance: Money | None = None


class VisitNotHeld(Event, stream="card-{card_id}"):
    """The card cannot pay for the booking, for this reason."""

    hold_id: Id
    session_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    reason: Reason


class ReleaseHold(Command, by=(SERVICE,)):
    """The booking was cancelled in time: the visit is given back, unless the member came in on it."""

    hold_id: Id
    card_id: Id


class HoldReleased(Event, stream="card-{card_id}"):
    """The visit can be used again."""

    hold_id: Id
    card_id: Id
    member_id: Id
    visits_left: int | None = None
    balance: Money | None = None


class SettleHold(Command, by=(SERVICE,)):
    """The booking was attended, missed or cancelled too late: the visit is used."""

    hold_id: Id
    card_id: Id


class HoldSettled(Event, stream="card-{card_id}"):
    """The visit set aside is used; `lot_value` is the part of the price paid that it used up.

    `visits_used`, `value_used` and `lot_value` are nothing where the gate had deducted this day's visit before.
    """

    hold_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    visits_left: int | None
    order_id: Id
    product_id: Id
    lot_value: Money
    visits_used: int = 0
    value_used: Money | None = None
    balance: Money | None = None


# --- queries ---


class CardRow(Row):
    """A card as the desk sees it; `visits_left` and `balance` exclude what is set aside for bookings.

    `status` is a CardStatus, as of today in the zone of the venue that sold the card; `frozen` is the freeze that
    runs today or the next one.
    """

    card_id: Id
    number: str
    member_id: Id
    product_id: Id
    product: str
    product_zh: str
    kind: str
    status: str
    valid: DayRange
    visits_left: int | None
    balance: Money | None
    freeze_days_left: int
    frozen: DayRange | None


class MemberCards(Query, by=(*STAFF, MEMBER), answers=CardRow):
    """The cards of a member, the longest valid first."""

    member_id: Id


class CardByNumber(Query, by=(*STAFF, DEVICE), answers=CardRow):
    """The card with this printed number."""

    number: str


class SwipeRow(Row):
    """What the gate answered."""

    swipe_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    at: Instant
    direction: str
    granted: bool
    reason: Reason | None
    visits_left: int | None


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


class ProductRow(Row):
    """A kind of card on offer."""

    product_id: Id
    name: str
    name_zh: str
    terms: Terms


class ListProducts(Query, by=(*STAFF, MEMBER), answers=ProductRow):
    """All kinds of cards on offer."""

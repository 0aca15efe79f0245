"""A card: issued, lost and found, cancelled; and what the desk sees of it."""

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
    Query,
    Refusal,
    Row,
    Text,
    Zone,
)
from shared.contracts.cards.lot import LotKind
from shared.contracts.cards.product import ProductNotPublished
from shared.contracts.cards.terms import Terms
from shared.contracts.cards.venue import GateNotOpen

CardStatus = Literal["active", "not_activated", "not_yet_valid", "frozen", "expired", "lost", "blocked", "cancelled"]


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


class IssueCard(Command, by=(SERVICE,), refuses=(ProductNotPublished, GateNotOpen)):
    """Hand over what a paid order line bought, if it is a card product; an unpaid order never issues a card.

    What was `sold_as_card` must be a product here; what was sold as something else is left alone if it is none.
    `employer` is what of the price a company pays.
    """

    card_id: Id
    order_id: Id
    product_id: Id
    member_id: Id
    venue_id: Id
    price: Money
    first_day: Day
    sold_as_card: bool = False
    employer: Money | None = None


class MoreThanGranted(Refusal):
    """An imported card has at most what its product grants, and nothing of what it does not."""

    left: int
    granted: int
    status = 422
    says = Text("{left} are left of {granted}.", "剩余 {left}，产品仅含 {granted}。")
    remedy = Text("Correct the figure, or publish the product that was sold.", "请更正数值，或发布当时所售卡种。")


class ImportTakenBack(Refusal):
    """An import that was undone is done anew under an id of its own: what was taken back stays so."""

    card_id: Id
    says = Text("Card {card_id} was imported and taken back.", "卡 {card_id} 的导入已撤销。")
    remedy = Text("Import it under another import id.", "请使用新的导入编号重新导入。")


class ImportCard(
    Command, by=(SERVICE, HEAD_OFFICE), refuses=(ProductNotPublished, GateNotOpen, MoreThanGranted, ImportTakenBack)
):
    """Take over a membership of an older system, with its days and what is left of it; it never counts as a sale.

    `left` is in visits or minor units (None: all that the product grants). `price` is what is still owed for it, if known.
    """

    card_id: Id
    product_id: Id
    member_id: Id
    venue_id: Id
    valid: DayRange
    left: int | None = None
    price: Money | None = None
    currency: str


class CardIssued(Event, stream="card-{card_id}"):
    """A member has a card; `number` is printed on it, with a check digit. It holds its first lot, whose id is the card's.

    The lot was sold by `venue_id` for `price`; an imported one has no order. `zone`, the selling venue's, decides which
    day it is when the card is frozen. `valid` until 9999-12-31: no end. With `activate_by` the card has not begun yet:
    it begins when it is activated, at the latest on that day, from which `valid` is counted until then. `employer` is
    what of the price a company pays (None: nothing, or an older event).
    """

    card_id: Id
    number: str
    order_id: Id | None
    product_id: Id
    member_id: Id
    venue_id: Id
    price: Money
    terms: Terms
    valid: DayRange
    zone: Zone = "UTC"
    kind: LotKind = "sale"
    product_version: int = 1
    activate_by: Day | None = None
    employer: Money | None = None


class CardNumberClaimed(Event, stream="cardnumber-{number}", unreported="own use"):
    """A card number stands for one card."""

    number: str
    card_id: Id


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


class CardRow(Row):
    """A card as the desk sees it; `visits_left` and `balance` exclude what is set aside for bookings.

    `status` is a CardStatus, as of today in the zone of the venue that sold the card, `venue_id`; `frozen` is the freeze
    that runs today or the next one; `lots` is how many lots the card holds; `owed` is what its member owes past its day.

    `product` and `grade` are of what the card is today; `next_product` of what it is to become on `next_from`, by a plan or
    a renewal that is paid. `ends` is the first day that is not of the card any more; None: it has no end.
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
    venue_id: Id
    activate_by: Day | None
    lots: int
    owed: Money | None = None
    grade: str | None = None
    grade_name: str | None = None
    grade_name_zh: str | None = None
    next_product: str | None = None
    next_product_zh: str | None = None
    next_from: Day | None = None
    ends: Day | None = None


class MemberCards(Query, by=(*STAFF, MEMBER), answers=CardRow):
    """The cards of a member, the cards that others share with them, and those of their wards; the longest valid first."""

    member_id: Id


class CardByNumber(Query, by=(*STAFF, DEVICE), answers=CardRow):
    """The card with this printed number."""

    number: str


class LotRow(Row):
    """A lot of a card: what was granted, at which price, by whom, and what is left of it; `ends` None: it has no end."""

    lot_id: Id
    card_id: Id
    kind: str
    product_id: Id
    product_version: int
    order_id: Id | None
    venue_id: Id
    price: Money
    visits_left: int | None
    balance: Money | None
    valid: DayRange
    closed: bool
    ends: Day | None = None


class CardLots(Query, by=(*STAFF, MEMBER), answers=LotRow):
    """What a card holds, the oldest first."""

    card_id: Id
    member_id: Id

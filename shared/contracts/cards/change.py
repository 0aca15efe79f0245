"""A card becomes another product in the middle of its days: the old one's rest is credited, the new one's charged."""

from __future__ import annotations

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Money,
    Part,
    Refusal,
    Text,
)
from shared.contracts.cards.card import CardCancelled, CardNotIssued, CardOfAnotherMember
from shared.contracts.cards.gate import CardExpired, CardFrozenNow, CardNotYetValid
from shared.contracts.cards.grade import ChangeKind
from shared.contracts.cards.leaving import CardGivenUp, NoticeStands
from shared.contracts.cards.lot import Lot
from shared.contracts.cards.partner import PartnerCardOver
from shared.contracts.cards.product import ProductNotPublished, ProductUnknown


class ChangeNotPossible(Refusal):
    """A term becomes another term, a pack another pack; and only what has something left."""

    card_id: str
    kind: str
    other: str
    says = Text("A {kind} card cannot become a {other} card.", "{kind} 类卡不能转为 {other} 类卡。")
    remedy = Text("Sell the other product beside it.", "请另行办理该卡种。")


class ChangeToSame(Refusal):
    """A card that is of this product and version already has nothing to become."""

    product_id: str
    says = Text("The card is of product {product_id} already.", "此卡已是该卡种 {product_id}。")
    remedy = Text("Choose another product.", "请选择其他卡种。")


class DowngradeAtEnd(Refusal):
    """The terms of the card let it go to a lower grade when its period ends, and not before."""

    product_id: str
    ends: Day
    says = Text(
        "This card can go to a lower grade when its period ends, on {ends}.", "此卡须待本期结束（{ends}）方可降级。"
    )
    remedy = Text("Plan the change: it is made with the renewal.", "请预约变更，续费时生效。")


class QuoteChange(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(
        CardNotIssued,
        CardOfAnotherMember,
        CardCancelled,
        CardNotYetValid,
        CardFrozenNow,
        CardExpired,
        PartnerCardOver,
        ProductUnknown,
        ChangeNotPossible,
        ChangeToSame,
        DowngradeAtEnd,
        NoticeStands,
        CardGivenUp,
    ),
):
    """Work out what the card is still worth and which part of the new product's period is left, for today.

    An order line of this product with the purpose `upgrade` then costs the difference.
    """

    card_id: Id
    member_id: Id
    product_id: Id


class ChangeQuoted(Event, stream="card-{card_id}", unreported="said elsewhere"):
    """On `day`, `part` of `whole` days of the new product are charged, and `credit` of the old lot is counted off.

    So much of the credit orders had `paid`: of an imported card nothing. None: an older event.

    `direction`: to a product of a higher grade, a lower one, or, where either has none or both have the same, neither.
    """

    card_id: Id
    member_id: Id
    lot_id: Id
    product_id: Id
    product_version: int
    day: Day
    part: int
    whole: int
    credit: Money
    direction: ChangeKind = "change"
    paid: Money | None = None


class ChangeProduct(Command, by=(SERVICE,), refuses=(ProductNotPublished,)):
    """The difference was paid, of it `employer` by a company: the card becomes the other product today."""

    card_id: Id
    lot_id: Id
    order_id: Id
    product_id: Id
    member_id: Id
    venue_id: Id
    paid: Money
    credit: Money
    price: Money
    day: Day
    employer: Money | None = None


class LotCredit(Part):
    """So much of what an order was paid was not used, and is the member's again."""

    order_id: Id
    product_id: Id
    amount: Money


class ProductChanged(Event, stream="card-{card_id}"):
    """The old lot ended on the day before, with `credit` of its price unused; the new one goes on in its place.

    `price` is what the new lot costs for its days: of it `paid` was paid now and the rest is the credit. What the
    credit exceeds the price by is `surplus`, the member's own money again, of the orders that it was paid with.
    `direction` is by the grades of that day; an older event says `change`.
    """

    card_id: Id
    member_id: Id
    old_lot_id: Id
    credit: Money
    paid: Money
    surplus: Money
    refunds: tuple[LotCredit, ...]
    lot: Lot
    valid_until: Day
    direction: ChangeKind = "change"

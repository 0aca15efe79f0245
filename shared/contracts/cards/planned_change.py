"""A card becomes another product when what is paid for it ends: its next renewal is of that product."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    STAFF,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.cards.card import CardCancelled, CardNotIssued, CardOfAnotherMember
from shared.contracts.cards.change import ChangeNotPossible, ChangeToSame
from shared.contracts.cards.gate import CardExpired
from shared.contracts.cards.grade import ChangeKind
from shared.contracts.cards.leaving import CardGivenUp, NoticeStands
from shared.contracts.cards.product import ProductUnknown
from shared.contracts.cards.terms import Terms


class ProductNotRenewing(Refusal):
    """A card that renews by itself becomes what renews by itself too."""

    product_id: str
    says = Text(
        "Product {product_id} does not renew by itself, as this card does.", "此卡自动续费，卡种 {product_id} 不支持。"
    )
    remedy = Text(
        "Withdraw the automatic renewal first, or choose another product.", "请先取消自动续费，或选择其他卡种。"
    )


class PlannedChangeCharged(Refusal):
    """A period is paid as it was asked for; what is charged already changes no more."""

    product_id: str
    period: Day
    says = Text(
        "The period from {period} is being charged as product {product_id}.",
        "{period} 起的一期正按卡种 {product_id} 扣款。",
    )
    remedy = Text(
        "Plan the next change from there on, or withdraw the automatic renewal.",
        "请预约之后一期的变更，或取消自动续费。",
    )


class PlanChange(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(
        CardNotIssued,
        CardOfAnotherMember,
        CardCancelled,
        CardExpired,
        CardGivenUp,
        ProductUnknown,
        ChangeNotPossible,
        ChangeToSame,
        ProductNotRenewing,
        NoticeStands,
    ),
):
    """Let the card become this product when what is paid for it ends; a change that was planned before is not made.

    Nothing is charged for it: the next renewal, at the desk or by itself, is of the other product, at its price.
    """

    card_id: Id
    member_id: Id
    product_id: Id


class ChangePlanned(Event, stream="card-{card_id}"):
    """The card is to become `product_id`, from `begins` on as its end stood when this was asked for, on `day`.

    Rests, closures, and what is bought meanwhile, move that day. `terms` are those on which the product is sold on the
    day of asking: those of the day of the renewal will hold. `direction` is by the grades of the day of asking.
    Told again as it was asked for where the renewal that made the change was refunded: the plan stands as before.
    """

    card_id: Id
    member_id: Id
    former_id: Id
    product_id: Id
    product_version: int
    direction: ChangeKind
    terms: Terms
    day: Day
    begins: Day


class WithdrawPlannedChange(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(CardNotIssued, CardOfAnotherMember, PlannedChangeCharged),
):
    """Let the card stay the product that it is, as long as its next period is not being charged."""

    card_id: Id
    member_id: Id


class PlannedChangeWithdrawn(Event, stream="card-{card_id}"):
    """The card stays what it is: its member said so (`word`), changed it at once, or bought the same again (`purchase`);
    or it passed to somebody else (`transfer`), or they were erased (`erasure`)."""

    card_id: Id
    member_id: Id
    product_id: Id
    by: Literal["word", "change", "purchase", "transfer", "erasure"]


class PlannedChangeMade(Event, stream="card-{card_id}"):
    """The first period of the other product is paid: from `begins` on the card is that product, by this lot.

    A rest that comes before moves that day.
    """

    card_id: Id
    member_id: Id
    former_id: Id
    product_id: Id
    direction: ChangeKind
    lot_id: Id
    begins: Day


class PlannedChangeRow(Row):
    """A card that is to become another product on `begins`, as its end stands today."""

    card_id: Id
    number: str
    member_id: Id
    venue_id: Id
    product: str
    product_zh: str
    next_product_id: Id
    next_product: str
    next_product_zh: str
    direction: str
    asked_on: Day
    begins: Day


class PlannedChanges(Query, by=STAFF, answers=PlannedChangeRow):
    """The cards that one's venues sold and that are to become another product, the soonest first; 500 at most."""

    venue_id: Id | None = None

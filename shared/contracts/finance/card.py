"""What finance knows of cards and their products, told by cards."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Day, Event, Id, Money, Refusal, Text
from shared.contracts.cards.terms import Terms


class CardNotKnown(Refusal):
    """What is bought for a card needs a card that finance has heard of."""

    card_id: str
    passing = True
    says = Text("Card {card_id} is not known here.", "尚无卡 {card_id} 的信息。")
    remedy = Text("Check the card; if it was just issued, wait a second.", "请核对卡号；若刚发卡请稍候。")


class CardOfSomebodyElse(Refusal):
    """What is bought for a card is bought by the member whose card it is."""

    card_id: str
    status = 403
    says = Text("Card {card_id} does not belong to the buyer.", "卡 {card_id} 不属于购买人。")
    remedy = Text("Place the order for the card's member.", "请以持卡会员的名义下单。")


class CardIsOver(Refusal):
    """A card that was refunded takes nothing more."""

    card_id: str
    says = Text("Card {card_id} was cancelled.", "卡 {card_id} 已退。")
    remedy = Text("Sell a new card.", "请办理新卡。")


class PurposeNeedsCard(Refusal):
    """A renewal, a top-up or a fee is for one card; a card is sold one at a time where one is named."""

    purpose: str
    says = Text("{purpose} is for one card, and one of it.", "{purpose} 须指定一张卡，且数量为一。")
    remedy = Text("Name the card, and order one.", "请指定卡，数量填 1。")


class NoRenewalOffer(Refusal):
    """A renewal price holds for the product of the card itself, if its terms offer one and the card ends."""

    card_id: str
    product_id: str
    says = Text(
        "There is no renewal price for product {product_id} on card {card_id}.",
        "商品 {product_id} 对卡 {card_id} 没有优惠续费价。",
    )
    remedy = Text(
        "Sell the product onto the card at its full price (purpose sale).", "请按原价为该卡续费（用途 sale）。"
    )


class RenewalNotOffered(Refusal):
    """The preferential price holds from some days before the card's end to some days after it."""

    card_id: str
    first: Day
    last: Day
    says = Text(
        "Card {card_id} can be renewed at the preferential price from {first} to {last}.",
        "卡 {card_id} 的优惠续费期为 {first} 至 {last}。",
    )
    remedy = Text(
        "Sell the product onto the card at its full price (purpose sale).", "请按原价为该卡续费（用途 sale）。"
    )


class TrialNotRenewable(Refusal):
    """A trial is bought once a person and never renewed."""

    product_id: str
    says = Text("A trial cannot be bought again.", "体验卡不能续费或重复购买。")
    remedy = Text("Sell a regular product.", "请购买正式卡种。")


class TrialHadAlready(Refusal):
    """A trial is for who has not tried, anywhere in the chain and under whichever record, as a member or as a guest."""

    product_id: Id
    day: Day
    says = Text(
        "This person had a trial on {day}, under another record or as a guest.",
        "此人已于 {day} 以其他会员档案或访客身份体验过。",
    )
    remedy = Text(
        "Sell a regular product; look for another record of the person (FindLikenesses), and merge the two.",
        "请购买正式卡种；并查找此人的其他档案（FindLikenesses）后合并。",
    )


class UpgradeNotQuoted(Refusal):
    """An upgrade costs what it was worked out to cost on the same day."""

    card_id: str
    product_id: str
    passing = True
    says = Text(
        "Card {card_id} has no offer of today for {product_id}.", "卡 {card_id} 今日没有升级至 {product_id} 的报价。"
    )
    remedy = Text("Ask for the upgrade's price first.", "请先申请升级报价。")


class NoteProduct(Command, by=(SERVICE,)):
    """Cards announced a product, or a version of it that holds from `effective` on (None: since ever)."""

    product_id: Id
    terms: Terms
    effective: Day | None = None


class ProductNoted(Event, stream="product-{product_id}", unreported="echo"):
    """The product's terms from this day on, as far as what it costs stands on them."""

    product_id: Id
    terms: Terms
    effective: Day | None


class NoteCard(Command, by=(SERVICE,)):
    """Cards told of a card: whose it is, of which product, until when; None: as it was. `over`: it was refunded."""

    card_id: Id
    member_id: Id | None = None
    product_id: Id | None = None
    valid_until: Day | None = None
    over: bool = False


class CardNoted(Event, stream="card-{card_id}", unreported="echo"):
    """What is known of a card; None: as it was."""

    card_id: Id
    member_id: Id | None
    product_id: Id | None
    valid_until: Day | None
    over: bool


class NotePlannedChange(Command, by=(SERVICE,)):
    """Cards told what a card is to become with its next period; None: nothing else than it is."""

    card_id: Id
    product_id: Id | None


class PlannedChangeNoted(Event, stream="card-{card_id}", unreported="echo"):
    """The card's next period may be of this product, at the desk too; None: of its own."""

    card_id: Id
    product_id: Id | None


class SurplusNotPaidHere(Refusal):
    """What a cheaper product leaves over is the money of the orders that had paid; of an imported card none had."""

    surplus: Money
    says = Text(
        "{surplus} of the old card would be left over, and no order here had paid it.",
        "原卡将剩余 {surplus}，而该款并非由本系统订单支付。",
    )
    remedy = Text(
        "Change to a product that costs no less than the card is worth, or let the card run out.",
        "请改换价格不低于原卡余值的卡种，或待原卡到期。",
    )


class NoteUpgrade(Command, by=(SERVICE,)):
    """Cards worked out an upgrade: on `day`, `part` of `whole` days of the new product, less `credit` of the old one.

    Its `product_id` is what the card becomes. So much of the credit orders had `paid` (None: all of it).
    """

    card_id: Id
    product_id: Id
    day: Day
    part: int
    whole: int
    credit: Money
    paid: Money | None = None


class UpgradeNoted(Event, stream="card-{card_id}", unreported="echo"):
    """What an upgrade of the card costs on this day: its part of the new price, less the credit."""

    card_id: Id
    product_id: Id
    day: Day
    part: int
    whole: int
    credit: Money
    paid: Money | None = None

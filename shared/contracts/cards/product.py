"""Products: the kinds of card that the chain sells, and what each grants."""

from __future__ import annotations

from shared.contracts import (
    HEAD_OFFICE,
    MEMBER,
    STAFF,
    Command,
    Day,
    Event,
    Id,
    Name,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.cards.grade import GradeUnknown
from shared.contracts.cards.terms import Terms


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


class ProductTermsDisagree(Refusal):
    """Two terms of a product cannot both hold."""

    one: str
    other: str
    says = Text("{one} does not go with {other}.", "{one} 与 {other} 不能并存。")
    remedy = Text("Leave one of the two out.", "请取消其中一项。")


class ProductHoursWrong(Refusal):
    """Hours run from a time of the day to a later one, on days from 1 (Monday) to 7 (Sunday)."""

    hours: str
    says = Text("{hours} are no opening hours.", "时段 {hours} 无效。")
    remedy = Text(
        "Give times such as 06:30 and 24:00, the later one last, and weekdays from 1 to 7.",
        "请按 06:30、24:00 格式填写，结束晚于开始，星期为 1 至 7。",
    )


class ProductUnknown(Refusal):
    """Only a product that was published can be revised."""

    product_id: str
    status = 404
    says = Text("There is no product {product_id}.", "没有卡种 {product_id}。")
    remedy = Text("Publish it first.", "请先发布该卡种。")


class ProductKindFixed(Refusal):
    """A product stays what it is: a term, visits, or a stored value."""

    product_id: str
    kind: str
    says = Text("Product {product_id} is a {kind} product.", "卡种 {product_id} 的类型为 {kind}。")
    remedy = Text("Publish another product under a new id.", "请以新编号发布另一卡种。")


class RevisionNotDated(Refusal):
    """A version holds from today or a later day on, and not before the last one that was announced."""

    effective: Day
    earliest: Day
    says = Text(
        "A version cannot hold from {effective}; {earliest} is the earliest.",
        "新版本不能自 {effective} 起生效，最早为 {earliest}。",
    )
    remedy = Text("Choose that day or a later one.", "请选择该日或之后的日期。")


FIGURES = (ProductIncomplete, ProductFigureOutOfRange, ProductTermsDisagree, ProductHoursWrong, GradeUnknown)


class PublishProduct(Command, by=(HEAD_OFFICE,), refuses=(ProductAlreadyPublished, *FIGURES)):
    """Offer a kind of card; finance publishes its price under the same product id."""

    product_id: Id
    name: Name
    name_zh: Name
    terms: Terms


class ProductPublished(Event, stream="product-{product_id}"):
    """Cards of this kind can be sold, on the terms of version 1."""

    product_id: Id
    name: Name
    name_zh: Name
    terms: Terms


class ReviseProduct(Command, by=(HEAD_OFFICE,), refuses=(ProductUnknown, ProductKindFixed, RevisionNotDated, *FIGURES)):
    """Announce new terms from a day on; what was sold before that day keeps the terms it was sold on."""

    product_id: Id
    name: Name
    name_zh: Name
    terms: Terms
    effective: Day


class ProductRevised(Event, stream="product-{product_id}"):
    """From `effective` on, the product is sold on these terms."""

    product_id: Id
    product_version: int
    name: Name
    name_zh: Name
    terms: Terms
    effective: Day


class ProductRow(Row):
    """A kind of card on offer, as it is sold today; `effective` None: since it was first published."""

    product_id: Id
    name: str
    name_zh: str
    terms: Terms
    version: int = 1
    effective: Day | None = None


class ListProducts(Query, by=(*STAFF, MEMBER), answers=ProductRow):
    """All kinds of cards on offer today."""


class ProductVersions(Query, by=STAFF, answers=ProductRow):
    """Every version of a product, announced ones too, the newest first."""

    product_id: Id

"""Products: the kinds of card that the chain sells, and what each grants."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    HEAD_OFFICE,
    MEMBER,
    STAFF,
    Command,
    Event,
    Id,
    Money,
    Name,
    Part,
    Query,
    Refusal,
    Row,
    Text,
)

ProductKind = Literal["term", "visits", "stored_value"]


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


class ProductRow(Row):
    """A kind of card on offer."""

    product_id: Id
    name: str
    name_zh: str
    terms: Terms


class ListProducts(Query, by=(*STAFF, MEMBER), answers=ProductRow):
    """All kinds of cards on offer."""

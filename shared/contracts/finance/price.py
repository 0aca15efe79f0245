"""Prices: what a product costs from a day on, for one venue or all of a currency."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FINANCE_CLERK,
    GUEST,
    HEAD_OFFICE,
    MEMBER,
    STAFF,
    Command,
    Day,
    Event,
    Id,
    Money,
    Name,
    NotAllowed,
    Query,
    Refusal,
    Row,
    Text,
)

IncomeKind = Literal["card", "course", "activity", "retail", "fee"]
Purpose = Literal["sale", "renewal", "top_up", "upgrade", "replacement", "freeze_fee"]


class NoPrice(Refusal):
    """Everything sold has a published price on the day of the order."""

    product_id: str
    day: Day
    says = Text("Product {product_id} has no price on {day}.", "商品 {product_id} 在 {day} 没有定价。")
    remedy = Text("Publish a price that is valid on this day.", "请先发布当日有效的价格。")


class PriceInAnotherCurrency(Refusal):
    """A venue sells in its own currency."""

    price: str
    venue: str
    says = Text("The price is in {price}, the venue sells in {venue}.", "价格币种为 {price}，场馆币种为 {venue}。")
    remedy = Text("Publish a price for this venue.", "请为该场馆发布价格。")


class PriceOutOfRange(Refusal):
    """A price is zero or more, and at most a billion units of its currency."""

    price: Money
    says = Text("A price cannot be {price}.", "定价不能为 {price}。")
    remedy = Text("Give a price from zero up; a discount is not a price.", "请填写不小于零的价格；优惠不作为定价。")


class TaxOutOfRange(Refusal):
    """A tax rate lies between 0 and 100 %."""

    tax_basis_points: int
    says = Text("{tax_basis_points} basis points are no tax rate.", "{tax_basis_points} 个基点不是有效税率。")
    remedy = Text("Give basis points: 600 for 6 %.", "请以基点填写：6% 为 600。")


class PublishPrice(Command, by=(HEAD_OFFICE, FINANCE_CLERK), refuses=(NotAllowed, PriceOutOfRange, TaxOutOfRange)):
    """Set the price of a product from a day on, for one venue or (none given) all venues of that currency."""

    product_id: Id
    title: Name
    kind: IncomeKind
    price: Money  # tax included
    tax_basis_points: int = 0  # 600 = 6 %
    prepaid: bool = False  # paid before it is used: a liability until then
    valid_from: Day
    for_venue: Id | None = None
    purpose: Purpose = "sale"


class PricePublished(Event, stream="price-{product_id}"):
    """A product has this price from this day on; orders placed before keep theirs."""

    product_id: Id
    title: Name
    kind: IncomeKind
    price: Money
    tax_basis_points: int
    prepaid: bool
    valid_from: Day
    for_venue: Id | None
    purpose: Purpose = "sale"


class PriceRow(Row):
    """A price that is valid today or will be; `for_venue` None: every venue of that currency."""

    product_id: Id
    title: str
    kind: str
    price: Money
    valid_from: Day
    for_venue: Id | None
    purpose: str


class ListPrices(Query, by=(*STAFF, MEMBER, GUEST), answers=PriceRow):
    """The price list: what holds today and what is announced, by product, venue and day."""

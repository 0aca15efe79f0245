"""Prices by a partner agreement: what its people pay for a product, what the company pays, and its monthly statement."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FINANCE_CLERK,
    HEAD_OFFICE,
    SERVICE,
    Command,
    Day,
    Event,
    Id,
    Money,
    Query,
    Refusal,
    Row,
    Text,
)

PartnerPurpose = Literal["sale", "renewal", "upgrade"]


class PartnerProductOnly(Refusal):
    """Some products are sold to the people of a partner only, at the price that was agreed."""

    product_id: Id
    says = Text("Product {product_id} is for the people of a partner.", "商品 {product_id} 仅限合作企业人员购买。")
    remedy = Text(
        "Let the member join by the employer's agreement first, or sell another product.",
        "请先登记所属合作企业，或选择其他商品。",
    )


class PartnerAgreementOver(Refusal):
    """A product for a partner's people is sold to them while the agreement by which they belong to it holds."""

    product_id: Id
    until: Day
    says = Text(
        "The agreement with the member's company ended on {until}; product {product_id} is for a partner's people.",
        "会员所在企业的协议已于 {until} 到期，商品 {product_id} 仅限合作企业人员购买。",
    )
    remedy = Text(
        "Sell another product, or ask head office whether the agreement goes on.",
        "请选择其他商品，或向总部确认协议是否续签。",
    )


class PartnerPriceForOne(Refusal):
    """A partner's price is for the person who belongs to it: one in an order."""

    product_id: Id
    says = Text("{product_id} is sold once at the partner's price.", "商品 {product_id} 的企业价每单限购一件。")
    remedy = Text(
        "Order one; others at the normal price in an order of their own.", "请只订购一件，其余按正常价另行下单。"
    )


class PartnerPriceWrong(Refusal):
    """A partner's price is an amount or a part of the list price, and the company pays none, some or all of it."""

    field: str
    status = 422
    says = Text("{field} of the partner's price is not possible.", "企业价的 {field} 无效。")
    remedy = Text(
        "Give a price or a per mille from 0 to 1000, one of the two; and the employer's part from 0 to 1000.",
        "价格与千分比二选一（0 至 1000）；企业承担部分为 0 至 1000。",
    )


class PublishPartnerPrice(Command, by=(HEAD_OFFICE, FINANCE_CLERK), refuses=(PartnerPriceWrong,)):
    """From a day on, a product costs the partner's people `price`, or `per_mille` of what it is sold for.

    Of that the company pays `employer_per_mille`, by its monthly statement, and the member the rest. An upgrade to the
    product costs its part of the price for upgrades, else of the one for sales.
    """

    agreement_id: Id
    product_id: Id
    valid_from: Day
    purpose: PartnerPurpose = "sale"
    price: Money | None = None
    per_mille: int | None = None
    employer_per_mille: int = 0


class PartnerPricePublished(Event, stream="partnerprice-{agreement_id}", unreported="said elsewhere"):
    """This price holds for the partner's people from this day on; orders placed before keep theirs."""

    agreement_id: Id
    product_id: Id
    valid_from: Day
    purpose: PartnerPurpose
    price: Money | None
    per_mille: int | None
    employer_per_mille: int


class NotePartner(Command, by=(SERVICE,)):
    """Members says on which days and at which venues an agreement holds."""

    agreement_id: Id
    from_day: Day
    until: Day
    venues: tuple[Id, ...] | None


class PartnerNoted(Event, stream="partner-{agreement_id}", unreported="said elsewhere"):
    """The agreement holds from `from_day` until `until`, at these venues (None: all)."""

    agreement_id: Id
    from_day: Day
    until: Day
    venues: tuple[Id, ...] | None


class NotePartnerRight(Command, by=(SERVICE,)):
    """Members says since when somebody belongs to a partner, or until when."""

    member_id: Id
    agreement_id: Id
    from_day: Day
    until: Day | None = None


class PartnerRightNoted(Event, stream="partnerright-{member_id}", unreported="said elsewhere"):
    """The member has the prices of this agreement from `from_day`, and until `until` (None: as long as it holds)."""

    member_id: Id
    agreement_id: Id
    from_day: Day
    until: Day | None


class PartnerPriceRow(Row):
    """A partner's price that holds today or is announced."""

    agreement_id: Id
    product_id: Id
    purpose: str
    valid_from: Day
    price: Money | None
    per_mille: int | None
    employer_per_mille: int


class PartnerPrices(Query, by=(HEAD_OFFICE, FINANCE_CLERK), answers=PartnerPriceRow):
    """The prices of an agreement, the newest first."""

    agreement_id: Id


class PartnerStatementRow(Row):
    """What was sold, or went back, in a month by an agreement: how often, to how many people, and who pays what.

    `listed` is what it would have cost, `agreed` what it cost; `employer` is the company's part, `members` theirs. Of what
    went back all are below zero, by the day on which it did, so that `employer` sums to what is to be billed.
    """

    what: Literal["sold", "returned"]
    venue_id: Id
    product_id: Id
    title: str
    purpose: str
    count: int
    people: int
    listed: Money
    agreed: Money
    employer: Money
    members: Money


class PartnerStatement(Query, by=(HEAD_OFFICE, FINANCE_CLERK), answers=PartnerStatementRow):
    """The statement of a month (its first day) for a partner, by the days of the venues that sold; nobody is named."""

    agreement_id: Id
    month: Day

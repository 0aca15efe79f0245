"""Lines of an order: what is wished, and what was sold at which price."""

from __future__ import annotations

from shared.contracts import DayRange, Id, Money, Name, Part
from shared.contracts.finance.price import IncomeKind, Purpose
from shared.contracts.members.rights import GrantedRight


class OrderLine(Part):
    """What is wished: a product and how many; for which card, if for one that there is, and why.

    A `sale` onto a card is at the full price, a `renewal` at the preferential one.
    """

    product_id: Id
    quantity: int = 1
    card_id: Id | None = None
    purpose: Purpose = "sale"


class Discount(Part):
    """So much less is asked for a line, and by which right of the member's level; `offer_id`: by this offer to them."""

    amount: Money
    by: GrantedRight
    offer_id: Id | None = None


class PartnerPart(Part):
    """A line at the price of a partner agreement: what it would have cost, and the company's part of its total."""

    agreement_id: Id
    listed: Money
    employer: Money


class PricedLine(Part):
    """What was sold: at which price, with the tax in it, of which kind of income; for which card and why.

    The total is the price times the quantity, less the discount. At an upgrade `charged` is what the new product costs
    for the rest of the period, the discount taken off, and `credit` what the old one was still worth: the total is the
    difference, never below zero. At a term that goes on with a card, `off` are the days rested that it is less by, if
    the card's terms take them off the next charge (None: no such line): `credit` of `charged`, each day once.
    """

    product_id: Id
    title: Name
    kind: IncomeKind
    quantity: int
    price: Money
    total: Money
    tax: Money
    prepaid: bool
    card_id: Id | None = None
    purpose: Purpose = "sale"
    credit: Money | None = None
    charged: Money | None = None
    discount: Discount | None = None
    off: tuple[DayRange, ...] | None = None
    partner: PartnerPart | None = None

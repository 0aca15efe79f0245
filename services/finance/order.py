"""An order as a fold of its events, and what the rules ask of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.finance import custom_offers, partner, safety
from services.finance.custom_offers import remember as remember_offer
from services.finance.known import KnownCard, Noted, NotedOfCard, remember_card
from services.finance.level import after
from services.finance.line import Line, earned_by_days, given_back, unused_again, used
from services.finance.moved import credited, received, returned
from services.finance.partner import Partners, owed_by_partners
from services.finance.payer import Payers, agreed_for, noted
from services.finance.payments import Payment, heard
from services.finance.prepaid import Prepaid, Published, remember
from services.finance.safety import Charges
from services.finance.terms import paid_days
from services.finance.terms.earnings import Earnings, booked, cut, spread_anew
from services.finance.terms.paid_days import PaidDays
from shared.contracts import Event
from shared.contracts.finance import (
    BuyerLevelNoted,
    BuyerNoted,
    ChargeNoted,
    ChargingResumed,
    ChargingStopped,
    DebtChanged,
    DiscountsNoted,
    Fault,
    FeeHeld,
    IncomePolicyPublished,
    IncomeRecognised,
    IncomeReviewed,
    IncomeTakenBack,
    OfferPublished,
    OrderOfStranger,
    OrderPaid,
    OrderPlaced,
    OrderPutOnAccount,
    OrderRefunded,
    PaidDaysNoted,
    PartnerNoted,
    PartnerPricePublished,
    PartnerRightNoted,
    PayerNoted,
    PaymentReceived,
    PaymentRequested,
    PaymentReturned,
    PrepaidCapsPublished,
    PrepaidNoted,
    PrepaidUsed,
    PricePublished,
    ProductNoted,
    ProviderNoticeReceived,
    RefundInterestPaid,
    RefundInterestPublished,
    RenewalNotCharged,
    SafetyStopPublished,
    TermIncomeRecognised,
    TermSpread,
    TillOpened,
    TrialHadNoted,
    UnusedCredited,
)
from shared.contracts.members.rights import Levels
from shared.money import Money
from shared.standing import People, Standing, records, survivor, told


@dataclass(frozen=True)
class Order:
    """none -> placed -> paid; money goes back in every state. `paid` stays true after refunds.

    `advance` was paid on an order that is not complete, `credit` is overpaid and owed to the member, `refunded` is
    what went back of the order's own worth; all in minor units of its currency. `payments` end with the latest.
    """

    till: TillOpened | None = None
    prices: tuple[PricePublished, ...] = ()
    products: Noted = ()
    caps: Published = ()
    prepaid: Prepaid = field(default_factory=Prepaid)
    cards: Mapping[str, KnownCard] = field(default_factory=dict)
    paid_days: Mapping[str, PaidDays] = field(default_factory=dict)  # by card
    people: People = field(default_factory=dict)  # the buyer, and the buyer's other records; the same of the payer
    levels: Levels = field(default_factory=Levels)
    custom: custom_offers.Published = field(default_factory=dict)
    payers: Payers = field(default_factory=dict)
    partners: Partners = field(default_factory=Partners)
    charges: Charges = field(default_factory=Charges)
    interest: tuple[RefundInterestPublished, ...] = ()
    placed: OrderPlaced | None = None
    lines: tuple[Line, ...] = ()
    stranger: bool = False  # whom it names is no member
    paid: bool = False
    paid_on: date | None = None
    advance: int = 0
    credit: int = 0
    refunded: int = 0
    payments: Mapping[str, Payment] = field(default_factory=dict)
    not_charged: frozenset[str] = frozenset()
    notices: frozenset[str] = frozenset()
    refunds: Mapping[str, int] = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)  # named, by refund
    uses: Mapping[str, IncomeRecognised] = field(default_factory=dict)
    taken_back: frozenset[str] = frozenset()
    account: OrderPutOnAccount | None = None
    asked_on: date | None = None  # as an order on account told last
    earnings: Earnings = field(default_factory=Earnings)  # of terms, by the day

    @property
    def total(self) -> int:
        return self.placed.total.amount if self.placed else 0

    @property
    def due(self) -> int:
        """What the member has to pay; what a partner pays is booked when that is done."""
        return 0 if self.paid else self.total - self.advance - self.awaited_of_partners

    @property
    def awaited_of_partners(self) -> int:
        owed = sum(amount.amount for amount in owed_by_partners(self.placed).values()) if self.placed else 0
        return owed - sum(payment.received for payment in self.payments.values() if payment.way == "partner")

    @property
    def refundable(self) -> int:
        return self.total - self.refunded + self.credit if self.paid else self.advance

    @property
    def awaited(self) -> bool:
        """Whether the provider was asked for money and has not said anything yet; its first no ends the waiting."""
        words = [payment.captured for payment in self.payments.values() if payment.way == "sandbox"]
        return None in words and False not in words

    def standing(self, member_id: str) -> Standing:
        return self.people.get(member_id, Standing())

    def person(self, member_id: str) -> str:
        """The record that goes on, of a record that was merged into it."""
        return survivor(self.people, member_id)

    def records(self, member_id: str) -> frozenset[str]:
        """All records of the person who buys."""
        return records(self.people, member_id)

    def payer_for(self, member_id: str) -> str | None:
        """Who agreed to pay for this record, unless nothing is begun for them: erased, or merged into another."""
        payer_id = agreed_for(self.payers, member_id)
        return payer_id if payer_id and self.standing(payer_id).status == "active" else None

    def money(self, amount: int) -> Money:
        assert self.placed is not None
        return Money(amount, self.placed.total.currency)


def evolve(order: Order, event: Event) -> Order:
    if isinstance(event, NotedOfCard):
        card = remember_card(order.cards.get(event.card_id, KnownCard()), event)
        return replace(order, cards={**order.cards, event.card_id: card})
    match event:
        case TillOpened():
            return replace(order, till=event)
        case PricePublished():
            return replace(order, prices=(*order.prices, event))
        case ProductNoted():
            return replace(order, products=(*order.products, event))
        case PrepaidCapsPublished():
            return replace(order, caps=(*order.caps, event))
        case PrepaidNoted() | PrepaidUsed() | TrialHadNoted():
            return replace(order, prepaid=remember(order.prepaid, event))
        case PartnerNoted() | PartnerRightNoted() | PartnerPricePublished():
            return replace(order, partners=partner.after(order.partners, event))
        case DiscountsNoted() | BuyerLevelNoted():
            return replace(order, levels=after(order.levels, event))
        case OfferPublished():
            return replace(order, custom=remember_offer(order.custom, event))
        case SafetyStopPublished() | ChargeNoted() | ChargingStopped() | FeeHeld() | ChargingResumed():
            return replace(order, charges=safety.after(order.charges, event))
        case RefundInterestPublished():
            return replace(order, interest=(*order.interest, event))
        case RefundInterestPaid():
            return at_fault(order, event)
        case PayerNoted():
            return replace(order, payers=noted(order.payers, event))
        case BuyerNoted():
            return replace(order, people=told(order.people, event.member_id, event.heard, event.other_id))
        case PaidDaysNoted(card_id=card_id):
            days = paid_days.evolve(order.paid_days.get(card_id, PaidDays()), event)
            return replace(order, paid_days={**order.paid_days, card_id: days})
        case OrderPlaced():
            return replace(order, placed=event, lines=tuple(Line(line) for line in event.lines))
        case OrderOfStranger():
            return replace(order, stranger=True)
        case OrderPutOnAccount():
            return replace(order, account=event, asked_on=event.asked_on)
        case DebtChanged():
            return replace(order, asked_on=event.asked_on)
        case PaymentRequested():
            asked = Payment("sandbox", event.amount.amount)
            return replace(order, payments={**order.payments, event.payment_id: asked})
        case ProviderNoticeReceived():
            noticed = heard(order.payments[event.payment_id], event)
            payments = {**order.payments, event.payment_id: noticed}
            return replace(order, payments=payments, notices=order.notices | {event.notice_id})
        case PaymentReceived():
            return received(order, event)
        case OrderPaid():
            return replace(order, paid=True, paid_on=event.day, advance=0)
        case PaymentReturned():
            order = returned(at_fault(order, event), event.refund_id, event.amount, event.returned_by)
            if event.of == "overpayment":
                return replace(order, credit=order.credit - event.amount.amount)
            return replace(order, advance=order.advance - event.amount.amount)
        case OrderRefunded():
            shares = {share.product_id: share for share in event.shares}
            lines = tuple(given_back(line, shares.get(line.sold.product_id)) for line in order.lines)
            order = returned(at_fault(order, event), event.refund_id, event.amount, event.returned_by)
            earnings = cut(order.earnings, event.day, event.shares)
            return replace(order, lines=lines, refunded=event.refunded.amount, earnings=earnings)
        case RenewalNotCharged(payment_id=payment_id):
            return replace(order, not_charged=order.not_charged | {payment_id})
        case UnusedCredited():
            return credited(order, event)
        case IncomeRecognised():
            lines = tuple(used(line, event) for line in order.lines)
            return replace(order, lines=lines, uses={**order.uses, event.use_id: event})
        case IncomeTakenBack():
            lines = tuple(unused_again(line, event) for line in order.lines)
            return replace(order, lines=lines, taken_back=order.taken_back | {event.use_id})
        case TermSpread():
            return replace(order, earnings=spread_anew(order.earnings, order.lines, event))
        case TermIncomeRecognised():
            lines = tuple(earned_by_days(line, event) for line in order.lines)
            return replace(order, lines=lines, earnings=booked(order.earnings, event))
        case IncomeReviewed() | IncomePolicyPublished():
            return replace(order, earnings=order.earnings.hearing(event))
    return order


def at_fault(order: Order, event: PaymentReturned | OrderRefunded | RefundInterestPaid) -> Order:
    return replace(order, faults={**order.faults, event.refund_id: event.fault}) if event.fault else order

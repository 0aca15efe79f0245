"""The rules of an order: which function answers which command, and on which histories it stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from services.finance.account import debt_changed, put_on_account
from services.finance.buyer import buyer_stream
from services.finance.crediting import credit_unused
from services.finance.custom_offers import offers_stream
from services.finance.freeze_fee import charge_fee
from services.finance.interest import interest_stream
from services.finance.level import level_streams
from services.finance.notices import receive_notice
from services.finance.order import Order, evolve
from services.finance.partner import agreement_streams, right_stream
from services.finance.payer import agreed_for, as_bought, payer_stream
from services.finance.placing import place, record, request
from services.finance.recognition import recognise, take_back
from services.finance.refunding import refund
from services.finance.renewing import charge
from services.finance.safety import STOPS, charges_stream
from services.finance.terms.recognising import recognise_terms
from shared.contracts import Event
from shared.contracts.finance import (
    ChargeFreezeFee,
    ChargeRenewal,
    CreditUnused,
    PlaceOrder,
    PutOnAccount,
    ReceiveProviderNotice,
    RecogniseIncome,
    RecogniseTerms,
    RecordPayment,
    RefundOrder,
    RequestPayment,
    TakeBackIncome,
)
from shared.decider import Context, Decider

OrderCommand = (
    PlaceOrder
    | RecordPayment
    | RequestPayment
    | ReceiveProviderNotice
    | RefundOrder
    | RecogniseIncome
    | CreditUnused
    | ChargeRenewal
    | TakeBackIncome
    | PutOnAccount
    | ChargeFreezeFee
    | RecogniseTerms
)


def decide(command: OrderCommand, order: Order, context: Context) -> list[Event]:
    """What the command leads to; of an order on account also what is left to pay, where that changes."""
    events = ordered(command, order, context)
    return [*events, *debt_changed(order, events, context)]


def ordered(command: OrderCommand, order: Order, context: Context) -> list[Event]:
    match command:
        case PlaceOrder():
            return place(as_bought(command), order, context)
        case RecordPayment():
            return record(command, order, context)
        case RequestPayment():
            return request(command, order, context)
        case ReceiveProviderNotice():
            return receive_notice(command, order, context)
        case RefundOrder():
            return refund(command, order, context)
        case TakeBackIncome():
            return take_back(command, order, context)
        case ChargeFreezeFee():
            return charge_fee(command, order, context)
        case PutOnAccount():
            return put_on_account(command, order, context)
        case ChargeRenewal():
            return charge(command, order, context)
        case CreditUnused():
            return credit_unused(command, order, context)
        case RecogniseIncome():
            return recognise(command, order, context)
        case RecogniseTerms():
            return recognise_terms(command, order, context)
    assert_never(command)


def streams(command: OrderCommand, context: Context) -> Iterable[str]:
    """An order stands on its own history; placing it also on the till, and on what is wished and for which cards."""
    command = as_bought(command) if isinstance(command, PlaceOrder) else command
    yield f"order-{command.order_id}"
    match command:
        case RecogniseTerms():
            yield "incomepolicies"
        case RefundOrder() if command.fault:
            yield interest_stream(command.venue_id)
        case RequestPayment():
            yield buyer_stream(command.member_id)
        case PlaceOrder():
            yield from bought_by(command.member_id, command.venue_id)
            for line in command.lines:
                yield from of_product(line.product_id)
                yield from [*of_card(line.card_id), f"paiddays-{line.card_id}"] if line.card_id else ()
        case ChargeRenewal():
            yield from bought_by(command.member_id, command.venue_id)
            yield from [*of_product(command.product_id), *of_card(command.card_id)]
        case ChargeFreezeFee():
            yield from [payer_stream(command.member_id), f"till-{command.venue_id}", f"price-{command.product_id}"]
            yield from of_card(command.card_id)


def bought_by(member_id: str, venue_id: str) -> Iterable[str]:
    """Who buys and who pays, what they have a right to, and what the till may take of them."""
    yield from [buyer_stream(member_id), payer_stream(member_id), *level_streams(member_id), right_stream(member_id)]
    yield from [f"till-{venue_id}", f"caps-{venue_id}", f"prepaid-{member_id}"]


def of_product(product_id: str) -> list[str]:
    return [f"price-{product_id}", f"product-{product_id}", offers_stream(product_id)]


def of_card(card_id: str) -> list[str]:
    """The card, and how often it is charged."""
    return [f"card-{card_id}", charges_stream(card_id), STOPS]


def further(command: OrderCommand, order: Order) -> Iterable[str]:
    """A person's other records: what any of them owns is the person's, and what is prepaid under any of them counts.

    And whether who agreed to pay for the member still does, the partner agreements by which they have prices, and what
    other orders took off for days rested.
    """
    command = as_bought(command) if isinstance(command, PlaceOrder) else command
    if isinstance(command, PutOnAccount) and order.placed and order.placed.payer_id:
        yield payer_stream(order.placed.member_id)
        yield buyer_stream(order.placed.payer_id)
    if isinstance(command, RecordPayment | RequestPayment):
        yield from (f"paiddays-{line.sold.card_id}" for line in order.lines if line.sold.off)
    if not isinstance(command, PlaceOrder | ChargeRenewal | ChargeFreezeFee | RequestPayment):
        return
    for other in sorted(order.records(command.member_id) - {command.member_id}):
        yield buyer_stream(other)
        if isinstance(command, PlaceOrder | ChargeRenewal):
            yield f"prepaid-{other}"
            yield from level_streams(other)
            yield right_stream(other)
    if payer_id := agreed_for(order.payers, command.member_id):
        yield buyer_stream(payer_id)
    yield from agreement_streams(order.partners)


ORDER: Decider[Order] = Decider(
    (
        PlaceOrder,
        RecordPayment,
        RequestPayment,
        ReceiveProviderNotice,
        RefundOrder,
        RecogniseIncome,
        CreditUnused,
        ChargeRenewal,
        TakeBackIncome,
        PutOnAccount,
        ChargeFreezeFee,
        RecogniseTerms,
    ),
    Order(),
    streams,
    decide,
    evolve,
    further,
)

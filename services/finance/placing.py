"""Placing an order, and moving money into it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from services.finance import capping, ledger
from services.finance.for_cards import FEES, Counter, priced_for_card
from services.finance.level import RIGHTS
from services.finance.order import Order
from services.finance.partner import check_one, not_of_partner, owed_by_partners, own_part, partner_payment_id
from services.finance.prepaid import check_trial
from services.finance.pricing import as_wished, priced, wished
from services.finance.safety import check_stop
from services.finance.stranger import check_known
from services.finance.terms.paid_days import PaidDays
from services.finance.terms.rested import check_off
from shared.contracts import Event
from shared.contracts.finance import (
    AmountNotDue,
    EntryPosted,
    MoneyInAnotherCurrency,
    NotAgreedToPay,
    OrderAlreadyPaid,
    OrderAlreadyPlaced,
    OrderLine,
    OrderLinesOutOfRange,
    OrderNotPlaced,
    OrderOfAnotherVenue,
    OrderPaid,
    OrderPlaced,
    OverpaymentHeld,
    PaymentReceived,
    PaymentRequested,
    PlaceOrder,
    PricedLine,
    QuantityOutOfRange,
    RecordPayment,
    ReferenceReused,
    RequestPayment,
    TillNotOpen,
    TillOpened,
    Way,
)
from shared.contracts.members.standing import check_active
from shared.dated import in_force
from shared.decider import Context
from shared.money import Money
from shared.venue_time import local_day

MOST_PRODUCTS = 50
MOST_OF_ONE = 1000


def place(wish: PlaceOrder, order: Order, context: Context) -> list[Event]:
    if order.placed:
        return same_order(wish, order.placed)
    if order.till is None:
        raise TillNotOpen(venue_id=wish.venue_id)
    check_wished(wish)
    check_active(wish.member_id, order.standing(wish.member_id))
    day = local_day(context.at, order.till.zone)
    counter = counter_for(order, order.till, wish.member_id, day, context)
    check_payer(wish.member_id, wish.payer_id, order)
    check_stop([line.card_id for line in wish.lines if line.card_id], order.charges, day)
    buyer = order.records(wish.member_id)
    lines = tuple(sold(line, buyer, counter) for line in wished(wish.lines).values())
    check_prepaid(lines, order, counter)
    placed = OrderPlaced(
        order_id=wish.order_id,
        member_id=wish.member_id,
        venue_id=wish.venue_id,
        zone=order.till.zone,
        day=day,
        lines=lines,
        total=sum((line.total for line in lines), Money(0, order.till.currency)),
        payer_id=wish.payer_id,
    )
    return [placed] if sum(own_part(line).amount for line in lines) else [placed, *nothing_due(placed, day)]


def nothing_due(placed: OrderPlaced, day: date) -> list[Event]:
    """An order that costs nothing, or is all paid by a partner."""
    if not placed.total:
        return [paid_in_full(placed, day)]
    return [*paid_by_partners(placed, day), paid_in_full(placed, day), sale(placed, placed.order_id, day)]


def paid_by_partners(placed: OrderPlaced, day: date) -> Iterator[Event]:
    """What companies owe for the order, by their monthly statement: once the member has paid the rest."""
    for agreement_id, amount in owed_by_partners(placed).items():
        payment_id = partner_payment_id(placed.order_id, agreement_id)
        yield PaymentReceived(
            payment_id=payment_id,
            order_id=placed.order_id,
            member_id=placed.member_id,
            venue_id=placed.venue_id,
            day=day,
            amount=amount,
            method="partner",
        )
        yield ledger.entry(placed, "payment", payment_id, day, ledger.payment("partner", amount))


def check_payer(member_id: str, payer_id: str | None, order: Order) -> None:
    """Nothing is charged to who has not agreed to it, or pays no more for the member; raises NotAgreedToPay."""
    if payer_id is not None and order.payer_for(member_id) != payer_id:
        raise NotAgreedToPay(payer_id=payer_id, member_id=member_id)


def counter_for(order: Order, till: TillOpened, member_id: str, day: date, context: Context) -> Counter:
    """Where the member is served; of merged records the survivor's level counts."""
    who = order.person(member_id)
    granted = [right for name in RIGHTS for right in order.levels.granted(who, name, context.at)]
    offers = order.partners.offers(till.venue_id, day)
    return Counter(till, day, order.prices, order.products, order.cards, granted, order.custom, offers, order.paid_days)


def check_prepaid(lines: tuple[PricedLine, ...], order: Order, counter: Counter) -> None:
    """A trial is bought once a person; what is prepaid stays within the caps of the region."""
    terms = [(line, counter.terms(as_wished(line))) for line in lines]
    for line, known in terms:
        if known and known.trial and line.purpose not in FEES:
            check_trial(line, order.prepaid)
    capping.check(in_force(order.caps, counter.day), terms, order.prepaid, counter.day, order.cards)


def sold(line: OrderLine, buyer: frozenset[str], counter: Counter) -> PricedLine:
    if line.card_id or line.purpose != "sale":
        return priced_for_card(line, buyer, counter)
    price, terms = counter.sold_at(line), counter.terms(line)
    if by_partner := counter.by_partner(line, price):
        check_one(line.product_id, line.quantity)
        return by_partner
    if terms and terms.corporate:
        raise not_of_partner(line.product_id, counter.offers)
    return priced(price, line.quantity, counter.discount(line, price, price.price * line.quantity))


def same_order(wish: PlaceOrder, placed: OrderPlaced) -> list[Event]:
    lines = {line.product_id: as_wished(line) for line in placed.lines}
    known = placed.member_id, placed.payer_id, placed.venue_id, lines
    if (wish.member_id, wish.payer_id, wish.venue_id, wished(wish.lines)) != known:
        raise OrderAlreadyPlaced(order_id=wish.order_id)
    return []


def check_wished(wish: PlaceOrder) -> None:
    lines = wished(wish.lines)
    if not 1 <= len(lines) <= MOST_PRODUCTS:
        raise OrderLinesOutOfRange(asked=len(lines))
    for line in (*wish.lines, *lines.values()):
        if not 1 <= line.quantity <= MOST_OF_ONE:
            raise QuantityOutOfRange(product_id=line.product_id, asked=line.quantity)


def record(wish: RecordPayment, order: Order, context: Context) -> list[Event]:
    """Money taken at the desk."""
    placed = the_order(order, wish.order_id)
    if wish.venue_id != placed.venue_id:
        raise OrderOfAnotherVenue(order_id=wish.order_id, venue_id=wish.venue_id)
    if repeated(order, wish.payment_id, wish.amount, wish.method):
        return []
    check_due(order, placed, wish.order_id, wish.amount)
    day = local_day(context.at, placed.zone)
    return money_in(order, wish.payment_id, wish.payment_id, wish.method, wish.amount, day)


def request(wish: RequestPayment, order: Order, context: Context) -> list[Event]:
    """The provider is asked for money; a member learns nothing about orders that others place and pay."""
    placed = the_order(order, wish.order_id)
    if order.records(wish.member_id).isdisjoint((placed.member_id, placed.payer_id)):
        raise OrderNotPlaced(order_id=wish.order_id)
    if repeated(order, wish.payment_id, wish.amount, "sandbox"):
        return []
    check_due(order, placed, wish.order_id, wish.amount)
    return [PaymentRequested(payment_id=wish.payment_id, order_id=wish.order_id, amount=wish.amount)]


def the_order(order: Order, order_id: str) -> OrderPlaced:
    if order.placed is None:
        raise OrderNotPlaced(order_id=order_id)
    return order.placed


def repeated(order: Order, payment_id: str, amount: Money, way: Way) -> bool:
    """Whether this payment is known already; raises ReferenceReused if it was another one, or a refund."""
    if payment_id in order.refunds:
        raise ReferenceReused(reference=payment_id)
    known = order.payments.get(payment_id)
    if known is None:
        return False
    if (known.way, order.money(known.asked)) != (way, amount):
        raise ReferenceReused(reference=payment_id)
    return True


def check_currency(placed: OrderPlaced, amount: Money) -> None:
    if amount.currency != placed.total.currency:
        raise MoneyInAnotherCurrency(given=amount.currency, expected=placed.total.currency)


def check_due(order: Order, placed: OrderPlaced, order_id: str, amount: Money) -> None:
    if order.paid:
        raise OrderAlreadyPaid(order_id=order_id)
    check_known(order)
    check_currency(placed, amount)
    if not 0 < amount.amount <= order.due:
        raise AmountNotDue(asked=amount, due=order.money(order.due))
    for line in placed.lines:
        check_off(line, order_id, order.paid_days.get(line.card_id or "", PaidDays()))


def money_in(order: Order, payment_id: str, cause_id: str, way: Way, amount: Money, day: date) -> list[Event]:
    """What happens when money arrives, wanted or not: `cause_id` names the entries it leads to."""
    placed = order.placed
    assert placed is not None
    due = order.money(min(amount.amount, order.due))
    over = amount - due
    who: dict[str, Any] = {"order_id": placed.order_id, "member_id": placed.member_id, "payer_id": placed.payer_id}
    events: list[Event] = [
        PaymentReceived(payment_id=payment_id, **who, venue_id=placed.venue_id, day=day, amount=amount, method=way)
    ]
    if due:
        events.append(ledger.entry(placed, "payment", cause_id, day, ledger.payment(way, due)))
    if over:
        events.append(OverpaymentHeld(payment_id=payment_id, **who, amount=over))
        events.append(ledger.entry(placed, "overpayment", cause_id, day, ledger.overpayment(way, over)))
    if due.amount == order.due > 0:
        events += [*paid_by_partners(placed, day), paid_in_full(placed, day), sale(placed, cause_id, day)]
    return events


def paid_in_full(placed: OrderPlaced, day: date) -> OrderPaid:
    return OrderPaid(
        order_id=placed.order_id,
        member_id=placed.member_id,
        venue_id=placed.venue_id,
        day=day,
        lines=placed.lines,
        total=placed.total,
        payer_id=placed.payer_id,
    )


def sale(placed: OrderPlaced, cause_id: str, day: date) -> EntryPosted:
    return ledger.entry(placed, "sale", cause_id, day, ledger.sale(placed))

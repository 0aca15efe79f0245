"""What companies owe by their statements: noted as it is sold and goes back, settled by what they pay. Pure.

A payment settles the month that it names, then the oldest; what went back meanwhile counts as paid. It is received at
one venue and settles what is owed to any: then the one owes it to the other. What is over is kept for what comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from services.finance import ledger
from services.finance.partner import owed_by_partners, partner_payment_id
from shared.contracts import Event, Money
from shared.contracts.finance import (
    AmountNotPositive,
    EntryPosted,
    MoneyInAnotherCurrency,
    NotePartnerDue,
    OrderPlaced,
    PartnerCreditUsed,
    PartnerDueNoted,
    PartnerOwesNothing,
    PartnerPaymentReceived,
    RecordPartnerPayment,
    ReferenceReused,
    SettledPart,
    TillNotOpen,
    TillOpened,
)
from shared.decider import Context, Decider
from shared.ids import derived_id
from shared.venue_time import local_day

Owed = tuple[date, str]
"""Of which month's statement, to which venue."""


@dataclass(frozen=True)
class Account:
    """A company's account by an agreement: what is open (below zero: went back), and what it paid beyond, by venue."""

    open: Mapping[Owed, int] = field(default_factory=dict)
    over: Mapping[str, int] = field(default_factory=dict)
    currency: str | None = None
    causes: frozenset[str] = frozenset()
    payments: Mapping[str, PartnerPaymentReceived] = field(default_factory=dict)

    def moved(self, parts: Iterable[SettledPart], sign: int) -> Account:
        opened = dict(self.open)
        for part in parts:
            opened[part.month, part.venue_id] = opened.get((part.month, part.venue_id), 0) + sign * part.amount.amount
        return replace(self, open=opened)

    def kept(self, venue_id: str, amount: int) -> Account:
        return replace(self, over={**self.over, venue_id: self.over.get(venue_id, 0) + amount})


@dataclass(frozen=True)
class Receivable:
    """The till at which a company pays, the order of which it pays a part, and the accounts in hand."""

    till: TillOpened | None = None
    placed: OrderPlaced | None = None
    accounts: Mapping[str, Account] = field(default_factory=dict)

    def of(self, agreement_id: str) -> Account:
        return self.accounts.get(agreement_id, Account())


def decide(wish: NotePartnerDue | RecordPartnerPayment, known: Receivable, context: Context) -> list[Event]:
    match wish:
        case NotePartnerDue():
            return note(wish, known)
        case RecordPartnerPayment():
            return receive(wish, known, context)
    assert_never(wish)


def note(wish: NotePartnerDue, known: Receivable) -> list[Event]:
    """Nothing for what was noted; what the company had paid beyond what it owed settles it at once."""
    owing = owed_by_partners(known.placed) if known.placed else {}
    mine = (each for each in owing if partner_payment_id(wish.order_id, each) == wish.payment_id)
    agreement_id = next(mine, None)
    if agreement_id is None or wish.cause_id in known.of(agreement_id).causes:
        return []
    noted = PartnerDueNoted(
        agreement_id=agreement_id,
        cause_id=wish.cause_id,
        venue_id=wish.venue_id,
        month=wish.day.replace(day=1),
        amount=wish.amount,
    )
    account = after(known.of(agreement_id), noted)
    return [noted, *used(agreement_id, account, noted, wish.day)]


def used(agreement_id: str, account: Account, noted: PartnerDueNoted, day: date) -> Iterator[Event]:
    left = max(0, min(noted.amount.amount, account.open[noted.month, noted.venue_id]))
    for venue_id, over in account.over.items():
        if part := min(left, over):
            settled = SettledPart(month=noted.month, venue_id=noted.venue_id, amount=replace(noted.amount, amount=part))
            yield PartnerCreditUsed(
                agreement_id=agreement_id, cause_id=noted.cause_id, venue_id=venue_id, settles=settled
            )
            cause = derived_id(noted.cause_id, venue_id)
            yield from entries(agreement_id, cause, venue_id, day, {ledger.PARTNER_CREDIT: settled.amount}, (settled,))
            left -= part


def receive(wish: RecordPartnerPayment, known: Receivable, context: Context) -> list[Event]:
    account = known.of(wish.agreement_id)
    if known.till is None:
        raise TillNotOpen(venue_id=wish.venue_id)
    if before := account.payments.get(wish.payment_id):
        if (before.venue_id, before.amount, before.method) != (wish.venue_id, wish.amount, wish.method):
            raise ReferenceReused(reference=wish.payment_id)
        return []
    if account.currency is None:
        raise PartnerOwesNothing(agreement_id=wish.agreement_id)
    if wish.amount.currency != account.currency:
        raise MoneyInAnotherCurrency(given=wish.amount.currency, expected=account.currency)
    if wish.amount.amount <= 0:
        raise AmountNotPositive(asked=wish.amount)
    settles, over = settled(account, wish.amount, wish.month)
    day = local_day(context.at, known.till.zone)
    told = {name: value for name, value in vars(wish).items() if name != "month"}
    received = PartnerPaymentReceived(**told, day=day, settles=settles, over=over)
    moved = {ledger.ACCOUNT_OF[wish.method]: wish.amount, ledger.PARTNER_CREDIT: -over}
    return [received, *entries(wish.agreement_id, wish.payment_id, wish.venue_id, day, moved, settles)]


def settled(account: Account, amount: Money, month: date | None) -> tuple[tuple[SettledPart, ...], Money]:
    """What a payment settles, and what is over: 250.00 settle 400.00 of January where 150.00 went back in February."""
    first = month.replace(day=1) if month else None
    opened = sorted(account.open.items(), key=lambda each: (each[0][0] != first, each[0]))
    pool = amount.amount - sum(left for _, left in opened if left < 0)
    parts = [
        SettledPart(month=m, venue_id=v, amount=replace(amount, amount=left)) for (m, v), left in opened if left < 0
    ]
    for (of, venue_id), left in opened:
        if left > 0 and (part := min(pool, left)):
            parts.append(SettledPart(month=of, venue_id=venue_id, amount=replace(amount, amount=part)))
            pool -= part
    return tuple(parts), replace(amount, amount=pool)


def entries(
    agreement_id: str,
    cause: str,
    venue_id: str,
    day: date,
    moved: Mapping[str, Money],
    settles: Sequence[SettledPart],
) -> Iterator[EntryPosted]:
    """In the books of the venue at which the money is, and of each whose receivable it settles."""
    by_venue: dict[str, int] = {}
    for part in settles:
        by_venue[part.venue_id] = by_venue.get(part.venue_id, 0) + part.amount.amount
    currency = next(iter(moved.values())).currency
    here = list(moved.items())
    for other, amount in by_venue.items():
        account = ledger.ACCOUNT_OF["partner"] if other == venue_id else ledger.settlement(other)
        here.append(ledger.credit(account, Money(amount, currency)))
        if other != venue_id:
            there = [
                ledger.debit(ledger.settlement(venue_id), Money(amount, currency)),
                ledger.credit(ledger.ACCOUNT_OF["partner"], Money(amount, currency)),
            ]
            yield ledger.of_partner(agreement_id, other, cause, day, currency, there)
    yield ledger.of_partner(agreement_id, venue_id, cause, day, currency, here)


# --- folding ---


def after(account: Account, event: Event) -> Account:
    match event:
        case PartnerDueNoted():
            part = SettledPart(month=event.month, venue_id=event.venue_id, amount=event.amount)
            account = replace(account, currency=event.amount.currency, causes=account.causes | {event.cause_id})
            return account.moved((part,), 1)
        case PartnerPaymentReceived():
            account = replace(account, payments={**account.payments, event.payment_id: event})
            return account.moved(event.settles, -1).kept(event.venue_id, event.over.amount)
        case PartnerCreditUsed():
            part = event.settles
            return account.moved((part,), -1).kept(event.venue_id, -part.amount.amount)
    return account


def evolve(known: Receivable, event: Event) -> Receivable:
    match event:
        case TillOpened():
            return replace(known, till=event)
        case OrderPlaced():
            return replace(known, placed=event)
        case PartnerDueNoted() | PartnerPaymentReceived() | PartnerCreditUsed():
            account = after(known.of(event.agreement_id), event)
            return replace(known, accounts={**known.accounts, event.agreement_id: account})
    return known  # the order's later life, and the entries


def streams(wish: NotePartnerDue | RecordPartnerPayment, context: Context) -> list[str]:
    if isinstance(wish, NotePartnerDue):
        return [f"order-{wish.order_id}"]
    return [f"till-{wish.venue_id}", *account_streams(wish.agreement_id)]


def further(wish: NotePartnerDue | RecordPartnerPayment, known: Receivable) -> Iterator[str]:
    """The accounts of the companies that pay a part of the order."""
    for agreement_id in owed_by_partners(known.placed) if known.placed else ():
        yield from account_streams(agreement_id)


def account_streams(agreement_id: str) -> list[str]:
    """Its account, and the entries of it."""
    return [f"partneraccount-{agreement_id}", f"order-{agreement_id}"]


RECEIVABLE: Decider[Receivable] = Decider(
    (NotePartnerDue, RecordPartnerPayment), Receivable(), streams, decide, evolve, further
)

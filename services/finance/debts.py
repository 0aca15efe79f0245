"""What a member owes: past its due day it is told, and doors shut when it is enough since long enough. Pure.

A debt counts from the day on which the policy of that day says so: some days after it was due, and not before a bank
that was asked for it could have answered. A hand that writes a debt off, and a renewal that did not come about, end it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never

from services.finance.debt_policy import Policies, counts_on, policy_on, remember_policy
from services.finance.payer import Payers, ever_for, noted, payer_stream
from shared.contracts import Event, Money
from shared.contracts.finance import (
    DebtFellDue,
    DebtNoted,
    DebtOverdue,
    DebtPolicyPublished,
    DebtSettled,
    DebtsReviewed,
    DebtUnknown,
    DebtWrittenOff,
    DropRenewalDebts,
    NoteDebt,
    OrderOfAnotherVenue,
    OrderPlaced,
    PayerNoted,
    ReviewDebts,
    WriteOffDebt,
)
from shared.decider import Context, Decider
from shared.venue_time import add_days, day_start, local_day

DebtCommand = NoteDebt | WriteOffDebt | DropRenewalDebts | ReviewDebts
Told = DebtFellDue | DebtOverdue | DebtSettled
DebtEvent = DebtNoted | DebtWrittenOff | DebtsReviewed | Told


@dataclass(frozen=True)
class Debtor:
    """A member's debts by order, in the order in which they came; `told` is the last word about them.

    What a card owes may also be debts of those in `payers`; `placed` is the order that is named.
    """

    policies: Policies = ()
    debts: Mapping[str, DebtNoted] = field(default_factory=dict)
    written_off: frozenset[str] = frozenset()
    told: Told | None = None  # none -> fell due <-> overdue -> settled
    payers: Payers = field(default_factory=dict)
    placed: OrderPlaced | None = None

    @property
    def open(self) -> list[DebtNoted]:
        return [debt for order_id, debt in self.debts.items() if debt.left and order_id not in self.written_off]


def streams(wish: DebtCommand, context: Context) -> list[str]:
    ours = ["debtpolicies", f"debt-{wish.member_id}"]
    if isinstance(wish, DropRenewalDebts):
        ours.append(payer_stream(wish.member_id))
        ours += [f"order-{wish.order_id}"] if wish.order_id else []
    return ours


def further(wish: DebtCommand, debtor: Debtor) -> Iterator[str]:
    """The debts of everybody who ever paid for the member."""
    for payer_id in ever_for(debtor.payers, wish.member_id):
        yield f"debt-{payer_id}"


def decide(wish: DebtCommand, debtor: Debtor, context: Context) -> list[DebtEvent]:
    match wish:
        case NoteDebt():
            return note(wish, debtor)
        case WriteOffDebt():
            return write_off(wish, debtor)
        case DropRenewalDebts():
            return drop(wish, debtor)
        case ReviewDebts():
            return review(wish, debtor, context.at)
    assert_never(wish)


def note(wish: NoteDebt, debtor: Debtor) -> list[DebtEvent]:
    """Nothing for what is known, or was never put on account."""
    known = debtor.debts.get(wish.order_id)
    if known is not None:
        news = replace(known, left=wish.left, asked_on=wish.asked_on)
        return [] if news == known else [news]
    if wish.due_day is None or wish.venue_id is None or wish.zone is None or wish.cause is None:
        return []
    return [DebtNoted(**vars(wish))]


def write_off(wish: WriteOffDebt, debtor: Debtor) -> list[DebtEvent]:
    debt = debtor.debts.get(wish.order_id)
    if wish.order_id in debtor.written_off:
        return []
    if debt is None or not debt.left:
        raise DebtUnknown(order_id=wish.order_id)
    if debt.venue_id != wish.venue_id:
        raise OrderOfAnotherVenue(order_id=wish.order_id, venue_id=wish.venue_id)
    return [
        DebtWrittenOff(
            member_id=wish.member_id, order_id=wish.order_id, left=debt.left, why="by_hand", reason=wish.reason
        )
    ]


def drop(wish: DropRenewalDebts, debtor: Debtor) -> list[DebtEvent]:
    """An order named is dropped before its debt is known, too: the two pieces of news come on different ways."""
    of_card = [d.order_id for d in debtor.open if d.cause == "renewal" and d.card_id == wish.card_id]
    orders = [wish.order_id] if wish.order_id else [order_id for order_id in of_card if order_id != wish.paid_by]
    return [dropped(wish, order_id, debtor) for order_id in orders if order_id not in debtor.written_off]


def dropped(wish: DropRenewalDebts, order_id: str, debtor: Debtor) -> DebtWrittenOff:
    """Of who owes it; of a debt not known yet its order says who will."""
    debt = debtor.debts.get(order_id)
    payer_id = debtor.placed.payer_id if debtor.placed else None
    who = debt.member_id if debt else payer_id or wish.member_id
    return DebtWrittenOff(member_id=who, order_id=order_id, left=debt.left if debt else None, why="not_renewed")


def review(wish: ReviewDebts, debtor: Debtor, now: datetime) -> list[DebtEvent]:
    """What stands today, if that was not the last word; then sleep until it can change by itself."""
    stands = standing(wish.member_id, debtor, now)
    changed = stands != debtor.told and not (debtor.told is None and isinstance(stands, DebtSettled))
    wakes = [at for at in alarms(debtor, now) if at > now]
    events: list[DebtEvent] = [stands] if changed else []
    return [*events, DebtsReviewed(member_id=wish.member_id, wake_at=min(wakes))] if wakes else events


def standing(member_id: str, debtor: Debtor, now: datetime) -> Told:
    """Of debts in several currencies, the first that shuts doors is told, else the oldest."""
    past = [debt for debt in debtor.open if local_day(now, debt.zone) > debt.due_day]
    by_currency = {debt.left.currency: [d for d in past if d.left.currency == debt.left.currency] for debt in past}
    for currency, debts in by_currency.items():
        policy = policy_on(debtor.policies, currency, local_day(now, debts[0].zone))
        counted = [d for d in debts if policy and local_day(now, d.zone) >= counts_on(d, policy)]
        if policy and counted and total(counted).amount >= policy.least.amount:
            return DebtOverdue(
                member_id=member_id,
                amount=total(debts),
                since=oldest(debts),
                least=policy.least,
                days=policy.days,
            )
    if not past:
        return DebtSettled(member_id=member_id)
    debts = min(by_currency.values(), key=oldest)
    return DebtFellDue(
        member_id=member_id, amount=total(debts), since=oldest(debts), blocks_on=blocks_on(debtor, debts, now)
    )


def blocks_on(debtor: Debtor, debts: Sequence[DebtNoted], now: datetime) -> date | None:
    """The first day to come on which these debts shut doors, if nobody pays and by the policies known today."""
    days = {counts_on(d, policy) for d in debts for policy in debtor.policies}
    days |= {policy.valid_from for policy in debtor.policies}
    for day in sorted(day for day in days if day > local_day(now, debts[0].zone)):
        policy = policy_on(debtor.policies, debts[0].left.currency, day)
        counted = [d for d in debts if policy and day >= counts_on(d, policy)]
        if policy and counted and total(counted).amount >= policy.least.amount:
            return day
    return None


def total(debts: Sequence[DebtNoted]) -> Money:
    return sum((debt.left for debt in debts), Money(0, debts[0].left.currency))


def oldest(debts: Sequence[DebtNoted]) -> date:
    return min(debt.due_day for debt in debts)


def alarms(debtor: Debtor, now: datetime) -> Iterator[datetime]:
    """A debt is looked at when it is past its day, and then each morning: a policy may be published any time."""
    for debt in debtor.open:
        tomorrow = add_days(local_day(now, debt.zone), 1)
        yield day_start(max(add_days(debt.due_day, 1), tomorrow), debt.zone)


def evolve(debtor: Debtor, event: Event) -> Debtor:
    match event:
        case DebtPolicyPublished():
            return replace(debtor, policies=remember_policy(debtor.policies, event))
        case DebtNoted():
            return replace(debtor, debts={**debtor.debts, event.order_id: event})
        case DebtWrittenOff():
            return replace(debtor, written_off=debtor.written_off | {event.order_id})
        case DebtFellDue() | DebtOverdue() | DebtSettled():
            return replace(debtor, told=event)
        case PayerNoted():
            return replace(debtor, payers=noted(debtor.payers, event))
        case OrderPlaced():
            return replace(debtor, placed=event)
    return debtor  # of an order nothing else is looked at, and a review changes nothing


DEBTS: Decider[Debtor] = Decider(
    (NoteDebt, WriteOffDebt, DropRenewalDebts, ReviewDebts), Debtor(), streams, decide, evolve, further
)

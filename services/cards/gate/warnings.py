"""What the gate says while it opens: what will soon shut the card out, and what resolves it. Pure.

All of it is judged on the card as this entry leaves it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from services.cards.card import Card
from services.cards.gate.gate_limits import caps_of
from services.cards.lots.charge import worth
from services.cards.lots.holding import Claim
from services.cards.sale.renewal import renews_by_itself
from shared.contracts import Reason, Refusal
from shared.contracts.cards import (
    BalanceRunsLow,
    CardEndsSoon,
    DebtShutsSoon,
    FreezeBeginsSoon,
    LeavesSoon,
    RenewalOffer,
    RenewalOffered,
    RestedCapNear,
    VisitCapNear,
    VisitsRunLow,
)
from shared.venue_time import add_days


def warnings(card: Card, day: date, paid: Claim) -> tuple[Reason, ...]:
    """Of a card that has just been let in on `day`, where its visit is paid by `paid`; the nearest trouble first."""
    return tuple(Reason.of(warning) for warning in due(card, day, paid))


def due(card: Card, day: date, paid: Claim) -> Iterator[Refusal]:
    yield from owes(card)
    yield from freeze_begins(card, day)
    yield from ends_soon(card, day)
    yield from runs_low(card, day)
    yield from cap_near(card, day, paid)


def owes(card: Card) -> Iterator[Refusal]:
    """What is past its day, whether or not it will shut doors, or would but for a manager's hand."""
    if debt := card.blocks.debt:
        yield DebtShutsSoon(amount=debt.amount, since=debt.since, blocks_on=debt.blocks_on)


def freeze_begins(card: Card, day: date) -> Iterator[Refusal]:
    for rest in card.resting:
        if rest.first == add_days(day, 1):
            yield FreezeBeginsSoon(first_day=rest.first, until=rest.until)


def ends_soon(card: Card, day: date) -> Iterator[Refusal]:
    """Where an automatic renewal is agreed, the card goes on by itself."""
    until, left = card.valid.until, (card.valid.until - day).days
    terms = card.terms_on(day)
    if renews_by_itself(card) or left > terms.warn_days:
        return
    offer = terms.renewal
    if card.leaving:
        yield LeavesSoon(valid_until=until, days_left=left)
    elif offer and left <= offer.days_before:
        yield offered(offer, until, left)
    else:
        yield CardEndsSoon(valid_until=until, days_left=left)


def offered(offer: RenewalOffer, until: date, left: int) -> RenewalOffered:
    return RenewalOffered(
        valid_until=until,
        days_left=left,
        price=offer.price,
        per_mille=offer.per_mille,
        offer=str(offer.price) if offer.price else f"{(offer.per_mille or 0) / 10:g} %",
        offered_until=until + timedelta(offer.days_after),
    )


def runs_low(card: Card, day: date) -> Iterator[Refusal]:
    """Of cards on which no term pays."""
    lots = [h for h in card.open_lots if h.valid.until > day]
    warned = card.terms_on(day).warn_visits
    if any(h.chained for h in lots):
        return
    visits = [h for h in lots if h.terms.kind == "visits"]
    if visits and (left := sum(h.left for h in visits)) <= warned:
        yield VisitsRunLow(visits_left=left)
    values = [h for h in lots if h.terms.kind == "stored_value"]
    price = values[0].terms.visit_price if values else None
    if price and not visits and (balance := worth(values, day)) < price * (warned + 1):
        yield BalanceRunsLow(balance=balance, needed=price)


def cap_near(card: Card, day: date, paid: Claim) -> Iterator[Refusal]:
    """Caps of more than one visit of the lots that paid, with one left or none; each that a rest made smaller."""
    for take in paid:
        for cap in caps_of(card.lots[take.lot_id], day, card.days, card.resting):
            left = max(cap.left, 0)
            if cap.rested and left <= 1:
                yield RestedCapNear(most=cap.most, of=cap.of, rested=cap.rested, visits_left=left, again=cap.again)
            elif cap.most > 1 and left <= 1:
                yield VisitCapNear(most=cap.most, days=cap.length, visits_left=left, again=cap.again)

"""What days have earned becomes income: booked as the difference to what is booked, an entry a month. Pure.

What changes later about days that are booked is booked as a difference, on the day on which it is known: no entry and
no past day is touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.finance import ledger
from services.finance.order import Order, evolve
from services.finance.terms.earning import month_starts, next_month
from services.finance.terms.earnings import Term
from services.finance.terms.rhythm import Rhythms, rhythm_on
from shared.contracts import Event
from shared.contracts.finance import IncomeReviewed, RecogniseTerms, TermIncomeRecognised
from shared.decider import Context
from shared.ids import derived_id
from shared.venue_time import add_days, day_start, local_day


def recognise_terms(wish: RecogniseTerms, order: Order, context: Context) -> list[Event]:
    """Nothing before the order is paid; then what is due by today, and when to look again."""
    placed = order.placed
    if placed is None or not order.paid:
        return []
    today = local_day(context.at, placed.zone)
    running, rhythms = owing(order), order.earnings.rhythms
    events = [e for term in running for e in bookings(order, term, due_until(term, rhythms, today), today)]
    days = [day for term in running if (day := wakes_on(term, rhythms, today))]
    wake_at = day_start(min(days), placed.zone) if days else None
    if wake_at and wake_at != order.earnings.wake_at:
        events.append(IncomeReviewed(order_id=wish.order_id, wake_at=wake_at))
    return events


def earned_to(order: Order, day: date) -> list[Event]:
    """All that was earned before `day`, booked now: what is to go back is only what is not income by then."""
    return [event for term in owing(order) for event in bookings(order, term, day, day)]


def owing(order: Order) -> list[Term]:
    """The terms of lines that are a liability until their days are over; not of what went back whole."""
    lines = {line.sold.product_id for line in order.lines if line.sold.prepaid and line.left}
    return [term for term in order.earnings.terms.values() if term.product_id in lines]


def bookings(order: Order, term: Term, until: date, today: date) -> Iterator[Event]:
    """Up to `until`: a correction of what is booked, dated `today`, then one entry a month, dated its last day."""
    assert order.placed is not None
    line = next(line for line in order.lines if line.sold.product_id == term.product_id)
    for to, day in periods(term, min(until, max(term.end, term.first)), today):
        net = min(term.earned(to) - term.booked, term.liability)
        if not net:
            continue
        income = TermIncomeRecognised(
            order_id=order.placed.order_id,
            lot_id=term.lot_id,
            product_id=term.product_id,
            kind=line.sold.kind,
            venue_id=order.placed.venue_id,
            member_id=order.placed.member_id,
            day=day,
            until=to,
            net=order.money(net),
        )
        cause = derived_id("term", term.lot_id, term.bookings)
        yield income
        yield ledger.entry(order.placed, "recognition", cause, day, ledger.by_days(line.sold.kind, income.net))
        order = evolve(order, income)
        term = order.earnings.terms[term.lot_id]


def periods(term: Term, until: date, today: date) -> Iterator[tuple[date, date]]:
    """What is booked next: through which day, and on which day of the books."""
    through = term.through or term.first
    if term.through:
        yield through, today
    for first in month_starts(through, until):
        yield first, add_days(first, -1)
    if until > through and until.day != 1:
        yield until, add_days(until, -1)


def due_until(term: Term, rhythms: Rhythms, today: date) -> date:
    """Up to where it is to be booked today: by its rhythm, and to its end when that is reached."""
    if term.end <= today or rhythm_on(rhythms, today) == "day":
        return today
    return max(today.replace(day=1), term.through or date.min)


def wakes_on(term: Term, rhythms: Rhythms, today: date) -> date | None:
    """The first day to come on which something is to be booked, by the rhythms known today; None: all is."""
    if term.end <= today:
        return None
    day, latest = add_days(max(today, term.first), 1), next_month(max(today, term.first))
    while day < min(latest, term.end) and rhythm_on(rhythms, day) != "day":
        day = add_days(day, 1)
    return day

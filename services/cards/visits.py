"""Visits: what a card's days at venues cost, and what part of the price each visit uses up. Pure.

The rule of the chain: **a day at a venue costs one visit, however often the card passes the gate; each booking
of that day costs one too, and the first of them is that day's visit.** So a card that comes to the gym in the
morning and to its booked class in the evening pays once, and one with two classes twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.contracts import Money
from shared.contracts.cards import Terms
from shared.money import share


@dataclass(frozen=True)
class VenueDay:
    """A card's day at a venue."""

    entered: bool = False
    deducted: bool = False  # at the gate
    held: int = 0  # bookings that may still be given back
    settled: int = 0  # bookings that used their visit

    @property
    def claimed(self) -> int:
        """Visits used or set aside."""
        return max(int(self.entered), self.held + self.settled)

    @property
    def used(self) -> int:
        """Visits used for good."""
        return max(int(self.deducted), self.settled)


@dataclass(frozen=True)
class Charge:
    """What a step costs, and what can still be used after it; named as the fields of the events that carry it."""

    visits_used: int
    value_used: Money | None
    lot_value: Money
    visits_left: int | None
    balance: Money | None


def granted(terms: Terms) -> int | None:
    """How many visits the terms grant; None: as many as the days allow."""
    if terms.kind == "visits":
        return terms.visits
    if terms.value is not None and terms.visit_price is not None and terms.kind == "stored_value":
        return terms.value.amount // terms.visit_price.amount
    return None


def balance_after(terms: Terms, visits: int) -> Money | None:
    """What is left of a stored value after so many visits, bonus included."""
    if terms.kind != "stored_value" or terms.value is None or terms.visit_price is None:
        return None
    return terms.value - terms.visit_price * visits


def earned(price: Money, terms: Terms, visits: int) -> Money:
    """The part of `price` that the first so many visits used up.

    Rounded once from the start, so that the parts of all visits sum to the price to the cent. A stored value with a
    bonus is used up evenly: pay 3,000, get 4,000, spend 1, and 0.75 of the price is gone.
    """
    if terms.kind == "visits" and terms.visits is not None:
        return share(price, visits, terms.visits)
    if terms.kind == "stored_value" and terms.value is not None and terms.visit_price is not None:
        return share(price, visits * terms.visit_price.amount, terms.value.amount)
    return Money(0, price.currency)  # a term is earned by the day, by finance, not by the visit

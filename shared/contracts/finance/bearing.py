"""How much interest a refund bears: said once, for finance, which pays it, and cards, which foretells it. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from shared.contracts.finance.interest import Fault
from shared.money import Money, round_half_up

WHOLE = 10_000  # basis points


class Rates(Protocol):
    """Basis points a year, by whose fault it is."""

    @property
    def operator_basis_points(self) -> int: ...
    @property
    def member_basis_points(self) -> int: ...
    @property
    def year_days(self) -> int: ...


def rate_of(rates: Rates, fault: Fault) -> int:
    return rates.operator_basis_points if fault == "operator" else rates.member_basis_points


def bears(principal: Money, rates: Rates, fault: Fault, days: int) -> Money:
    """Simple interest by the day, rounded once.

    >>> from datetime import date
    >>> from shared.contracts.finance.interest import RefundInterestPublished
    >>> lpr = RefundInterestPublished(
    ...     for_venue="", region="", operator_basis_points=300, member_basis_points=150, year_days=365,
    ...     valid_from=date(2025, 1, 1),
    ... )
    >>> bears(Money(184000, "CNY"), lpr, "operator", 181), bears(Money(184000, "CNY"), lpr, "member", 181)
    (Money(amount=2737, currency='CNY'), Money(amount=1369, currency='CNY'))
    """
    exact = Fraction(principal.amount * rate_of(rates, fault) * max(0, days), WHOLE * rates.year_days)
    return Money(round_half_up(exact), principal.currency)

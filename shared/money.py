"""Money: integer minor units and an ISO 4217 code; one rounding, one allocation. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

DECIMALS = {"JPY": 0, "KRW": 0, "VND": 0, "KWD": 3, "BHD": 3}
"""Digits after the point, where they are not two (ISO 4217)."""


@dataclass(frozen=True, order=True)
class Money:
    """An amount in minor units (fen, cents) of one currency; may be negative."""

    amount: int
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other).amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.amount * times, self.currency)

    def __bool__(self) -> bool:
        return self.amount != 0

    def __str__(self) -> str:
        """For people: `1,825.00 CNY`."""
        decimals = DECIMALS.get(self.currency, 2)
        return f"{Decimal(self.amount).scaleb(-decimals):,} {self.currency}"

    def _same(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")
        return other


def round_half_up(exact: Fraction) -> int:
    """The nearest integer; halves away from zero. The only rounding of money in the platform.

    >>> [round_half_up(Fraction(n, 2)) for n in (-3, -1, 1, 3)]
    [-2, -1, 1, 2]
    """
    magnitude = int(abs(exact) + Fraction(1, 2))
    return magnitude if exact >= 0 else -magnitude


def share(money: Money, part: int, whole: int) -> Money:
    """`part / whole` of `money`, rounded once.

    >>> share(Money(365000, "CNY"), 184, 365)
    Money(amount=184000, currency='CNY')
    """
    return Money(round_half_up(Fraction(money.amount * part, whole)), money.currency)


def allocate(money: Money, weights: Sequence[int]) -> list[Money]:
    """Split `money` by `weights` so that the parts sum to it: largest remainder first, ties to the earlier part.

    >>> [m.amount for m in allocate(Money(100000, "CNY"), [1, 1, 1])]
    [33334, 33333, 33333]
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights are not negative and at least one is positive")
    exact = [Fraction(money.amount * weight, total) for weight in weights]
    floors = [part.numerator // part.denominator for part in exact]
    left = money.amount - sum(floors)
    by_remainder = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for i in by_remainder[:left]:
        floors[i] += 1
    return [Money(amount, money.currency) for amount in floors]

"""What a member's level makes cheaper: so many per mille, rounded once a line, told beside the price. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts.cards import Terms
from shared.contracts.finance import Discount, IncomeKind
from shared.contracts.members.rights import GrantedRight
from shared.money import Money, share

WHOLE = 1000  # per mille


def discount_on(full: Money, kind: IncomeKind, terms: Terms | None, granted: Sequence[GrantedRight]) -> Discount | None:
    """The largest that is off this kind of product: 50 per mille off 1.01 are 0.05, so 0.96 are asked.

    Off fees there is none, nor off a stored value: that is money, and what it pays for has its discount.
    """
    if kind == "fee" or (terms is not None and terms.kind == "stored_value"):
        return None
    off = [given for given in granted if not given.of or kind in given.of]
    largest = max(off, key=lambda given: given.value, default=None)
    amount = share(full, largest.value, WHOLE) if largest else None
    return Discount(amount=amount, by=largest) if largest and amount else None


def less(full: Money, discount: Discount | None) -> Money:
    return full - discount.amount if discount else full

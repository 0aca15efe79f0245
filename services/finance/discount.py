"""What a member's level makes cheaper: so many per mille, or by an offer to them, told beside the price. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.finance.custom_offers import WHOLE as ALL
from services.finance.custom_offers import Part, saved
from shared.contracts.cards import Terms
from shared.contracts.finance import Discount, IncomeKind, OfferPublished, OrderLine
from shared.contracts.members.rights import GrantedRight
from shared.money import Money, share

WHOLE = 1000  # per mille


def discount_on(
    full: Money,
    kind: IncomeKind,
    terms: Terms | None,
    granted: Sequence[GrantedRight],
    offer: tuple[OrderLine, OfferPublished] | None = None,
    of: Part = ALL,
) -> Discount | None:
    """The largest that is off this line: 50 per mille off 1.01 are 0.05, so 0.96 are asked.

    Off fees there is none, nor off a stored value: that is money, and what it pays for has its discount.
    """
    if kind == "fee" or (terms is not None and terms.kind == "stored_value"):
        return None
    every = [*in_per_mille(full, kind, granted), *(by_offer(full, granted, *offer, of) if offer else ())]
    return max(every, key=lambda discount: discount.amount, default=None)


def in_per_mille(full: Money, kind: IncomeKind, granted: Sequence[GrantedRight]) -> Iterator[Discount]:
    for given in granted:
        applies = given.right == "discount_per_mille" and (not given.of or kind in given.of)
        if applies and (amount := share(full, given.value, WHOLE)):
            yield Discount(amount=amount, by=given)


def by_offer(
    full: Money, granted: Sequence[GrantedRight], line: OrderLine, offer: OfferPublished, of: Part
) -> Iterator[Discount]:
    for given in granted:
        if given.right == "custom_offers" and (amount := saved(offer, line, full, of)):
            yield Discount(amount=amount, by=given, offer_id=offer.offer_id)


def less(full: Money, discount: Discount | None) -> Money:
    return full - discount.amount if discount else full

"""What a company has back of a card that was changed for a cheaper one left, as what it had paid came."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from shared.contracts import Money
from shared.contracts.finance import PaymentShare, UnusedCredited
from shared.contracts.samples import sample
from shared.ids import derived_id
from tests.analytics.story import opening
from tests.analytics.telling import Reports, Telling


def test_only_the_companys_part_of_a_credit_left_and_the_members_has_not_yet(bi: Reports):
    credited = replace(sample(UnusedCredited), amount=Money(70_000, "CNY"), returned_by=())
    part = PaymentShare(payment_id=derived_id("by company"), method="partner", amount=Money(35_000, "CNY"))
    telling = Telling()
    opening(telling)
    telling.tell(credited, replace(credited, credit_id=derived_id("another"), returned_by=(part,)))
    bi.apply(telling.envelopes)
    assert bi.rows("SELECT direction, amount FROM bi.fact_payment") == [("refunded", Decimal("-350.00"))]
    assert bi.differing() == []

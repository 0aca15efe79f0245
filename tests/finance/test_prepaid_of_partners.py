"""Prepaid caps count the member's own money also of what is used: half of each visit that a company paid half of."""

from datetime import date

from services.finance.prepaid import PREPAID
from shared.contracts.finance import NotePrepaid, NotePrepaidUse, PrepaidNoted
from shared.ids import derived_id
from tests.finance.examples import ORDER, TODAY, WEI, cny
from tests.finance.test_partner_prices import MONTH, sold
from tests.scenario import Scenario

note = NotePrepaid(member_id=WEI, order_id=ORDER, day=TODAY, lines=(sold(80_000, 40_000),))
noted = PrepaidNoted(
    member_id=WEI,
    order_id=ORDER,
    product_id=MONTH,
    amount=cny(40_000),
    first=None,
    until=None,
    trial=False,
    whole=cny(80_000),
)
own = Scenario(PREPAID)


def used(amount: int) -> NotePrepaidUse:
    use_id = derived_id("use", amount)
    return NotePrepaidUse(member_id=WEI, order_id=ORDER, product_id=MONTH, use_id=use_id, amount=cny(amount))


def test_of_800_half_is_the_members_and_a_visit_of_80_uses_40_of_it():
    bought = own.when(note).then(noted)
    half_way = bought.given(*bought.when(used(40_000))._decide())
    assert PREPAID.fold(half_way.past).unused("CNY", date(2025, 4, 1)) == 20_000
    all_used = half_way.given(*half_way.when(used(40_001))._decide())
    assert PREPAID.fold(all_used.past).unused("CNY", date(2025, 4, 1)) == 0

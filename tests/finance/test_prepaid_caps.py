"""What a region lets one consumer prepay: caps are dated data, judged when an order is placed.

Shanghai from 1 March 2025 (沪体规文〔2025〕1号): membership up to 5,000.00 and 24 months, lessons up to 20,000.00 and
60, stored value up to 5,000.00, all together up to 20,000.00. Jiangsu 2023: a bearer card up to 1,000.00, a named one
up to 5,000.00.
"""

from dataclasses import replace
from datetime import date

import pytest

from services.finance.decider import ORDER as DECIDER
from services.finance.prepaid import CAPS, PREPAID
from services.finance.reactions import react
from shared.contracts.cards import Terms
from shared.contracts.finance import (
    IncomeRecognised,
    NotePrepaid,
    NotePrepaidUse,
    OrderLine,
    OrderPlaced,
    PlaceOrder,
    PrepaidCapExceeded,
    PrepaidCaps,
    PrepaidCapsPublished,
    PrepaidNoted,
    PrepaidUsed,
    PricePublished,
    ProductNoted,
    PublishPrepaidCaps,
    TrialNotRenewable,
)
from tests.finance.examples import ADA, ORDER, PACK, PUDONG, REFUND, TODAY, WEI, cny, pack_line, paid, till_opened
from tests.scenario import Scenario

SHANGHAI = PrepaidCaps(
    membership=cny(500_000),
    membership_months=24,
    lessons=cny(2_000_000),
    lesson_count=60,
    value=cny(500_000),
    together=cny(2_000_000),
)
JIANGSU = PrepaidCaps(bearer=cny(100_000), membership=cny(500_000), value=cny(500_000), per_card=True)
publish = PublishPrepaidCaps(for_venue=PUDONG, region="Shanghai", caps=SHANGHAI, valid_from=date(2025, 3, 1))
shanghai = PrepaidCapsPublished(**vars(publish))
jiangsu = replace(shanghai, region="Jiangsu", caps=JIANGSU)
YEAR = Terms(kind="term", months=12)
LESSONS = Terms(kind="visits", visits=60, lessons=True)
VALUE = Terms(kind="stored_value", value=cny(600_000), visit_price=cny(10_000))
order = PlaceOrder(order_id=ORDER, member_id=WEI, venue_id=PUDONG, lines=(OrderLine(product_id=PACK),))


def counter(terms: Terms, price: int, caps: PrepaidCapsPublished = shanghai) -> Scenario:
    listed = PricePublished(
        product_id=PACK,
        title="Card",
        kind="card",
        price=cny(price),
        tax_basis_points=0,
        prepaid=True,
        valid_from=date(2025, 1, 1),
        for_venue=None,
    )
    return Scenario(DECIDER).given(
        till_opened, listed, ProductNoted(product_id=PACK, terms=terms, effective=None), caps
    )


def sold(scenario: Scenario) -> bool:
    return isinstance(scenario.when(order)._decide()[0], OrderPlaced)


def test_caps_are_published_with_their_day_and_once():
    Scenario(CAPS).when(publish).then(shanghai)
    Scenario(CAPS).given(shanghai).when(publish).then()


@pytest.mark.parametrize(
    ("terms", "price", "cap", "asked", "most"),
    [
        (YEAR, 500_001, "membership", 500_001, 500_000),
        (replace(YEAR, months=25), 100, "membership_months", 25, 24),
        (LESSONS, 2_000_001, "lessons", 2_000_001, 2_000_000),
        (replace(LESSONS, visits=61), 100, "lesson_count", 61, 60),
        (VALUE, 500_001, "value", 500_001, 500_000),
    ],
)
def test_in_shanghai_one_fen_or_month_or_lesson_too_much_is_refused(terms, price, cap, asked, most):
    counter(terms, price).when(order).refuses(PrepaidCapExceeded, region="Shanghai", cap=cap, asked=asked, most=most)


@pytest.mark.parametrize(
    ("terms", "price"),
    [(YEAR, 500_000), (replace(YEAR, months=24), 100), (LESSONS, 2_000_000), (VALUE, 500_000)],
)
def test_in_shanghai_exactly_the_cap_is_sold(terms, price):
    assert sold(counter(terms, price))


def test_in_jiangsu_a_card_in_nobodys_name_holds_1000():
    bearer = replace(VALUE, named=False)
    assert sold(counter(bearer, 100_000, jiangsu))
    counter(bearer, 100_001, jiangsu).when(order).refuses(PrepaidCapExceeded, region="Jiangsu", cap="bearer")
    assert sold(counter(VALUE, 500_000, jiangsu))


def test_before_their_day_caps_do_not_hold():
    assert sold(counter(YEAR, 999_999, replace(shanghai, valid_from=date(2025, 3, 2))))


def earlier(amount: int, **given) -> PrepaidNoted:
    plain = PrepaidNoted(
        member_id=WEI, order_id=REFUND, product_id=PACK, amount=cny(amount), first=None, until=None, trial=False
    )
    return replace(plain, **given)


def test_what_is_not_used_yet_counts_together_on_renewal():
    lessons = counter(LESSONS, 1_000_000).given(earlier(1_000_001))
    lessons.when(order).refuses(
        PrepaidCapExceeded,
        cap="together",
        asked=2_000_001,
        most=2_000_000,
        allowed="20,000.00 CNY",
        reached="20,000.01 CNY",
    )
    months = counter(replace(YEAR, months=25), 100).when(order)
    months.refuses(PrepaidCapExceeded, cap="membership_months", allowed="24", reached="25", what_zh="会员卡月数")
    used = PrepaidUsed(member_id=WEI, order_id=REFUND, product_id=PACK, use_id=ORDER, amount=cny(1))
    assert sold(lessons.given(used))
    assert sold(counter(LESSONS, 1_000_000).given(replace(earlier(1_000_001), member_id=ADA)))


def test_in_shanghai_a_second_purse_or_membership_beside_an_unused_one_is_too_much_for_one_person():
    """5,000.00 unused and 5,000.00 more; 3,650.00 of a year sold today and 3,467.50 more: 7,117.50 of 5,000.00."""
    purse = counter(VALUE, 500_000)
    purse.given(earlier(500_000, cap="value")).when(order).refuses(
        PrepaidCapExceeded, cap="value", asked=1_000_000, most=500_000
    )
    gold = earlier(365_000, cap="membership", first=TODAY, until=date(2026, 3, 1))
    counter(YEAR, 346_750).given(gold).when(order).refuses(
        PrepaidCapExceeded, cap="membership", asked=711_750, most=500_000
    )
    older = replace(gold, cap=None)
    counter(YEAR, 346_750).given(older).when(order).refuses(PrepaidCapExceeded, asked=711_750)
    assert sold(purse.given(gold)), "another kind"
    used = PrepaidUsed(member_id=WEI, order_id=REFUND, product_id=PACK, use_id=ORDER, amount=cny(500_000))
    assert sold(purse.given(earlier(500_000, cap="value"), used))


def test_in_jiangsu_each_card_is_capped_by_itself():
    assert sold(counter(VALUE, 500_000, jiangsu).given(earlier(500_000, cap="value")))
    counter(VALUE, 500_001, jiangsu).when(order).refuses(PrepaidCapExceeded, cap="value", asked=500_001)


def test_of_a_term_the_days_that_are_left_count():
    """Half of 10 days of 1,500,000 is over on 1 March: 750,000 are left."""
    term = earlier(1_500_000, first=date(2025, 2, 24), until=date(2025, 3, 6))
    assert sold(counter(LESSONS, 1_250_000).given(term))
    counter(LESSONS, 1_250_001).given(term).when(order).refuses(PrepaidCapExceeded, asked=2_000_001)


def test_a_trial_is_bought_once_a_person():
    trial = counter(replace(YEAR, months=0, days=7, trial=True), 100)
    assert sold(trial)
    trial.given(earlier(100, trial=True)).when(order).refuses(TrialNotRenewable, product_id=PACK)
    two = replace(order, lines=(OrderLine(product_id=PACK, quantity=2),))
    trial.when(two).refuses(TrialNotRenewable)


# --- what is kept of each member ---

note = NotePrepaid(member_id=WEI, order_id=ORDER, day=TODAY, lines=paid.lines)
pack_noted = PrepaidNoted(
    member_id=WEI, order_id=ORDER, product_id=PACK, amount=pack_line.total, first=None, until=None, trial=False
)


def test_the_prepaid_lines_of_a_paid_order_are_kept_once():
    done = Scenario(PREPAID).when(note).then(pack_noted)
    done.when(note).then()
    term = Scenario(PREPAID).given(ProductNoted(product_id=PACK, terms=YEAR, effective=None))
    term.when(note).then(replace(pack_noted, first=TODAY, until=date(2026, 3, 1), cap="membership"))


def test_each_use_counts_once():
    use = NotePrepaidUse(member_id=WEI, order_id=ORDER, product_id=PACK, use_id=REFUND, amount=cny(6_360))
    done = Scenario(PREPAID).given(pack_noted).when(use).then(PrepaidUsed(**vars(use)))
    done.when(use).then()


def test_finance_hears_its_own_orders_and_uses():
    assert list(react(paid, None)) == [note]  # type: ignore[arg-type]
    used = IncomeRecognised(
        order_id=ORDER,
        use_id=REFUND,
        product_id=PACK,
        kind="card",
        venue_id=PUDONG,
        day=TODAY,
        amount=cny(6_360),
        net=cny(6_000),
        member_id=WEI,
    )
    (wish,) = react(used, None)  # type: ignore[arg-type]
    assert (wish.use_id, wish.amount) == (REFUND, cny(6_360))
    assert list(react(replace(used, member_id=None), None)) == []  # type: ignore[arg-type]

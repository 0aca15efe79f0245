"""Interest beside a refund: by whose fault, at the rate of the day on which it was paid."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.finance.decider import ORDER as DECIDER
from services.finance.interest import REFUND_INTEREST
from shared.contracts.finance import (
    InterestNotKnown,
    InterestOutOfRange,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    PricedLine,
    PublishRefundInterest,
    ReferenceReused,
    RefundInterestPaid,
    RefundInterestPublished,
)
from tests.finance.examples import (
    CASH,
    ORDER,
    PACK,
    PHONE_PAY,
    PUDONG,
    REFUND,
    WEI,
    cny,
    entry,
    received,
    refund,
)
from tests.scenario import Scenario

publish = PublishRefundInterest(
    for_venue=PUDONG,
    region="Shanghai",
    operator_basis_points=300,
    member_basis_points=150,
    valid_from=date(2025, 1, 1),
)
published = RefundInterestPublished(**vars(publish))
NEW_YEAR, JULY = date(2025, 1, 1), datetime(2025, 7, 1, 4, tzinfo=UTC)
who = {"order_id": ORDER, "member_id": WEI, "venue_id": PUDONG}
year_line = PricedLine(
    product_id=PACK,
    title="Year",
    kind="card",
    quantity=1,
    price=cny(365_000),
    total=cny(365_000),
    tax=cny(0),
    prepaid=True,
)
year = (
    OrderPlaced(**who, zone="Asia/Shanghai", day=NEW_YEAR, lines=(year_line,), total=cny(365_000)),
    replace(received(CASH, 365_000, "cash"), day=NEW_YEAR),
    OrderPaid(**who, day=NEW_YEAR, lines=(year_line,), total=cny(365_000)),
)
half = replace(refund, amount=cny(184_000))
sold = Scenario(DECIDER).given(published, *year).at(JULY)


def interests(scenario: Scenario) -> list[RefundInterestPaid]:
    return [event for event in scenario._decide() if isinstance(event, RefundInterestPaid)]


def test_the_rates_of_a_region_are_published_by_the_day():
    rates = Scenario(REFUND_INTEREST)
    rates.when(publish).then(published)
    lower = replace(publish, operator_basis_points=290, valid_from=date(2025, 6, 1))
    rates.given(published).when(lower).then(RefundInterestPublished(**vars(lower)))


@pytest.mark.parametrize(
    ("figure", "asked"),
    [("operator_basis_points", -1), ("member_basis_points", 3601), ("year_days", 364)],
)
def test_interest_is_a_rate_of_a_year(figure: str, asked: int):
    wish = replace(publish, **{figure: asked})
    Scenario(REFUND_INTEREST).when(wish).refuses(InterestOutOfRange, figure=figure, asked=asked)


def test_of_1840_given_back_by_the_operators_fault_after_181_days_at_3_per_cent_27_37_are_interest():
    scenario = sold.when(replace(half, fault="operator"))
    *back, interest, booked = scenario._decide()
    assert isinstance(back[0], OrderRefunded) and back[0].amount == cny(184_000)
    assert interest == RefundInterestPaid(
        refund_id=REFUND,
        **who,
        day=date(2025, 7, 1),
        fault="operator",
        principal=cny(184_000),
        basis_points=300,
        year_days=365,
        since=NEW_YEAR,
        days=181,
        amount=cny(2_737),
        method="cash",
    )
    assert booked == entry("interest", REFUND, day=date(2025, 7, 1), interest=2_737, cash=-2_737)
    scenario.then(*back, interest, booked)


def test_by_the_members_fault_it_is_the_deposit_rate_and_13_69():
    (interest,) = interests(sold.when(replace(half, fault="member")))
    assert (interest.basis_points, interest.amount) == (150, cny(1_369))


def test_304_50_of_a_value_bear_1_55_in_62_days_by_the_operators_fault():
    at = datetime(2025, 3, 4, 4, tzinfo=UTC)
    (interest,) = interests(sold.at(at).when(replace(half, amount=cny(30_450), fault="operator")))
    assert (interest.days, interest.amount) == (62, cny(155))


def test_a_refund_that_names_no_fault_bears_none():
    assert interests(sold.when(half)) == []


def test_a_refund_on_the_day_of_the_payment_bears_none():
    assert interests(sold.at(datetime(2025, 1, 1, 5, tzinfo=UTC)).when(replace(half, fault="operator"))) == []


def test_a_payment_keeps_the_rates_of_its_day():
    later = replace(published, operator_basis_points=600, valid_from=date(2025, 2, 1))
    (interest,) = interests(sold.given(later).when(replace(half, fault="operator")))
    assert interest.amount == cny(2_737)


def test_where_no_interest_is_published_for_that_day_no_fault_can_be_named():
    later = replace(published, valid_from=date(2025, 2, 1))
    unknown = Scenario(DECIDER).given(later, *year).at(JULY)
    unknown.when(replace(half, fault="member")).refuses(InterestNotKnown, venue_id=PUDONG, day="2025-01-01")
    assert interests(unknown.when(half)) == []


def test_what_was_overpaid_had_bought_nothing_and_bears_none():
    over = Scenario(DECIDER).given(published, *year, replace(received(PHONE_PAY, 1_000, "sandbox"), day=NEW_YEAR))
    (interest,) = interests(over.at(JULY).when(replace(half, amount=cny(185_000), fault="operator")))
    assert (interest.principal, interest.amount) == (cny(184_000), cny(2_737))


def test_what_a_provider_had_taken_goes_back_by_it_and_the_interest_by_transfer():
    placed, _, paid = year
    phone = Scenario(DECIDER).given(published, placed, replace(received(PHONE_PAY, 365_000, "sandbox")), paid)
    *_, interest, booked = phone.at(JULY).when(replace(half, fault="operator"))._decide()
    assert interest.method == "transfer"
    assert booked == entry("interest", REFUND, day=date(2025, 7, 1), interest=2_737, bank=-2_737)


def test_a_companys_part_bears_none():
    placed, own, paid = year
    shared = replace(own, amount=cny(182_500)), replace(received(PHONE_PAY, 182_500, "partner"), day=NEW_YEAR)
    (interest,) = interests(
        Scenario(DECIDER).given(published, placed, *shared, paid).at(JULY).when(replace(half, fault="operator"))
    )
    assert (interest.principal, interest.amount) == (cny(92_000), cny(1_369))


def test_a_refund_that_was_made_is_not_made_again_by_another_fault():
    wish = replace(half, fault="operator")
    made = sold.when(wish)._decide()
    again = sold.given(*made)
    assert again.when(wish)._decide() == []
    again.when(replace(wish, fault="member")).refuses(ReferenceReused, reference=REFUND)


@pytest.mark.parametrize(("first", "second"), [(None, "operator"), ("operator", "member"), ("operator", None)])
@pytest.mark.parametrize("amount", [777, 185_000])
def test_nor_by_another_fault_where_it_bore_no_interest(first, second, amount: int):
    over = replace(received(PHONE_PAY, 185_000, "sandbox"), day=NEW_YEAR)
    day_of_payment = Scenario(DECIDER).given(published, *year, over).at(datetime(2025, 1, 1, 5, tzinfo=UTC))
    for past in (day_of_payment, sold.at(datetime(2025, 1, 1, 5, tzinfo=UTC))):
        wish = replace(refund, amount=cny(amount), fault=first)
        again = past.given(*past.when(wish)._decide())
        assert again.when(wish)._decide() == []
        again.when(replace(wish, fault=second)).refuses(ReferenceReused, reference=REFUND)

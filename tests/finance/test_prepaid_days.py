"""Jiangsu 2023: nothing is collected more than a month before its service begins, no term outlasts the venue's lease.

Both are fields of the region's dated caps, as the sums are (features-and-rules 46).
"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.finance.decider import ORDER as DECIDER
from services.finance.prepaid import CAPS
from shared.contracts.cards import RenewalOffer, Terms
from shared.contracts.finance import (
    CardNoted,
    ChargeRenewal,
    OrderLine,
    OrderPlaced,
    PlaceOrder,
    PrepaidBeyondLease,
    PrepaidCaps,
    PrepaidCapsPublished,
    PrepaidMonthsOutOfRange,
    PrepaidTooEarly,
    PricePublished,
    ProductNoted,
    RenewalNotCharged,
)
from shared.ids import derived_id
from tests.finance.examples import ORDER, PACK, PUDONG, WEI, cny, till_opened
from tests.finance.test_prepaid_caps import LESSONS, VALUE, publish, shanghai
from tests.scenario import Scenario

CARD = "00000000-0000-4000-8000-0000000000ca"
YEAR = Terms(kind="term", months=12, renewal=RenewalOffer(per_mille=900, days_before=60, days_after=60))
JIANGSU = PrepaidCaps(months_ahead=1, lease_until=date(2026, 6, 1))
jiangsu = replace(shanghai, region="Jiangsu", caps=JIANGSU)
ahead_only = replace(jiangsu, caps=PrepaidCaps(months_ahead=1))
new = PlaceOrder(order_id=ORDER, member_id=WEI, venue_id=PUDONG, lines=(OrderLine(product_id=PACK),))
onto = replace(new, lines=(OrderLine(product_id=PACK, card_id=CARD),))
renewal = replace(new, lines=(OrderLine(product_id=PACK, card_id=CARD, purpose="renewal"),))


def counter(terms: Terms = YEAR, ends: date | None = None, caps=jiangsu) -> Scenario:
    """A till of Jiangsu on 1 March 2025, and a card that ends then, if one is given."""
    price = PricePublished(
        product_id=PACK,
        title="Card",
        kind="card",
        price=cny(100_000),
        tax_basis_points=0,
        prepaid=True,
        valid_from=date(2025, 1, 1),
        for_venue=None,
    )
    card = CardNoted(card_id=CARD, member_id=WEI, product_id=PACK, valid_until=ends, over=False)
    return Scenario(DECIDER).given(
        till_opened, price, ProductNoted(product_id=PACK, terms=terms, effective=None), caps, *([card] if ends else [])
    )


def sold(scenario: Scenario) -> bool:
    return isinstance(scenario._decide()[0], OrderPlaced)


@pytest.mark.parametrize("wish", [onto, renewal])
def test_what_begins_in_a_month_is_sold_and_a_day_later_it_is_too_early(wish):
    """On 1 March a card that ends on 1 April goes on then: a month before. One that ends on 2 April can wait a day."""
    assert sold(counter(ends=date(2025, 4, 1), caps=ahead_only).when(wish))
    counter(ends=date(2025, 4, 2), caps=ahead_only).when(wish).refuses(
        PrepaidTooEarly, region="Jiangsu", months=1, first="2025-04-02", from_day="2025-03-02"
    )


def test_a_month_before_the_31st_is_the_last_day_of_the_month_before():
    """What begins on 31 March may be paid from 28 February on."""
    march = counter(ends=date(2025, 3, 31), caps=replace(ahead_only, valid_from=date(2025, 1, 1)))
    assert sold(march.at(datetime(2025, 2, 28, 4, tzinfo=UTC)).when(renewal))
    march.at(datetime(2025, 2, 27, 4, tzinfo=UTC)).when(renewal).refuses(PrepaidTooEarly, from_day="2025-02-28")


def test_a_new_card_and_one_whose_days_are_over_begin_today():
    assert sold(counter().when(new))
    assert sold(counter(ends=date(2025, 2, 1)).when(renewal))


def test_what_may_begin_later_counts_from_the_latest_day_on_which_it_can():
    chosen = replace(YEAR, activation="chosen_day", activate_within_days=31)
    assert sold(counter(chosen, caps=ahead_only).when(new))  # 1 April
    later = counter(replace(chosen, activate_within_days=32), caps=ahead_only)
    later.when(new).refuses(PrepaidTooEarly, first="2025-04-02")


@pytest.mark.parametrize(("months", "days"), [(15, 0), (12, 92), (14, 31)])
def test_a_term_may_end_with_the_lease(months, days):
    """From 1 March 2025 fifteen months end with 31 May 2026, the lease's last day; one day more is refused."""
    terms = replace(YEAR, months=months, days=days)
    assert sold(counter(terms).when(new))
    longer = counter(replace(terms, days=days + 1))
    longer.when(new).refuses(PrepaidBeyondLease, region="Jiangsu", until="2026-06-02", lease_until="2026-06-01")


def test_a_renewal_ends_where_its_own_days_end():
    """A year behind 1 April 2025 ends on 1 April 2026; two years do not fit."""
    assert sold(counter(ends=date(2025, 4, 1)).when(renewal))
    two = counter(replace(YEAR, months=24), ends=date(2025, 4, 1))
    two.when(renewal).refuses(PrepaidBeyondLease, until="2027-04-01")


def test_lessons_with_an_end_are_held_against_the_lease_and_a_value_without_one_is_not():
    counter(replace(LESSONS, months=16)).when(new).refuses(PrepaidBeyondLease, until="2026-07-01")
    assert sold(counter(replace(LESSONS, months=15)).when(new))
    assert sold(counter(VALUE).when(new))


@pytest.mark.parametrize("months", [-1, 121])
def test_months_ahead_are_from_0_to_120(months):
    wish = replace(publish, caps=PrepaidCaps(months_ahead=months))
    Scenario(CAPS).when(wish).refuses(PrepaidMonthsOutOfRange, months=months)
    most = replace(publish, caps=PrepaidCaps(months_ahead=120))
    Scenario(CAPS).when(most).then(PrepaidCapsPublished(**vars(most)))


def test_none_ahead_means_on_its_first_day():
    today = replace(jiangsu, caps=PrepaidCaps(months_ahead=0))
    assert sold(counter(caps=today).when(new))
    counter(ends=date(2025, 3, 2), caps=today).when(renewal).refuses(PrepaidTooEarly, from_day="2025-03-02")


def test_before_their_day_and_elsewhere_neither_holds():
    assert sold(counter(replace(YEAR, months=24), caps=shanghai).when(new))
    tomorrow = replace(jiangsu, valid_from=date(2025, 3, 2))
    assert sold(counter(replace(YEAR, months=24), caps=tomorrow).when(new))


def test_a_renewal_by_itself_that_would_outlast_the_lease_is_not_charged():
    """Its command comes from a neighbour's news: it is answered, not refused."""
    month_before = date(2026, 5, 2)
    wish = ChargeRenewal(
        order_id=ORDER,
        payment_id=derived_id("attempt"),
        card_id=CARD,
        member_id=WEI,
        product_id=PACK,
        venue_id=PUDONG,
        most=cny(500_000),
        period=month_before,
    )
    card = counter(replace(YEAR, months=1), ends=month_before)
    at = datetime(2026, 5, 1, 4, tzinfo=UTC)
    (told,) = card.at(at).when(wish)._decide()
    assert isinstance(told, RenewalNotCharged) and told.cause == "over_limit"
    in_time = counter(replace(YEAR, months=1), ends=date(2026, 5, 1)).at(datetime(2026, 4, 30, 4, tzinfo=UTC))
    assert sold(in_time.when(replace(wish, period=date(2026, 5, 1))))

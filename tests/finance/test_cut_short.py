"""A partner's card that ends with the employment: the money of the days that are cut off stays owed, and comes back."""

from dataclasses import replace
from datetime import date

from shared.contracts.cards import TellPartner
from shared.contracts.finance import NotePartner, NotePartnerRight, PublishPartnerPrice, RefundOrder
from shared.ids import derived_id
from tests.finance.examples import PUDONG, WEI, cny
from tests.finance.till_and_cards import PRODUCT, YEAR, TillAndCards

ACME = derived_id("acme")
JULY, OVER = date(2025, 7, 1), date(2027, 6, 1)


def sold() -> TillAndCards:
    """A year for 3,650.00 at Acme's price, of which it pays nothing; it ends with the employment."""
    town = TillAndCards(replace(YEAR, corporate=True, partner_end="ends"))
    town.give("finance", NotePartner(agreement_id=ACME, from_day=town.today, until=OVER, venues=None))
    town.give("finance", NotePartnerRight(member_id=WEI, agreement_id=ACME, from_day=town.today))
    price = {"product_id": PRODUCT, "valid_from": town.today, "per_mille": 1000}
    town.give("finance", PublishPartnerPrice(agreement_id=ACME, **price))
    town.buy(1)
    return town


def leaves(town: TillAndCards, until: date | None) -> None:
    town.give("cards", TellPartner(card_id=town.card_id, member_id=WEI, until=until))


def test_after_181_days_1840_are_neither_income_nor_lost():
    town = sold().on(JULY)
    leaves(town, JULY)
    town.on(OVER)
    assert (town.balance("income:card"), town.balance("deferred:card")) == (cny(-181_000), cny(-184_000))
    assert town.audited() == []


def test_days_until_the_last_one_are_earned_as_they_were():
    """Told on 1 June that the last day is 30 June: 10.00 a day until then, no more and no less."""
    town = sold().on(date(2025, 6, 1))
    leaves(town, JULY)
    town.on(OVER)
    assert town.balance("income:card") == cny(-181_000)


def test_what_is_owed_goes_back_and_nothing_of_the_income():
    town = sold().on(JULY)
    leaves(town, JULY)
    back = {"refund_id": derived_id("back"), "reason": "left Acme", "amount": cny(184_000)}
    town.give("finance", RefundOrder(order_id=derived_id("order", 1), venue_id=PUDONG, **back))
    town.on(OVER)
    assert (town.balance("income:card"), town.balance("deferred:card")) == (cny(-181_000), cny(0))
    assert town.audited() == []


def test_who_is_back_in_time_has_the_days_again_and_they_are_earned():
    town = sold().on(JULY)
    leaves(town, JULY)
    leaves(town.on(date(2025, 7, 15)), None)
    town.on(OVER)
    assert (town.balance("income:card"), town.balance("deferred:card")) == (cny(-365_000), cny(0))
    assert town.audited() == []


def test_a_last_day_that_is_told_anew_holds():
    town = sold().on(date(2025, 6, 1))
    leaves(town, JULY)
    leaves(town, date(2025, 7, 2))
    leaves(town, JULY)
    town.on(OVER)
    assert town.balance("income:card") == cny(-181_000)

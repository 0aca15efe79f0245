"""Which days earn an order's money, as cards tells of them; and how often it is booked."""

from dataclasses import replace
from datetime import date

from services.finance.terms.heard import days_after
from services.finance.terms.paid_days import PAID_DAYS
from services.finance.terms.rhythm import INCOME_POLICY
from shared.contracts import DayRange
from shared.contracts.cards import CardFrozen, CardIssued, LotDays, MembershipEnded, ProductChanged, Terms
from shared.contracts.finance import (
    IncomePolicyDated,
    IncomePolicyPublished,
    NotePaidDays,
    PaidDaysNoted,
    PublishIncomePolicy,
    TermSpread,
)
from shared.contracts.samples import sample
from shared.ids import derived_id
from tests.finance.examples import cny
from tests.finance.terms_examples import (
    CARD,
    NEW_YEAR,
    YEAR,
    days,
    noon,
    over,
    spread,
    year_lot,
    year_noted,
)
from tests.scenario import NOON, Scenario

JULY = date(2025, 7, 1)
UPGRADE, GIFT, NEXT_YEAR = derived_id("upgrade"), derived_id("gift"), derived_id("next year")
ORDER_2 = derived_id("second order")
card = Scenario(PAID_DAYS).at(noon(1, 1)).given(PaidDaysNoted(**vars(year_noted), day=NEW_YEAR))
july = card.at(noon(7, 1))
later = NotePaidDays(card_id=CARD)
gift = replace(
    later, granted=year_lot(lot_id=GIFT, kind="gift", order_id=None, paid=cny(0), valid=days((1, 1), (2, 1), 2026))
)
next_year = year_lot(lot_id=NEXT_YEAR, kind="renewal", order_id=ORDER_2, valid=DayRange(YEAR.until, date(2027, 1, 1)))


def told(scenario: Scenario) -> list[TermSpread]:
    """What orders are told; that the same is told once, too."""
    events = scenario._decide()
    scenario.then(*events)
    scenario.given(*events).then()
    return [event for event in events if isinstance(event, TermSpread)]


def noted(wish: NotePaidDays, day: date = JULY) -> PaidDaysNoted:
    return PaidDaysNoted(**vars(wish), day=day)


def test_the_money_of_a_term_is_earned_on_its_days():
    assert told(Scenario(PAID_DAYS).at(noon(1, 1)).when(year_noted)) == [spread(over(YEAR))]


def test_what_nobody_paid_and_what_has_no_order_is_of_no_concern_to_the_books():
    for lot in (year_lot(order_id=None), year_lot(paid=cny(0))):
        assert told(Scenario(PAID_DAYS).at(noon(1, 1)).when(replace(year_noted, granted=lot))) == []


def test_a_rest_is_a_hole_in_the_days_and_coming_back_early_makes_it_smaller():
    rest = days((3, 1), (3, 11))
    resting = replace(later, rest=rest, lots=(LotDays(lot_id=CARD, valid=DayRange(NEW_YEAR, date(2026, 1, 11))),))
    asked = card.when(resting)
    assert told(asked) == [spread(over(days((1, 1), (3, 1)), DayRange(date(2025, 3, 11), date(2026, 1, 11))))]
    back = replace(resting, rested_days=4, lots=(LotDays(lot_id=CARD, valid=DayRange(NEW_YEAR, date(2026, 1, 5))),))
    assert told(card.given(noted(resting)).when(back)) == [
        spread(over(days((1, 1), (3, 1)), DayRange(date(2025, 3, 5), date(2026, 1, 5))))
    ]
    assert told(card.when(back)) != []  # of a rest that moved no end only the days are heard
    never = replace(back, rested_days=0, lots=(LotDays(lot_id=CARD, valid=YEAR),))
    assert told(card.given(noted(resting)).when(never)) == [spread(over(YEAR))]


def test_days_lost_by_closures_earn_nothing_and_count_once_with_a_rest():
    rest, shut = days((3, 1), (3, 11)), days((3, 6), (3, 16))
    moved = (LotDays(lot_id=CARD, valid=DayRange(NEW_YEAR, date(2026, 1, 16))),)
    asked = card.given(noted(replace(later, rest=rest))).when(replace(later, lost=(shut,), lots=moved))
    assert told(asked) == [spread(over(days((1, 1), (3, 1)), DayRange(date(2025, 3, 16), date(2026, 1, 16))))]


def test_days_given_follow_the_last_lot_from_the_day_they_are_given():
    (longer,) = told(july.when(gift))
    assert longer == spread(over(YEAR), over(DayRange(NEW_YEAR, date(2026, 2, 1)), since=JULY))


def test_of_two_years_only_the_one_that_the_gift_follows_is_spread_longer():
    behind = replace(gift.granted, valid=days((1, 1), (2, 1), 2027))
    renewed = july.given(noted(replace(later, granted=next_year)))
    (longer,) = told(renewed.when(replace(gift, granted=behind)))
    assert (longer.order_id, longer.lot_id) == (ORDER_2, NEXT_YEAR)
    assert longer.spread[-1] == over(DayRange(YEAR.until, date(2027, 2, 1)), since=JULY)


def test_a_card_that_begins_earlier_earns_from_its_first_day():
    waits = replace(year_noted, granted=year_lot(valid=DayRange(JULY, date(2026, 7, 1))))
    begun = replace(later, lots=(LotDays(lot_id=CARD, valid=YEAR),))
    assert told(Scenario(PAID_DAYS).at(noon(1, 1)).given(noted(waits)).when(begun)) == [spread(over(YEAR))]


upgrade = replace(
    later,
    granted=year_lot(
        lot_id=UPGRADE,
        kind="upgrade",
        order_id=ORDER_2,
        paid=cny(100_000),
        valid=DayRange(JULY, YEAR.until),
        instead_of=CARD,
    ),
)


def test_a_change_of_product_spreads_what_is_not_earned_over_the_new_lot_and_the_difference_beside_it():
    rest_of_year = upgrade.granted.valid
    old, new = told(july.when(upgrade))
    assert old == spread(over(YEAR), over(rest_of_year, since=JULY))
    assert (new.order_id, new.lot_id, new.paid, new.spread) == (ORDER_2, UPGRADE, cny(100_000), (over(rest_of_year),))


def test_a_change_settles_what_was_before_it_and_a_rest_moves_what_is_after_it():
    changed = july.given(noted(upgrade))
    rest = replace(later, rest=days((6, 10), (6, 20)))
    assert told(changed.when(rest)) == []
    resting = replace(
        later,
        rest=days((8, 1), (8, 11)),
        lots=(
            LotDays(lot_id=CARD, valid=days((1, 1), (7, 11))),
            LotDays(lot_id=UPGRADE, valid=DayRange(JULY, date(2026, 1, 11))),
        ),
    )
    old, new = told(changed.when(resting))
    assert old.spread[0] == over(YEAR)
    assert (
        old.spread[1].days
        == new.spread[0].days
        == (days((7, 1), (8, 1)), DayRange(date(2025, 8, 11), date(2026, 1, 11)))
    )


def test_a_downgrade_that_costs_nothing_is_an_order_without_money():
    free = replace(upgrade, granted=replace(upgrade.granted, paid=cny(0)))
    (old,) = told(july.when(free))
    assert old.lot_id == CARD


def test_a_lot_that_is_withdrawn_earns_no_more_and_days_given_behind_it_go_to_the_one_before():
    behind = replace(gift, granted=replace(gift.granted, valid=days((1, 1), (2, 1), 2027)))
    both = july.given(noted(replace(later, granted=next_year)), noted(behind))
    gone = replace(later, ended=(NEXT_YEAR,), lots=(LotDays(lot_id=GIFT, valid=days((1, 1), (2, 1), 2026)),))
    first, second = told(both.when(gone))
    assert first == spread(over(YEAR), over(DayRange(NEW_YEAR, date(2026, 2, 1)), since=JULY))
    assert second.spread[-1].days == ()


def test_a_card_that_is_over_earns_no_more():
    (stopped,) = told(july.when(replace(later, over=True)))
    assert stopped == spread(over(YEAR), replace(over(YEAR), since=JULY, days=()))


# --- as cards tells it ---


def test_cards_tells_of_terms_only_and_of_rests_that_do_something():
    issued = replace(sample(CardIssued), terms=Terms(kind="term", months=12))
    (first,) = days_after(issued)
    assert first.granted and (first.granted.lot_id, first.granted.paid) == (issued.card_id, issued.price)
    assert list(days_after(replace(issued, terms=Terms(kind="visits", visits=10)))) == []
    frozen = sample(CardFrozen)
    assert list(days_after(replace(frozen, hold="keep"))) == []
    for hold in ("extend", "prorate"):
        (rested,) = days_after(replace(frozen, hold=hold))
        assert (rested.rest, rested.hold) == (frozen.rest, hold)


def test_a_rest_that_is_taken_off_the_next_charge_leaves_the_days_as_they_are():
    assert told(card.when(replace(later, rest=days((3, 1), (3, 11)), hold="prorate"))) == []


def test_a_membership_that_ended_early_by_notice_earns_no_more():
    early = replace(sample(MembershipEnded), ends="notice")
    assert list(days_after(early)) == [NotePaidDays(card_id=early.card_id, over=True)]
    assert list(days_after(replace(early, ends="paid_time"))) == []


def test_of_a_change_only_the_difference_is_new_money():
    event = sample(ProductChanged)
    event = replace(event, lot=replace(event.lot, terms=Terms(kind="term", months=12)))
    (changed,) = days_after(event)
    assert changed.granted and (changed.granted.paid, changed.granted.instead_of) == (event.paid, event.old_lot_id)


# --- how often it is booked ---


def test_the_office_says_from_when_on_income_is_booked_every_day():
    daily = PublishIncomePolicy(rhythm="day", valid_from=NOON.date())
    office = Scenario(INCOME_POLICY)
    published = office.when(daily).then(IncomePolicyPublished(**vars(daily)))
    published.when(daily).then()
    office.when(replace(daily, valid_from=date(2025, 2, 28))).refuses(IncomePolicyDated, earliest="2025-03-01")
    monthly = replace(daily, rhythm="month")
    published.when(monthly).then(IncomePolicyPublished(**vars(monthly)))

"""A change when the paid time ends: asked for now, made by the renewal, taken back until that is charged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.cards.answers.foresight import outlook
from services.cards.sale.applying import APPLYING
from services.cards.sale.auto_renewal import AUTO_RENEWAL
from services.cards.sale.change import CHANGE
from services.cards.sale.planning import PLANNING
from services.cards.sale.purchase import PURCHASE
from services.cards.sale.watch import WATCH
from shared.contracts import DayRange, Event
from shared.contracts.cards import (
    AgreeAutoRenewal,
    AutoRenewalAgreed,
    AutoRenewalNotOffered,
    CardCancelled,
    CardCancelledAfterRefund,
    CardExpired,
    CardExpiring,
    CardNotIssued,
    CardOfAnotherMember,
    ChangeNotPossible,
    ChangePlanned,
    ChangeToSame,
    GrantLot,
    LotGranted,
    NoticeGiven,
    NoticeStands,
    PlanChange,
    PlannedChangeCharged,
    PlannedChangeMade,
    PlannedChangeWithdrawn,
    ProductNotRenewing,
    ProductPublished,
    ProductUnknown,
    RenewalDue,
    WatchCard,
    WithdrawPlannedChange,
)
from tests.cards import test_applications as applied
from tests.cards.examples import (
    ADA,
    CARD,
    MONTH,
    ORDER,
    PRODUCT,
    PUDONG,
    TEN_VISITS,
    WEI,
    days,
    january,
    month_card,
    published,
    visit_card,
    yuan,
)
from tests.cards.test_change_product import BETTER, NEW, UPGRADE
from tests.cards.test_change_product import change as change_now
from tests.cards.test_freeze_card import frozen
from tests.cards.test_grades import graded, ladder_set
from tests.scenario import Scenario

SILVER = "00000000-0000-4000-8000-0000000000e8"
CHEAPER = replace(MONTH, grade="silver", auto_renew_most=yuan(30_000), freeze_days=3)
silver = ProductPublished(product_id=SILVER, name="Silver month", name_zh="银月卡", terms=CHEAPER)
gold_card = graded(month_card, "gold", auto_renew_most=yuan(60_000))
plan = PlanChange(card_id=CARD, member_id=WEI, product_id=SILVER)
planned = ChangePlanned(
    card_id=CARD,
    member_id=WEI,
    former_id=PRODUCT,
    product_id=SILVER,
    product_version=1,
    direction="downgrade",
    terms=CHEAPER,
    day=date(2025, 1, 8),
    begins=date(2025, 2, 1),
)
stay = WithdrawPlannedChange(card_id=CARD, member_id=WEI)
agreed = AutoRenewalAgreed(card_id=CARD, member_id=WEI, most=yuan(40_000))
past = (ladder_set, published, silver, gold_card)
desk = Scenario(PLANNING).at(january(8)).given(*past)


def withdrawn(by: str) -> PlannedChangeWithdrawn:
    return PlannedChangeWithdrawn(card_id=CARD, member_id=WEI, product_id=SILVER, by=by)  # type: ignore[arg-type]


def test_a_change_is_planned_for_the_end_of_what_is_paid_and_costs_nothing_now():
    desk.when(plan).then(planned)


def test_it_is_taken_back_and_taking_back_nothing_changes_nothing():
    desk.given(planned).when(stay).then(withdrawn("word"))
    desk.when(stay).then()


def test_another_plan_takes_the_place_of_the_first():
    plus = graded(replace(silver, product_id=BETTER), "gold")
    other = replace(planned, product_id=BETTER, terms=plus.terms, direction="change")
    done = desk.given(plus, planned).when(replace(plan, product_id=BETTER)).then(other)
    done.when(stay).then(replace(withdrawn("word"), product_id=BETTER))


@pytest.mark.parametrize(
    ("told", "product", "no"),
    [
        ((), PRODUCT, ChangeToSame),
        ((), ADA, ProductUnknown),
        ((CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER),), SILVER, CardCancelled),
        ((replace(silver, product_id=BETTER, terms=TEN_VISITS),), BETTER, ChangeNotPossible),
        ((replace(silver, product_id=BETTER, terms=replace(CHEAPER, trial=True)),), BETTER, ChangeNotPossible),
        ((replace(silver, product_id=BETTER, terms=replace(CHEAPER, corporate=True)),), BETTER, ChangeNotPossible),
        ((agreed, replace(silver, product_id=BETTER, terms=MONTH)), BETTER, ProductNotRenewing),
    ],
)
def test_what_no_renewal_could_make_of_it_is_refused(told: tuple[Event, ...], product: str, no):
    desk.given(*told).when(replace(plan, product_id=product)).refuses(no)


def test_it_is_planned_by_who_has_the_card_while_it_runs():
    desk.when(replace(plan, member_id=ADA)).refuses(CardOfAnotherMember)
    desk.when(replace(stay, member_id=ADA)).refuses(CardOfAnotherMember)
    Scenario(PLANNING).given(silver).when(plan).refuses(CardNotIssued)
    Scenario(PLANNING).given(silver).when(stay).refuses(CardNotIssued)
    desk.at(january(1)).when(plan).then(replace(planned, day=date(2025, 1, 1)))
    desk.at(datetime(2025, 2, 1, 4, tzinfo=UTC)).when(plan).refuses(CardExpired)
    pack = Scenario(PLANNING).at(january(8)).given(published, silver, visit_card)
    pack.when(plan).refuses(ChangeNotPossible, kind="visits", other="term")


def test_who_is_leaving_plans_nothing_that_would_not_be_charged():
    leaving = NoticeGiven(
        card_id=CARD, member_id=WEI, ends="paid_time", reason="moves", day=date(2025, 1, 7),
        last_day=date(2025, 1, 7), valid_until=date(2025, 2, 1),
    )  # fmt: skip
    desk.given(agreed, leaving).when(plan).refuses(NoticeStands)


DAY_BEFORE = datetime(2025, 1, 30, 16, tzinfo=UTC)
"""Midnight in Shanghai, 24 hours before the card's end."""
reminded = CardExpiring(
    card_id=CARD, member_id=WEI, product_id=PRODUCT, valid_until=date(2025, 2, 1), days_left=7, next_product_id=SILVER
)


def charged(*told: Event, at: datetime = DAY_BEFORE) -> RenewalDue:
    clock = Scenario(WATCH).at(at).given(*past, agreed, reminded, *told).when(WatchCard(card_id=CARD))
    return next(event for event in clock._decide() if isinstance(event, RenewalDue))


def test_the_next_period_is_charged_as_the_other_product_for_no_more_than_its_terms_allow():
    assert charged().product_id == PRODUCT and charged().most == yuan(40_000)
    due = charged(planned)
    assert (due.product_id, due.most, due.period) == (SILVER, yuan(30_000), date(2025, 2, 1))
    assert (charged().order_id, charged(planned, withdrawn("word")).product_id) == (due.order_id, PRODUCT)


def test_the_reminder_says_what_the_renewal_makes_of_the_card():
    week_before = datetime(2025, 1, 24, 16, tzinfo=UTC)
    clock = Scenario(WATCH).at(week_before).given(*past, planned).when(WatchCard(card_id=CARD))
    assert clock._decide()[0] == reminded


def renew(product_id: str, order_id: str = ORDER, day: date = date(2025, 1, 31)) -> GrantLot:
    return GrantLot(
        card_id=CARD, lot_id=NEW, kind="renewal", order_id=order_id, product_id=product_id, member_id=WEI,
        venue_id=PUDONG, price=yuan(20_000), day=day,
    )  # fmt: skip


made = PlannedChangeMade(
    card_id=CARD, member_id=WEI, former_id=PRODUCT, product_id=SILVER, direction="downgrade", lot_id=NEW,
    begins=date(2025, 2, 1),
)  # fmt: skip


def granted(*told: Event, wish: GrantLot) -> list[Event]:
    return Scenario(PURCHASE).given(*past, *told).when(wish)._decide()


def test_the_renewal_of_the_other_product_makes_the_change_from_the_day_on_which_the_paid_time_ended():
    due = charged(planned)
    lot, event = granted(agreed, planned, due, wish=renew(SILVER, due.order_id))
    assert isinstance(lot, LotGranted) and lot.lot.valid == DayRange(date(2025, 2, 1), date(2025, 3, 1))
    assert event == made
    assert granted(planned, wish=renew(SILVER))[1:] == [made]  # at the desk, on the same day or weeks before
    card = PURCHASE.fold([*past, planned, lot, made]).card
    assert card.planned is None
    assert [card.terms_on(day).grade for day in (date(2025, 1, 31), date(2025, 2, 1))] == ["gold", "silver"]
    Scenario(PURCHASE).given(*past, planned).when(renew(SILVER)).then(
        replace(lot, lot=replace(lot.lot, order_id=ORDER)), made
    )


def test_a_term_of_the_old_product_bought_at_the_desk_undoes_the_plan_and_a_pack_does_not():
    again = granted(planned, wish=renew(PRODUCT))
    assert again[1:] == [withdrawn("purchase")]
    pack = replace(silver, product_id=BETTER, terms=TEN_VISITS)
    assert len(granted(pack, planned, wish=renew(BETTER))) == 1
    assert len(granted(wish=renew(SILVER))) == 1  # nothing was planned: a lot as ever


def test_a_period_that_was_charged_before_the_change_was_planned_is_paid_as_it_was_asked_for():
    due = charged()
    assert (due.product_id, len(granted(agreed, due, planned, wish=renew(PRODUCT, due.order_id)))) == (PRODUCT, 1)
    lot, *_ = granted(agreed, due, planned, wish=renew(PRODUCT, due.order_id))
    card = PURCHASE.fold([*past, agreed, due, planned, lot]).card
    assert card.planned == planned and card.chain_end == date(2025, 3, 1)
    desk.at(DAY_BEFORE).given(agreed, due, planned).when(stay).then(withdrawn("word"))


def test_what_is_charged_as_the_other_product_is_not_taken_back_and_a_new_plan_is_for_the_period_after():
    due = charged(planned)
    charging = desk.at(DAY_BEFORE).given(agreed, planned, due)
    charging.when(stay).refuses(PlannedChangeCharged, product_id=SILVER, period="2025-02-01")
    plus = graded(replace(silver, product_id=BETTER), "gold")
    (later,) = charging.given(plus).when(replace(plan, product_id=BETTER))._decide()
    lot, event = granted(plus, agreed, planned, due, later, wish=renew(SILVER, due.order_id))
    assert event == made
    card = PURCHASE.fold([*past, plus, agreed, planned, due, later, lot, event]).card
    assert card.planned == later


def test_a_rest_moves_the_day_on_which_the_change_is_made():
    rest = frozen(days(10, 20), date(2025, 2, 11))
    before = PLANNING.fold([*past, agreed, planned]).card
    then = PLANNING.fold([*past, agreed, planned, rest]).card
    seen = outlook(CARD, rest.rest, before, then, None)
    assert (seen.changes_to, seen.changes_on) == (SILVER, date(2025, 2, 11))
    _, event = granted(planned, rest, wish=renew(SILVER))
    assert event == replace(made, begins=date(2025, 2, 11))


def test_a_change_made_at_once_undoes_the_plan():
    plus = replace(silver, product_id=BETTER)
    now = replace(change_now, day=date(2025, 1, 8), credit=yuan(7_000), price=yuan(9_000), paid=yuan(2_000))
    *_, event = Scenario(CHANGE).at(january(8)).given(*past, plus, planned).when(now)._decide()
    assert event == withdrawn("change") and now.order_id == UPGRADE


def test_what_the_first_member_planned_ends_with_a_transfer():
    passing, yes = [replace(one, card_id=CARD) for one in (applied.passing, applied.approve)]
    told = (*past, *applied.signed.past, planned, passing)
    events = Scenario(APPLYING).at(january(8)).given(*told).by(applied.MANAGER).when(yes)._decide()
    assert events == [applied.approved, withdrawn("transfer"), applied.transferred]


def test_consent_to_renew_by_itself_is_bounded_by_what_the_card_is_to_become():
    agree = AgreeAutoRenewal(card_id=CARD, member_id=WEI, most=yuan(20_000))
    plain = replace(planned, terms=MONTH)
    Scenario(AUTO_RENEWAL).at(january(9)).given(*past, plain).when(agree).refuses(AutoRenewalNotOffered)
    Scenario(AUTO_RENEWAL).at(january(9)).given(*past, planned).when(agree).then(replace(agreed, most=agree.most))

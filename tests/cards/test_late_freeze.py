"""An illness told afterwards: with papers, by two people, the days on which nobody came in rest and move the end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.cards.answers.explain import EXPLAIN
from services.cards.card import Card
from services.cards.rest.closing import CLOSING
from services.cards.rest.freeze_fees import fees
from services.cards.rest.still import still
from services.cards.sale.applying import APPLYING
from services.cards.timers import timers
from shared.contracts import STAFF, Actor, DayRange
from shared.contracts.cards import (
    ApplicationApproved,
    ApplicationDeclined,
    ApplicationRepeated,
    ApproveApplication,
    CardCancelled,
    CardCancelledAfterRefund,
    CardFrozen,
    CardNotIssued,
    CardOfAnotherMember,
    ExplainCard,
    FreezeDaysOutOfRange,
    FreezeRules,
    LateFreezeOutOfRange,
    LateFreezeRequested,
    LotDays,
    NoDayToRest,
    OwnApplication,
    RequestLateFreeze,
    WatchCard,
)
from shared.log import Meta, Recorded
from shared.timers import SetTimer
from tests.cards.examples import ADA, CARD, MONTH, ORDER, WEI, days, ending, granted, january, month_card, yuan
from tests.cards.test_answers import ask, told
from tests.cards.test_close_venue import closure, tell
from tests.cards.test_end_freeze import frozen
from tests.scenario import CLERK, Scenario

ASKED = "00000000-0000-4000-8000-0000000000b8"
MANAGER = Actor(id="22222222-2222-4222-8222-222222222222", roles=STAFF)
ill = RequestLateFreeze(
    card_id=CARD, member_id=WEI, application_id=ASKED, rest=days(7, 17), papers="2025/17", reason="told late"
)
now = january(20)
asked = LateFreezeRequested(**vars(ill), asked_by=CLERK.id, lapses_at=now + timedelta(days=7))
approve = ApproveApplication(card_id=CARD, application_id=ASKED)
approved = ApplicationApproved(card_id=CARD, application_id=ASKED, approved_by=MANAGER.id)
card = Scenario(APPLYING).at(now).given(month_card)
waiting = card.given(asked).by(MANAGER)


def rested(rest: DayRange, until: date) -> CardFrozen:
    return CardFrozen(
        card_id=CARD, member_id=WEI, rest=rest, valid_until=until, lots=ending(until), application_id=ASKED
    )


def came_in(day: int):
    return replace(granted, day=date(2025, 1, day), at=january(day))


def test_ten_days_of_illness_told_later_and_approved_move_the_end_by_ten():
    card.when(ill).then(asked)
    waiting.when(approve).then(approved, rested(days(7, 17), date(2025, 2, 11)))


def test_a_day_on_which_the_member_came_in_does_not_rest():
    """Of 7 to 16 January the 10th was used: three days and six, the end moves by nine."""
    used = waiting.given(came_in(10)).when(approve)
    used.then(approved, rested(days(7, 10), date(2025, 2, 4)), rested(days(11, 17), date(2025, 2, 10)))


def test_a_day_that_rested_already_does_not_rest_twice():
    early = replace(frozen, rest=days(5, 9), valid_until=date(2025, 2, 5), lots=ending(date(2025, 2, 5)))
    waiting.given(early).when(approve).then(approved, rested(days(9, 17), date(2025, 2, 13)))


def test_a_day_lost_by_a_closure_moves_the_end_once():
    """Closed from the 10th to the 13th, three days lost already: of ten days ill, seven more."""
    here = replace(month_card, terms=replace(MONTH, venues=(month_card.venue_id,)))
    closing = Scenario(CLOSING).at(january(9)).given(here).when(tell(replace(closure, days=days(10, 13))))._decide()
    done = Scenario(APPLYING).at(now).given(here, *closing, asked).by(MANAGER).when(approve)._decide()
    assert done[1].valid_until == date(2025, 2, 11)
    folded: Card = APPLYING.fold([here, *closing, asked, *done])
    assert still(folded) == (days(7, 17),)


def test_a_card_that_ended_meanwhile_goes_on():
    late = replace(ill, rest=DayRange(date(2025, 1, 27), date(2025, 2, 5)))
    at = datetime(2025, 2, 9, 4, tzinfo=UTC)
    request = replace(asked, rest=late.rest, lapses_at=at + timedelta(days=7))
    over = Scenario(APPLYING).at(at).given(month_card)
    over.when(late).then(request)
    over.given(request).by(MANAGER).when(approve).then(approved, rested(late.rest, date(2025, 2, 10)))


def test_it_moves_the_end_and_costs_nothing_whatever_other_rests_do():
    """Of a month that was charged, nothing can be taken off any more."""
    rules = FreezeRules(
        hold="prorate", fee="set_up", fee_price=yuan(5_000), least_days=14, notice_days=30, times_a_year=0
    )
    strict = replace(month_card, terms=replace(MONTH, freezing=rules))
    ten = rested(days(7, 17), date(2025, 2, 11))
    Scenario(APPLYING).at(now).given(strict, asked).by(MANAGER).when(approve).then(approved, ten)
    folded: Card = APPLYING.fold([strict, asked, approved, ten])
    assert list(fees(folded, strict)) == []


def test_visits_and_values_end_later_too_and_only_what_moves_is_told():
    pack = replace(month_card, terms=replace(MONTH, kind="visits", visits=10))
    (_, event) = Scenario(APPLYING).at(now).given(pack, asked).by(MANAGER).when(approve)._decide()
    assert event.lots == (LotDays(lot_id=CARD, valid=DayRange(date(2025, 1, 1), date(2025, 2, 11))),)


# --- what is refused ---


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        (days(18, 22), "beyond today"),
        (DayRange(date(2024, 12, 30), date(2025, 1, 5)), "before the card's days"),
        (days(7, 7), "no day at all"),
    ],
)
def test_only_days_that_are_over_and_the_cards_own_are_told_late(rest, why):
    card.when(replace(ill, rest=rest)).refuses(LateFreezeOutOfRange, earliest="2025-01-01", latest="2025-01-19")


def test_days_longer_ago_than_the_terms_accept_are_not():
    short = replace(month_card, terms=replace(MONTH, freezing=FreezeRules(late_days=10)))
    told_late = Scenario(APPLYING).at(now).given(short)
    told_late.when(ill).refuses(LateFreezeOutOfRange, earliest="2025-01-10")
    told_late.when(replace(ill, rest=days(10, 17))).then(replace(asked, rest=days(10, 17)))


def test_the_days_are_counted_from_when_it_was_asked_for_not_from_the_answer():
    short = replace(month_card, terms=replace(MONTH, freezing=FreezeRules(late_days=13)))
    later = Scenario(APPLYING).at(january(26)).given(short, asked).by(MANAGER)
    later.when(approve).then(approved, rested(days(7, 17), date(2025, 2, 11)))


def test_the_quota_holds_for_the_days_that_really_rest():
    card.when(replace(ill, rest=days(2, 17))).refuses(FreezeDaysOutOfRange, asked=15, left=14)
    used = card.given(came_in(10)).when(replace(ill, rest=days(2, 17)))
    used.then(replace(asked, rest=days(2, 17)))


def test_where_no_day_can_rest_there_is_nothing_to_ask_for():
    card.given(came_in(7), came_in(8)).when(replace(ill, rest=days(7, 9))).refuses(NoDayToRest)


def test_the_card_has_to_be_the_members_and_not_refunded():
    Scenario(APPLYING).at(now).when(ill).refuses(CardNotIssued)
    card.when(replace(ill, member_id=ADA)).refuses(CardOfAnotherMember)
    card.given(CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)).when(ill).refuses(CardCancelled)


def test_who_asked_does_not_approve_and_an_id_is_one_application():
    card.given(asked).by(CLERK).when(approve).refuses(OwnApplication)
    card.given(asked).when(replace(ill, papers="another")).refuses(ApplicationRepeated)
    card.given(asked).when(ill).then()


def test_what_stands_against_it_by_the_time_of_the_answer_declines_it():
    all_used = [came_in(day) for day in range(7, 17)]
    (no,) = waiting.given(*all_used).when(approve)._decide()
    assert isinstance(no, ApplicationDeclined) and "No day from 2025-01-07" in no.reason


# --- clock and explanation ---


def test_the_clock_looks_again_at_a_card_that_may_have_ended():
    recorded = Recorded(1, f"card-{CARD}", 1, "e", "x", 1, b"{}", now, now, Meta("a", (), "c"))
    look = WatchCard(card_id=CARD)
    assert timers(rested(days(7, 17), date(2025, 2, 11)), recorded) == [SetTimer(f"watch {CARD}", now, look)]
    assert timers(frozen, recorded) == []


def test_the_end_before_and_after_is_explained_by_both_clocks():
    history = told(month_card, asked, approved, rested(days(7, 17), date(2025, 2, 11)))
    steps = ask(EXPLAIN, ExplainCard(card_id=CARD, member_id=WEI, figure="end"), history)
    assert [(s.event, s.before, s.after) for s in steps] == [
        ("CardIssued", None, "2025-02-01"),
        ("CardFrozen", "2025-02-01", "2025-02-11"),
    ]

"""Guest passes: so many a month of the card's own days, set aside for a guest who is announced, one pass one entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cards.answers.explain import EXPLAIN
from services.cards.answers.guests import GUEST_ALLOWANCES
from services.cards.blocks.blocking import BLOCKING
from services.cards.guests.setting_aside import GUEST_PASSES
from services.cards.lots.lots import issued_lot
from services.cards.reactions import react
from services.cards.sale.applying import APPLYING
from services.cards.sale.figures import check
from shared.contracts import DayRange, Reason
from shared.contracts.cards import (
    CancelCards,
    CardCancelled,
    CardExpired,
    CardFrozen,
    CardLost,
    CardNotIssued,
    CardOfAnotherMember,
    CardReportedLost,
    ExplainCard,
    GuestAllowances,
    GuestPassesGone,
    GuestPassesUsedUp,
    GuestPassNotHeld,
    GuestPassReleased,
    GuestPassWithdrawn,
    GuestRules,
    HolderAdded,
    LotGranted,
    LotWithdrawn,
    NoGuestPasses,
    NoteGuestSigned,
    ProductTermsDisagree,
    ReleaseGuestPass,
    VenueNotCovered,
    VisitsSetAside,
)
from shared.contracts.members import GuestInvited, GuestSigned, InvitationEnded
from shared.contracts.samples import sample
from tests.cards.examples import (
    ADA,
    CARD,
    LONDON,
    MONTH,
    ORDER,
    PUDONG,
    TODAY,
    WEI,
    days,
    ending,
    january,
    month_card,
)
from tests.cards.guests import (
    BO,
    LOT,
    PASS,
    admit,
    admitted,
    card,
    gate,
    held,
    hold,
    inside,
    kept,
    monthly,
    not_held,
    other,
    over,
    pass_id,
    refused,
    two,
    with_passes,
)
from tests.cards.test_answers import ask, told
from tests.cards.test_applications import MANAGER, pass_on
from tests.scenario import Scenario


def test_a_pass_is_set_aside_for_a_guest_who_is_announced():
    card.given(two).when(hold).then(held)


def test_a_card_lets_in_as_many_guests_as_it_was_sold_with():
    used = card.given(two, held, kept(1))
    used.when(other(2)).then(not_held(GuestPassesGone(passes=2), other(2)))
    used.given(GuestPassReleased(pass_id=PASS, card_id=CARD, member_id=WEI)).when(other(2)).then(
        replace(kept(2), passes_left=0)
    )


def test_on_a_pass_of_the_level_the_cards_own_stay_and_its_days_hold_all_the_same():
    by_level = replace(hold, by_level=True)
    of_level = replace(held, passes_left=0, by_level=True)
    none = with_passes(0)
    card.given(none).when(by_level).then(of_level)
    card.given(none).when(hold).then(not_held(NoGuestPasses(card_id=CARD)))
    card.given(two, of_level).when(other(1)).then(kept(1))
    late = replace(by_level, day=date(2026, 1, 1))
    (no,) = card.given(two).when(late)._decide()
    assert isinstance(no, GuestPassNotHeld)
    (note,) = react(replace(sample(GuestInvited), by_level=None), None)
    assert not note.by_level and react(sample(GuestInvited), None)[0].by_level


def test_passes_come_anew_each_month_and_what_is_left_over_expires():
    january_ = DayRange(date(2025, 1, 1), date(2025, 2, 1))
    february = DayRange(date(2025, 2, 1), date(2025, 3, 1))
    card.given(monthly).when(other(1)).then(replace(kept(1), period=january_))
    full = card.given(monthly, kept(1), kept(2))
    full.when(other(3)).then(
        not_held(GuestPassesUsedUp(passes=2, first=january_.first, again=february.first), other(3))
    )
    in_february = other(3, date(2025, 2, 1))
    full.when(in_february).then(replace(kept(3, date(2025, 2, 1)), period=february))


def test_of_what_a_month_leaves_over_a_part_may_be_carried_into_the_next():
    carrying = with_passes(2, 12, period="month", carry=1)
    february = DayRange(date(2025, 2, 1), date(2025, 3, 1))
    told = card.given(carrying).when(other(1, date(2025, 2, 3)))
    told.then(replace(kept(1, date(2025, 2, 3)), period=february, passes_left=2))
    one_used = card.given(carrying, kept(8), kept(9))
    one_used.when(other(1, date(2025, 2, 3))).then(replace(kept(1, date(2025, 2, 3)), period=february, passes_left=1))


def test_a_pass_that_was_carried_into_a_later_month_is_not_given_away_before():
    carrying = with_passes(2, 12, period="month", carry=1)
    ahead = [kept(n, date(2025, 2, n)) for n in (1, 2, 3)]
    told = card.given(carrying, *ahead)
    told.when(other(5)).then(replace(kept(5), passes_left=0))
    first, again = date(2025, 1, 1), date(2025, 2, 1)
    told.given(kept(5)).when(other(6)).then(not_held(GuestPassesUsedUp(passes=2, first=first, again=again), other(6)))


def test_the_31st_stays_the_31st_and_a_month_without_one_ends_on_its_last_day():
    terms = replace(MONTH, months=3, guest_passes=1, guests=GuestRules(period="month"))
    quarter = replace(month_card, terms=terms, valid=DayRange(date(2025, 1, 31), date(2025, 4, 30)))
    periods = [(31, 1, 2, 28), (28, 2, 3, 31), (31, 3, 4, 30)]
    for day, month, until_month, until in periods:
        first = date(2025, month, day)
        period = DayRange(first, date(2025, until_month, until))
        asked = card.at(january(31)).given(quarter).when(other(1, first))
        asked.then(replace(kept(1, first), period=period, passes_left=0))


def test_a_rest_makes_the_month_of_the_passes_longer_and_brings_no_more_of_them():
    rest = CardFrozen(
        card_id=CARD,
        member_id=WEI,
        rest=days(7, 17),
        valid_until=date(2025, 2, 11),
        lots=ending(date(2025, 2, 11)),
    )
    resting = with_passes(2, 1, period="month")
    period = DayRange(date(2025, 1, 1), date(2025, 2, 11))
    for day in (date(2025, 1, 31), date(2025, 2, 10)):
        card.given(resting, rest).when(other(1, day)).then(replace(kept(1, day), period=period))
    card.given(resting, rest, kept(1, date(2025, 1, 3)), kept(2, date(2025, 2, 5))).when(
        other(3, date(2025, 2, 10))
    ).then(not_held(GuestPassesGone(passes=2), other(3, date(2025, 2, 10))))


def test_a_renewal_brings_passes_of_its_own():
    lot = replace(issued_lot(two), lot_id=LOT, kind="renewal", valid=DayRange(date(2025, 2, 1), date(2025, 3, 1)))
    renewed = LotGranted(card_id=CARD, member_id=WEI, lot=lot, valid_until=date(2025, 3, 1))
    used = card.given(two, held, kept(1), renewed)
    used.when(other(2)).then(not_held(GuestPassesGone(passes=2), other(2)))
    later = other(2, date(2025, 2, 1))
    used.when(later).then(replace(kept(2, later.day), lot_id=LOT, period=lot.valid))


@pytest.mark.parametrize(
    ("past", "wish", "no"),
    [
        ((), hold, CardNotIssued(card_id=CARD)),
        ((month_card,), hold, NoGuestPasses(card_id=CARD)),
        ((two,), replace(hold, member_id=ADA), CardOfAnotherMember(card_id=CARD)),
        ((two,), replace(hold, day=date(2025, 2, 1)), CardExpired(valid_until=date(2025, 2, 1))),
        ((two, CardReportedLost(card_id=CARD, member_id=WEI, at=january(1))), hold, CardLost(card_id=CARD)),
        (
            (replace(two, terms=replace(two.terms, venues=(LONDON,))),),
            hold,
            VenueNotCovered(venue_id=PUDONG),
        ),
    ],
)
def test_a_card_that_opens_no_door_for_its_member_opens_none_for_a_guest(past, wish, no):
    card.given(*past).when(wish).then(not_held(no, wish))


def test_who_shares_the_card_brings_guests_on_its_passes():
    shared = replace(two, terms=replace(two.terms, holders=2))
    told = card.given(shared, HolderAdded(card_id=CARD, member_id=WEI, holder_id=ADA))
    told.when(replace(hold, member_id=ADA)).then(replace(held, member_id=ADA))


def test_a_pass_is_given_back_once_and_not_after_the_guest_came():
    back = ReleaseGuestPass(pass_id=PASS, card_id=CARD)
    card.given(two, held).when(back).then(GuestPassReleased(pass_id=PASS, card_id=CARD, member_id=WEI))
    card.given(two).when(back).then()
    card.given(two, held, admitted).when(back).then()


@pytest.mark.thorough
@settings(max_examples=60)
@given(
    asked=st.lists(st.integers(0, 89), max_size=14),
    passes=st.integers(1, 3),
    carry=st.integers(0, 3),
    given_back=st.sets(st.integers(0, 13)),
)
def test_whatever_is_announced_no_month_has_more_guests_than_its_passes_and_what_was_carried(
    asked, passes, carry, given_back
):
    quarter = with_passes(passes, 3, period="month", carry=carry)
    state = GUEST_PASSES.fold([quarter])
    for n, day in enumerate(asked):
        wish = other(n, date.fromordinal(date(2025, 1, 1).toordinal() + day))
        for event in GUEST_PASSES.decide(wish, state, card.context):
            state = GUEST_PASSES.evolve(state, event)
        if n in given_back:
            for event in GUEST_PASSES.decide(ReleaseGuestPass(pass_id=pass_id(n), card_id=CARD), state, card.context):
                state = GUEST_PASSES.evolve(state, event)
    months = [[one for one in state.guests.values() if one.counts and one.day.month == month] for month in (1, 2, 3)]
    left = 0
    for month in months:
        left = passes + min(carry, left) - len(month)
        assert left >= 0


# --- with the card ---

withdrawn = GuestPassWithdrawn(
    pass_id=PASS, guest_id=BO, card_id=CARD, member_id=WEI, day=TODAY, reason=Reason.of(CardCancelled(card_id=CARD))
)


def test_a_refund_takes_the_passes_that_are_still_open():
    refund = CancelCards(order_id=ORDER, card_id=CARD)
    told = (
        Scenario(BLOCKING)
        .at(january(2))
        .given(two, held, kept(1), GuestPassReleased(pass_id=pass_id(1), card_id=CARD, member_id=WEI))
    )
    told.when(refund).then(over, withdrawn)
    gate.given(two, held, inside, over, withdrawn).when(admit).then(refused(CardCancelled(card_id=CARD)))


def test_a_lot_that_is_refunded_takes_its_own_passes_only():
    other_order = "00000000-0000-4000-8000-0000000000d2"
    lot = replace(issued_lot(two), lot_id=LOT, kind="renewal", valid=DayRange(date(2025, 2, 1), date(2025, 3, 1)))
    renewed = LotGranted(card_id=CARD, member_id=WEI, lot=lot, valid_until=date(2025, 3, 1))
    of_lot = replace(kept(1, date(2025, 2, 3)), lot_id=LOT)
    gone = replace(withdrawn, pass_id=pass_id(1), day=of_lot.day, reason=Reason.of(NoGuestPasses(card_id=CARD)))
    taken = LotWithdrawn(card_id=CARD, member_id=WEI, lot_id=LOT, order_id=ORDER, valid_until=date(2025, 2, 1))
    told = Scenario(BLOCKING).at(january(2)).given(replace(two, order_id=other_order), held, renewed, of_lot)
    told.when(CancelCards(order_id=ORDER, card_id=CARD)).then(taken, gone)


def test_a_card_is_not_passed_on_while_a_guest_is_announced_on_it():
    told = Scenario(APPLYING).at(january(8)).by(MANAGER).given(two, held)
    told.when(pass_on).refuses(VisitsSetAside, holds=0, guests=1)


def test_passes_are_carried_over_by_the_month_only():
    with pytest.raises(ProductTermsDisagree):
        check(replace(MONTH, guest_passes=2, guests=GuestRules(carry=1)))
    check(replace(MONTH, guest_passes=2, guests=GuestRules(period="month", carry=1)))


def test_cards_hears_of_guests_from_members():
    invited = GuestInvited(
        invitation_id=PASS,
        guest_id=BO,
        member_id=WEI,
        card_id=CARD,
        venue_id=PUDONG,
        day=TODAY,
        to_sign="2025",
        lapses_at=january(8, 16),
        signs=("a",),
    )
    ended = InvitationEnded(invitation_id=PASS, guest_id=BO, member_id=WEI, card_id=CARD, how="lapsed")
    assert list(react(invited, None)) == [replace(hold, to_sign="2025")]
    assert list(react(ended, None)) == [ReleaseGuestPass(pass_id=PASS, card_id=CARD)]
    signed = GuestSigned(
        guest_id=BO,
        invitation_id=PASS,
        card_id=CARD,
        scope="chain",
        venue_id=PUDONG,
        number=1,
        edition="2025",
        witnessed_by="desk",
        signature="Bo",
        network_address=None,
    )
    assert list(react(signed, None)) == [NoteGuestSigned(pass_id=PASS, card_id=CARD, edition="2025")]


def test_what_passes_are_left_is_told_by_the_day_and_explained_by_the_events():
    carrying = with_passes(2, 12, period="month", carry=1)
    past = told(carrying, held, kept(1), GuestPassReleased(pass_id=PASS, card_id=CARD, member_id=WEI))
    asked = GuestAllowances(card_id=CARD, member_id=WEI, day=TODAY)
    (now,) = ask(GUEST_ALLOWANCES, asked, past)
    assert (now.passes, now.carried, now.used, now.held, now.left) == (2, 0, 0, 1, 1)
    (later,) = ask(GUEST_ALLOWANCES, replace(asked, day=date(2025, 2, 3)), past)
    assert (later.period, later.carried, later.left) == (DayRange(date(2025, 2, 1), date(2025, 3, 1)), 1, 3)
    why = ExplainCard(card_id=CARD, member_id=WEI, figure="guests")
    assert [(step.event, step.after) for step in ask(EXPLAIN, why, past)] == [
        ("CardIssued", "2 of 2"),
        ("GuestPassHeld", "1 of 2"),
        ("GuestPassHeld", "0 of 2"),
        ("GuestPassReleased", "1 of 2"),
    ]
    assert ask(GUEST_ALLOWANCES, asked, told(carrying, over)) == []

"""What a gate did while it could not ask is a fact: counted once, and listed where the rules would have said no."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.cards.gate.gate import GATE
from services.cards.gate.offline import OFFLINE
from services.cards.gate.whereabouts import Inside
from shared.contracts import Event, Reason, Refusal
from shared.contracts.cards import (
    CardActivated,
    CardCancelled,
    CardCancelledAfterRefund,
    CardFrozen,
    CardFrozenNow,
    CardLost,
    CardNotIssued,
    CardReportedLost,
    CodeUsed,
    ConflictUnknown,
    EnteredAlready,
    EntryGranted,
    EntryRefused,
    GateNotOpen,
    NoVisitsLeft,
    NumberNotOfCard,
    OfflineConflictSettled,
    OfflineSwipeConflict,
    OutsideHours,
    SettleOfflineConflict,
    UploadSwipe,
    WeeklyHours,
)
from tests.cards.examples import (
    CARD,
    LONDON,
    NOON,
    ORDER,
    PUDONG,
    TODAY,
    WEI,
    days,
    exited,
    gate_opened,
    granted,
    january,
    london_opened,
    month_card,
    of_lot,
    one_visit,
    swipe,
    swipe_id,
    visit_card,
)
from tests.cards.test_codes import OURS, code, used
from tests.scenario import AT_THE_DESK, Scenario

gate = Scenario(OFFLINE).at(NOON).given(gate_opened, london_opened)
upload = UploadSwipe(swipe_id=swipe_id(1), card_id=CARD, venue_id=PUDONG, list_version="v7")
out = replace(upload, swipe_id=swipe_id(9), direction="out")
lost = CardReportedLost(card_id=CARD, member_id=WEI, at=january(8, 3))
frozen = CardFrozen(card_id=CARD, member_id=WEI, rest=days(7, 17), valid_until=date(2025, 2, 11))
cancelled = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
mornings = WeeklyHours(weekdays=(1, 2, 3, 4, 5, 6, 7), opens="06:00", closes="10:00")
one_left = replace(visit_card, terms=replace(visit_card.terms, visits=1))


def conflict(no: Refusal, counted: bool = True, **other: object) -> OfflineSwipeConflict:
    told = OfflineSwipeConflict(
        swipe_id=swipe_id(1),
        card_id=CARD,
        member_id=WEI,
        venue_id=PUDONG,
        day=TODAY,
        at=NOON,
        reason=Reason.of(no),
        counted=counted,
        list_version="v7",
    )
    return replace(told, **other)


def test_an_entry_that_the_rules_allow_is_an_entry_like_any_other():
    gate.given(visit_card).when(upload).then(one_visit)
    gate.given(month_card, granted).when(out).then(exited)


def test_a_swipe_counts_once_however_often_it_is_uploaded():
    gate.given(visit_card).when(upload).then(one_visit).when(upload).then()
    gate.given(visit_card, one_visit).at(january(8, 5)).when(upload).then()  # it had been answered online


@pytest.mark.parametrize(
    ("past", "no"),
    [
        ([visit_card, lost], CardLost(card_id=CARD)),
        ([visit_card, frozen], CardFrozenNow(first_day=date(2025, 1, 7), until=date(2025, 1, 17))),
        (
            [replace(visit_card, terms=replace(visit_card.terms, hours=(mornings,)))],
            OutsideHours(next_day=date(2025, 1, 9), opens="06:00"),
        ),
    ],
    ids=["lost meanwhile", "frozen meanwhile", "outside its hours"],
)
def test_who_was_let_in_against_the_rules_pays_a_visit_and_is_listed(past: list[Event], no: Refusal):
    gate.given(*past).when(upload).then(one_visit, conflict(no))


@pytest.mark.parametrize(
    ("past", "no"),
    [
        ([one_left, replace(one_visit, swipe_id=swipe_id(5), day=date(2025, 1, 7), at=january(7), lots=of_lot(1))],
         NoVisitsLeft(card_id=CARD)),
        ([visit_card, cancelled], CardCancelled(card_id=CARD)),
    ],
    ids=["nothing left", "refunded meanwhile"],
)  # fmt: skip
def test_what_no_lot_can_pay_is_listed_and_takes_nothing(past: list[Event], no: Refusal):
    after = gate.given(*past).when(upload).then(conflict(no, counted=False))
    card = OFFLINE.fold([event for event in after.past if event.stream_name.startswith("card-")]).card
    assert card.whereabouts[""].inside == Inside(NOON, PUDONG)  # in there all the same
    after.when(upload).then()


def test_of_two_entries_at_two_venues_the_second_is_listed_whichever_comes_first():
    """Both gates were offline; a friend used the card in London ten minutes after its member in Pudong."""
    soon = NOON + timedelta(minutes=10)
    away = replace(upload, swipe_id=swipe_id(2), venue_id=LONDON)
    ninth = of_lot(1, 1_000, left=8)
    there = replace(one_visit, swipe_id=swipe_id(2), venue_id=LONDON, at=soon, visits_left=8, lots=ninth)
    twice = EnteredAlready(entered_at=NOON, venue_id=PUDONG)
    in_london = {"swipe_id": swipe_id(2), "venue_id": LONDON, "at": soon}
    gate.given(visit_card, one_visit).at(soon).when(away).then(there, conflict(twice, **in_london))

    first_there = replace(there, visits_left=9, lots=of_lot(1, 1_000, left=9))
    then_here = replace(one_visit, visits_left=8, lots=of_lot(1, 1_000, left=8))
    elsewhere = conflict(EnteredAlready(entered_at=soon, venue_id=LONDON))
    gate.given(visit_card, first_there).when(upload).then(then_here, elsewhere)


def test_a_code_whose_picture_was_scanned_at_two_offline_gates_is_listed():
    scenario = replace(gate, context=replace(AT_THE_DESK, at=NOON, now=january(8, 9), signatures=OURS))
    shown = replace(upload, code=code.signed(OURS))
    before = replace(granted, swipe_id=swipe_id(3), code=used, at=NOON - timedelta(hours=2))
    left = replace(exited, at=NOON - timedelta(hours=1))
    no = conflict(CodeUsed(shown_at=NOON), code=used)
    scenario.given(month_card, before, left).when(shown).then(replace(granted, code=used, lots=()), no)


def test_a_number_that_was_unbound_meanwhile_is_listed():
    no = NumberNotOfCard(number="04A2B91C", card_id=CARD)
    gate.given(month_card).when(replace(upload, number="04:a2:b9:1c")).then(granted, conflict(no))


def test_a_swipe_that_was_refused_online_and_let_in_offline_is_not_lost():
    """The connection broke before the answer came; the gate then went by its list."""
    refused = EntryRefused(
        swipe_id=swipe_id(1),
        card_id=CARD,
        member_id=WEI,
        venue_id=PUDONG,
        day=TODAY,
        at=NOON,
        reason=Reason.of(CardLost(card_id=CARD)),
    )
    after = gate.given(month_card, lost, refused).when(upload).then(granted, conflict(CardLost(card_id=CARD)))
    after.when(upload).then()


def test_a_card_that_was_to_begin_on_its_first_visit_begins_offline():
    waiting = replace(
        month_card,
        terms=replace(month_card.terms, activation="first_visit", activate_within_days=30),
        activate_by=date(2025, 1, 31),
        valid=replace(month_card.valid, first=date(2025, 1, 31), until=date(2025, 2, 28)),
    )
    events = gate.given(waiting).when(upload)._decide()
    assert [type(event) for event in events] == [CardActivated, EntryGranted]
    assert isinstance(events[0], CardActivated) and events[0].first_day == TODAY


def test_after_the_upload_the_gate_goes_on_from_what_happened():
    """Passback, the day's visit and the balance know of the entry that was taken offline."""
    taken = (one_visit, conflict(CardLost(card_id=CARD)))
    again = replace(swipe, swipe_id=swipe_id(2))
    soon = NOON + timedelta(minutes=5)
    no = EntryRefused(
        swipe_id=swipe_id(2),
        card_id=CARD,
        member_id=WEI,
        venue_id=PUDONG,
        day=TODAY,
        at=soon,
        reason=Reason.of(EnteredAlready(entered_at=NOON, venue_id=PUDONG)),
    )
    Scenario(GATE).at(soon).given(gate_opened, visit_card, *taken).when(again).then(no)


def test_the_desk_looks_at_a_conflict_once_and_says_what_came_of_it():
    settle = SettleOfflineConflict(swipe_id=swipe_id(1), card_id=CARD, venue_id=PUDONG, outcome="member warned")
    open_one = gate.given(month_card, lost, granted, conflict(CardLost(card_id=CARD)))
    open_one.when(settle).then(OfflineConflictSettled(**vars(settle))).when(settle).then()
    gate.given(month_card, granted).when(settle).refuses(ConflictUnknown, swipe_id=swipe_id(1))


def test_nothing_is_taken_for_a_card_or_a_venue_that_does_not_exist():
    gate.when(upload).refuses(CardNotIssued, card_id=CARD)
    Scenario(OFFLINE).given(month_card).when(upload).refuses(GateNotOpen, venue_id=PUDONG)

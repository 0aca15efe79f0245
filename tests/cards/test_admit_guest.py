"""A guest at the gate: let in on the pass while the member is inside, or told why not and what helps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.cards.gate.taking_back import TAKING_BACK
from services.cards.guests.letting_in import GUESTS_AT_GATE
from shared.contracts.cards import (
    CardFrozen,
    CardFrozenNow,
    CardLost,
    CardNotIssued,
    CardReportedLost,
    EntryNotKnown,
    EntryTooOld,
    GateNotOpen,
    GuestEntryTakenBack,
    GuestLeft,
    GuestNotSigned,
    GuestPassCleared,
    GuestPassElsewhere,
    GuestPassesUsedUp,
    GuestPassOver,
    GuestPassReleased,
    GuestPassUnknown,
    GuestPassUsed,
    GuestRules,
    GuestWithoutHost,
    HolderAdded,
    HolderRemoved,
    NoGuestPasses,
    NoteGuestSigned,
    NotSharing,
    OutsideHours,
    TakeBackEntry,
)
from tests.cards.examples import (
    ADA,
    CARD,
    LONDON,
    NOON,
    PUDONG,
    TODAY,
    WEI,
    days,
    exited,
    january,
    london_opened,
    swipe_id,
)
from tests.cards.guests import (
    BO,
    PASS,
    admit,
    admitted,
    at_gate,
    card,
    gate,
    held,
    inside,
    not_held,
    over,
    refused,
    two,
)
from tests.cards.test_gate_limits import OFFICE
from tests.scenario import Scenario

USED_UP = GuestPassesUsedUp(passes=2, first=date(2025, 1, 1), again=date(2025, 2, 1))


def test_a_guest_comes_in_on_the_pass_while_the_member_is_inside():
    gate.given(two, held, inside).when(admit).then(admitted)


def test_one_pass_is_one_entry():
    used = gate.given(two, held, inside, admitted)
    again = replace(admit, swipe_id=swipe_id(6))
    used.when(again).then(refused(GuestPassUsed(entered_at=NOON), swipe_id=swipe_id(6)))
    used.when(admit).then()


@pytest.mark.parametrize(
    "where",
    [
        (),
        (inside, replace(exited, at=january(8, 3, 30))),
        (replace(inside, venue_id=LONDON),),
        (replace(inside, at=january(7, 3), day=date(2025, 1, 7)),),
    ],
)
def test_a_guest_waits_until_the_member_is_inside_that_venue_that_day(where):
    gate.given(two, held, *where).when(admit).then(refused(GuestWithoutHost(member_id=WEI)))


def test_terms_may_let_a_guest_come_alone():
    alone = replace(two, terms=replace(two.terms, guests=GuestRules(accompanied=False)))
    gate.given(alone, held).when(admit).then(admitted)


@pytest.mark.parametrize(
    ("past", "no"),
    [
        ((two, inside), GuestPassUnknown(pass_id=PASS)),
        ((two, held, GuestPassReleased(pass_id=PASS, card_id=CARD, member_id=WEI)), GuestPassOver(pass_id=PASS)),
        ((two, not_held(NoGuestPasses(card_id=CARD))), NoGuestPasses(card_id=CARD)),
        ((two, not_held(USED_UP)), USED_UP),
        ((two, replace(held, day=date(2025, 1, 9))), GuestPassElsewhere(venue_id=PUDONG, day=date(2025, 1, 9))),
        ((two, replace(held, venue_id=LONDON)), GuestPassElsewhere(venue_id=LONDON, day=TODAY)),
        ((two, held, CardReportedLost(card_id=CARD, member_id=WEI, at=january(3))), CardLost(card_id=CARD)),
        ((two, replace(held, to_sign="2025"), inside), GuestNotSigned(edition="2025")),
        (
            (two, held, CardFrozen(card_id=CARD, member_id=WEI, rest=days(8, 9), valid_until=date(2025, 2, 2))),
            CardFrozenNow(first_day=TODAY, until=date(2025, 1, 9)),
        ),
        (
            (replace(two, terms=replace(two.terms, hours=(replace(OFFICE, opens="13:00"),))), held),
            OutsideHours(next_day=TODAY, opens="13:00"),
        ),
    ],
)
def test_the_gate_says_why_it_stays_shut_for_a_guest(past, no):
    known = None if isinstance(no, GuestPassUnknown) else BO
    gate.given(*past).when(admit).then(refused(no, guest_id=known))


def test_who_no_longer_shares_the_card_brings_nobody_in_on_it():
    added = HolderAdded(card_id=CARD, member_id=WEI, holder_id=ADA)
    removed = HolderRemoved(card_id=CARD, member_id=WEI, holder_id=ADA)
    told = gate.given(two, added, replace(held, member_id=ADA), removed).when(admit)
    told.then(refused(NotSharing(holder_id=ADA), member_id=ADA))


def test_who_has_signed_at_the_desk_comes_in():
    noted = NoteGuestSigned(pass_id=PASS, card_id=CARD, edition="2025")
    cleared = GuestPassCleared(pass_id=PASS, card_id=CARD, edition="2025")
    to_sign = replace(held, to_sign="2025")
    card.given(two, to_sign).when(noted).then(cleared)
    card.given(two, held).when(noted).then()
    gate.given(two, to_sign, cleared, inside).when(admit).then(admitted)


def test_a_guest_leaves_whatever_the_card_has_become():
    out = replace(admit, swipe_id=swipe_id(7), direction="out")
    left = {name: value for name, value in at_gate.items() if name != "day"} | {"swipe_id": swipe_id(7)}
    gate.given(two, held, inside, admitted, over).when(out).then(GuestLeft(**left))
    gate.given(two, held).when(out).then()


def test_a_gate_lets_nobody_in_that_is_not_open_or_for_a_card_that_is_none():
    Scenario(GUESTS_AT_GATE).given(two, held).when(admit).refuses(GateNotOpen)
    gate.when(admit).refuses(CardNotIssued)
    elsewhere = refused(GuestPassElsewhere(venue_id=PUDONG, day=TODAY), venue_id=LONDON)
    told = Scenario(GUESTS_AT_GATE).at(NOON).given(london_opened, two, held, inside)
    told.when(replace(admit, venue_id=LONDON)).then(elsewhere)


# --- an entry that was a mistake ---

take_back = TakeBackEntry(swipe_id=admitted.swipe_id, card_id=CARD, venue_id=PUDONG, reason="the wrong guest")
back = GuestEntryTakenBack(
    swipe_id=admitted.swipe_id,
    pass_id=PASS,
    guest_id=BO,
    card_id=CARD,
    member_id=WEI,
    venue_id=PUDONG,
    day=TODAY,
    at=NOON,
    reason="the wrong guest",
)
desk = Scenario(TAKING_BACK).given(*gate.past, two, held, inside, admitted).at(january(8, 5))


def test_a_guest_who_was_let_in_by_mistake_has_the_pass_again():
    desk.when(take_back).then(back).when(take_back).then()
    again = gate.given(two, held, inside, admitted, back).when(replace(admit, swipe_id=swipe_id(6)))
    again.then(replace(admitted, swipe_id=swipe_id(6)))
    desk.at(NOON + timedelta(hours=73)).when(take_back).refuses(EntryTooOld, hours=72)
    elsewhere = desk.given(london_opened).when(replace(take_back, venue_id=LONDON))
    elsewhere.refuses(EntryNotKnown)

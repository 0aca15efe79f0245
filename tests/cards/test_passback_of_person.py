"""A person is inside once, with whichever of their cards: warned of, or refused, as the venue says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from services.cards.blocks.holder import HOLDER
from services.cards.gate.gate import GATE
from services.cards.gate.offline import OFFLINE
from services.cards.reactions import react
from shared.contracts import Reason
from shared.contracts.cards import (
    EnteredAlready,
    EntryGranted,
    EntryRefused,
    ExitRecorded,
    GatePolicy,
    GatePolicySet,
    HolderAdded,
    HolderNoted,
    HolderRemoved,
    NoteSharedCard,
    OfflineSwipeConflict,
    SharedCardNoted,
    SwipeCard,
    UploadSwipe,
)
from tests.cards.examples import (
    ADA,
    CARD,
    NOON,
    PUDONG,
    WEI,
    gate_opened,
    granted,
    london_opened,
    month_card,
    one_visit,
    swipe_id,
    visit_card,
)
from tests.scenario import Scenario

FAMILY = "00000000-0000-4000-8000-0000000000fa"
MINUTE = NOON + timedelta(minutes=1)
year = month_card  # Wei's own
family = replace(visit_card, card_id=FAMILY, member_id=ADA, terms=replace(visit_card.terms, holders=3))
sharing = HolderAdded(card_id=FAMILY, member_id=ADA, holder_id=WEI)
shares = SharedCardNoted(member_id=WEI, card_id=FAMILY, shares=True)
holds = HolderNoted(member_id=WEI, card_id=CARD, holds=True)
by_family = SwipeCard(swipe_id=swipe_id(2), card_id=FAMILY, venue_id=PUDONG, holder_id=WEI)
twice = EnteredAlready(entered_at=NOON, venue_id=PUDONG)


def policy(passback: Literal["off", "warn", "refuse"]) -> GatePolicySet:
    return GatePolicySet(venue_id=PUDONG, effective=date(2025, 1, 1), policy=GatePolicy(passback=passback))


known = (gate_opened, london_opened, family, sharing, holds, shares)
gate = Scenario(GATE).at(MINUTE).given(*known, year, granted)


def answer(scenario: Scenario) -> EntryGranted | EntryRefused:
    (event,) = scenario._decide()
    return event


def test_who_is_inside_by_the_own_card_is_warned_of_at_the_family_card_a_minute_later():
    came = answer(gate.when(by_family))
    assert isinstance(came, EntryGranted) and came.visits_used == 1
    assert came.warnings == (Reason.of(twice),)
    assert answer(gate.given(policy("warn")).when(by_family)) == came


def test_a_venue_that_refuses_takes_no_visit_and_the_desk_may_readmit():
    strict = gate.given(policy("refuse"))
    no = answer(strict.when(by_family))
    assert isinstance(no, EntryRefused) and no.reason == Reason.of(twice)
    came, told, _ = strict.when(replace(by_family, readmit=True))._decide()
    assert (type(came), told.reason) == (EntryGranted, Reason.of(twice))
    assert answer(gate.given(policy("off")).when(by_family)).warnings == ()


def test_the_other_way_round_the_family_card_is_known_of_who_shares_it():
    inside = replace(one_visit, card_id=FAMILY, member_id=WEI, lots=())
    own = Scenario(GATE).at(MINUTE).given(year, *known, policy("refuse"), inside)
    wish = SwipeCard(swipe_id=swipe_id(2), card_id=CARD, venue_id=PUDONG)
    assert answer(own.when(wish)).reason == Reason.of(twice)
    hers = Scenario(GATE).at(MINUTE).given(year, *known, policy("refuse"), replace(inside, member_id=ADA))
    assert isinstance(answer(hers.when(wish)), EntryGranted), "it is another person who is inside"


def test_who_has_left_with_either_card_comes_in_and_so_does_who_came_long_ago():
    strict = gate.given(policy("refuse"))
    left = ExitRecorded(swipe_id=swipe_id(3), card_id=CARD, member_id=WEI, venue_id=PUDONG, at=NOON)
    assert isinstance(answer(strict.given(replace(left, at=MINUTE)).when(by_family)), EntryGranted)
    by_the_other = replace(left, card_id=FAMILY, at=MINUTE)
    assert isinstance(answer(strict.given(by_the_other).when(by_family)), EntryGranted)
    late = NOON + timedelta(minutes=family.terms.passback_minutes)
    assert isinstance(answer(strict.at(late).when(by_family)), EntryGranted)


def test_a_gate_without_a_connection_lists_it():
    wish = UploadSwipe(swipe_id=swipe_id(2), card_id=FAMILY, venue_id=PUDONG, holder_id=WEI)
    entry, conflict = Scenario(OFFLINE).at(MINUTE).given(*known, year, granted).when(wish)._decide()
    assert isinstance(entry, EntryGranted) and isinstance(conflict, OfflineSwipeConflict)
    assert conflict.reason == Reason.of(twice)


def test_which_cards_somebody_shares_is_noted_once():
    noted = NoteSharedCard(member_id=WEI, card_id=FAMILY)
    assert list(react(sharing, None)) == [noted]
    assert list(react(HolderRemoved(**vars(sharing)), None)) == [replace(noted, shares=False)]
    holder = Scenario(HOLDER)
    holder.when(noted).then(shares).when(replace(noted, shares=False)).then(replace(shares, shares=False))
    holder.when(replace(noted, shares=False)).then()

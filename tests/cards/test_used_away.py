"""Half of a pack may be used away from the venue that sold it: 50 % of 50 visits are 25."""

from dataclasses import replace
from datetime import date

from services.cards.gate.gate import GATE
from services.cards.lots.holds import HOLDS
from services.cards.lots.lots import issued_lot
from shared.contracts import Reason
from shared.contracts.cards import (
    EntryGranted,
    EntryRefused,
    ForeignValueUsed,
    ForeignVisitsUsed,
    HoldReleased,
    LotGranted,
    VisitHeld,
    VisitNotHeld,
)
from shared.venue_time import add_days
from tests.cards.examples import (
    CARD,
    EVENING,
    LONDON,
    PUDONG,
    SESSION,
    WEI,
    gate_opened,
    hold,
    january,
    london_opened,
    of_lot,
    one_visit,
    swipe,
    swipe_id,
    value_card,
    visit_card,
    yuan,
)
from tests.scenario import Scenario

FIRST = date(2025, 1, 1)
fifty = replace(visit_card, terms=replace(visit_card.terms, visits=50, months=6, foreign_per_mille=500))
fifty = replace(fifty, valid=replace(fifty.valid, until=date(2025, 7, 1)))
gates = Scenario(GATE).given(gate_opened, london_opened)
no_more = ForeignVisitsUsed(most=25, of=50, home_venue_id=PUDONG)


def away(n: int) -> EntryGranted:
    """The n-th entry in London, a day after the one before."""
    left = 50 - n
    return replace(
        one_visit,
        swipe_id=swipe_id(100 + n),
        venue_id=LONDON,
        day=add_days(FIRST, n - 1),
        at=january(1).replace(month=1 + (n - 1) // 31, day=(n - 1) % 31 + 1),
        visits_left=left,
        lots=of_lot(1, 200, left=left),
    )


def entered(past: list[EntryGranted], venue_id: str, day: int) -> EntryGranted | EntryRefused:
    (event,) = gates.given(fifty, *past).at(january(day)).when(replace(swipe, venue_id=venue_id))._decide()
    return event


def test_twenty_five_of_fifty_visits_are_used_away_and_the_next_is_refused():
    past = [away(n) for n in range(1, 25)]
    last = entered(past, LONDON, 25)
    assert isinstance(last, EntryGranted)
    assert (last.visits_used, last.visits_left) == (1, 25)
    refused = entered([*past, away(25)], LONDON, 26)
    assert isinstance(refused, EntryRefused)
    assert refused.reason == Reason.of(no_more)


def test_at_home_the_other_half_goes_on():
    home = entered([away(n) for n in range(1, 26)], PUDONG, 26)
    assert isinstance(home, EntryGranted)
    assert home.visits_left == 24


def test_a_paid_day_away_lets_in_again():
    again = gates.given(fifty, *[away(n) for n in range(1, 26)]).at(january(25, 9))
    (event,) = again.when(replace(swipe, venue_id=LONDON))._decide()
    assert isinstance(event, EntryGranted)
    assert event.visits_used == 0


def test_a_booking_away_counts_against_it_and_is_not_held_beyond_it():
    abroad = replace(hold, venue_id=LONDON, day=date(2025, 1, 26))
    full = Scenario(HOLDS).at(january(25, 9)).given(fifty, *[away(n) for n in range(1, 26)])
    full.when(abroad).then(VisitNotHeld(**vars(abroad), reason=Reason.of(no_more)))
    one_left = Scenario(HOLDS).at(january(24, 9)).given(fifty, *[away(n) for n in range(1, 25)])
    held = VisitHeld(**vars(abroad), visits_left=25, lots=of_lot(1, left=25))
    then = one_left.when(abroad).then(held)
    more = replace(abroad, hold_id=EVENING)
    then.when(more).then(VisitNotHeld(**vars(more), reason=Reason.of(no_more)))
    back = HoldReleased(hold_id=hold.hold_id, card_id=CARD, member_id=WEI, visits_left=26, lots=of_lot(1, left=26))
    given = replace(held, hold_id=EVENING)
    then.given(back).when(more).then(given)
    assert held.session_id == SESSION


def test_part_of_a_visit_is_not_used_away():
    odd = replace(fifty, terms=replace(fifty.terms, visits=3))
    held = VisitHeld(**vars(replace(hold, venue_id=LONDON)), visits_left=2, lots=of_lot(1, left=2))
    more = replace(hold, venue_id=LONDON, hold_id=EVENING, day=date(2025, 1, 9))
    no = Reason.of(ForeignVisitsUsed(most=1, of=3, home_venue_id=PUDONG))
    Scenario(HOLDS).at(january(8)).given(odd, held).when(more).then(VisitNotHeld(**vars(more), reason=no))


def test_a_value_is_used_away_up_to_its_part_and_what_is_left_of_it_is_told():
    purse = replace(value_card, terms=replace(value_card.terms, value=yuan(50_000), foreign_per_mille=500))
    spent = replace(one_visit, venue_id=LONDON, visits_used=0, visits_left=None, value_used=yuan(20_000))
    spent = replace(spent, lots=of_lot(value=20_000, left=30_000))
    london = gates.given(purse, spent).at(january(9)).when(replace(swipe, swipe_id=swipe_id(2), venue_id=LONDON))
    (event,) = london._decide()
    assert isinstance(event, EntryRefused)
    told = ForeignValueUsed(most=yuan(25_000), left=yuan(5_000), needed=yuan(10_000), home_venue_id=PUDONG)
    assert event.reason == Reason.of(told)


def test_another_lot_that_may_be_used_there_pays_instead():
    free = replace(issued_lot(visit_card), lot_id=EVENING, venue_id=LONDON)
    granted = LotGranted(card_id=CARD, member_id=WEI, lot=free, valid_until=free.valid.until)
    nothing_away = replace(fifty, terms=replace(fifty.terms, foreign_per_mille=0))
    card = gates.given(nothing_away, granted).at(january(8))
    (event,) = card.when(replace(swipe, venue_id=LONDON))._decide()
    assert isinstance(event, EntryGranted)
    assert [use.lot_id for use in event.lots] == [EVENING]

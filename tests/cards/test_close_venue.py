"""A venue closes: each card that loses days by it ends so much later, each day counted once, and gets back what it did
not lose."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.cards.events import CardEvent
from services.cards.gate.gate import GATE
from services.cards.lots.holds import HOLDS
from services.cards.rest.closing import CLOSING
from services.cards.rest.closures import CLOSURES
from services.cards.rest.concerned import told_of_closure
from services.cards.rest.freeze import FREEZE
from services.cards.rest.shelf import PAGE, SHELF, SHELVES, shelf_of
from services.cards.sale.begin import BEGIN
from services.cards.sale.purchase import PURCHASE
from services.cards.timers import timers
from shared.contracts import DayRange, Reason, Refusal
from shared.contracts.cards import (
    ActivateCard,
    CardActivated,
    CardCancelledAfterRefund,
    CardShelved,
    CloseVenue,
    Closure,
    ClosureCounted,
    ClosureDecided,
    ClosureOutOfRange,
    EndFreeze,
    FreezeCard,
    FreezeEnded,
    GateNotOpen,
    GatePolicy,
    GatePolicySet,
    GrantLot,
    HoldWithdrawn,
    LotDays,
    LotGranted,
    NotClosedThen,
    ReopenVenue,
    ShelfTold,
    ShelveCard,
    TellClosure,
    TellShelf,
    Terms,
    VenueClosed,
    VenueClosedNow,
    VenueReopened,
    VisitNotHeld,
)
from shared.ids import derived_id
from shared.log import Meta, Recorded
from shared.timers import SetTimer
from shared.venue_time import add_days
from tests.cards.examples import (
    CARD,
    LONDON,
    MONTH,
    NOON,
    ORDER,
    PRODUCT,
    PUDONG,
    SESSION,
    WEI,
    days,
    ending,
    gate_opened,
    granted,
    held_on_term,
    hold,
    january,
    month_card,
    published,
    swipe,
    yuan,
)
from tests.cards.test_freeze_card import frozen
from tests.cards.test_swipe_card import refused
from tests.scenario import Scenario

SPRING = derived_id("spring festival")
FLOOD = derived_id("burst pipe")
close = CloseVenue(closure_id=SPRING, venue_id=PUDONG, days=days(10, 15), reason="spring festival")
closed = VenueClosed(**vars(close))
closure = Closure(closure_id=SPRING, venue_id=PUDONG, days=days(10, 15))
reopen = ReopenVenue(closure_id=SPRING, venue_id=PUDONG, first_day_open=date(2025, 1, 12))
reopened = VenueReopened(closure_id=SPRING, venue_id=PUDONG, days=days(10, 12), extends="only_here")
venue = Scenario(CLOSURES).at(NOON).given(gate_opened)

here_only = replace(month_card, terms=replace(MONTH, venues=(PUDONG,)))
both_venues = replace(month_card, terms=replace(MONTH, venues=(PUDONG, LONDON)))
card = Scenario(CLOSING).at(NOON).given(here_only)
FEBRUARY = date(2025, 2, 1)


def tell(what: Closure) -> TellClosure:
    return TellClosure(card_id=CARD, closure=what)


def counted(what: Closure, moved: int, until: date, *lost: DayRange) -> ClosureCounted:
    """`lost`, where they are not just the days of the closure."""
    return ClosureCounted(
        card_id=CARD,
        member_id=WEI,
        closure=what,
        moved_days=moved,
        valid_until=until,
        lots=ending(until) if moved else (),
        lost=lost or ((what.days,) if moved else ()),
    )


def end_of(*past: CardEvent) -> date:
    return FREEZE.fold(past).valid.until


# --- what a venue decides ---


def test_a_venue_closes_for_days_planned_or_past_and_opens_early():
    shut = venue.when(close).then(closed)
    shut.when(close).then()
    shut.when(reopen).then(reopened).when(reopen).then()
    past = replace(close, days=DayRange(date(2024, 12, 1), date(2024, 12, 3)))
    venue.when(past).then(VenueClosed(**vars(past)))


def test_a_venue_whose_gates_have_a_policy_closes_and_opens_as_any_other():
    policy = GatePolicySet(venue_id=PUDONG, effective=date(2025, 1, 1), policy=GatePolicy(code_minutes=5))
    venue.given(policy).when(close).then(closed).when(reopen).then(reopened)


def test_a_closure_that_never_came_about_lasted_no_day():
    never = replace(reopen, first_day_open=date(2025, 1, 10))
    venue.given(closed).when(never).then(replace(reopened, days=days(10, 10)))


def test_what_cannot_be_decided():
    Scenario(CLOSURES).when(close).refuses(GateNotOpen)
    venue.when(replace(close, days=days(10, 10))).refuses(ClosureOutOfRange, asked=0)
    longest = DayRange(date(2025, 1, 1), date(2026, 1, 3))
    venue.when(replace(close, days=longest)).refuses(ClosureOutOfRange, asked=367)
    venue.given(closed).when(replace(close, reason="another")).refuses(ClosureDecided)
    venue.when(reopen).refuses(NotClosedThen)
    venue.given(closed).when(replace(reopen, first_day_open=date(2025, 1, 9))).refuses(NotClosedThen)


# --- what a card loses ---


def test_a_card_of_this_venue_alone_ends_later_by_the_days_closed():
    card.when(tell(closure)).then(counted(closure, 5, date(2025, 2, 6))).when(tell(closure)).then()


def test_a_card_that_can_go_elsewhere_loses_nothing_but_keeps_it_in_mind():
    for terms in (MONTH, both_venues.terms):
        elsewhere = Scenario(CLOSING).at(NOON).given(replace(month_card, terms=terms))
        elsewhere.when(tell(closure)).then(counted(closure, 0, FEBRUARY))


def test_of_two_venues_the_days_count_on_which_both_are_closed():
    london = Closure(closure_id=FLOOD, venue_id=LONDON, days=days(13, 20))
    two = Scenario(CLOSING).at(NOON).given(both_venues)
    one_shut = two.when(tell(closure)).then(counted(closure, 0, FEBRUARY))
    one_shut.when(tell(london)).then(counted(london, 2, date(2025, 2, 3), days(13, 15)))


def test_the_house_may_let_it_count_for_all_that_it_sold():
    generous = replace(closure, extends="sold_here")
    sold = Scenario(CLOSING).at(NOON).given(month_card)
    sold.when(tell(generous)).then(counted(generous, 5, date(2025, 2, 6)))
    sold_elsewhere = Scenario(CLOSING).at(NOON).given(replace(month_card, venue_id=LONDON))
    sold_elsewhere.when(tell(generous)).then(counted(generous, 0, FEBRUARY))


def test_days_in_a_freeze_or_in_another_closure_count_once():
    resting = card.given(frozen(days(12, 17), date(2025, 2, 6)))
    both = resting.when(tell(closure)).then(counted(closure, 2, date(2025, 2, 8)))
    flood = Closure(closure_id=FLOOD, venue_id=PUDONG, days=days(9, 13))
    both.when(tell(flood)).then(counted(flood, 1, date(2025, 2, 9), days(9, 15)))


def test_a_freeze_laid_over_a_closure_adds_only_its_other_days():
    known = (here_only, counted(closure, 5, date(2025, 2, 6)))
    rest = FreezeCard(card_id=CARD, member_id=WEI, rest=days(12, 17))
    Scenario(FREEZE).at(NOON).given(*known).when(rest).then(frozen(days(12, 17), date(2025, 2, 8)))


def test_opening_early_gives_back_the_days_that_were_not_lost():
    known = card.given(counted(closure, 5, date(2025, 2, 6)))
    shorter = replace(closure, days=days(10, 12))
    back = replace(counted(shorter, -3, date(2025, 2, 3)), lots=ending(date(2025, 2, 3)))
    given_back = known.when(tell(shorter)).then(back)
    assert end_of(*given_back.past) == date(2025, 2, 3)


def test_a_planned_freeze_that_now_lies_after_the_end_falls_away():
    rest = DayRange(date(2025, 2, 4), date(2025, 2, 8))
    past = (counted(closure, 5, date(2025, 2, 6)), frozen(rest, date(2025, 2, 10)))
    events = card.given(*past).when(tell(replace(closure, days=days(10, 11))))._decide()
    assert [type(event) for event in events] == [ClosureCounted, FreezeEnded]
    assert end_of(here_only, *past, *events) == date(2025, 2, 2)


def test_a_closure_known_late_brings_a_card_that_ended_back_to_life():
    card.at(january(31)).given().when(tell(replace(closure, days=days(28, 32 - 1)))).then(
        counted(replace(closure, days=days(28, 31)), 3, date(2025, 2, 4))
    )


def test_days_before_the_card_or_after_its_end_move_nothing():
    for far in (DayRange(date(2024, 12, 20), date(2025, 1, 1)), DayRange(FEBRUARY, date(2025, 2, 9))):
        card.when(tell(replace(closure, days=far))).then(counted(replace(closure, days=far), 0, FEBRUARY, far))


def test_a_day_on_which_the_card_had_come_in_before_was_not_lost():
    today = replace(closure, days=days(8, 10))
    card.given(granted).when(tell(today)).then(counted(today, 1, date(2025, 2, 2), days(9, 10)))


def test_a_refunded_card_and_one_that_was_never_issued_are_left_alone():
    over = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
    card.given(over).when(tell(closure)).then()
    Scenario(CLOSING).when(tell(closure)).then()


def test_bookings_at_the_closed_venue_are_let_go_so_that_their_visits_return():
    booking = replace(held_on_term, day=date(2025, 1, 11))
    elsewhere = replace(booking, hold_id=FLOOD, venue_id=LONDON)
    why = VenueClosedNow(venue_id=PUDONG, first_day=date(2025, 1, 10), until=date(2025, 1, 15))
    let_go = HoldWithdrawn(
        hold_id=booking.hold_id,
        session_id=SESSION,
        card_id=CARD,
        member_id=WEI,
        day=booking.day,
        reason=Reason.of(why),
    )
    booked = card.given(booking, elsewhere)
    booked.when(tell(closure)).then(counted(closure, 5, date(2025, 2, 6)), let_go)


def test_no_booking_is_taken_at_a_venue_for_a_day_on_which_it_is_closed():
    wish = replace(hold, day=date(2025, 1, 11))
    (no,) = Scenario(HOLDS).at(NOON).given(here_only, counted(closure, 5, date(2025, 2, 6))).when(wish)._decide()
    assert isinstance(no, VisitNotHeld) and no.reason.code == "VenueClosedNow"


def test_a_closed_venue_opens_its_door_to_no_card_known_or_not():
    why: Refusal = VenueClosedNow(venue_id=PUDONG, first_day=date(2025, 1, 8), until=date(2025, 1, 9))
    today = replace(closed, days=days(8, 9))
    Scenario(GATE).at(NOON).given(gate_opened, today, month_card).when(swipe).then(refused(why))
    Scenario(GATE).at(NOON).given(gate_opened, today, replace(reopened, days=days(8, 8)), month_card).when(swipe).then(
        granted
    )


def test_a_renewal_goes_on_where_the_closure_moved_the_end():
    renew = GrantLot(
        card_id=CARD,
        lot_id=FLOOD,
        kind="renewal",
        order_id=ORDER,
        product_id=PRODUCT,
        member_id=WEI,
        venue_id=PUDONG,
        price=yuan(10_000),
        day=date(2025, 1, 20),
    )
    known = Scenario(PURCHASE).at(january(20)).given(published, here_only, counted(closure, 5, date(2025, 2, 6)))
    (event,) = known.when(renew)._decide()
    assert isinstance(event, LotGranted)
    assert event.lot.valid == DayRange(date(2025, 2, 6), date(2025, 3, 6))


def test_a_card_that_begins_later_loses_the_closed_days_of_its_own_days_only():
    waiting = replace(
        here_only,
        terms=replace(here_only.terms, activation="chosen_day", activate_within_days=31),
        activate_by=FEBRUARY,
    )
    begun = ActivateCard(card_id=CARD, member_id=WEI, first_day=date(2025, 1, 13))
    known = Scenario(BEGIN).at(NOON).given(waiting, counted(closure, 0, FEBRUARY))
    (event,) = known.when(begun)._decide()
    assert isinstance(event, CardActivated)
    assert event.lots == (LotDays(lot_id=CARD, valid=DayRange(date(2025, 1, 13), date(2025, 2, 15))),)
    assert end_of(waiting, counted(closure, 0, FEBRUARY), event) == date(2025, 2, 15)


def test_an_end_that_comes_nearer_wakes_the_card():
    recorded = Recorded(1, "s", 1, "e", "x", 1, b"{}", NOON, NOON, Meta("a", (), "c"))
    (timer,) = timers(counted(closure, -3, date(2025, 2, 3)), recorded)
    assert isinstance(timer, SetTimer) and timer.at == NOON
    assert timers(counted(closure, 5, date(2025, 2, 6)), recorded) == []


# --- how it finds the cards ---

SHELF_OF_CARD = shelf_of(CARD)
shelve = ShelveCard(venue_id=PUDONG, shelf=SHELF_OF_CARD, card_id=CARD)
shelved = CardShelved(**vars(shelve))
tell_shelf = TellShelf(venue_id=PUDONG, shelf=SHELF_OF_CARD, closure=closure)
shelf_told = ShelfTold(**vars(tell_shelf), card_ids=(CARD,))


def test_a_closure_goes_to_every_shelf_of_its_venue_and_from_there_to_every_card():
    told = list(told_of_closure(closed))
    assert len(told) == SHELVES and told[SHELF_OF_CARD] == tell_shelf
    assert next(told_of_closure(reopened)) == TellShelf(
        venue_id=PUDONG, shelf=0, closure=replace(closure, days=days(10, 12))
    )
    Scenario(SHELF).given(shelved).when(tell_shelf).then(shelf_told).when(tell_shelf).then()
    assert list(told_of_closure(shelf_told)) == [tell(closure)]


def test_a_full_shelf_is_told_page_by_page():
    cards = [replace(shelved, card_id=derived_id("card", n)) for n in range(2 * PAGE + 1)]
    pages = Scenario(SHELF).given(*cards).when(tell_shelf)._decide()
    assert [len(page.card_ids) for page in pages] == [PAGE, PAGE, 1]
    assert [card_id for page in pages for card_id in page.card_ids] == [each.card_id for each in cards]


def test_a_card_that_comes_later_is_told_of_what_the_shelf_knows():
    empty = Scenario(SHELF).when(tell_shelf).then(replace(shelf_told, card_ids=()))
    late = empty.when(shelve).then(replace(shelved, closures=(closure,)))
    late.when(shelve).then()
    assert list(told_of_closure(replace(shelved, closures=(closure,)))) == [tell(closure)]


def test_a_card_lies_at_the_venue_that_sold_it_at_its_own_and_where_it_has_a_booking():
    in_london = replace(shelve, venue_id=LONDON)
    assert list(told_of_closure(month_card)) == [shelve]
    assert list(told_of_closure(both_venues)) == [shelve, in_london]
    assert list(told_of_closure(replace(held_on_term, venue_id=LONDON))) == [in_london]


# --- whatever is closed, frozen and opened again, in whichever order ---

first_days = st.integers(0, 40)
lengths = st.integers(1, 9)
happenings = st.lists(
    st.tuples(st.sampled_from(["close", "reopen", "freeze", "back"]), st.integers(0, 3), first_days, lengths),
    max_size=8,
)


@settings(max_examples=60)
@given(happenings)
def test_a_card_gives_as_many_days_on_which_it_can_be_used_as_were_bought(told: list[tuple[str, int, int, int]]):
    month = replace(here_only, terms=Terms(kind="term", months=1, venues=(PUDONG,), freeze_days=1000))
    past: list[CardEvent] = [month]
    for what, which, first, length in told:
        asked = DayRange(add_days(date(2025, 1, 1), first), add_days(date(2025, 1, 1), first + length))
        past += outcome(past, what, derived_id("closure", which), asked)
    lived = FREEZE.fold(past)
    still = {d for r in lived.rests for d in each(r)} | {d for c in lived.closures.values() for d in each(c.days)}
    day, left = date(2025, 1, 1), 31
    while left:
        left -= day not in still
        day += timedelta(1)
    assert lived.valid.until == day


def each(of: DayRange) -> set[date]:
    return {add_days(of.first, n) for n in range(of.days)}


def outcome(past: list[CardEvent], what: str, closure_id: str, asked: DayRange) -> list[CardEvent]:
    """What the card makes of it; a refusal makes nothing."""
    known = FREEZE.fold(past).closures.get(closure_id)
    context = Scenario(FREEZE).at(january(1)).context
    try:
        if what == "freeze":
            return FREEZE.decide(FreezeCard(card_id=CARD, member_id=WEI, rest=asked), FREEZE.fold(past), context)
        if what == "back":
            back = EndFreeze(card_id=CARD, member_id=WEI, first_day_back=asked.first)
            return FREEZE.decide(back, FREEZE.fold(past), context)
    except Refusal:
        return []
    lasting = replace(closure, closure_id=closure_id, days=asked)
    if what == "reopen" and known:
        lasting = replace(known, days=DayRange(known.days.first, max(known.days.first, add_days(known.days.until, -2))))
    return CLOSING.decide(tell(lasting), CLOSING.fold(past), context)

"""Sessions, bookings and waitlists: every command in every state, against the model."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.booking.service import SERVICE
from shared.contracts import Actor, Reason
from shared.contracts.booking import (
    BookSeat,
    CancelBooking,
    CancelSession,
    ClearDiary,
    CloseSession,
    ConfirmAttendance,
    ConfirmSeat,
    DeclineSeat,
    MarkAttendance,
    RecordArrival,
    SubmitRoster,
)
from shared.contracts.cards import NoVisitsLeft
from tests.booking.examples import ADA, LI, NINE, PUDONG, WEI, XUHUI, another, card_of, id_of, member, scheduled
from tests.booking.model_session import Class, SessionModel
from tests.machine import Desk, lives
from tests.scenario import CLERK

pytestmark = pytest.mark.thorough

PLANS = [
    scheduled,  # nine to ten, two seats
    another(id_of(32), NINE + timedelta(minutes=30)),  # meets both
    another(id_of(33), NINE + timedelta(hours=1)),  # begins when the first ends
]
UNKNOWN = id_of(39)
sessions = st.sampled_from([*(plan.session_id for plan in PLANS), PLANS[0].session_id, PLANS[0].session_id, UNKNOWN])
members = st.sampled_from([WEI, ADA, LI, id_of(54)])
numbers = st.integers(0, 11)
venues = st.sampled_from([PUDONG, PUDONG, PUDONG, XUHUI])
reasons = st.sampled_from([None, Reason.of(NoVisitsLeft(card_id=card_of(WEI)))])


class SessionMachine(RuleBasedStateMachine):
    @initialize(hours=st.sampled_from([1, 5, 30, 400]))
    def open(self, hours: int) -> None:
        self.desk = Desk(SERVICE.deciders, NINE - timedelta(hours=hours), PLANS)
        self.model = SessionModel(
            [
                Class(p.session_id, p.venue_id, p.seats, p.starts_at, p.ends_at, p.opens_at, p.free_cancel_until)
                for p in PLANS
            ]
        )

    def known(self, number: int, session: str, member_id: str) -> tuple[str, str, str]:
        """Mostly a booking that was made, with its own session and member."""
        made = [(p.booking_id, each.session_id, p.member_id) for each in self.places() for p in each.places.values()]
        if made and number < 9:
            return made[number % len(made)]
        return id_of(7000 + number), session, member_id

    def places(self) -> list[Class]:
        return list(self.model.classes.values())

    def unused(self, number: int) -> str:
        """Mostly a booking id of its own."""
        return id_of(7100 + len(self.model.used)) if number < 9 else id_of(7000 + number)

    @rule(number=numbers, session=sessions, who=members, waitlist=st.booleans(), staff=st.booleans())
    def book(self, number: int, session: str, who: str, waitlist: bool, staff: bool) -> None:
        actor: Actor = CLERK if staff else member(who)
        booking = self.unused(number)
        wish = BookSeat(booking_id=booking, session_id=session, member_id=who, card_id=card_of(who), waitlist=waitlist)
        self.desk.give(wish, self.model.book(wish, self.desk.now, staff), actor)

    @rule(number=numbers, who=members)
    def book_the_first_with_waitlist(self, number: int, who: str) -> None:
        self.book(number, PLANS[0].session_id, who, True, True)

    @rule(number=numbers, session=sessions, who=members, own=st.booleans())
    def cancel(self, number: int, session: str, who: str, own: bool) -> None:
        booking, session, who = self.known(number if own else 10, session, who)
        wish = CancelBooking(booking_id=booking, session_id=session, member_id=who)
        self.desk.give(wish, self.model.cancel(wish, self.desk.now))

    @rule(number=numbers, session=sessions)
    def confirm(self, number: int, session: str) -> None:
        booking, session, _ = self.known(number, session, WEI)
        wish = ConfirmSeat(booking_id=booking, session_id=session)
        self.desk.give(wish, self.model.confirm(wish))

    @rule(number=numbers, session=sessions, reason=reasons)
    def decline(self, number: int, session: str, reason: Reason | None) -> None:
        booking, session, _ = self.known(number, session, WEI)
        wish = DeclineSeat(booking_id=booking, session_id=session, reason=reason)
        self.desk.give(wish, self.model.decline(wish, self.desk.now))

    @rule(number=numbers, session=sessions, venue=venues, attended=st.booleans())
    def mark(self, number: int, session: str, venue: str, attended: bool) -> None:
        booking, session, _ = self.known(number, session, WEI)
        wish = MarkAttendance(booking_id=booking, session_id=session, venue_id=venue, attended=attended)
        self.desk.give(wish, self.model.mark(wish, self.desk.now))

    @rule(number=numbers, session=sessions)
    def attend(self, number: int, session: str) -> None:
        booking, session, _ = self.known(number, session, WEI)
        wish = ConfirmAttendance(booking_id=booking, session_id=session)
        self.desk.give(wish, self.model.attend(wish))

    @rule(who=members, venue=venues, minutes=st.sampled_from([0, 0, -30, 60]))
    def arrive(self, who: str, venue: str, minutes: int) -> None:
        at = self.desk.now + timedelta(minutes=minutes)
        wish = RecordArrival(member_id=who, venue_id=venue, arrived_at=at)
        self.desk.give(wish, self.model.arrive(wish))

    @rule(number=numbers, session=sessions, who=members)
    def clear(self, number: int, session: str, who: str) -> None:
        """As a reaction does: of a booking that is over."""
        booking, session, who = self.known(number, session, who)
        place = session in self.model.classes and self.model.classes[session].places.get(booking)
        if not (place and place.stands):
            wish = ClearDiary(member_id=who, booking_id=booking, session_id=session)
            self.desk.give(wish, self.model.forget(who, booking))

    @rule(session=sessions, venue=venues, pick=st.integers(0, 3))
    def end(self, session: str, venue: str, pick: int) -> None:
        match pick:
            case 0:
                cancelled = CancelSession(session_id=session, venue_id=venue, reason="The coach is ill")
                self.desk.give(cancelled, self.model.cancel_session(cancelled))
            case 1:
                handed_in = SubmitRoster(session_id=session, venue_id=venue)
                self.desk.give(handed_in, self.model.submit(handed_in, self.desk.now))
            case _:
                closed = CloseSession(session_id=session)
                self.desk.give(closed, self.model.close(closed, self.desk.now))

    @rule(minutes=st.sampled_from([10, 60, 300, 1440]))
    def time_passes(self, minutes: int) -> None:
        self.desk.now += timedelta(minutes=minutes)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)

    @rule(pick=st.integers(0, 40))
    def another_by_the_same_id(self, pick: int) -> None:
        self.desk.reuse(pick, CloseSession(session_id=UNKNOWN))

    @invariant()
    def the_model_itself_keeps_the_promise(self) -> None:
        for each in self.model.classes.values():
            assert sum(place.seated for place in each.places.values()) <= each.seats


SessionMachine.TestCase.settings = lives(60, 40)
TestSessionMachine = SessionMachine.TestCase

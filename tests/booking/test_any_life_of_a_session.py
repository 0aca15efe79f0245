"""Whatever members, cards, gate, clock and venue do, in whatever order and however late they hear of one another."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import reduce

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.booking.session import STANDING, WITH_SEAT, Session, evolve
from shared.contracts import Refusal
from shared.contracts.booking import (
    BookingCancelled,
    BookSeat,
    CancelBooking,
    CancelSession,
    CloseSession,
    DeclineSeat,
    DiaryCleared,
    DiaryEntered,
    MarkAttendance,
    RecordArrival,
    SeatAttended,
    SeatConfirmed,
    SeatMissed,
    SeatReleased,
    SeatReserved,
    SubmitRoster,
    WaitlistEnded,
    WaitlistJoined,
)
from tests.booking.examples import (
    MORNING,
    NINE,
    PUDONG,
    TEN,
    add_room,
    card_of,
    define_course,
    id_of,
    open_timetable,
    schedule,
)
from tests.booking.world import CLOCK, World

pytestmark = pytest.mark.thorough

SEATS = schedule.seats
MEMBERS = [id_of(500 + n) for n in range(5)]
ENDS = (BookingCancelled, SeatReleased, SeatAttended, SeatMissed, WaitlistEnded)
picks = st.integers(min_value=0, max_value=99)


class SessionLife(RuleBasedStateMachine):
    @initialize(hours=st.sampled_from([1, 5, 30]), rush=st.permutations(MEMBERS), answered=st.integers(0, 2))
    def open_booking(self, hours: int, rush: list[str], answered: int) -> None:
        """Two seats, and four members at once who want one or would wait for it."""
        self.world = World(NINE - timedelta(hours=hours))
        for command in (open_timetable, add_room, define_course, schedule):
            self.must(self.world.give(command, CLOCK))
        self.made: list[tuple[str, str]] = []  # booking and member
        for member_id in rush[:4]:
            self.book(member_id, waitlist=True)
        while answered and self.world.hear_one():
            pass
        for asked in self.world.cards.unanswered[:answered]:
            self.world.card_answers(asked, pays=True)

    def session(self) -> Session:
        return reduce(evolve, (e for e in self.world.events() if e.stream_name == f"session-{MORNING}"), Session())

    # --- what people do ---

    @rule(member_id=st.sampled_from(MEMBERS), waitlist=st.booleans())
    def book(self, member_id: str, waitlist: bool) -> None:
        booking_id = id_of(7000 + len(self.made))
        names = {"booking_id": booking_id, "session_id": MORNING, "member_id": member_id}
        if self.world.give(BookSeat(**names, card_id=card_of(member_id), waitlist=waitlist)) is None:
            self.made.append((booking_id, member_id))

    @rule(pick=picks)
    def cancel_booking(self, pick: int) -> None:
        if self.made:
            booking_id, member_id = self.made[pick % len(self.made)]
            self.world.give(CancelBooking(booking_id=booking_id, session_id=MORNING, member_id=member_id))

    @rule(pick=picks, attended=st.booleans())
    def mark_roster(self, pick: int, attended: bool) -> None:
        if self.made:
            booking_id, _ = self.made[pick % len(self.made)]
            mark = {"session_id": MORNING, "venue_id": PUDONG, "attended": attended}
            self.world.give(MarkAttendance(booking_id=booking_id, **mark))

    @rule(pick=picks)
    def end_session(self, pick: int) -> None:
        if pick < 4:
            self.world.give(CancelSession(session_id=MORNING, venue_id=PUDONG, reason="The coach is ill"))
        elif pick < 8:
            self.world.give(SubmitRoster(session_id=MORNING, venue_id=PUDONG))
        elif pick < 12:
            self.must(self.world.give(CloseSession(session_id=MORNING), CLOCK))

    # --- what machines do: never refused ---

    def must(self, refusal: Refusal | None) -> None:
        assert refusal is None, refusal

    @rule(member_id=st.sampled_from(MEMBERS))
    def come_through_the_gate(self, member_id: str) -> None:
        came = RecordArrival(member_id=member_id, venue_id=PUDONG, arrived_at=self.world.now)
        self.must(self.world.give(came, CLOCK))

    @rule(pick=picks, pays=st.booleans())
    def card_answers(self, pick: int, pays: bool) -> None:
        if waiting := self.world.cards.unanswered:
            self.world.card_answers(waiting[pick % len(waiting)], pays)

    @rule(pick=picks)
    def clock_declines(self, pick: int) -> None:
        if self.made:
            booking_id, _ = self.made[pick % len(self.made)]
            self.must(self.world.give(DeclineSeat(booking_id=booking_id, session_id=MORNING), CLOCK))

    @rule(count=st.integers(min_value=1, max_value=8))
    def news_arrive(self, count: int) -> None:
        for _ in range(count):
            self.world.hear_one()

    @rule(minutes=st.sampled_from([10, 60, 300]))
    def time_passes(self, minutes: int) -> None:
        self.world.now += timedelta(minutes=minutes)

    # --- what is always so ---

    @invariant()
    def no_more_people_than_seats(self) -> None:
        assert len(self.session().of(*WITH_SEAT)) <= SEATS

    @invariant()
    def nobody_has_two_bookings(self) -> None:
        members = Counter(b.member_id for b in self.session().of(*STANDING, "attended", "missed"))
        assert not members or max(members.values()) == 1

    @invariant()
    def the_queue_moves_in_order(self) -> None:
        queue: list[str] = []
        for event in self.world.events():
            match event:
                case WaitlistJoined():
                    queue.append(event.booking_id)
                    assert event.place == len(queue)
                case SeatReserved(from_waitlist=True):
                    assert queue.pop(0) == event.booking_id
                    assert event.promoted_at is not None and event.promoted_at < NINE
                case BookingCancelled(had_seat=False) | WaitlistEnded():
                    queue.remove(event.booking_id)

    @invariant()
    def nobody_waits_beside_a_free_seat(self) -> None:
        session = self.session()
        if session.status == "scheduled" and self.world.now < NINE and session.of("waiting"):
            assert session.full

    def teardown(self) -> None:
        """When all is heard and the roster is closed, every booking has ended once, and every visit with it."""
        self.world.now = max(self.world.now, TEN + timedelta(hours=2))
        self.must(self.world.give(CloseSession(session_id=MORNING), CLOCK))
        while self.world.hear_one() or self.world.cards.unanswered:
            for asked in list(self.world.cards.unanswered):
                self.world.card_answers(asked, pays=True)
        self.check_ends()
        self.check_visits()
        self.check_diaries()

    def check_ends(self) -> None:
        session = self.session()
        assert session.status in ("closed", "cancelled")
        assert not session.of(*STANDING)
        ends = Counter(e.booking_id for e in self.world.events() if isinstance(e, ENDS))
        by_venue = [e for e in self.world.events() if isinstance(e, BookingCancelled) and e.by_venue]
        attended = {e.booking_id for e in self.world.events() if isinstance(e, SeatAttended)}
        for booking_id, _ in self.made:
            twice = booking_id in attended and booking_id in {e.booking_id for e in by_venue}
            assert ends[booking_id] == (2 if twice else 1)

    def check_visits(self) -> None:
        """A visit is used by who came, did not come, or cancelled too late; nobody's stays set aside."""
        events = self.world.events()
        used = {e.booking_id for e in events if isinstance(e, SeatAttended | SeatMissed)}
        used |= {e.booking_id for e in events if isinstance(e, BookingCancelled) and e.charged}
        paid = {booking for booking, status in self.world.cards.holds.items() if status == "used"}
        assert "held" not in self.world.cards.holds.values()
        assert paid == used
        assert used <= {e.booking_id for e in events if isinstance(e, SeatConfirmed)}

    def check_diaries(self) -> None:
        """Only who had a seat to the end still finds the session in the diary."""
        open_entries = set()
        for event in self.world.events():
            if isinstance(event, DiaryEntered):
                open_entries.add(event.booking_id)
            elif isinstance(event, DiaryCleared):
                open_entries.remove(event.booking_id)
        assert open_entries == {b.booking_id for b in self.session().of("attended", "missed")}


SessionLife.TestCase.settings = settings(max_examples=40, stateful_step_count=30)
TestAnyLifeOfASession = SessionLife.TestCase

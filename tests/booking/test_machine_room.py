"""Rooms, and sessions put into the timetable: every command in every state, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.booking.service import SERVICE
from shared.contracts.booking import AddRoom, FreeRoomAndCoach, OpenTimetable
from tests.booking.examples import HALL, MEI, NINE, PUDONG, STUDIO, TOM, XUHUI, YOGA, course_defined, id_of, schedule
from tests.booking.model_room import RoomModel, meets
from tests.machine import Desk, lives

pytestmark = pytest.mark.thorough

MIDNIGHT = NINE.replace(hour=0) + timedelta(days=1)
venues = st.sampled_from([PUDONG, PUDONG, XUHUI])
rooms = st.sampled_from([HALL, HALL, STUDIO])
coaches = st.sampled_from([MEI, TOM])
ids = st.integers(1, 8).map(lambda n: id_of(30 + n))
starts = st.integers(-6, 6).map(lambda n: MIDNIGHT + timedelta(minutes=30 * n))
odd_starts = st.sampled_from([MIDNIGHT + timedelta(days=n) for n in (-733, -600, 731, 733)])
words = st.sampled_from(["Hall", "B"])
minutes = st.sampled_from([30, 60, 60, 90, 120, 720, 4, 721, 0, 10**9])


class RoomMachine(RuleBasedStateMachine):
    @initialize(opened=st.booleans())
    def begin(self, opened: bool) -> None:
        self.desk = Desk(SERVICE.deciders, NINE - timedelta(days=3), [course_defined])
        self.model = RoomModel(courses={YOGA})
        if opened:
            self.open(PUDONG, "Asia/Shanghai")
            self.add(HALL, PUDONG, 30, "Hall")

    @rule(venue=venues, zone=st.sampled_from(["Asia/Shanghai", "Europe/London"]))
    def open(self, venue: str, zone: str) -> None:
        wish = OpenTimetable(venue_id=venue, zone=zone)
        self.desk.give(wish, self.model.open(wish))

    @rule(
        room=rooms, venue=venues, holds=st.sampled_from([0, 1, 30, 10000, 10001]), name=st.sampled_from(["Hall", "B"])
    )
    def add(self, room: str, venue: str, holds: int, name: str) -> None:
        wish = AddRoom(room_id=room, venue_id=venue, name=name, holds=holds)
        self.desk.give(wish, self.model.add(wish))

    @rule(session=ids, room=rooms, coach=coaches, venue=venues, start=starts, length=minutes, seats=st.integers(0, 31))
    def schedule(self, session: str, room: str, coach: str, venue: str, start, length: int, seats: int) -> None:
        wish = replace(schedule, session_id=session, room_id=room, coach_id=coach, venue_id=venue, seats=seats)
        wish = replace(wish, starts_at=start, minutes=length)
        self.desk.give(wish, self.model.schedule(wish, self.desk.now))

    @rule(session=ids, coach=coaches, start=starts, length=st.sampled_from([30, 60, 120]))
    def schedule_in_the_hall(self, session: str, coach: str, start, length: int) -> None:
        self.schedule(session, HALL, coach, PUDONG, start, length, 1)

    @rule(start=odd_starts, opens=st.sampled_from([0, 365, 366, -1]), free=st.sampled_from([0, 10080, 10081, -1]))
    def schedule_oddly(self, start, opens: int, free: int) -> None:
        course = YOGA if free else id_of(29)
        wish = replace(schedule, course_id=course, opens_days_before=opens, free_cancel_minutes=free)
        wish = replace(wish, session_id=id_of(60), starts_at=start)
        self.desk.give(wish, self.model.schedule(wish, self.desk.now))

    @rule(session=ids)
    def wish_again(self, session: str) -> None:
        if wish := self.model.sessions.get(session):
            self.desk.give(wish, self.model.schedule(wish, self.desk.now))

    @rule(session=ids, twice=st.booleans())
    def free(self, session: str, twice: bool) -> None:
        """As the reaction to a cancelled session does."""
        if plan := self.model.sessions.get(session):
            ends_at = plan.starts_at + timedelta(minutes=plan.minutes)
            names = {"session_id": session, "room_id": plan.room_id, "coach_id": plan.coach_id}
            wish = FreeRoomAndCoach(**names, starts_at=plan.starts_at, ends_at=ends_at)
            for _ in range(1 + twice):
                self.desk.give(wish, self.model.free(wish))

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, OpenTimetable(venue_id=id_of(3), zone="Asia/Tokyo"))

    @invariant()
    def the_model_itself_keeps_the_promise(self) -> None:
        for times in self.model.times.values():
            assert not any(meets(*one, other) for one, other in combinations(times.values(), 2))


RoomMachine.TestCase.settings = lives(60, 30)
TestRoomMachine = RoomMachine.TestCase

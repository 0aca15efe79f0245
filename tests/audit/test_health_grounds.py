"""Health data by the log: whoever kept or read any had a ground at that moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.members.grounds import KEPT, HealthGrounds
from shared.contracts import DayRange, Event, catalogue
from shared.contracts.members import (
    AttendanceWithdrawn,
    ClassNoted,
    ClassSeatLeft,
    ClassSeatNoted,
    CoachAssigned,
    CoachingEnded,
    ConsentGiven,
    ConsentWithdrawn,
    FitnessTestDue,
    GlassBroken,
    HealthAnswersDue,
    HealthDataRead,
    HealthNoted,
    MemberPolicySet,
    PlanReviewDue,
    WorkoutNoted,
)
from tests.audit.judging import BEGAN, recorded
from tests.members.examples import ADA, PUDONG, WEI

COACH, OTHER = ADA, "somebody"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ON_RECORD = (
    "health-{member_id}",
    "body-{member_id}",
    "fitness-{member_id}",
    "workouts-{member_id}",
    "plans-{member_id}",
)
NOBODYS_WORD = (HealthAnswersDue, FitnessTestDue, PlanReviewDue, WorkoutNoted, AttendanceWithdrawn)

consent = ConsentGiven(member_id=WEI, purpose="health_data", edition="1", guardian_id=None, network_address=None)
no_more = ConsentWithdrawn(member_id=WEI, purpose="health_data", network_address=None)
photos = replace(consent, purpose="photo")
contract = CoachAssigned(
    coaching_id="c", member_id=WEI, venue_id=PUDONG, coach_id=COACH, days=DayRange(BEGAN.date(), BEGAN.date()),
    begins_at=BEGAN, ends_at=BEGAN + HOUR,
)  # fmt: skip
ended = CoachingEnded(coaching_id="c", member_id=WEI, coach_id=COACH)
lesson = ClassNoted(session_id="s", venue_id=PUDONG, coach_id=COACH, starts_at=BEGAN - HOUR, ends_at=BEGAN)
seat = ClassSeatNoted(session_id="s", booking_id="b", member_id=WEI)
left = ClassSeatLeft(session_id="s", booking_id="b")
broken = GlassBroken(
    glass_id="g", member_id=WEI, venue_id=PUDONG, staff_id=COACH, reason="fainted", ends_at=BEGAN + HOUR, alerted=None
)
shorter = MemberPolicySet(policy="health_open_days_after_class", value="2", from_day=date(2025, 1, 1), venue_id=None)
noted = HealthNoted(note_id="n", member_id=WEI, kind="allergy", text="nuts", since=None)


def read(ground: Any) -> HealthDataRead:
    return HealthDataRead(member_id=WEI, query="HealthRecord", ground=ground, session_id=None, reason=None)


def named(*events: Event, by: str, at: datetime = BEGAN) -> list[str]:
    """What is said of the last event, done by somebody at some time, after the others."""
    check, history = HealthGrounds(), recorded(*events)
    history[-1] = replace(history[-1], recorded_at=at, meta=replace(history[-1].meta, actor=by))
    found = [v for each, event in zip(history, events, strict=True) for v in check.see(each, event)]
    return [violation.says for violation in found]


@pytest.mark.parametrize(
    ("before", "done", "by", "at"),
    [
        ((consent,), noted, WEI, BEGAN),
        ((consent, contract), noted, COACH, BEGAN),
        ((consent, lesson, seat), noted, COACH, BEGAN + 13 * DAY),
        ((), read("own"), WEI, BEGAN),
        ((consent, contract), read("coaching"), COACH, BEGAN),
        ((consent, lesson, seat), read("class"), COACH, BEGAN + 13 * DAY),
        ((broken,), read("emergency"), COACH, BEGAN),
        ((consent, contract), read("coaching"), COACH, BEGAN + HOUR + timedelta(seconds=30)),  # clocks differ
    ],
)
def test_who_has_a_ground_is_not_named(before: tuple[Event, ...], done: Event, by: str, at: datetime) -> None:
    assert named(*before, done, by=by, at=at) == []


@pytest.mark.parametrize("before", [(), (photos,), (consent, no_more)])
@pytest.mark.parametrize("by", [WEI, COACH])
def test_nothing_is_kept_without_consent(before: tuple[Event, ...], by: str) -> None:
    assert named(*before, contract, noted, by=by) == [f"kept by {by} of {WEI}, who does not consent"]


@pytest.mark.parametrize(
    ("before", "by", "at"),
    [
        ((), COACH, BEGAN),
        ((contract,), OTHER, BEGAN),
        ((contract,), COACH, BEGAN + 2 * HOUR),
        ((contract,), COACH, BEGAN - HOUR),
        ((contract, ended), COACH, BEGAN),
        ((lesson,), COACH, BEGAN),
        ((lesson, seat, left), COACH, BEGAN),
        ((lesson, seat, replace(lesson, coach_id=OTHER)), COACH, BEGAN),
        ((lesson, seat), COACH, BEGAN + 15 * DAY),
        ((shorter, lesson, seat), COACH, BEGAN + 3 * DAY),
        ((broken,), COACH, BEGAN),  # broken glass is for reading
    ],
)
def test_who_coaches_nobody_keeps_nothing(before: tuple[Event, ...], by: str, at: datetime) -> None:
    assert named(consent, *before, noted, by=by, at=at) == [f"kept of {WEI} by {by}, who does not coach them"]


@pytest.mark.parametrize(
    ("before", "ground", "by", "at"),
    [
        ((consent,), "own", COACH, BEGAN),
        ((contract,), "coaching", COACH, BEGAN),
        ((consent, contract, no_more), "coaching", COACH, BEGAN),
        ((consent, lesson, seat), "coaching", COACH, BEGAN),
        ((consent, contract), "class", COACH, BEGAN),
        ((broken,), "emergency", OTHER, BEGAN),
        ((broken,), "emergency", COACH, BEGAN + 2 * HOUR),
    ],
)
def test_a_reading_is_named_whose_ground_does_not_hold(
    before: tuple[Event, ...], ground: str, by: str, at: datetime
) -> None:
    says = f"read of {WEI} by {by} as {ground}, which does not hold"
    assert named(*before, read(ground), by=by, at=at) == [says]


def test_every_event_on_a_health_record_is_looked_at() -> None:
    on_record = {e for _, e in catalogue.of("members", Event).items() if e.stream in ON_RECORD}
    assert on_record - set(NOBODYS_WORD) == set(KEPT.__args__)

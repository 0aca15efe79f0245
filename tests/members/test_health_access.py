"""Who reads health data: the member, a coach who has the member now, who breaks the glass; each is recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.members.coaching import CLASSES, COACHING
from services.members.consent import CONSENT
from services.members.glass import GLASS, HEALTH_READS
from services.members.reactions import react
from shared.contracts import HEAD_OFFICE, STAFF, Actor, Command, DayRange, Event
from shared.contracts.booking import BookingCancelled, SeatMissed, SeatReleased, SeatReserved, SessionScheduled
from shared.contracts.members import (
    BreakGlass,
    ClassSeatLeft,
    CoachingDaysNotPossible,
    CoachingEnded,
    CoachingNotOpen,
    ConsentWithdrawn,
    DataSupervisorAppointed,
    EndCoaching,
    GiveConsent,
    GlassBroken,
    GlassNotOpen,
    GlassReviewed,
    GuardianMustConsent,
    HealthConsentMissing,
    HealthDataRead,
    HealthNotOpenToYou,
    HealthRecord,
    LeaveClass,
    MemberErased,
    MemberNotRegistered,
    MemberPolicySet,
    NotACoach,
    NoteClass,
    NoteClassSeat,
    NotTheSupervisor,
    OwnGlass,
    ProfileChanged,
    RecordHealthRead,
    ReviewGlass,
    RolesGranted,
    StaffDismissed,
    VenueNotOpen,
)
from shared.contracts.samples import sample
from tests.members.body import (
    COACH_MO,
    CONTRACT,
    DESK,
    GLASS_ID,
    HERSELF,
    LESSON,
    OTHER_COACH,
    SEAT,
    TEACHER,
    agreed,
    assign,
    assigned,
    lesson,
    march,
    seat,
)
from tests.members.examples import LI, PUDONG, WEI, XUHUI, registered, venue_opened
from tests.scenario import NOON, Scenario

ask = RecordHealthRead(member_id=WEI, query="HealthRecord")
for_class = replace(ask, session_id=LESSON)


def read(ground: str, wish: RecordHealthRead = ask) -> HealthDataRead:
    return HealthDataRead(**vars(wish), ground=ground)  # type: ignore[arg-type]


def reading(*more: Event) -> Scenario:
    return Scenario(HEALTH_READS).given(*agreed, *more)


def test_the_member_always_reads_and_strangers_never():
    Scenario(HEALTH_READS).given(registered).by(HERSELF).when(ask).then(read("own"))
    for stranger in (DESK, OTHER_COACH, Actor(id="boss", roles=STAFF)):
        reading(assigned, lesson, seat).by(stranger).when(for_class).refuses(HealthNotOpenToYou, days_after_class=14)


def test_a_contract_opens_its_days_of_the_venue_and_no_moment_more():
    mo = reading(assigned).by(COACH_MO)
    mo.at(assigned.begins_at).when(ask).then(read("coaching"))
    mo.at(assigned.ends_at - timedelta(seconds=1)).when(ask).then(read("coaching"))
    for closed in (assigned.begins_at - timedelta(seconds=1), assigned.ends_at):
        mo.at(closed).when(ask).refuses(HealthNotOpenToYou)
    over = CoachingEnded(coaching_id=CONTRACT, member_id=WEI, coach_id=TEACHER)
    mo.given(over).when(ask).refuses(HealthNotOpenToYou)


def test_a_class_opens_from_the_booking_until_fourteen_days_after_it():
    mo = reading(lesson, seat).by(COACH_MO)
    mo.when(for_class).then(read("class", for_class))
    mo.when(ask).refuses(HealthNotOpenToYou)
    closes = datetime(2025, 3, 17, 11, tzinfo=UTC)
    mo.at(closes - timedelta(seconds=1)).when(for_class).then(read("class", for_class))
    mo.at(closes).when(for_class).refuses(HealthNotOpenToYou)


def test_policy_says_how_long_a_class_opens():
    three = MemberPolicySet(policy="health_open_days_after_class", value="3", from_day=date(2025, 3, 1), venue_id=None)
    mo = reading(lesson, seat, three).by(COACH_MO)
    mo.at(datetime(2025, 3, 6, 10, tzinfo=UTC)).when(for_class).then(read("class", for_class))
    mo.at(datetime(2025, 3, 6, 11, tzinfo=UTC)).when(for_class).refuses(HealthNotOpenToYou, days_after_class=3)


def test_a_seat_given_back_or_another_coach_closes_the_class():
    reading(lesson).by(COACH_MO).when(for_class).refuses(HealthNotOpenToYou)
    left = ClassSeatLeft(session_id=LESSON, booking_id=SEAT)
    reading(lesson, seat, left).by(COACH_MO).when(for_class).refuses(HealthNotOpenToYou)
    moved = replace(lesson, coach_id=LI)
    reading(lesson, seat, moved).by(COACH_MO).when(for_class).refuses(HealthNotOpenToYou)
    of_another = replace(seat, member_id=LI)
    reading(lesson, of_another).by(COACH_MO).when(for_class).refuses(HealthNotOpenToYou)


def test_nobody_opens_a_class_that_is_over_by_telling_an_earlier_instant():
    late = reading(lesson, seat).by(COACH_MO).at(datetime(2025, 4, 1, tzinfo=UTC))
    backdated = replace(late, context=replace(late.context, at=NOON))
    backdated.when(for_class).refuses(HealthNotOpenToYou)


def test_without_consent_only_the_member_reads_and_who_breaks_the_glass():
    withdrawn = ConsentWithdrawn(member_id=WEI, purpose="health_data", network_address=None)
    closed = reading(assigned, withdrawn)
    closed.by(COACH_MO).when(ask).refuses(HealthConsentMissing)
    closed.by(HERSELF).when(ask).then(read("own"))
    closed.given(broken).by(DESK).when(ask).then(read("emergency"))


def test_nothing_is_read_of_who_is_not_there_or_no_more():
    Scenario(HEALTH_READS).by(HERSELF).when(ask).refuses(MemberNotRegistered)
    reading(MemberErased(member_id=WEI, phone_index="x")).by(HERSELF).when(ask).refuses(MemberNotRegistered)


def test_of_children_under_fourteen_a_guardian_consents_to_health_data():
    give = GiveConsent(member_id=WEI, purpose="health_data", edition="1")
    child = Scenario(CONSENT).given(registered, ProfileChanged(member_id=WEI, birth_date="2011-03-02"))
    child.when(give).refuses(GuardianMustConsent)


def test_the_query_asks_for_the_record_with_its_class_and_reason():
    query = HealthRecord(member_id=WEI, session_id=LESSON, reason="knee")
    assert query.record() == replace(for_class, reason="knee")


# --- broken glass ---

break_ = BreakGlass(glass_id=GLASS_ID, member_id=WEI, venue_id=PUDONG, reason="collapsed in the pool")
broken = GlassBroken(**vars(break_), staff_id="desk", ends_at=NOON + timedelta(minutes=30), alerted=None)
review = ReviewGlass(glass_id=GLASS_ID, member_id=WEI, justified=True, finding="ambulance came")
glass = Scenario(GLASS).given(registered)
SUPERVISOR = Actor(id=LI, roles=(DESK.roles))
OFFICE = Actor(id="office", roles=(HEAD_OFFICE,))


def test_an_emergency_opens_the_record_for_thirty_minutes_to_who_broke_the_glass():
    glass.by(DESK).when(break_).then(broken).when(break_).then()
    opened = reading(broken)
    opened.by(DESK).at(NOON + timedelta(minutes=29, seconds=59)).when(ask).then(read("emergency"))
    opened.by(DESK).at(NOON + timedelta(minutes=30)).when(ask).refuses(HealthNotOpenToYou)
    opened.by(OTHER_COACH).when(ask).refuses(HealthNotOpenToYou)


def test_policy_says_how_long_the_glass_stays_broken():
    ten = MemberPolicySet(policy="break_glass_minutes", value="10", from_day=date(2025, 3, 1), venue_id=None)
    glass.given(ten).by(DESK).when(break_).then(replace(broken, ends_at=NOON + timedelta(minutes=10)))


def test_the_supervisor_is_alerted_and_judges_and_not_who_broke_the_glass():
    known = glass.given(DataSupervisorAppointed(staff_id=LI))
    alerted = known.by(DESK).when(break_).then(replace(broken, alerted=LI))
    alerted.when(review).refuses(NotTheSupervisor)
    judged = alerted.by(SUPERVISOR).when(review).then(GlassReviewed(**vars(review)))
    judged.when(review).refuses(GlassNotOpen, glass_id=GLASS_ID)
    alerted.by(OFFICE).when(review).then(GlassReviewed(**vars(review)))
    own = known.by(SUPERVISOR).when(break_).then(replace(broken, staff_id=LI, alerted=LI))
    own.when(review).refuses(OwnGlass)


def test_glass_is_broken_and_judged_of_members_with_data_only():
    Scenario(GLASS).when(break_).refuses(MemberNotRegistered)
    gone = MemberErased(member_id=WEI, phone_index="x")
    glass.given(broken, gone).by(OFFICE).when(review).refuses(GlassNotOpen)


# --- who coaches whom ---

rights = RolesGranted(staff_id=TEACHER, roles=("coach",), venues=(PUDONG,))
contracts = Scenario(COACHING).given(registered, venue_opened, rights)
end = EndCoaching(coaching_id=CONTRACT, member_id=WEI)


def test_the_desk_notes_a_contract_in_days_of_the_venue_and_ends_it():
    made = contracts.when(assign).then(assigned).when(assign).then()
    over = made.when(end).then(CoachingEnded(**vars(end), coach_id=TEACHER))
    over.when(end).refuses(CoachingNotOpen)
    over.when(assign).then()


@pytest.mark.parametrize(
    "grant",
    [replace(rights, roles=("front_desk",)), replace(rights, venues=(XUHUI,)), StaffDismissed(staff_id=TEACHER)],
)
def test_only_coaches_of_the_venue_get_contracts(grant):
    contracts.given(grant).when(assign).refuses(NotACoach)
    Scenario(COACHING).given(registered, venue_opened).when(assign).refuses(NotACoach)
    Scenario(COACHING).given(registered, rights).when(assign).refuses(VenueNotOpen)
    contracts.given(replace(rights, venues=None)).when(assign).then(assigned)


@pytest.mark.parametrize("days", [(march.first, march.first), (date(2025, 2, 1), march.first)])
def test_a_contract_that_is_over_before_it_begins_is_none(days):
    contracts.when(replace(assign, days=DayRange(*days))).refuses(CoachingDaysNotPossible)


scheduled = replace(sample(SessionScheduled), session_id=LESSON)
reserved = replace(sample(SeatReserved), session_id=LESSON, booking_id=SEAT, member_id=WEI)
leave = LeaveClass(session_id=LESSON, booking_id=SEAT)


def heard(event: Event) -> list[Command]:
    return list(react(event, None))  # type: ignore[arg-type]


def test_booking_tells_who_is_in_whose_class():
    (note,) = heard(
        replace(scheduled, venue_id=PUDONG, coach_id=TEACHER, starts_at=lesson.starts_at, ends_at=lesson.ends_at)
    )
    assert note == NoteClass(**vars(lesson))
    (sit,) = heard(reserved)
    assert sit == NoteClassSeat(**vars(seat))
    for over in (SeatReleased, BookingCancelled, SeatMissed):
        given_back = replace(sample(over), session_id=LESSON, booking_id=SEAT)
        assert heard(replace(given_back, **({"by_venue": False} if over is BookingCancelled else {}))) == [leave]
    left = ClassSeatLeft(**vars(leave))
    Scenario(CLASSES).when(note).then(lesson).when(note).then().when(sit).then(seat).when(sit).then().when(leave).then(
        left
    )
    Scenario(CLASSES).when(leave).then()

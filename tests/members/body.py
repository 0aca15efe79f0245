"""Examples about a member's body: who coaches Wei, in which class, and what Wei agreed to."""

from __future__ import annotations

from datetime import UTC, date, datetime

from shared.contracts import COACH, FRONT_DESK, MEMBER, Actor, DayRange
from shared.contracts.members import (
    AssignCoach,
    ClassNoted,
    ClassSeatNoted,
    CoachAssigned,
    ConsentGiven,
    HealthAnswer,
    HealthQuestion,
    PublishQuestionnaire,
    QuestionnairePublished,
)
from tests.members.examples import PUDONG, WEI, registered

TEACHER = "00000000-0000-4000-8000-0000000000b7"
CONTRACT, LESSON, SEAT, GLASS_ID, PAR_Q, FILLED, NOTE, HEART, PULSE = (
    f"00000000-0000-4000-8000-0000000007{n:02d}" for n in range(9)
)
WEIGHED, TEST, TAKEN, PLAN_ID, RUN = (f"00000000-0000-4000-8000-0000000008{n:02d}" for n in range(5))
HERSELF = Actor(id=WEI, roles=(MEMBER,), member_id=WEI)
COACH_MO = Actor(id=TEACHER, roles=(COACH,), venues=(PUDONG,))
OTHER_COACH = Actor(id="other", roles=(COACH,))
DESK = Actor(id="desk", roles=(FRONT_DESK,), venues=(PUDONG,))

consented = ConsentGiven(member_id=WEI, purpose="health_data", edition="1", guardian_id=None, network_address=None)
agreed = (registered, consented)
march = DayRange(date(2025, 3, 1), date(2025, 4, 1))
assign = AssignCoach(coaching_id=CONTRACT, member_id=WEI, venue_id=PUDONG, coach_id=TEACHER, days=march)
assigned = CoachAssigned(
    **vars(assign),
    begins_at=datetime(2025, 2, 28, 16, tzinfo=UTC),
    ends_at=datetime(2025, 3, 31, 16, tzinfo=UTC),
)
lesson = ClassNoted(
    session_id=LESSON,
    venue_id=PUDONG,
    coach_id=TEACHER,
    starts_at=datetime(2025, 3, 3, 10, tzinfo=UTC),
    ends_at=datetime(2025, 3, 3, 11, tzinfo=UTC),
)
seat = ClassSeatNoted(session_id=LESSON, booking_id=SEAT, member_id=WEI)

ask_heart = HealthQuestion(question_id=HEART, text="Any heart condition?", text_zh="是否有心脏病？", warns=True)
ask_pulse = HealthQuestion(
    question_id=PULSE, text="Resting pulse?", text_zh="静息心率？", kind="figure", required=False
)
publish = PublishQuestionnaire(
    questionnaire_id=PAR_Q,
    from_day=date(2025, 1, 1),
    name="PAR-Q",
    name_zh="运动准备问卷",
    questions=(ask_heart, ask_pulse),
)
published = QuestionnairePublished(**vars(publish), edition=1)
no = HealthAnswer(question_id=HEART, answer="no")
yes = HealthAnswer(question_id=HEART, answer="yes")

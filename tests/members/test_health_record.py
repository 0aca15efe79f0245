"""Questionnaires, history, problems, notes: nothing without consent, nothing overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.members.health import HEALTH
from services.members.questionnaire import QUESTIONNAIRE
from services.members.timers import timers
from shared.contracts.members import (
    AnswerQuestionnaire,
    AskForAnswers,
    CloseHealthNote,
    ConsentWithdrawn,
    CorrectHealthNote,
    EditionNotInForce,
    FilledUnknown,
    HealthAnswer,
    HealthAnswered,
    HealthAnswersDue,
    HealthAnswersNotFit,
    HealthConsentMissing,
    HealthDayNotPossible,
    HealthNoteClosed,
    HealthNoteCorrected,
    HealthNoted,
    HealthNoteUnknown,
    HealthNotOpenToYou,
    MemberErased,
    NoteHealth,
    QuestionnaireAnswered,
    QuestionnaireNotPossible,
)
from shared.timers import SetTimer
from tests.members.body import (
    COACH_MO,
    DESK,
    FILLED,
    HEART,
    HERSELF,
    LESSON,
    NOTE,
    PAR_Q,
    PULSE,
    agreed,
    ask_heart,
    ask_pulse,
    assigned,
    lesson,
    no,
    publish,
    published,
    seat,
    yes,
)
from tests.members.examples import WEI, registered
from tests.scenario import Scenario

withdrawn = ConsentWithdrawn(member_id=WEI, purpose="health_data", network_address=None)

# --- questionnaires ---

fill = AnswerQuestionnaire(filled_id=FILLED, member_id=WEI, questionnaire_id=PAR_Q, edition=1, answers=(no,))
filled = QuestionnaireAnswered(
    filled_id=FILLED,
    member_id=WEI,
    questionnaire_id=PAR_Q,
    edition=1,
    outcome="clear",
    valid_until=date(2026, 3, 1),
    corrects=None,
)
said_no = HealthAnswered(filled_id=FILLED, member_id=WEI, question_id=HEART, answer="no")
asking = Scenario(QUESTIONNAIRE).given(*agreed, published)
due = AskForAnswers(member_id=WEI, filled_id=FILLED)


def test_a_questionnaire_is_published_in_editions():
    other = replace(publish, valid_months=6)
    first = Scenario(QUESTIONNAIRE).when(publish).then(published).when(publish).then()
    first.when(other).then(replace(published, edition=2, valid_months=6))


@pytest.mark.parametrize(
    "change",
    [
        {"questions": ()},
        {"questions": (ask_heart, ask_heart)},
        {"questions": (replace(ask_pulse, warns=True),)},
        {"valid_months": 0},
        {"valid_months": 100},
    ],
)
def test_what_makes_no_questionnaire_is_not_published(change):
    Scenario(QUESTIONNAIRE).when(replace(publish, **change)).refuses(QuestionnaireNotPossible)


def test_the_member_answers_and_the_answers_hold_for_twelve_months():
    asking.by(HERSELF).when(fill).then(filled, said_no).when(fill).then()


def test_one_yes_to_a_warning_question_says_see_a_doctor():
    warned = asking.by(HERSELF).when(replace(fill, answers=(yes, HealthAnswer(question_id=PULSE, answer="60.50"))))
    warned.then(
        replace(filled, outcome="see_doctor"),
        replace(said_no, answer="yes"),
        replace(said_no, question_id=PULSE, answer="60.50"),
    )


@pytest.mark.parametrize(
    "answers",
    [
        (),
        (no, no),
        (HealthAnswer(question_id=HEART, answer="perhaps"),),
        (no, HealthAnswer(question_id=PULSE, answer="fast")),
        (no, HealthAnswer(question_id=NOTE, answer="never asked")),
    ],
)
def test_answers_fit_the_questions_and_a_refusal_repeats_no_answer(answers):
    wish = asking.by(HERSELF).when(replace(fill, answers=answers))
    wish.refuses(HealthAnswersNotFit)
    with pytest.raises(HealthAnswersNotFit) as refused:
        wish._decide()
    assert not {"perhaps", "fast", "never asked"} & set(str(refused.value).split())


def test_only_the_edition_of_the_day_is_answered():
    later = replace(published, edition=2, from_day=date(2025, 3, 2))
    asking.given(later).by(HERSELF).when(fill).then(filled, said_no)
    asking.given(later).by(HERSELF).at(datetime(2025, 3, 2, tzinfo=UTC)).when(fill).refuses(
        EditionNotInForce, edition_in_force=2
    )
    asking.given(replace(published, edition=2, asked=False)).by(HERSELF).when(fill).refuses(EditionNotInForce)
    Scenario(QUESTIONNAIRE).given(*agreed).by(HERSELF).when(fill).refuses(EditionNotInForce, edition_in_force=None)


def test_wrong_answers_are_corrected_once_and_stay():
    right = replace(fill, filled_id=NOTE, answers=(yes,), corrects=FILLED)
    corrected = replace(filled, filled_id=NOTE, outcome="see_doctor", corrects=FILLED)
    known = asking.given(filled, said_no).by(HERSELF)
    known = known.when(right).then(corrected, replace(said_no, filled_id=NOTE, answer="yes"))
    known.when(replace(right, filled_id=LESSON)).refuses(FilledUnknown, filled_id=FILLED)
    asking.by(HERSELF).when(right).refuses(FilledUnknown)


def test_the_clock_asks_anew_when_answers_are_too_old_and_not_answered_since():
    assert timers(filled, None) == [SetTimer(f"answers {FILLED}", datetime(2026, 2, 28, 16, tzinfo=UTC), due)]
    told = HealthAnswersDue(member_id=WEI, filled_id=FILLED, questionnaire_id=PAR_Q)
    asking.given(filled).when(due).then(told).when(due).then()
    asking.given(filled, replace(filled, filled_id=NOTE)).when(due).then()
    asking.given(filled, withdrawn).when(due).then()
    asking.given(filled, MemberErased(member_id=WEI, phone_index="x")).when(due).then()


# --- history, problems, notes ---

note = NoteHealth(note_id=NOTE, member_id=WEI, kind="current_problem", text="left knee", since="2025-01-15")
noted = HealthNoted(note_id=NOTE, member_id=WEI, kind="current_problem", text="left knee", since="2025-01-15")
correct = CorrectHealthNote(note_id=NOTE, member_id=WEI, text="right knee", since="2025-01-15")
corrected = HealthNoteCorrected(**vars(noted) | {"text": "right knee"})
close = CloseHealthNote(note_id=NOTE, member_id=WEI, over_since="2025-02-20")
closed = HealthNoteClosed(note_id=NOTE, member_id=WEI, kind="current_problem", over_since="2025-02-20")
health = Scenario(HEALTH).given(*agreed)


def test_a_problem_is_noted_corrected_and_closed_and_nothing_is_overwritten():
    known = health.by(HERSELF).when(note).then(noted).when(note).then()
    known = known.when(correct).then(corrected).when(correct).then()
    known = known.when(close).then(closed)
    for late in (correct, close):
        known.when(late).refuses(HealthNoteUnknown, note_id=NOTE)
    known.when(note).then()


def test_a_coach_of_the_class_or_by_contract_notes_what_was_said_and_others_do_not():
    said = replace(note, kind="consulting_note", session_id=LESSON)
    told = replace(noted, kind="consulting_note")
    health.given(lesson, seat).by(COACH_MO).when(said).then(told)
    health.given(assigned).by(COACH_MO).when(replace(said, session_id=None)).then(told)
    health.given(lesson).by(COACH_MO).when(said).refuses(HealthNotOpenToYou)
    health.given(assigned, lesson, seat).by(DESK).when(said).refuses(HealthNotOpenToYou)


def test_nothing_is_stored_without_consent_and_no_more_once_it_is_withdrawn():
    for past in ((registered,), (*agreed, withdrawn)):
        Scenario(HEALTH).given(*past).by(HERSELF).when(note).refuses(HealthConsentMissing)
        Scenario(QUESTIONNAIRE).given(*past, published).by(HERSELF).when(fill).refuses(HealthConsentMissing)


@pytest.mark.parametrize("wish", [note, correct])
def test_nothing_is_noted_since_a_day_to_come(wish):
    known = health.given(noted).by(HERSELF)
    known.when(replace(wish, since="2025-03-03")).refuses(HealthDayNotPossible)
    known.when(replace(close, over_since="2025-03-03")).refuses(HealthDayNotPossible)

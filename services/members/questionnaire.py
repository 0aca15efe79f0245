"""Health questionnaires: editions with a day, answers that fit, and whether to see a doctor first. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, assert_never

from marshmallow import ValidationError

from services.members import access
from services.members.access import Access, check_may_write
from shared.contracts import Event, PersonalFigure
from shared.contracts.fields import field_of
from shared.contracts.members import (
    AnswerQuestionnaire,
    AskForAnswers,
    EditionNotInForce,
    FilledUnknown,
    HealthAnswered,
    HealthAnswersDue,
    HealthAnswersNotFit,
    HealthQuestion,
    PublishQuestionnaire,
    QuestionnaireAnswered,
    QuestionnaireNotPossible,
    QuestionnairePublished,
)
from shared.decider import Context, Decider
from shared.venue_time import add_months

Wish = PublishQuestionnaire | AnswerQuestionnaire | AskForAnswers
STREAM = "questionnaires"
MONTHS = range(1, 100)


@dataclass(frozen=True)
class Questionnaires:
    """Every edition that was published; and what one member answered, by id."""

    editions: tuple[QuestionnairePublished, ...] = ()
    access: Access = field(default_factory=Access)
    filled: Mapping[str, QuestionnaireAnswered] = field(default_factory=dict)
    over: frozenset[str] = frozenset()  # answered again since, or asked for anew

    def of(self, questionnaire_id: str) -> list[QuestionnairePublished]:
        return [edition for edition in self.editions if edition.questionnaire_id == questionnaire_id]

    def in_force(self, questionnaire_id: str, day: date) -> QuestionnairePublished | None:
        begun = sorted((e for e in self.of(questionnaire_id) if e.from_day <= day), key=lambda e: e.from_day)
        return begun[-1] if begun and begun[-1].asked else None


def streams(wish: Wish, context: Context) -> Sequence[str]:
    match wish:
        case PublishQuestionnaire():
            return [STREAM]
        case AnswerQuestionnaire():
            return [STREAM, f"health-{wish.member_id}", *access.streams(wish.member_id, wish.session_id)]
        case AskForAnswers():
            return [f"health-{wish.member_id}", *access.streams(wish.member_id, None)]
    assert_never(wish)


def decide(wish: Wish, known: Questionnaires, context: Context) -> list[Event]:
    match wish:
        case PublishQuestionnaire():
            return publish(wish, known)
        case AnswerQuestionnaire():
            return answer(wish, known, context)
        case AskForAnswers(member_id=member_id, filled_id=filled_id):
            filled = known.filled.get(filled_id)
            if filled is None or filled_id in known.over or not known.access.consented or not known.access.life.active:
                return []
            told = {"member_id": member_id, "filled_id": filled_id, "questionnaire_id": filled.questionnaire_id}
            return [HealthAnswersDue(**told)]
    assert_never(wish)


def publish(wish: PublishQuestionnaire, known: Questionnaires) -> list[Event]:
    ids = {question.question_id for question in wish.questions}
    odd = any(question.warns and question.kind != "yes_no" for question in wish.questions)
    if not ids or len(ids) < len(wish.questions) or odd or wish.valid_months not in MONTHS:
        raise QuestionnaireNotPossible()
    earlier = known.of(wish.questionnaire_id)
    published = QuestionnairePublished(**vars(wish), edition=len(earlier) + 1)
    same = earlier and earlier[-1] == replace(published, edition=len(earlier))
    return [] if same else [published]


def answer(wish: AnswerQuestionnaire, known: Questionnaires, context: Context) -> list[Event]:
    check_may_write(known.access, wish.member_id, context)
    if wish.filled_id in known.filled:
        return []
    edition = known.in_force(wish.questionnaire_id, context.at.date())
    if edition is None or edition.edition != wish.edition:
        number = edition.edition if edition else None
        raise EditionNotInForce(questionnaire_id=wish.questionnaire_id, edition_in_force=number)
    if wish.corrects is not None and not correctable(wish.corrects, wish.questionnaire_id, known):
        raise FilledUnknown(filled_id=wish.corrects)
    answers = fitting(edition.questions, wish)
    told = {"filled_id": wish.filled_id, "member_id": wish.member_id}
    filled = QuestionnaireAnswered(
        **told,
        questionnaire_id=wish.questionnaire_id,
        edition=edition.edition,
        outcome=outcome(edition.questions, answers),
        valid_until=add_months(context.at.date(), edition.valid_months),
        corrects=wish.corrects,
    )
    return [filled, *(HealthAnswered(**told, question_id=id_, answer=text) for id_, text in answers.items())]


def correctable(filled_id: str, questionnaire_id: str, known: Questionnaires) -> bool:
    filled = known.filled.get(filled_id)
    corrected = {later.corrects for later in known.filled.values()}
    return filled is not None and filled.questionnaire_id == questionnaire_id and filled_id not in corrected


def fitting(questions: Sequence[HealthQuestion], wish: AnswerQuestionnaire) -> dict[str, str]:
    """The answers by question, in the order of the questions; raises HealthAnswersNotFit, which tells no answer."""
    given = {answer.question_id: answer.answer for answer in wish.answers}
    asked = {question.question_id: question for question in questions}
    wrong = [q.text for q in questions if not fits(q, given.get(q.question_id))]
    wrong += [str(id_) for id_ in given if id_ not in asked]
    if wrong or len(given) < len(wish.answers):
        raise HealthAnswersNotFit(questions="; ".join(wrong) or "a question was answered twice")
    return {id_: given[id_] for id_ in asked if id_ in given}


def fits(question: HealthQuestion, answer: str | None) -> bool:
    if answer is None:
        return not question.required
    match question.kind:
        case "yes_no":
            return answer in ("yes", "no")
        case "figure":
            return is_figure(answer)
    return True


def is_figure(text: str) -> bool:
    try:
        field_of(PersonalFigure, "raise").deserialize(text)
    except ValidationError:
        return False
    return True


def outcome(questions: Sequence[HealthQuestion], answers: Mapping[str, str]) -> str:
    """see_doctor as soon as one question that warns has a yes (as PAR-Q has it), else clear."""
    warned = any(question.warns and answers.get(question.question_id) == "yes" for question in questions)
    return "see_doctor" if warned else "clear"


def evolve(known: Questionnaires, event: Any) -> Questionnaires:
    match event:
        case QuestionnairePublished():
            return replace(known, editions=(*known.editions, event))
        case QuestionnaireAnswered(filled_id=filled_id, questionnaire_id=questionnaire_id):
            over = {i for i, filled in known.filled.items() if filled.questionnaire_id == questionnaire_id}
            return replace(known, filled={**known.filled, filled_id: event}, over=known.over | over)
        case HealthAnswersDue(filled_id=filled_id):
            return replace(known, over=known.over | {filled_id})
    return replace(known, access=access.evolve(known.access, event))


QUESTIONNAIRE: Decider[Questionnaires] = Decider(
    (PublishQuestionnaire, AnswerQuestionnaire, AskForAnswers), Questionnaires(), streams, decide, evolve
)

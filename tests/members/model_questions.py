"""Questionnaires about health, by the rules alone: PAR-Q and the like.

From the README of members and its contract: dated editions; one yes to a question that warns says see a doctor; answers
hold for some months, then they are asked for anew, once; what is corrected stays beside what stands instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from shared.contracts import Actor, Refusal
from shared.contracts import members as c
from shared.venue_time import add_months
from tests.machine import Answer, told


@dataclass
class QuestionsModel:
    """`over`: answers that were given anew since, or asked for anew."""

    registered: set[str]
    consented: set[str]
    editions: dict[str, list[c.PublishQuestionnaire]] = field(default_factory=dict)
    filled: dict[str, c.AnswerQuestionnaire] = field(default_factory=dict)
    over: set[str] = field(default_factory=set)

    def publish(self, wish: c.PublishQuestionnaire) -> Answer:
        ids = [question.question_id for question in wish.questions]
        odd = [question for question in wish.questions if question.warns and question.kind != "yes_no"]
        if not ids or len(ids) > len(set(ids)) or odd or wish.valid_months < 1:
            return {c.QuestionnaireNotPossible}
        known = self.editions.setdefault(wish.questionnaire_id, [])
        if known and known[-1] == wish:
            return []
        known.append(wish)
        return [told(c.QuestionnairePublished, questionnaire_id=wish.questionnaire_id, edition=len(known))]

    def binding(self, questionnaire_id: str, day: date) -> int | None:
        """The number of the edition asked on a day: the newest day, then the latest published."""
        known = self.editions.get(questionnaire_id, [])
        begun = [(each.from_day, number) for number, each in enumerate(known, 1) if each.from_day <= day]
        number = max(begun)[1] if begun else None
        return number if number and known[number - 1].asked else None

    def answer(self, wish: c.AnswerQuestionnaire, by: Actor, today: date) -> Answer:
        if wish.member_id not in self.registered:
            return {c.MemberNotRegistered}
        if wish.member_id not in self.consented:
            return {c.HealthConsentMissing}
        if by.member_id != wish.member_id:
            return {c.HealthNotOpenToYou}
        if wish.filled_id in self.filled:
            return []
        against, number = set[type[Refusal]](), self.binding(wish.questionnaire_id, today)
        if number is None or number != wish.edition:
            return {c.EditionNotInForce}
        if wish.corrects is not None and not self.correctable(wish):
            against.add(c.FilledUnknown)
        edition = self.editions[wish.questionnaire_id][number - 1]
        given = {answer.question_id: answer.answer for answer in wish.answers}
        asked = {question.question_id: question for question in edition.questions}
        fitting = all(fits(question, given.get(id_)) for id_, question in asked.items())
        if not fitting or not given.keys() <= asked.keys() or len(given) < len(wish.answers):
            against.add(c.HealthAnswersNotFit)
        if against:
            return against
        same = {i for i, each in self.filled.items() if each.questionnaire_id == wish.questionnaire_id}
        self.over |= {i for i in same if self.filled[i].member_id == wish.member_id}
        self.filled[wish.filled_id] = wish
        warned = any(asked[id_].warns and answer == "yes" for id_, answer in given.items())
        until = add_months(today, edition.valid_months)
        facts = {"edition": number, "outcome": "see_doctor" if warned else "clear", "valid_until": until}
        each = [told(c.HealthAnswered, question_id=id_, answer=given[id_]) for id_ in asked if id_ in given]
        return [told(c.QuestionnaireAnswered, filled_id=wish.filled_id, corrects=wish.corrects, **facts), *each]

    def correctable(self, wish: c.AnswerQuestionnaire) -> bool:
        """Of the member's own answers to the same questionnaire, each once."""
        wrong = self.filled.get(wish.corrects or "")
        once = wish.corrects not in {each.corrects for each in self.filled.values()}
        about = (wish.member_id, wish.questionnaire_id)
        return wrong is not None and once and (wrong.member_id, wrong.questionnaire_id) == about

    def ask(self, wish: c.AskForAnswers) -> Answer:
        known = self.filled.get(wish.filled_id)
        asked = wish.member_id in self.registered & self.consented
        if known is None or known.member_id != wish.member_id or wish.filled_id in self.over or not asked:
            return []
        self.over.add(wish.filled_id)
        return [told(c.HealthAnswersDue, filled_id=wish.filled_id, questionnaire_id=known.questionnaire_id)]

    def consent(self, member_id: str, given: bool) -> Answer:
        if given == (member_id in self.consented):
            return []
        (self.consented.add if given else self.consented.discard)(member_id)
        return [told(c.ConsentGiven if given else c.ConsentWithdrawn, member_id=member_id)]


def fits(question: c.HealthQuestion, answer: str | None) -> bool:
    if answer is None:
        return not question.required
    patterns = {"yes_no": "yes|no", "figure": r"-?[0-9]+(\.[0-9]+)?"}
    return question.kind not in patterns or re.fullmatch(patterns[question.kind], answer) is not None

"""Questionnaires in dated editions, answers and their correction: every command in every state, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.members.service import SERVICE
from shared.contracts import COACH, MEMBER, Actor
from shared.contracts import members as c
from shared.ids import derived_id
from tests.machine import Answer, Desk, lives, told
from tests.members.examples import registered, venue_opened
from tests.members.model_questions import QuestionsModel

pytestmark = pytest.mark.thorough

BEGINS = datetime(2025, 8, 30, 23, 30, tzinfo=UTC)  # half an hour before midnight of the chain
SELF = Actor.service("members")
MEMBERS = [derived_id("member", n) for n in range(2)]
OWN = {who: Actor(id=who, roles=(MEMBER,), member_id=who) for who in MEMBERS}
STRANGER = Actor(id=derived_id("coach"), roles=(COACH,))
QUESTIONNAIRES = [derived_id("questionnaire", n) for n in range(2)]
HEART, WEIGHT, WORDS = IDS = [derived_id("question", n) for n in range(3)]
people, which = (
    st.sampled_from([*[MEMBERS[0]] * 3, MEMBERS[1]]),
    st.sampled_from([*QUESTIONNAIRES[:1] * 3, *QUESTIONNAIRES]),
)


def question(id_: str, kind: c.AnswerKind, required: bool, warns: bool) -> c.HealthQuestion:
    return c.HealthQuestion(
        question_id=id_, text="Chest pain?", text_zh="胸痛？", kind=kind, required=required, warns=warns
    )


QUESTIONS = [
    (question(HEART, "yes_no", True, True), question(WEIGHT, "figure", False, False)),
    (question(HEART, "yes_no", False, True), question(WORDS, "text", True, False)),
    (question(HEART, "yes_no", True, True), question(HEART, "yes_no", True, False)),
    (question(WEIGHT, "figure", True, True),),
    (),
]


class QuestionsMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        joined = [replace(registered, member_id=who, number=str(n)) for n, who in enumerate(MEMBERS)]
        self.desk = Desk(SERVICE.deciders, BEGINS, [venue_opened, *joined])
        self.model, self.given = QuestionsModel(set(MEMBERS), set()), 0
        self.consent(MEMBERS[0], True)
        self.publish(QUESTIONNAIRES[0], 0, QUESTIONS[0], 12, True)

    @property
    def today(self) -> date:
        return self.desk.now.date()

    @rule(
        which=which, days=st.sampled_from([-1, 0, 0, 1]), questions=st.sampled_from([*QUESTIONS[:2] * 3, *QUESTIONS]),
        months=st.sampled_from([6, 6, 12, 0]), asked=st.sampled_from([True, True, True, False]),
    )  # fmt: skip
    def publish(self, which: str, days: int, questions: tuple[c.HealthQuestion, ...], months: int, asked: bool) -> None:
        wish = c.PublishQuestionnaire(
            questionnaire_id=which, from_day=self.today + timedelta(days=days), name="PAR-Q", name_zh="问卷",
            questions=questions, valid_months=months, asked=asked,
        )  # fmt: skip
        self.desk.give(wish, self.model.publish(wish))

    @rule(
        who=people, which=which, heart=st.sampled_from([None, "yes", "no", "no", "maybe"]),
        weight=st.sampled_from([None, None, "72.5", "much"]), words=st.sampled_from([None, "…"]),
        twice=st.sampled_from([False] * 5 + [True]), edition=st.sampled_from([None] * 6 + [1, 2]),
        corrects=st.none() | st.integers(0, 3), by=st.sampled_from([None] * 5 + [STRANGER]),
        again=st.sampled_from([False] * 5 + [True]),
    )  # fmt: skip
    def answer(
        self, who: str, which: str, heart: str | None, weight: str | None, words: str | None, twice: bool,
        edition: int | None, corrects: int | None, by: Actor | None, again: bool,
    ) -> None:  # fmt: skip
        told_ = [(id_, text) for id_, text in zip(IDS, (heart, weight, words), strict=True) if text]
        known, by = list(self.model.filled), by or OWN[who]
        self.given += 1
        filled = derived_id("filled", self.given)
        if again and known and self.model.filled[known[-1]].member_id == who:
            filled = known[-1]
        wish = c.AnswerQuestionnaire(
            filled_id=filled, member_id=who, questionnaire_id=which,
            edition=edition or self.model.binding(which, self.today) or 1,
            answers=tuple(c.HealthAnswer(question_id=id_, answer=text) for id_, text in [*told_, *told_[: int(twice)]]),
            corrects=None if corrects is None else (known or [filled])[-1 - corrects % max(len(known), 1)],
        )  # fmt: skip
        self.desk.give(wish, self.model.answer(wish, by, self.today), by)

    @rule(
        who=people, which=which, heart=st.sampled_from(["yes", "no"]), corrects=st.none() | st.integers(0, 2),
        late=st.none() | st.integers(0, 2),
    )  # fmt: skip
    def answer_likely(self, who: str, which: str, heart: str, corrects: int | None, late: int | None) -> None:
        """As is asked; perhaps the clock says of earlier answers that they are old."""
        number = self.model.binding(which, self.today)
        asked = [each.question_id for each in self.model.editions[which][number - 1].questions] if number else []
        self.answer(who, which, heart, None, "…" if WORDS in asked else None, False, None, corrects, None, False)
        if late is not None:
            self.ask(who, late)

    @rule(who=people, pick=st.integers(0, 3))
    def ask(self, who: str, pick: int) -> None:
        """As the clock does, of any answers."""
        known = list(self.model.filled) or [derived_id("nothing")]
        wish = c.AskForAnswers(member_id=who, filled_id=known[-1 - pick % len(known)])
        self.desk.give(wish, self.model.ask(wish), SELF)

    @rule(who=people, given=st.sampled_from([True, True, True, False]))
    def consent(self, who: str, given: bool) -> None:
        if who in self.model.registered:
            wish = c.GiveConsent(member_id=who, purpose="health_data", edition="A")
            withdraw = c.WithdrawConsent(member_id=who, purpose="health_data")
            self.desk.give(wish if given else withdraw, self.model.consent(who, given))

    @rule(sure=st.sampled_from([False] * 5 + [True]))
    def erase(self, sure: bool) -> None:
        if sure and MEMBERS[1] in self.model.registered:
            self.model.registered.discard(MEMBERS[1])
            foreseen: Answer = [told(c.MemberErased, member_id=MEMBERS[1])]
            self.desk.give(c.EraseMember(member_id=MEMBERS[1]), foreseen)

    @rule(minutes=st.sampled_from([29, 30, 1440]))
    def time_passes(self, minutes: int) -> None:
        self.desk.now += timedelta(minutes=minutes)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, c.AskForConfirmation(member_id=derived_id("nobody")))


QuestionsMachine.TestCase.settings = lives(60, 40)
TestQuestionsMachine = QuestionsMachine.TestCase

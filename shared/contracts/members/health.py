"""The health record: what a questionnaire was answered, medical history and problems, notes of consulting.

Answers and notes are sealed with the member's key. What is corrected stays, and what stands instead is a new event.
"""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    COACH,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    STAFF,
    Command,
    Day,
    Event,
    Id,
    Name,
    Note,
    Part,
    Personal,
    PersonalDay,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.access import HealthConsentMissing, HealthNotOpenToYou, RecordHealthRead
from shared.contracts.members.life import NOT_ACTIVE

AnswerKind = Literal["yes_no", "figure", "text"]
HealthNoteKind = Literal[
    "medical_history", "current_problem", "medication", "allergy", "medical_report", "consulting_note"
]
CLOSED_TO_WRITE = (*NOT_ACTIVE, HealthConsentMissing, HealthNotOpenToYou)
"""What a command that writes health data refuses."""


class QuestionnaireNotPossible(Refusal):
    """A questionnaire has questions, each once; a warning comes from a yes."""

    status = 422
    says = Text("These questions make no questionnaire.", "这些问题不能组成问卷。")
    remedy = Text(
        "Ask one question or more, each under its own id; let only yes/no questions warn; answers hold 1 to 99 months.",
        "请至少填写一个问题，编号不得重复；仅“是/否”题可设为警示题；有效期为 1 至 99 个月。",
    )


class EditionNotInForce(Refusal):
    """A questionnaire is answered in the edition of the day."""

    questionnaire_id: Id
    edition_in_force: int | None
    says = Text(
        "Of questionnaire {questionnaire_id}, edition {edition_in_force} is in force.",
        "问卷 {questionnaire_id} 现行版本为 {edition_in_force}。",
    )
    remedy = Text("Show the edition in force and have it answered.", "请出示现行版本后重新填写。")


class HealthAnswersNotFit(Refusal):
    """Every question that must be answered is, once, in its own kind; nothing else is."""

    questions: str
    status = 422
    says = Text("Not answered as asked: {questions}.", "以下问题未按要求回答：{questions}。")
    remedy = Text(
        "Answer each question once: yes or no, a figure such as 72.5, or words.",
        "请逐题回答：是/否填 yes 或 no，数字如 72.5，或填写文字。",
    )


class FilledUnknown(Refusal):
    """Only what was answered, and not corrected before, is corrected."""

    filled_id: Id
    status = 404
    says = Text("There are no answers {filled_id} to correct.", "没有可更正的问卷回答 {filled_id}。")
    remedy = Text("See the member's health record.", "请查看该会员的健康档案。")


class HealthNoteUnknown(Refusal):
    """There is no such note, or it is closed."""

    note_id: Id
    status = 404
    says = Text("No health note {note_id} is open.", "没有可修改的健康记录 {note_id}。")
    remedy = Text("See the member's health record.", "请查看该会员的健康档案。")


class HealthDayNotPossible(Refusal):
    """What was, was by today."""

    status = 422
    says = Text("This day has not come yet.", "该日期尚未到来。")
    remedy = Text("Give today or an earlier day.", "请填写今天或更早的日期。")


class HealthQuestion(Part):
    """A question; of one that `warns`, a yes says: see a doctor before training."""

    question_id: Id
    text: Note
    text_zh: Note
    kind: AnswerKind = "yes_no"
    required: bool = True
    warns: bool = False


class HealthAnswer(Part):
    """yes or no, a figure such as 72.5, or words, as the question asks."""

    question_id: Id
    answer: Personal


class PublishQuestionnaire(Command, by=(HEAD_OFFICE,), refuses=(QuestionnaireNotPossible,)):
    """Ask this from a day on; what was asked before stays readable under its edition.

    Answers hold for `valid_months`, then they are asked for anew. Not asked any more: `asked` false.
    """

    questionnaire_id: Id
    from_day: Day
    name: Name
    name_zh: Name
    questions: tuple[HealthQuestion, ...]
    valid_months: int = 12
    asked: bool = True


class QuestionnairePublished(Event, stream="questionnaires", unreported="rule"):
    """This edition is asked from `from_day` on, until a later one."""

    questionnaire_id: Id
    edition: int
    from_day: Day
    name: Name
    name_zh: Name
    questions: tuple[HealthQuestion, ...]
    valid_months: int
    asked: bool


class AnswerQuestionnaire(
    Command,
    by=(MEMBER, COACH),
    refuses=(*CLOSED_TO_WRITE, EditionNotInForce, HealthAnswersNotFit, FilledUnknown),
):
    """Answer a questionnaire in the edition of the day; `corrects` names earlier answers that were wrong."""

    filled_id: Id
    member_id: Id
    questionnaire_id: Id
    edition: int
    answers: tuple[HealthAnswer, ...]
    corrects: Id | None = None
    session_id: Id | None = None  # the class in which the coach has the member


class QuestionnaireAnswered(Event, stream="health-{member_id}", person="member_id", unreported="health"):
    """A questionnaire was answered; `outcome` is clear or see_doctor. The answers follow, each by itself."""

    filled_id: Id
    member_id: Id
    questionnaire_id: Id
    edition: int
    outcome: Personal
    valid_until: Day
    corrects: Id | None


class HealthAnswered(Event, stream="health-{member_id}", person="member_id", unreported="health"):
    """The answer to one question."""

    filled_id: Id
    member_id: Id
    question_id: Id
    answer: Personal


class AskForAnswers(Command, by=(SERVICE,)):
    """The clock says that answers are too old."""

    member_id: Id
    filled_id: Id


class HealthAnswersDue(Event, stream="health-{member_id}", unreported="health"):
    """A questionnaire is to be answered anew."""

    member_id: Id
    filled_id: Id
    questionnaire_id: Id


class NoteHealth(Command, by=(MEMBER, COACH), refuses=(*CLOSED_TO_WRITE, HealthDayNotPossible)):
    """Note something of a member's health: history, a problem of now, a report, what was said in consulting."""

    note_id: Id
    member_id: Id
    kind: HealthNoteKind
    text: Personal
    since: PersonalDay | None = None
    session_id: Id | None = None


class HealthNoted(Event, stream="health-{member_id}", person="member_id", unreported="health"):
    """Something of a member's health is known."""

    note_id: Id
    member_id: Id
    kind: HealthNoteKind
    text: Personal
    since: PersonalDay | None


class CorrectHealthNote(
    Command, by=(MEMBER, COACH), refuses=(*CLOSED_TO_WRITE, HealthNoteUnknown, HealthDayNotPossible)
):
    """Say it right; what was noted before stays in the history."""

    note_id: Id
    member_id: Id
    text: Personal
    since: PersonalDay | None = None
    session_id: Id | None = None


class HealthNoteCorrected(Event, stream="health-{member_id}", person="member_id", unreported="health"):
    """This stands instead of what was noted before."""

    note_id: Id
    member_id: Id
    kind: HealthNoteKind
    text: Personal
    since: PersonalDay | None


class CloseHealthNote(Command, by=(MEMBER, COACH), refuses=(*CLOSED_TO_WRITE, HealthNoteUnknown, HealthDayNotPossible)):
    """It is over: a problem healed, a medicine no longer taken."""

    note_id: Id
    member_id: Id
    over_since: PersonalDay | None = None
    session_id: Id | None = None


class HealthNoteClosed(Event, stream="health-{member_id}", person="member_id", unreported="health"):
    """What was noted is over."""

    note_id: Id
    member_id: Id
    kind: HealthNoteKind
    over_since: PersonalDay | None


# --- queries ---


class QuestionnaireRow(Row):
    """An edition of a questionnaire."""

    questionnaire_id: Id
    edition: int
    from_day: Day
    name: str
    name_zh: str
    questions: tuple[HealthQuestion, ...]
    valid_months: int
    asked: bool


class ListQuestionnaires(Query, by=(*STAFF, MEMBER), answers=QuestionnaireRow):
    """Every edition of every questionnaire; the one with the latest day that has begun is in force."""


class HealthRow(Row):
    """A line of a health record: an `outcome` of a questionnaire, an `answer` in it, a `note` or that it is `closed`.

    `current`: nothing later stands in its place; what is not, is history. `due`: to be answered anew.
    """

    section: Literal["outcome", "answer", "note", "closed"]
    item_id: Id
    at: str
    by: str
    title: str
    title_zh: str
    text: Personal | None
    day: PersonalDay | None
    valid_until: Day | None
    current: bool
    due: bool


class HealthRecord(Query, by=(MEMBER, *STAFF), answers=HealthRow, recorded_by=RecordHealthRead):
    """The whole health record of a member, history included, the newest first; of merged records too.

    A coach names the class (`session_id`) in which they have the member, or has a contract.
    """

    member_id: Id
    session_id: Id | None = None
    reason: Personal | None = None

"""A member's health record: opened by consent, kept and read by a coach and by others who may not, closed again."""

from __future__ import annotations

from datetime import timedelta

from shared.contracts import Actor, Command, DayRange
from shared.contracts.members import (
    AnswerQuestionnaire,
    AppointDataSupervisor,
    AssignCoach,
    BreakGlass,
    CheckMeasurement,
    CloseHealthNote,
    CorrectHealthNote,
    CorrectMeasurement,
    DefineFitnessTest,
    EndCoaching,
    EndPlan,
    FitnessMeasure,
    FitnessResult,
    GiveConsent,
    HealthAnswer,
    HealthQuestion,
    HireStaff,
    NoteHealth,
    PublishQuestionnaire,
    RecordHealthRead,
    RecordMeasurement,
    RecordWorkout,
    RemoveWorkout,
    ReviewGlass,
    ScheduleFitnessTest,
    SetMemberPolicy,
    StopFitnessTest,
    TakeFitnessTest,
    WithdrawConsent,
    WritePlan,
)
from tests.sim.client import COACHING, OFFICE, Client, person
from tests.sim.flows.office import entered
from tests.sim.flows.one_person import registers
from tests.sim.flows.scene import COACH, TODAY, VENUES, id_of

QUESTIONNAIRE, QUESTION, TEST = id_of("questionnaire"), id_of("heart"), id_of("fitness test")


def body(client: Client) -> None:
    """Before the consent, while it stands, and after it: whoever likes tries to keep and to read."""
    dice, member_id = client.dice, id_of(client.name, "record", 0)
    of, herself = {"member_id": member_id}, person(member_id)
    opens(client)
    registers(client, member_id)
    coaching_id, glass_id = id_of(client.name, "coaching"), id_of(client.name, "glass")
    days = DayRange(TODAY, TODAY + timedelta(days=30))
    assign = AssignCoach(coaching_id=coaching_id, **of, venue_id=VENUES[0], coach_id=COACH, days=days)
    steps: list[tuple[Command, Actor]] = [
        (GiveConsent(**of, purpose="health_data", edition="1"), herself),
        (assign, OFFICE),
        (BreakGlass(glass_id=glass_id, **of, venue_id=VENUES[0], reason="fainted"), OFFICE),
        (ReviewGlass(glass_id=glass_id, **of, justified=True, finding="she did"), dice.choice((COACHING, OFFICE))),
        (EndCoaching(coaching_id=coaching_id, **of), OFFICE),
        (WithdrawConsent(**of, purpose="health_data"), herself),
    ]
    for command, actor in steps:
        for who in (herself, COACHING, OFFICE):
            client.give(RecordHealthRead(**of, query="HealthRecord"), who)
        keeps(client, member_id, dice.choice((herself, COACHING)), type(command).__name__)
        for entry in entered(client, member_id):
            client.give(CheckMeasurement(entry_id=entry.entry_id, **of, right=dice.random() < 0.7), herself)
        client.sleep(60)
        client.give(command, actor)


def opens(client: Client) -> None:
    """What the chain asks of everybody, and who coaches."""
    client.give(HireStaff(staff_id=COACH, name="Mo", roles=("coach",), venues=None))
    client.give(AppointDataSupervisor(staff_id=COACH))
    mode = client.dice.choice(("act_first", "approve_first"))
    client.give(SetMemberPolicy(policy="review_of_measurements", value=mode, from_day=TODAY))
    asked = HealthQuestion(question_id=QUESTION, text="Heart?", text_zh="心脏？", warns=True)
    named = {"from_day": TODAY, "name": "Ready", "name_zh": "准备"}
    client.give(PublishQuestionnaire(questionnaire_id=QUESTIONNAIRE, **named, questions=(asked,)))
    weighed = (FitnessMeasure(kind="weight"),)
    client.give(DefineFitnessTest(test_id=TEST, **named, content="Weigh.", content_zh="称重。", measures=weighed))


def keeps(client: Client, member_id: str, by: Actor, when: str) -> None:
    """One kind of data after the other, the latter half wrong or over again."""
    of = {"member_id": member_id}
    note, figure, run, plan, filled, taken = (
        {f"{what}_id": id_of(client.name, what, when)}
        for what in ("note", "measurement", "workout", "plan", "filled", "taken")
    )
    result = FitnessResult(kind="weight", figure="70")
    every: dict[str, list[Command]] = {
        "notes": [
            NoteHealth(**note, **of, kind="allergy", text="nuts"),
            CorrectHealthNote(**note, **of, text="almonds"),
            CloseHealthNote(**note, **of),
        ],
        "figures": [
            RecordMeasurement(**figure, **of, kind="weight", activity=None, figure="70.5", day=TODAY),
            CorrectMeasurement(**figure, **of, figure=client.dice.choice(("71", None))),
        ],
        "tests": [
            ScheduleFitnessTest(**of, test_id=TEST, due_on=TODAY + timedelta(days=9)),
            TakeFitnessTest(**taken, **of, test_id=TEST, day=TODAY, results=(result,)),
            StopFitnessTest(**of, test_id=TEST),
        ],
        "workouts": [
            RecordWorkout(**run, **of, day=TODAY, minutes="45", activity="running", content="slowly"),
            RemoveWorkout(**run, **of),
        ],
        "plans": [
            WritePlan(**plan, **of, kind="training", title="Up", goal="10 km", content="Run.", first_day=TODAY),
            EndPlan(**plan, **of),
        ],
        "answers": [
            AnswerQuestionnaire(
                **filled, **of, questionnaire_id=QUESTIONNAIRE, edition=1,
                answers=(HealthAnswer(question_id=QUESTION, answer="no"),),
            )
        ],
    }  # fmt: skip
    for kind in client.dice.sample(sorted(every), 3):
        for command in every[kind]:
            client.give(command, COACHING if kind == "plans" else by)

"""Fitness tests: what is offered, how often a member takes them, what came out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, assert_never

from services.members import access
from services.members.access import Access, check_may_write
from services.members.health import check_by_today
from services.members.measures import measured
from shared.contracts import Event
from shared.contracts.members import (
    DefineFitnessTest,
    DueDayNotPossible,
    FitnessMeasure,
    FitnessResult,
    FitnessTestDefined,
    FitnessTestDue,
    FitnessTestNotPossible,
    FitnessTestScheduled,
    FitnessTestStopped,
    FitnessTestTaken,
    FitnessTestUnknown,
    RemindOfFitnessTest,
    ResultsNotFit,
    ScheduleFitnessTest,
    StopFitnessTest,
    TakeFitnessTest,
)
from shared.decider import Context, Decider
from shared.ids import derived_id
from shared.venue_time import add_months

Wish = DefineFitnessTest | ScheduleFitnessTest | StopFitnessTest | TakeFitnessTest | RemindOfFitnessTest
STREAM = "fitnesstests"
MONTHS = range(1, 61)


@dataclass(frozen=True)
class Due:
    """When a test is due next, how often, and whether the member was reminded of it."""

    on: date
    every_months: int
    told: bool = False


@dataclass(frozen=True)
class Fitness:
    """Every edition of every test; and of one member what is scheduled, by test, and what was taken."""

    editions: tuple[FitnessTestDefined, ...] = ()
    access: Access = field(default_factory=Access)
    due: Mapping[str, Due] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()

    def offered(self, test_id: str, day: date) -> FitnessTestDefined:
        """The edition in force; raises FitnessTestUnknown."""
        of_test = (edition for edition in self.editions if edition.test_id == test_id and edition.from_day <= day)
        begun = sorted(of_test, key=lambda edition: edition.from_day)
        if not begun or not begun[-1].offered:
            raise FitnessTestUnknown(test_id=test_id)
        return begun[-1]


def streams(wish: Wish, context: Context) -> Sequence[str]:
    if isinstance(wish, DefineFitnessTest):
        return [STREAM]
    session_id = None if isinstance(wish, RemindOfFitnessTest) else wish.session_id
    own = [STREAM, f"fitness-{wish.member_id}", *access.streams(wish.member_id, session_id)]
    return [*own, f"body-{wish.member_id}"] if isinstance(wish, TakeFitnessTest) else own


def decide(wish: Wish, fitness: Fitness, context: Context) -> list[Event]:
    match wish:
        case DefineFitnessTest():
            return define(wish, fitness)
        case RemindOfFitnessTest(test_id=test_id, due_on=day):
            known = fitness.due.get(test_id)
            standing = known is not None and known.on == day and not known.told
            active = fitness.access.life.active and fitness.access.consented
            return [FitnessTestDue(**vars(wish))] if standing and active else []
    check_may_write(fitness.access, wish.member_id, context)
    match wish:
        case ScheduleFitnessTest():
            return schedule(wish, fitness, context)
        case StopFitnessTest(member_id=member_id, test_id=test_id):
            return [FitnessTestStopped(member_id=member_id, test_id=test_id)] if test_id in fitness.due else []
        case TakeFitnessTest():
            return take(wish, fitness, context)
    assert_never(wish)


def define(wish: DefineFitnessTest, fitness: Fitness) -> list[Event]:
    measures = [(measure.kind, measure.activity) for measure in wish.measures]
    odd = any((kind == "activity_count") != (activity is not None) for kind, activity in measures)
    if not measures or len(set(measures)) < len(measures) or odd or wish.every_months not in MONTHS:
        raise FitnessTestNotPossible()
    earlier = [edition for edition in fitness.editions if edition.test_id == wish.test_id]
    defined = FitnessTestDefined(**vars(wish), edition=len(earlier) + 1)
    same = earlier and earlier[-1] == replace(defined, edition=len(earlier))
    return [] if same else [defined]


def schedule(wish: ScheduleFitnessTest, fitness: Fitness, context: Context) -> list[Event]:
    test = fitness.offered(wish.test_id, context.at.date())
    months = test.every_months if wish.every_months is None else wish.every_months
    furthest_west = (context.at - timedelta(hours=12)).date()
    if months not in MONTHS or wish.due_on < furthest_west:
        raise DueDayNotPossible()
    known = fitness.due.get(wish.test_id)
    same = known is not None and (known.on, known.every_months) == (wish.due_on, months)
    told = {"member_id": wish.member_id, "test_id": wish.test_id, "due_on": wish.due_on}
    return [] if same else [FitnessTestScheduled(**told, every_months=months)]  # type: ignore[arg-type]


def take(wish: TakeFitnessTest, fitness: Fitness, context: Context) -> list[Event]:
    if wish.taken_id in fitness.taken:
        return []
    check_by_today(wish.day.isoformat(), context.at)
    test = fitness.offered(wish.test_id, wish.day)
    check_results(test.measures, wish.results)
    known = fitness.due.get(wish.test_id)
    due_on = max(known.on, add_months(wish.day, known.every_months)) if known else None  # late entries move nothing
    asked = {name: getattr(wish, name) for name in ("taken_id", "member_id", "test_id", "day", "assessment")}
    return [
        FitnessTestTaken(**asked, edition=test.edition, due_on=due_on),
        *(result_of(wish, each) for each in wish.results),
    ]


def result_of(wish: TakeFitnessTest, result: FitnessResult) -> Event:
    """A result is a measurement; raises FigureNotPossible."""
    return measured(
        result.kind,
        result.activity,
        result.figure,
        measurement_id=derived_id(wish.taken_id, result.kind, result.activity or ""),
        member_id=wish.member_id,
        day=wish.day,
        taken_id=wish.taken_id,
    )


def check_results(measures: Sequence[FitnessMeasure], results: Sequence[FitnessResult]) -> None:
    asked = {(measure.kind, measure.activity) for measure in measures}
    given = [(result.kind, result.activity) for result in results]
    wrong = asked ^ set(given) or {each for each in given if given.count(each) > 1}
    if wrong:
        raise ResultsNotFit(measures=", ".join(sorted(activity or kind for kind, activity in wrong)))


def evolve(fitness: Fitness, event: Any) -> Fitness:
    match event:
        case FitnessTestDefined():
            return replace(fitness, editions=(*fitness.editions, event))
        case FitnessTestScheduled(test_id=test_id):
            return due(fitness, test_id, Due(event.due_on, event.every_months))
        case FitnessTestStopped(test_id=test_id):
            return due(fitness, test_id, None)
        case FitnessTestDue(test_id=test_id) if test_id in fitness.due:
            return due(fitness, test_id, replace(fitness.due[test_id], told=True))
        case FitnessTestTaken(test_id=test_id, due_on=next_one):
            known = replace(fitness, taken=fitness.taken | {event.taken_id})
            if next_one is None or test_id not in known.due:
                return known
            return due(known, test_id, Due(next_one, known.due[test_id].every_months))
    return replace(fitness, access=access.evolve(fitness.access, event))


def due(fitness: Fitness, test_id: str, next_one: Due | None) -> Fitness:
    others = {id_: each for id_, each in fitness.due.items() if id_ != test_id}
    return replace(fitness, due={**others, test_id: next_one} if next_one else others)


FITNESS: Decider[Fitness] = Decider(
    (DefineFitnessTest, ScheduleFitnessTest, StopFitnessTest, TakeFitnessTest, RemindOfFitnessTest),
    Fitness(),
    streams,
    decide,
    evolve,
)

"""A member's own statistics: how much, how long, how hard, when, with whom, and what changed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import get_args

from services.members.answers.figures import standing
from services.members.health import FURTHEST_EAST
from shared.contracts import Event
from shared.contracts.fields import shortest
from shared.contracts.members import (
    AttendanceWithdrawn,
    CoachAssigned,
    CoachingEnded,
    FitnessTestDefined,
    FitnessTestScheduled,
    FitnessTestStopped,
    FitnessTestTaken,
    MemberStatistics,
    StatisticRow,
    Weekday,
    WorkoutNoted,
    WorkoutRecorded,
    WorkoutRemoved,
)
from shared.decider import Context
from shared.history import Answer, Told
from shared.venue_time import DayRange, add_months

SECTIONS_ZH = {
    "training": "训练概况", "months": "按月次数", "weekdays": "按星期次数", "times": "按时段次数",
    "activities": "按项目次数", "coach": "教练", "body": "身体与力量", "tests": "体能测试",
}  # fmt: skip
WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
PARTS = (
    ("morning", "上午", "11:00"),
    ("noon", "中午", "14:00"),
    ("afternoon", "下午", "18:00"),
    ("evening", "晚上", "24:00"),
)
TIMES, MINUTES = ("times", "次"), ("minutes", "分钟")


@dataclass(frozen=True)
class Workout:
    """A workout as attended, as entered, or both: day and begin are booking's first, minutes as entered first."""

    noted: WorkoutNoted | None = None
    entered: WorkoutRecorded | None = None

    @property
    def told(self) -> tuple[WorkoutNoted | WorkoutRecorded, ...]:
        return tuple(each for each in (self.noted, self.entered) if each is not None)

    @property
    def day(self) -> date:
        return self.told[0].day

    @property
    def begins(self) -> str | None:
        return next((each.begins for each in self.told if each.begins), None)

    @property
    def minutes(self) -> Decimal | None:
        minutes = self.told[-1].minutes
        return None if minutes is None else Decimal(minutes)


def streams(query: MemberStatistics) -> Iterable[str]:
    return ["fitnesstests", *(f"{part}-{query.member_id}" for part in ("workouts", "coaching", "body", "fitness"))]


def rows(query: MemberStatistics, told: Sequence[Told], context: Context) -> list[StatisticRow]:
    events = [one.event for one in told]
    today = (context.now + FURTHEST_EAST).date()
    first = query.first or add_months(context.now.date(), -12)
    days = DayRange(first, max(first, query.until or today + timedelta(days=1)))
    every = [workout for workout in workouts(events) if workout.day in days]
    return [
        *training(every, days),
        *counted(every),
        coach(events, context),
        *body(events, days),
        *tests(events, days),
    ]


def row(section: str, name: tuple[str, str], value: object, unit: tuple[str, str]) -> StatisticRow:
    return StatisticRow(
        section=section,  # type: ignore[arg-type]
        section_zh=SECTIONS_ZH[section],
        name=name[0],
        name_zh=name[1],
        value=str(value),
        unit=unit[0],
        unit_zh=unit[1],
    )


def workouts(events: Iterable[Event]) -> list[Workout]:
    found: dict[str, Workout] = {}
    for event in events:
        match event:
            case WorkoutNoted(workout_id=id_):
                found[id_] = Workout(event, found.get(id_, Workout()).entered)
            case WorkoutRecorded(workout_id=id_):
                found[id_] = Workout(found.get(id_, Workout()).noted, event)
            case AttendanceWithdrawn(workout_id=id_):
                found[id_] = Workout(None, found[id_].entered)
            case WorkoutRemoved(workout_id=id_):
                found[id_] = Workout(found[id_].noted, None)
    return [workout for workout in found.values() if workout.told]


def training(every: Sequence[Workout], days: DayRange) -> Iterator[StatisticRow]:
    minutes = [workout.minutes for workout in every if workout.minutes is not None]
    felt = [Decimal(w.entered.intensity) for w in every if w.entered and w.entered.intensity is not None]
    attended = sum(workout.noted is not None for workout in every)
    weeks = Decimal((days.until - days.first).days) / 7
    yield row("training", ("classes attended", "参加课程"), attended, TIMES)
    yield row("training", ("own workouts", "自主训练"), len(every) - attended, TIMES)
    yield row("training", ("time trained", "训练总时长"), shortest(sum(minutes, Decimal())), MINUTES)
    if every and weeks:
        yield row("training", ("workouts a week", "每周训练"), tenth(len(every) / weeks), TIMES)
    if minutes:
        yield row("training", ("average duration", "平均时长"), tenth(sum(minutes, Decimal()) / len(minutes)), MINUTES)
    if felt:
        yield row(
            "training", ("average intensity", "平均强度"), tenth(sum(felt, Decimal()) / len(felt)), ("of 10", "满分10")
        )


def tenth(figure: Decimal) -> str:
    return shortest(figure.quantize(Decimal("0.1"), ROUND_HALF_UP))


def counted(every: Sequence[Workout]) -> Iterator[StatisticRow]:
    """How often by month, weekday, part of the day and activity: the habits."""
    months = Counter(f"{workout.day:%Y-%m}" for workout in every)
    weekdays = Counter(workout.day.weekday() for workout in every)
    times = Counter(part_of_day(workout.begins) for workout in every if workout.begins)
    activities = Counter(workout.entered.activity for workout in every if workout.entered)
    yield from (row("months", (month, month), months[month], TIMES) for month in sorted(months))
    for number in sorted(weekdays):
        yield row("weekdays", (get_args(Weekday)[number], WEEKDAYS_ZH[number]), weekdays[number], TIMES)
    yield from (row("times", (name, zh), times[name], TIMES) for name, zh, _ in PARTS if name in times)
    yield from (row("activities", (name, name), count, TIMES) for name, count in activities.most_common())


def part_of_day(begins: str) -> str:
    """
    >>> [part_of_day(at) for at in ("07:00", "11:00", "17:59", "18:00")]
    ['morning', 'noon', 'afternoon', 'evening']
    """
    return next(name for name, _, until in PARTS if begins < until)


def coach(events: Iterable[Event], context: Context) -> StatisticRow:
    """Whether a personal coach is engaged now."""
    open_: dict[str, CoachAssigned] = {}
    for event in events:
        match event:
            case CoachAssigned(coaching_id=coaching_id):
                open_[coaching_id] = event
            case CoachingEnded(coaching_id=coaching_id):
                del open_[coaching_id]
    engaged = any(contract.begins_at <= context.now < contract.ends_at for contract in open_.values())
    return row("coach", ("personal coach engaged", "已聘请私人教练"), "yes" if engaged else "no", ("now", "当前"))


def body(events: Iterable[Event], days: DayRange) -> Iterator[StatisticRow]:
    """The last figure of each measure within the days, and the change since the first within them."""
    for (kind, activity), figures in standing(events).items():
        within = [figure for figure in figures if figure.day in days]
        if within:
            name, unit = activity or kind, (within[0].unit, within[0].unit)
            yield row("body", (name, name), shortest(within[-1].value), unit)
            change = shortest(within[-1].value - within[0].value)
            yield row("body", (f"{name}: change", f"{name}：变化"), change, unit)


def tests(events: Iterable[Event], days: DayRange) -> Iterator[StatisticRow]:
    """How often each test was taken within the days, and when the next one is due."""
    names: dict[str, tuple[str, str]] = {}
    taken: Counter[str] = Counter()
    due: dict[str, date] = {}
    for event in events:
        match event:
            case FitnessTestDefined(test_id=test_id):
                names[test_id] = event.name, event.name_zh
            case FitnessTestScheduled(test_id=test_id, due_on=day):
                due[test_id] = day
            case FitnessTestStopped(test_id=test_id):
                due.pop(test_id, None)
            case FitnessTestTaken(test_id=test_id, due_on=next_one):
                taken[test_id] += event.day in days
                due |= {test_id: next_one} if next_one else {}
    yield from (row("tests", names[test_id], count, TIMES) for test_id, count in sorted(taken.items()))
    yield from next_tests(names, due)


def next_tests(names: Mapping[str, tuple[str, str]], due: Mapping[str, date]) -> Iterator[StatisticRow]:
    for test_id, day in sorted(due.items(), key=lambda item: item[1]):
        en, zh = names[test_id]
        yield row("tests", (f"{en}: next", f"{zh}：下次"), day.isoformat(), ("day", "日期"))


STATISTICS = Answer(MemberStatistics, streams, rows)

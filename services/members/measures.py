"""The measures of a body: fixed units, figures that a person can have, and what became of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple, assert_never

from services.members import access, entry, policy
from services.members.access import Access, check_may_write
from services.members.health import check_by_today
from services.members.policy import Policies
from shared.contracts import Event
from shared.contracts.members import (
    ActivityNotFit,
    CorrectMeasurement,
    FigureNotPossible,
    MeasureKind,
    MeasurementCorrected,
    MeasurementRecorded,
    MeasurementUnknown,
    MemberPolicySet,
    RecordMeasurement,
)
from shared.decider import Context, Decider

Wish = RecordMeasurement | CorrectMeasurement
Told = MeasurementRecorded | MeasurementCorrected


class Measure(NamedTuple):
    unit: str
    lowest: str
    highest: str


MEASURES: Mapping[MeasureKind, Measure] = {
    "height": Measure("cm", "40", "260"),
    "weight": Measure("kg", "2", "500"),
    "body_fat": Measure("%", "1", "80"),
    "chest": Measure("cm", "30", "250"),
    "waist": Measure("cm", "30", "250"),
    "hip": Measure("cm", "30", "250"),
    "pulse_at_rest": Measure("bpm", "20", "250"),
    "systolic": Measure("mmHg", "40", "320"),
    "diastolic": Measure("mmHg", "20", "220"),
    "bench_press": Measure("kg", "0", "600"),
    "squat": Measure("kg", "0", "700"),
    "deadlift": Measure("kg", "0", "700"),
    "grip": Measure("kg", "0", "200"),
    "sit_and_reach": Measure("cm", "-60", "60"),
    "swim_100m": Measure("s", "40", "1800"),
    "run_1000m": Measure("s", "120", "3600"),
    "run_12min": Measure("m", "0", "6000"),
    "activity_count": Measure("times", "0", "1000000"),
}


@dataclass(frozen=True)
class Body:
    """The figures of one member as they stand, by id; a struck one has no figure."""

    access: Access = field(default_factory=Access)
    told: Mapping[str, Told] = field(default_factory=dict)
    policies: Policies = field(default_factory=Policies)


def streams(wish: Wish, context: Context) -> Sequence[str]:
    about = [
        *access.streams(wish.member_id, wish.session_id),
        *entry.streams_of("measurement", wish.member_id, context),
    ]
    return [f"body-{wish.member_id}", *about]


def decide(wish: Wish, body: Body, context: Context) -> list[Event]:
    check_may_write(body.access, wish.member_id, context)
    events = tell(wish, body, context)
    return entry.entered("measurement", wish.member_id, wish, events, body.policies, context, wish.measurement_id)


def tell(wish: Wish, body: Body, context: Context) -> list[Event]:
    told = body.told.get(wish.measurement_id)
    match wish:
        case RecordMeasurement():
            check_by_today(wish.day.isoformat(), context.at)
            given = {name: value for name, value in vars(wish).items() if name != "session_id"}
            return [] if told else [measured(**given, taken_id=None)]
        case CorrectMeasurement(figure=figure):
            if told is None or told.figure is None:
                raise MeasurementUnknown(measurement_id=wish.measurement_id)
            if figure is not None:
                check_figure(told.kind, figure)
            return [] if told.figure == figure else [MeasurementCorrected(**vars(told) | {"figure": figure})]
    assert_never(wish)


def measured(kind: MeasureKind, activity: str | None, figure: str, **more: Any) -> MeasurementRecorded:
    """Raises ActivityNotFit, FigureNotPossible."""
    if (kind == "activity_count") != (activity is not None):
        raise ActivityNotFit(kind=kind)
    check_figure(kind, figure)
    return MeasurementRecorded(kind=kind, activity=activity, figure=figure, unit=MEASURES[kind].unit, **more)


def check_figure(kind: MeasureKind, figure: str) -> None:
    """Raise FigureNotPossible, which does not tell the figure, unless a person can have it."""
    measure = MEASURES[kind]
    if not Decimal(measure.lowest) <= Decimal(figure) <= Decimal(measure.highest):
        raise FigureNotPossible(kind=kind, **measure._asdict())


def evolve(body: Body, event: Any) -> Body:
    match event:
        case MeasurementRecorded(measurement_id=id_) | MeasurementCorrected(measurement_id=id_):
            return replace(body, told={**body.told, id_: event})
        case MemberPolicySet():
            known = access.evolve(body.access, event)
            return replace(body, access=known, policies=policy.evolve(body.policies, event))
    return replace(body, access=access.evolve(body.access, event))


BODY: Decider[Body] = Decider((RecordMeasurement, CorrectMeasurement), Body(), streams, decide, evolve)

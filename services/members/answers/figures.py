"""A member's figures as they stand: corrections in their place, what was struck out gone. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from shared.contracts import Event
from shared.contracts.members import MeasurementCorrected, MeasurementRecorded

Measure = tuple[str, str | None]
"""A kind, and the activity that is counted."""


class Figure(NamedTuple):
    day: date
    value: Decimal
    unit: str


def standing(events: Iterable[Event]) -> dict[Measure, list[Figure]]:
    """The figures of each measure, by day; on one day in the order in which they were told."""
    told: dict[str, MeasurementRecorded | MeasurementCorrected] = {}
    for event in events:
        if isinstance(event, MeasurementRecorded | MeasurementCorrected):
            told[event.measurement_id] = event
    found: dict[Measure, list[Figure]] = {}
    for each in sorted(told.values(), key=lambda each: each.day):
        if each.figure is not None:
            figures = found.setdefault((each.kind, each.activity), [])
            figures.append(Figure(each.day, Decimal(each.figure), each.unit))
    return dict(sorted(found.items(), key=lambda item: (item[0][0], item[0][1] or "")))

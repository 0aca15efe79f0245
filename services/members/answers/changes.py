"""How a member's figures changed from stage to stage of the calendar. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from services.members.answers.figures import Figure, Measure, standing
from shared.contracts.fields import shortest
from shared.contracts.members import ChangeRow, MeasurementChanges, Stage
from shared.decider import Context
from shared.history import Answer, Told
from shared.venue_time import DayRange, add_months

MONTHS: dict[Stage, int] = {"month": 1, "quarter": 3, "year": 12}


def streams(query: MeasurementChanges) -> Iterable[str]:
    return [f"body-{query.member_id}"]


def rows(query: MeasurementChanges, told: Sequence[Told], context: Context) -> list[ChangeRow]:
    every = standing(one.event for one in told)
    return [row for measure, figures in every.items() for row in changes(measure, figures, query.stage)]


def changes(measure: Measure, figures: Sequence[Figure], stage: Stage) -> Iterator[ChangeRow]:
    """A row for each stage in which something was measured; the change is against the last one that was."""
    before = None
    for days, group in groupby(figures, key=lambda figure: stage_of(figure.day, stage)):
        values = [figure.value for figure in group]
        yield ChangeRow(
            kind=measure[0],
            activity=measure[1],
            unit=figures[0].unit,
            stage_first=days.first,
            stage_until=days.until,
            measured=len(values),
            first=shortest(values[0]),
            last=shortest(values[-1]),
            lowest=shortest(min(values)),
            highest=shortest(max(values)),
            change=None if before is None else shortest(values[-1] - before),
            since_start=shortest(values[-1] - figures[0].value),
        )
        before = values[-1]


def stage_of(day: date, stage: Stage) -> DayRange:
    """The calendar's month, quarter or year that a day is in.

    >>> stage_of(date(2025, 5, 17), "quarter")
    DayRange(first=datetime.date(2025, 4, 1), until=datetime.date(2025, 7, 1))
    """
    months = MONTHS[stage]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return DayRange(first, add_months(first, months))


CHANGES = Answer(MeasurementChanges, streams, rows)

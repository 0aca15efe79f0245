"""How often a person was brought as a guest, and whether once more is too often. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from shared.contracts.members import GuestCameTooOften
from shared.venue_time import add_months


def too_many(brought: Iterable[date], day: date, most: int, months: int) -> Sequence[date]:
    """The days before, where `day` would be one more than `most` within `months` months, whichever they are; else none.

    Days announced ahead count as those before: of three within a year, none of the years that hold `day` has four.
    """
    days = sorted(brought)
    for last in [day, *(known for known in days if day < known < add_months(day, months))]:
        within = [known for known in days if add_months(last, -months) < known <= last]
        if len(within) >= most:
            return within
    return ()


def check(brought: Iterable[date], day: date, most: int, months: int) -> None:
    """Raises GuestCameTooOften for one visit more than `most` within `months` months."""
    if within := too_many(brought, day, most, months):
        raise GuestCameTooOften(visits=len(within), most=most, months=months, again=add_months(within[-most], months))

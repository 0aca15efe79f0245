"""What is published for a day and holds until something later does: policies, rates, limits. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    @property
    def valid_from(self) -> date: ...


D = TypeVar("D", bound=Dated)


def in_force(published: Iterable[D], day: date) -> D | None:
    """Of those that hold on the day, the newest; of one day, the last published. None: none holds yet."""
    begun = [each for each in published if each.valid_from <= day]
    return max(reversed(begun), key=lambda each: each.valid_from, default=None)

"""Which of several published values holds on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.dated import in_force


@dataclass(frozen=True)
class Rate:
    valid_from: date
    rate: int = 0


JANUARY, MARCH = date(2025, 1, 1), date(2025, 3, 1)
first, second, corrected = Rate(MARCH, 1), Rate(JANUARY, 2), Rate(MARCH, 3)


def test_the_newest_holds_from_its_day_on_and_of_one_day_the_last_published() -> None:
    assert in_force([first, second, corrected], date(2025, 2, 28)) == second
    assert in_force([first, second, corrected], MARCH) == corrected
    assert in_force([corrected, second, first], MARCH) == first


def test_before_the_first_day_nothing_holds() -> None:
    assert in_force([first, second], date(2024, 12, 31)) is None
    assert in_force(list[Rate](), MARCH) is None

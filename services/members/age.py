"""How old a person is on a day. Pure."""

from __future__ import annotations

from datetime import date, timedelta

OF_AGE = 18  # years; Civil Code of the PRC, article 17


def birthday(born: date, years: int) -> date:
    """The day on which a person is so many years old; who was born on 29 February has it on 1 March of common years.

    >>> str(birthday(date(2008, 2, 29), 18)), str(birthday(date(2007, 3, 3), 18))
    ('2026-03-01', '2025-03-03')
    """
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return born.replace(year=born.year + years, day=28) + timedelta(days=1)


def is_under(born: date, years: int, day: date) -> bool:
    """Whether somebody is younger than so many years on a day.

    >>> is_under(date(2007, 3, 3), 18, date(2025, 3, 2)), is_under(date(2007, 3, 3), 18, date(2025, 3, 3))
    (True, False)
    """
    return day < birthday(born, years)

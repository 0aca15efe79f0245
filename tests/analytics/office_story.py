"""What a head office decides by: levels, debts, closures, losses, fees. The part of `story.life` that tells of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from shared.contracts import Event
from tests.analytics.level_story import any_levels, kept, ladder, reached

DAY, AT = date(2026, 3, 2), datetime(2026, 3, 2, 6, tzinfo=UTC)


def always(members: Sequence[str]) -> Iterator[Event]:
    """One of everything that a table would be empty without."""
    yield ladder()
    yield reached(members[0], "silver")
    yield kept(members[0], "silver")


def tell_office(
    tell: Callable[[Event, datetime], None], chance: Random, members: Sequence[str], venues: Sequence[str]
) -> None:
    """One of everything, and any of it of everybody; `at` goes back and forth."""

    def told(events: Iterator[Event]) -> None:
        for event in events:
            tell(event, AT + timedelta(minutes=chance.randint(-50_000, 50_000)))

    told(always(members))
    for member in members:
        told(any_levels(chance, member))

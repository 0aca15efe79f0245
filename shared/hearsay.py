"""A service keeps what it hears of a neighbour in streams of its own: the deciders of that. Pure."""

from __future__ import annotations

from typing import Any

from shared.contracts import Command, Event
from shared.decider import Context, Decider
from shared.standing import Standing


def keeping(note: type[Command], noted: type[Event]) -> Decider[Standing]:
    """Decides `note` into `noted`, which have the same fields; nothing where it was known."""

    def streams(wish: Any, context: Context) -> list[str]:
        return [noted.stream.format_map(vars(wish))]

    def decide(wish: Any, standing: Standing, context: Context) -> list[Event]:
        known = standing.after(wish.heard, wish.other_id) == standing
        return [] if known else [noted(**vars(wish))]

    def evolve(standing: Standing, event: Any) -> Standing:
        return standing.after(event.heard, event.other_id)

    return Decider((note,), Standing(), streams, decide, evolve)


def noting(note: type[Command], noted: type[Event]) -> Decider[tuple[Event, ...]]:
    """Decides `note` into `noted`, which have the same fields; nothing where it was the last word of its stream."""

    def streams(wish: Any, context: Context) -> list[str]:
        return [noted.stream.format_map(vars(wish))]

    def decide(wish: Any, told: tuple[Event, ...], context: Context) -> list[Event]:
        news = noted(**vars(wish))
        return [] if told[-1:] == (news,) else [news]

    def evolve(told: tuple[Event, ...], event: Event) -> tuple[Event, ...]:
        return (*told, event)

    return Decider((note,), (), streams, decide, evolve)

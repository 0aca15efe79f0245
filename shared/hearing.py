"""What a service does about news: its reactions put together. What each hears stands in its own signature. Pure.

    def greeted(event: MemberRegistered | MemberErased) -> Sequence[Command]: ...

    react = reacting(greeted, charged)

A reaction is known for ever by its name and the type that it hears: a pair that an upgrade adds is told what was said
before it (`shared.past`). So what makes more of an event than before is a reaction of its own, with a name of its own.
"""

from __future__ import annotations

import inspect
import typing
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from hashlib import sha256
from itertools import count
from types import UnionType
from typing import Any, NamedTuple

from shared.contracts import Command, Event, service_of
from shared.envelope import Envelope

React = Callable[[Event, Envelope], Iterable[Command]]
"""An event to own commands: pure; an event that means nothing here gives none."""

CONTRACTS = "shared.contracts."
SPARE = 8
"""How many more places are looked at than an event has commands: an earlier release may have given more."""


class Heard(NamedTuple):
    """A type of event, and the name of a reaction that hears it."""

    type: str
    reaction: str


class Meant(NamedTuple):
    """A command that an event leads to, and the reaction that gives it."""

    reaction: str
    command: Command


@dataclass(frozen=True)
class Reaction:
    name: str
    types: tuple[type[Event], ...]
    react: React


@dataclass(frozen=True)
class Hearing:
    """All reactions of a service; the commands of an event come in their order."""

    reactions: tuple[Reaction, ...] = ()

    def __call__(self, event: Event, envelope: Envelope) -> Sequence[Command]:
        return [meant.command for meant in self.meant(event, envelope)]

    def meant(self, event: Event, envelope: Envelope) -> Sequence[Meant]:
        """What the event leads to, and by which reaction."""
        return [Meant(each.name, command) for each in self._of(event) for command in each.react(event, envelope)]

    def _of(self, event: Event) -> Sequence[Reaction]:
        return self._by_type.get(type(event), ())

    @cached_property
    def _by_type(self) -> Mapping[type[Event], Sequence[Reaction]]:
        types = {cls for each in self.reactions for cls in each.types}
        return {cls: [each for each in self.reactions if cls in each.types] for cls in types}

    @property
    def sources(self) -> tuple[str, ...]:
        """The services that are heard."""
        return tuple(sorted({service_of(cls) for each in self.reactions for cls in each.types}))

    def of(self, source: str) -> frozenset[Heard]:
        """What is heard of one service; an event that is in no contract (a toy of tests) may be anybody's."""
        return frozenset(
            Heard(cls.__name__, each.name)
            for each in self.reactions
            for cls in each.types
            if service_of(cls) == source or not cls.__module__.startswith(CONTRACTS)
        )


NOTHING = Hearing()
"""Of who hears nobody."""


def digest_of(heard: Iterable[Heard]) -> str:
    """Equal for the same reactions to the same types."""
    return sha256("\n".join(sorted(map(" ".join, heard))).encode()).hexdigest()


def reacting(*functions: Callable[..., Iterable[Command]]) -> Hearing:
    """The reactions of a service; a function takes the event and, if it has a second parameter, its envelope.

    Raises TypeError for a signature that does not say which events it hears, and for a name that is there twice.
    """
    reactions = tuple(map(reaction, functions))
    if len({each.name for each in reactions}) < len(reactions):
        raise TypeError("two reactions have one name, by which it is known what each has heard")
    return Hearing(reactions)


def reaction(function: Callable[..., Iterable[Command]]) -> Reaction:
    event, *envelope = inspect.signature(function).parameters
    hint = typing.get_type_hints(function)[event]
    types = typing.get_args(hint) if isinstance(hint, UnionType) else (hint,)
    if Event in types or not all(issubclass(cls, Event) for cls in types):
        raise TypeError(f"{function.__module__}.{function.__name__}: the signature names the events that it hears")
    return Reaction(function.__name__, types, function if envelope else alone(function))


def alone(function: Callable[[Any], Iterable[Command]]) -> React:
    @wraps(function)
    def react(event: Event, envelope: Envelope) -> Iterable[Command]:
        return function(event)

    return react


def left(commands: Sequence[Command], given: Mapping[int, str]) -> Iterator[tuple[int, Command]]:
    """Of an event's commands those that were not given yet, each with its place, from which its id is derived.

    `given` holds the names of those that were, by place. They need not stand where they would stand today: an upgrade
    may have put another reaction before theirs. Such a place is taken, and a free one behind all is found.
    """
    names, taken = Counter(given.values()), set(given)
    for own, command in enumerate(commands):
        name = type(command).__name__
        if names[name]:
            names[name] -= 1
            continue
        place = own if own not in taken else next(n for n in count(len(commands)) if n not in taken)
        taken.add(place)
        yield place, command

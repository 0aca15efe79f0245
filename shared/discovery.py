"""What stands in the modules of a service is declared by standing there: nobody lists its deciders and answers."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import TypeVar

from shared.decider import Decider

Kind = TypeVar("Kind")
NOT_ASKED = ("service", "audit")  # who asks, and whoever judges the service from outside (`audit`, `audit_*`)


def every(kind: type[Kind], package: str) -> tuple[Kind, ...]:
    """All values of that class at the top of a module of `package`, in the order of the modules' names.

    Raises TypeError for two deciders of one command.
    """
    values = (value for module in modules(package) for value in vars(module).values())
    found = {id(value): value for value in values if isinstance(value, kind)}
    deciders = [each for each in found.values() if isinstance(each, Decider)]
    commands = [command for each in deciders for command in each.commands]
    if twice := {command.__name__ for command in commands if commands.count(command) > 1}:
        raise TypeError(f"decided twice in {package}: {', '.join(sorted(twice))}")
    return tuple(found.values())


def modules(package: str) -> Iterator[ModuleType]:
    for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
        name = module.name.removeprefix(f"{package}.")
        if name.partition("_")[0] not in NOT_ASKED:
            yield import_module(module.name)

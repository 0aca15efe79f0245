"""What is broken, and how long until it works again."""

from __future__ import annotations

import time
from collections.abc import Callable
from signal import SIGKILL, Signals

from tests.faults.history import History
from tests.faults.load import Load
from tests.faults.stand import Stand

RECOVERS_WITHIN = 180.0  # seconds, or the test fails


def kill(stand: Stand, history: History, load: Load, name: str, number: Signals = SIGKILL) -> float:
    """End a process mid-work and wait until its successor works; the seconds that took."""
    began = history.add("fault", what=f"{number.name} {name}")
    stand.signal(name, number)
    return recovered(history, name, began, working(stand, load, name))


def recovered(
    history: History, name: str, began: float, works: Callable[[float], float | None], within: float = RECOVERS_WITHIN
) -> float:
    """Wait for the first sign of life after `began`; the seconds until it."""
    while (sign := works(began)) is None:
        assert time.monotonic() - began < within, f"{name} does not work again"
        time.sleep(0.02)
    history.add("heal", what=name, seconds=round(sign - began, 2))
    return sign - began


def working(stand: Stand, load: Load, name: str) -> Callable[[float], float | None]:
    """When after a moment a process worked again: a command answered, or a checkpoint moved."""
    match name:
        case "workers":
            return moved(stand, "finance", "SELECT position FROM relay_checkpoint")
        case "projector":
            return moved(stand, "analytics", "SELECT sum(position) FROM inbox")
        case "analytics-door":
            return asked(stand, load)
        case "gateway":
            return load.answers("finance")
    return load.answers(name.removesuffix("-door"))


def moved(stand: Stand, service: str, query: str) -> Callable[[float], float | None]:
    before = stand.one(service, query)
    return lambda since: time.monotonic() if stand.one(service, query) != before else None


def asked(stand: Stand, load: Load) -> Callable[[float], float | None]:
    visitor = stand.visitor("analyst", load.history)

    def answers(since: float) -> float | None:
        rows = visitor.ask("analytics", "IncomeByKind", first="2026-01-01", until="2026-01-02")
        return None if rows is None else time.monotonic()

    return answers

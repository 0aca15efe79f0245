"""A loop that goes on for ever: what it needs is opened, used step by step, and opened anew after a fault."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event
from typing import Protocol

from shared.telemetry import logger

Step = Callable[[], float]
"""One turn of a loop; gives the seconds to rest before the next."""

FIRST_PAUSE = 0.1  # seconds after a first fault; doubles with every further one in a row
LONGEST_PAUSE = 3.0  # what comes back is found again soon; trying costs little

log = logger(__name__)


class Watch(Protocol):
    """Who wants to know how a loop is doing."""

    def turned(self, loop: str) -> None: ...
    def failed(self, loop: str, fault: Exception) -> None: ...


def steadily(
    loop: str,
    opened: Callable[[], AbstractContextManager[Step]],
    stop: Event,
    watch: Watch,
    random: Callable[[], float],
) -> None:
    """Turn until `stop`. A fault closes what was opened; after a jittered, growing pause it is opened again."""
    failures = 0
    while not stop.is_set():
        try:
            with opened() as step:
                while not stop.is_set():
                    rest = step()
                    failures = 0
                    watch.turned(loop)
                    if rest:
                        stop.wait(rest)
        except Exception as fault:
            failures += 1
            watch.failed(loop, fault)
            log.warning("loop starts again", loop=loop, failures=failures, fault=f"{type(fault).__name__}: {fault}")
            stop.wait(min(FIRST_PAUSE * (1 << min(failures, 20)), LONGEST_PAUSE) * (0.5 + random() / 2))

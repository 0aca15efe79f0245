"""What a worker's loops are given in the place of connections and of the thread that turns them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.loops import DoorFeed
from tests.sim.calls import Caller
from tests.sim.network import BrokerLinks
from tests.sim.scheduler import Scheduler, Signal

RESTS = 60.0  # seconds that an idle loop rests at most, unless its store changes


@dataclass(frozen=True)
class Links:
    """As `shared.loops.BrokerLinks`, over the simulated broker and to the simulated doors."""

    over: BrokerLinks
    caller: Caller
    signet: Any  # in the place of a Signer
    clock: Callable[[], datetime]

    def outlet(self) -> Any:
        return self.over.outlet()

    def inlet(self, source: str) -> Any:
        return self.over.inlet(source)

    @contextmanager
    def feed(self) -> Iterator[DoorFeed]:
        yield DoorFeed(self.caller, self.signet, self.over.service, self.clock)


class Stop:
    """As `threading.Event`, for a loop: never set; who rests is woken when its store has changed."""

    def __init__(self, scheduler: Scheduler, grown: Signal) -> None:
        self.scheduler, self.grown = scheduler, grown

    def is_set(self) -> bool:
        return False

    def wait(self, seconds: float) -> bool:
        self.scheduler.sleep(seconds)
        if seconds <= 1.0:
            self.scheduler.wait(self.grown, RESTS)
        return False


class Unwatched:
    def turned(self, loop: str) -> None: ...
    def failed(self, loop: str, fault: Exception) -> None: ...

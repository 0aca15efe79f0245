"""Calls between processes: requests and answers that are lost, late or come twice; doors that die in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.contracts import Refusal
from shared.door.door import Door, Fault
from shared.rpc import ServiceFault, ServiceTimeout
from tests.sim.faults import Faults
from tests.sim.scheduler import Process, Scheduler, Signal

TRAVELS = 0.05  # seconds at most


@dataclass
class Request:
    """`until` is when nobody waits for the answer any more."""

    method: str
    args: Sequence[Any]
    until: float
    answers: list[Any] = field(default_factory=list)
    answered: Signal = field(default_factory=Signal)


@dataclass
class Desk:
    """Where the requests to one service wait; those that its door has not answered come to the next door."""

    scheduler: Scheduler
    faults: Faults
    service: str
    waiting: list[Request] = field(default_factory=list)
    process: Process | None = None
    door: Door | None = None
    served: int = 0

    def open(self, process: Process, door: Door) -> None:
        self.process, self.door = process, door
        for request in list(self.waiting):
            self._serve(request)

    def take(self, request: Request) -> None:
        self.waiting.append(request)
        if self.process and not self.process.dead:
            self._serve(request)

    def _serve(self, request: Request) -> None:
        assert self.process and self.door
        door = self.door
        self.served += 1

        def work() -> None:
            if self.scheduler.now < request.until:
                self._answer(request, door)
            if request in self.waiting:
                self.waiting.remove(request)

        self.scheduler.spawn(self.process, f"call {self.served}", work)

    def _answer(self, request: Request, door: Door) -> None:
        try:
            answer: Any = getattr(door, request.method)(*request.args)
        except Fault as fault:
            answer = fault
        if not self.faults.strike("answer lost"):
            late = self.scheduler.current.dice.random() * TRAVELS
            self.scheduler.later(late, lambda: self._arrived(request, answer))

    def _arrived(self, request: Request, answer: Any) -> None:
        request.answers.append(answer)
        self.scheduler.fire(request.answered)


@dataclass(frozen=True)
class Caller:
    """As `shared.rpc.RpcClient`."""

    scheduler: Scheduler
    faults: Faults
    desks: dict[str, Desk]

    def call(self, service: str, method: str, args: Sequence[Any], timeout: float) -> Any:
        self.scheduler.pause("call")
        request = Request(method, args, self.scheduler.now + timeout)
        if not self.faults.strike("request lost"):
            self._send(service, request)
            if self.faults.strike("request twice"):
                self._send(service, request)
        if not request.answers:
            self.scheduler.wait(request.answered, timeout)
        if not request.answers:
            raise ServiceTimeout(service)
        answer = request.answers[0]
        if isinstance(answer, Fault):
            raise ServiceFault(str(answer))
        if "refusal" in answer:
            raise Refusal.from_wire(answer["refusal"])
        return answer["ok"]

    def _send(self, service: str, request: Request) -> None:
        late = self.scheduler.current.dice.random() * TRAVELS
        self.scheduler.later(late, lambda: self.desks[service].take(request))

"""What a test makes go wrong at the stand-in: each fault is met by the calls that it names, as often as it says."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import grpc


@dataclass
class Fault:
    """`kind`: unavailable, timeout, denied, not-leader: instead of the call; lost: the call is done, its answer is not
    sent. `call` is the RPC's name, or its beginning."""

    kind: str
    call: str = ""
    times: int = 1
    leader: tuple[str, int] = ("127.0.0.1", 2113)


@dataclass
class Faults:
    """Those still to come, and how often each RPC was called."""

    waiting: list[Fault] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=dict)
    _one: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, call: str = "", times: int = 1) -> None:
        self.waiting.append(Fault(kind, call, times))

    def count(self, call: str) -> None:
        with self._one:
            self.calls[call] = self.calls.get(call, 0) + 1

    def next(self, call: str, *kinds: str) -> Fault | None:
        """The fault that meets this call now, if any."""
        with self._one:
            for fault in self.waiting:
                if call.startswith(fault.call) and fault.kind in kinds and fault.times:
                    fault.times -= 1
                    return fault
        return None

    def before(self, call: str, context: grpc.ServicerContext) -> None:
        """Ends the call with the status that a true server gives."""
        self.count(call)
        match self.next(call, "unavailable", "timeout", "denied", "not-leader"):
            case Fault("unavailable"):
                context.abort(grpc.StatusCode.UNAVAILABLE, "Server Is Not Ready")
            case Fault("timeout"):
                context.abort(grpc.StatusCode.ABORTED, "Operation timed out: Prepare phase timeout.")
            case Fault("denied"):
                context.set_trailing_metadata((("exception", "access-denied"),))
                context.abort(grpc.StatusCode.PERMISSION_DENIED, "Access Denied")
            case Fault("not-leader") as fault:
                host, port = fault.leader
                context.set_trailing_metadata(
                    (("exception", "not-leader"), ("leader-endpoint-host", host), ("leader-endpoint-port", str(port)))
                )
                context.abort(grpc.StatusCode.NOT_FOUND, "Leader info available")

    def after(self, call: str, context: grpc.ServicerContext) -> None:
        """What was done is done; its answer gets lost."""
        if self.next(call, "lost"):
            context.abort(grpc.StatusCode.UNAVAILABLE, "Socket closed")

"""The services' doors as the gateway calls them: a signed actor with every call, failures as typed refusals."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from marshmallow import ValidationError

from services.gateway.refusals import Fault, NoAnswerInTime, ServiceNotAvailable
from shared.authority import Signer
from shared.contracts import Actor
from shared.rpc import BrokerAway, ServiceAway, ServiceFault, ServiceTimeout
from shared.telemetry import logger

PATIENCE = 8.0  # seconds for an answer; a query may wait five for what it is to stand on
TOKEN_USED_FOR = timedelta(seconds=30)  # half a token's life; verifiers remember tokens, so they are used again
MOST_TOKENS = 10_000

log = logger(__name__)


class Caller(Protocol):
    """What `shared.rpc.RpcPool` does."""

    def call(self, service: str, method: str, args: Sequence[Any], timeout: float) -> Any: ...


@dataclass(frozen=True)
class Circumstances:
    """What goes with one call: who, and in which flow."""

    actor: Actor
    correlation: str | None = None


class Doors:
    """Commands and queries to any service."""

    def __init__(self, rpc: Caller, signer: Signer, clock: Callable[[], datetime]) -> None:
        self._rpc = rpc
        self._signer = signer
        self._clock = clock
        self._tokens: dict[tuple[Actor, str], tuple[str, datetime | None]] = {}
        self._lock = threading.Lock()

    def execute(
        self,
        service: str,
        name: str,
        body: Mapping[str, Any],
        by: Circumstances,
        command_id: str,
        at: str | None = None,
    ) -> dict[str, Any]:
        """The outcome of a command; raises its Refusal, ServiceNotAvailable, NoAnswerInTime or Fault."""
        return self._call(service, "execute", name, body, self._call_of(service, by, command_id=command_id, at=at))

    def query(
        self, service: str, name: str, params: Mapping[str, Any], by: Circumstances, after: str | None = None
    ) -> dict[str, Any]:
        """Rows and the position they stand on; raises as `execute` does."""
        return self._call(service, "query", name, params, self._call_of(service, by, after=after))

    def feed(self, service: str, after: int, limit: int, by: Circumstances) -> dict[str, Any]:
        """Up to `limit` events of a log behind a position, and the position to go on from; raises likewise."""
        return self._call(service, "feed", after, limit, self._call_of(service, by))

    def _call_of(self, service: str, by: Circumstances, **more: str | None) -> dict[str, Any]:
        call = {"token": self._token(by.actor, service), "correlation": by.correlation, **more}
        return {name: value for name, value in call.items() if value is not None}

    def _call(self, service: str, method: str, *args: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self._rpc.call(service, method, args, PATIENCE)
        except (BrokerAway, ServiceAway) as away:
            log.warning("service not reached", target=service, why=type(away).__name__)
            raise ServiceNotAvailable(service=service) from None
        except ServiceTimeout:
            raise NoAnswerInTime(service=service) from None
        except (ServiceFault, ValidationError) as fault:  # ValidationError: a refusal whose facts do not load
            log.error("service failed", target=service, message=args[0], why=str(fault)[:500])
            raise Fault from None
        return answer

    def _token(self, actor: Actor, service: str) -> str:
        now = self._clock()
        with self._lock:
            token, issued = self._tokens.get((actor, service), ("", None))
            if issued is None or not issued <= now < issued + TOKEN_USED_FOR:
                if len(self._tokens) >= MOST_TOKENS:
                    self._tokens.clear()
                token = self._signer.token(actor, service, now)
                self._tokens[actor, service] = (token, now)
        return token

"""The running platform, as the operator's commands speak to it: over RPC, with the operator's own key."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.authority import Signer
from shared.contracts import SERVICE, Actor, Command, Query, service_of
from shared.contracts.fields import instant_text
from shared.rpc import CallFailed, RpcPool
from shared.settings import Settings
from stadion.services import OPERATOR

PATIENCE = 10.0  # seconds for an answer; a query may wait five for what it is to stand on
ATTEMPTS = 4
OPERATOR_ACTOR = Actor(id=f"service:{OPERATOR}", roles=(SERVICE,))


@dataclass(frozen=True)
class Client:
    """Gives commands, asks queries; several threads may. Raises the service's Refusal, or CallFailed."""

    pool: RpcPool
    signer: Signer
    actor: Actor = OPERATOR_ACTOR

    @staticmethod
    def connect(connections: int = 16) -> Client:
        settings = Settings(OPERATOR)
        return Client(RpcPool(settings.broker_url, connections), Signer(OPERATOR, settings.actor_private_key))

    def acting_as(self, actor: Actor) -> Client:
        return Client(self.pool, self.signer, actor)

    def give(self, command: Command, command_id: str, at: datetime | None = None) -> Mapping[str, Any]:
        """What became of a command: `position`, `streams`, `repeated`, `after`. `at`: when it happened, if not now."""
        call = {"command_id": command_id, "at": instant_text(at) if at else None}
        outcome: Mapping[str, Any] = self._call(type(command), "execute", command.wire(), call)
        return outcome

    def ask(self, query: Query, after: str | None = None) -> list[dict[str, Any]]:
        """The rows of the answer, as JSON values."""
        rows: list[dict[str, Any]] = self._call(type(query), "query", query.wire(), {"after": after})["rows"]
        return rows

    def position(self, query: Query, after: str) -> int:
        """The position of the asked service's own log, once its answer stands on `after`; raises NotYet."""
        position: int = self._call(type(query), "query", query.wire(), {"after": after})["position"]
        return position

    def feed(self, service: str, after: int, limit: int) -> Mapping[str, Any]:
        """Up to `limit` events behind a position of a service's log, and the position to go on from."""
        token = self.signer.token(self.actor, service, datetime.now(UTC))
        answer: Mapping[str, Any] = self.pool.call(service, "feed", [after, limit, {"token": token}])
        return answer

    def _call(
        self, message: type[Command] | type[Query], method: str, body: Mapping[str, Any], call: Mapping[str, Any]
    ) -> Any:
        """A call that got no answer is made again: a command counts once however often it comes."""
        service = service_of(message)
        for attempt in range(1, ATTEMPTS + 1):
            token = self.signer.token(self.actor, service, datetime.now(UTC))
            try:
                return self.pool.call(service, method, [message.__name__, body, {**call, "token": token}], PATIENCE)
            except CallFailed:
                if attempt == ATTEMPTS:
                    raise
                time.sleep(attempt)
        raise AssertionError("the last attempt answers or raises")

    def close(self) -> None:
        self.pool.close()

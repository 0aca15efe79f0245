"""Answers as they go out: JSON on the wire, counted and logged. A refusal is an answer; a fault shows no internals."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg

from shared.contracts import Malformed, Refusal, StoreAway
from shared.door.answers import Answers, Json
from shared.door.call import Call, Position
from shared.ids import new_id
from shared.log import LogAway
from shared.telemetry import COMMAND_SECONDS, COMMANDS, QUERY_SECONDS, REFUSALS, following, logger

log = logger(__name__)
UNKNOWN = "unknown"  # the metric label of what no contract has: labels must not grow with what strangers send
STORE_LOST = (psycopg.OperationalError, psycopg.InterfaceError, LogAway)


class Fault(Exception):
    """It failed for a reason that is not the caller's; the log has it under this id."""


class Door:
    """The four methods as RPC offers them: JSON values in, `{"ok": …}` or `{"refusal": …}` out, or a Fault."""

    def __init__(self, answers: Answers, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.answers = answers
        self._monotonic = monotonic

    def execute(self, name: Any, body: Any, call: Any) -> Json:
        """Give a command; answers with the position and stream versions that it led to."""
        label = known(name, self.answers.commands)
        with self._following(call), self._timed(label) as outcome:
            reply = answered(lambda: self._execute(name, body, call))
            refusal = reply.get("refusal", {}).get("code")
            outcome["refusal"] = refusal
            outcome["outcome"] = "refused" if refusal else "repeated" if reply["ok"]["repeated"] else "accepted"
        return reply

    def _execute(self, name: Any, body: Any, call: Any) -> Json:
        outcome = self.answers.execute(text_of(name), body, Call.read(call))
        if outcome.refusal:
            raise outcome.refusal
        return {
            "position": outcome.position,
            "streams": dict(outcome.streams),
            "repeated": outcome.repeated,
            "after": str(Position(self.answers.service, outcome.position)),
        }

    def query(self, name: Any, params: Any, call: Any) -> Json:
        """Ask a query; answers with rows, and the position of the log that they stand on at least."""
        label = name if isinstance(name, str) and self.answers.records.knows(name) else UNKNOWN
        with self._following(call), QUERY_SECONDS.labels(self.answers.service, label).time():
            return answered(lambda: self.answers.query(text_of(name), params, Call.read(call)))

    def feed(self, after: Any, limit: Any, call: Any) -> Json:
        """Read the published log behind a position."""
        with self._following(call):
            return answered(lambda: self.answers.feed(after, limit, Call.read(call)))

    def describe(self) -> Json:
        """The contract as JSON."""
        return answered(self.answers.describe)

    def _following(self, call: Any) -> AbstractContextManager[None]:
        ids = call if isinstance(call, dict) else {}
        return following(
            command_id=brief(ids.get("command_id")),
            correlation=brief(ids.get("correlation")),
            service=self.answers.service,  # a green thread does not inherit what its process bound
            role="door",
        )

    @contextmanager
    def _timed(self, command: str) -> Iterator[dict[str, Any]]:
        """Counts and logs a command; the block fills in what became of it, unless it fails."""
        service, start = self.answers.service, self._monotonic()
        outcome = {"outcome": "fault", "refusal": None}
        try:
            yield outcome
        finally:
            seconds = self._monotonic() - start
            COMMANDS.labels(service, command, outcome["outcome"]).inc()
            COMMAND_SECONDS.labels(service, command).observe(seconds)
            if outcome["refusal"]:
                REFUSALS.labels(service, command, outcome["refusal"]).inc()
            log.info("command answered", command=command, seconds=round(seconds, 4), **outcome)


def answered(work: Callable[[], Json]) -> Json:
    """The wire form of what `work` gives, or of its refusal; raises Fault for anything else."""
    try:
        return {"ok": work()}
    except Refusal as refusal:
        return {"refusal": refusal.wire()}
    except STORE_LOST as lost:
        log.warning("store away", error=type(lost).__name__, why=str(lost))
        return {"refusal": StoreAway().wire()}
    except Exception:
        fault_id = new_id()
        log.exception("fault", fault=fault_id)
        raise Fault(fault_id) from None


def text_of(name: Any) -> str:
    if not isinstance(name, str):
        raise Malformed(errors={"name": ["Not text."]})
    return name


def known(name: Any, names: Collection[str]) -> str:
    return name if isinstance(name, str) and name in names else UNKNOWN


def brief(value: Any) -> str | None:
    return value[:200] if isinstance(value, str) else None

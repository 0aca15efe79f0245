"""What clients asked and were told while things broke, a JSON line a step; and whether the logs agree with it.

As in Jepsen's histories a step is `invoke`, `ok`, `fail` or `unknown`; `fault` and `heal` say what the harness did.
An operation is one command id, however often it was sent. What was `unknown` to the end may stand in the log or not.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psycopg import connect

Step = dict[str, Any]
Stores = Mapping[str, str]
"""Each service and the address of its database."""

DECIDED = "SELECT command_id::text, position, streams, refusal FROM decided WHERE command_id = ANY (%s::uuid[])"
EVENTS = "SELECT command_id::text, stream, version FROM event WHERE command_id = ANY (%s::uuid[]) ORDER BY position"


class History:
    """Appends steps to `path` and keeps them; any thread may."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.steps: list[Step] = []
        self._file = path.open("w")
        self._lock = threading.Lock()

    def add(self, kind: str, **facts: Any) -> float:
        """Note a step; gives its time, in seconds of this machine's steady clock."""
        with self._lock:
            at = time.monotonic()
            step = {"time": round(at, 4), "type": kind, **facts}
            self.steps.append(step)
            self._file.write(json.dumps(step, ensure_ascii=False) + "\n")
            self._file.flush()
        return at

    def of_type(self, *kinds: str) -> list[Step]:
        with self._lock:
            return [step for step in self.steps if step["type"] in kinds]

    def close(self) -> None:
        self._file.close()


@dataclass
class Operation:
    """All that was said about one command id."""

    service: str
    command: str
    oks: list[Step] = field(default_factory=list)
    fails: list[Step] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        return "ok" if self.oks else "fail" if self.fails else "unknown"


@dataclass
class Judgement:
    """How many operations ended how, how many were answered again, and what the logs deny."""

    outcomes: Counter[str]
    repeated: int
    violations: list[str]


def operations(steps: Iterable[Step]) -> dict[str, Operation]:
    found: dict[str, Operation] = {}
    for step in steps:
        if step["type"] == "invoke":
            found.setdefault(step["id"], Operation(step["service"], step["command"]))
        elif step["type"] == "ok":
            found[step["id"]].oks.append(step)
        elif step["type"] == "fail":
            found[step["id"]].fails.append(step)
    return found


def judge(steps: Iterable[Step], stores: Stores) -> Judgement:
    """Hold a history against the logs: ok is there once and as answered, fail is not, unknown is either or."""
    every = operations(steps)
    outcomes = Counter(operation.outcome for operation in every.values())
    repeated = sum(bool(step["repeated"]) for operation in every.values() for step in operation.oks)
    by_service: dict[str, list[str]] = defaultdict(list)
    for command_id, operation in every.items():
        by_service[operation.service].append(command_id)
    violations = []
    for service, ids in by_service.items():
        log = Log.of(stores[service], ids)
        for command_id in ids:
            operation = every[command_id]
            place = f"{service} {operation.command} {command_id}: "
            violations += [place + says for says in wrong(operation, command_id, log)]
    return Judgement(outcomes, repeated, violations)


@dataclass(frozen=True)
class Log:
    """What a service's log holds of some commands: the answer it remembers, and the streams as their events say."""

    answers: Mapping[str, tuple[int, Mapping[str, int], Any]]
    streams: Mapping[str, Mapping[str, int]]
    doubled: frozenset[str]

    @staticmethod
    def of(url: str, ids: list[str]) -> Log:
        with connect(url) as connection:
            answers = {row[0]: (row[1], row[2], row[3]) for row in connection.execute(DECIDED, [ids])}
            events = connection.execute(EVENTS, [ids]).fetchall()
        streams: dict[str, dict[str, int]] = defaultdict(dict)
        for command_id, stream, version in events:
            streams[command_id][stream] = version
        places = Counter((stream, version) for _, stream, version in events)
        twice = {row[0] for row in events if places[row[1], row[2]] > 1}
        return Log(answers, streams, frozenset(twice))


def wrong(operation: Operation, command_id: str, log: Log) -> Iterator[str]:
    """What the log, or the answers among themselves, deny of one operation."""
    remembered, written = log.answers.get(command_id), dict(log.streams.get(command_id, {}))
    if command_id in log.doubled:
        yield "an event stands twice in its stream"
    told = [step for step in operation.oks if step["streams"] is not None]  # who sends a notice is not told them
    answers = {(step["position"], tuple(sorted(step["streams"].items()))) for step in told}
    if len(answers) > 1:
        yield f"was answered differently: {sorted(answers)}"
    lasting = [step for step in operation.fails if not step["passing"]]
    if operation.oks and lasting:
        yield f"was done, and refused with {lasting[0]['code']}"
    if operation.oks:
        if remembered is None or remembered[2] is not None:
            yield "was answered as done and is not in the log"
        elif remembered[1] != written:
            yield f"the log remembers {remembered[1]} and holds {written}"
        elif told and (told[0]["position"], told[0]["streams"]) != remembered[:2]:
            yield f"was answered with {told[0]['streams']}, the log remembers {remembered[1]}"
    elif operation.fails and (written or (remembered and remembered[2] is None)):
        yield f"was refused with {operation.fails[-1]['code']} and is in the log"
    elif written and (remembered is None or remembered[2] is not None):
        yield "has events without an answer"
    elif remembered and remembered[2] is None and remembered[1] != written:
        yield f"the log remembers {remembered[1]} and holds {written}"

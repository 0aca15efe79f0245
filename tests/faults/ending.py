"""How every test ends: quiet, the operator's own audit, and the history held against the logs; a row of the table."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.faults.history import History, judge
from tests.faults.quiet import settle
from tests.faults.stand import Stand


@dataclass
class Row:
    """What came of one fault. `times`: seconds until it worked again, by what was broken.

    `repeats`: messages that consumers had heard before; at first those of earlier tests. `injections`: also those
    that need no recovery.
    """

    fault: str
    repeats: int
    times: dict[str, list[float]] = field(default_factory=dict)
    injections: int = 0
    ok: int = 0
    fail: int = 0
    unknown: int = 0
    answered_again: int = 0
    quiet: float = 0.0
    audit: str = ""

    def took(self, what: str, seconds: float) -> None:
        self.times.setdefault(what, []).append(seconds)

    def cells(self) -> list[str]:
        commands = f"{self.ok:,} / {self.fail:,} / {self.unknown:,}"
        times = [seconds for each in self.times.values() for seconds in each]
        many = self.injections + len(times)
        return [self.fault, f"{many:,}", commands, f"{self.answered_again:,}", f"{self.repeats:,}",
                spread(times), f"{self.quiet:.1f}", self.audit]  # fmt: skip


def spread(times: list[float]) -> str:
    return f"{median(times):.1f}, {max(times):.1f}" if times else ""


HEADINGS = ("fault", "injections", "ok / fail / unknown", "answered again", "messages again",
            "recovery s: median, worst", "quiet after s", "audit")  # fmt: skip
ROWS: list[Row] = []
AGAIN = re.compile(r'"count": ?(\d+).*"event": ?"heard before"|"event": ?"heard before".*"count": ?(\d+)')


def end(stand: Stand, history: History, row: Row, *terms: str, settled: bool = True, quiet: float = 120) -> None:
    """Wait for quiet; fails unless the audit finds nothing and no answer of the history is denied by a log."""
    row.quiet = settle(stand, quiet)
    row.audit = audit(stand, *terms, *(["--settled"] if settled else []))
    judgement = judge(history.of_type("invoke", "ok", "fail", "unknown"), stand.stores)
    outcomes = judgement.outcomes
    row.ok, row.fail, row.unknown = outcomes["ok"], outcomes["fail"], outcomes["unknown"]
    row.answered_again, row.repeats = judgement.repeated, heard_again(stand) - row.repeats
    ROWS.append(row)
    assert judgement.violations == []


def audit(stand: Stand, *terms: str) -> str:
    """What `stadion audit` checked; fails with what it found, if anything."""
    ran = stand.stadion("audit", "--json", *terms)
    assert ran.stdout, ran.stderr
    said = json.loads(ran.stdout)
    broken = [(f["invariant"], f["service"], f["promise"], f["violations"]) for f in said["findings"] if f["count"]]
    assert ran.returncode == 0 and not broken, broken
    events = sum(int(f["checked"].split()[0].replace(",", "")) for f in said["findings"] if f["invariant"] == "F18")
    return f"{len(said['findings'])} promises kept over {events:,} events"


def heard_again(stand: Stand) -> int:
    """Messages that came to a consumer though it had heard them, since the platform was started."""
    found = 0
    for log in stand.platform.home.logs.glob("*.log"):
        found += sum(int(first or second) for first, second in AGAIN.findall(log.read_text(errors="replace")))
    return found


def table(rows: list[Row]) -> str:
    """For a terminal and for Markdown alike."""
    lines = [HEADINGS, ["---"] * len(HEADINGS), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def recoveries(rows: list[Row]) -> str:
    """How long each kind of process was away, over all rows."""
    kinds: dict[str, list[float]] = {}
    for row in rows:
        for what, times in row.times.items():
            kinds.setdefault(what, []).extend(times)
    lines = [f"| {what} | {len(times)} | {spread(times)} |" for what, times in sorted(kinds.items())]
    return "\n".join(["| what was ended | times | recovery s: median, worst |", "| --- | --- | --- |", *lines])


def keep(rows: list[Row], folder: Path) -> None:
    (folder / "table.md").write_text(f"{table(rows)}\n\n{recoveries(rows)}\n")

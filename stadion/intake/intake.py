"""Row by row: made into a command and given, or listed with line and reason. A second run changes nothing."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from shared.contracts import Command, Refusal
from shared.contracts.fields import encode
from shared.ids import derived_id
from shared.rpc import CallFailed
from stadion.intake.mapping import FileMapping, RowUnfit
from stadion.intake.table import Line

Result = Literal["taken", "unchanged", "would be taken", "unfit", "refused", "not delivered"]
GOOD: tuple[Result, ...] = ("taken", "unchanged", "would be taken")
Give = Callable[[Command, str], Mapping[str, Any]]


@dataclass(frozen=True)
class Outcome:
    """What became of one row; `reason` where it was not taken."""

    line: int
    result: Result
    reason: str = ""


def take(
    lines: Iterable[Line], mapping: FileMapping, options: Mapping[str, str], give: Give | None
) -> Iterator[Outcome]:
    """The outcome of each row, in order; without `give` a dry run that changes nothing."""
    for line in lines:
        try:
            command = mapping.to_command(line, options)
        except RowUnfit as unfit:
            yield Outcome(line.number, "unfit", str(unfit))
            continue
        yield Outcome(line.number, "would be taken") if give is None else _given(line, command, give)


def _given(line: Line, command: Command, give: Give) -> Outcome:
    try:
        answer = give(command, command_id(command))
    except Refusal as refusal:
        return Outcome(line.number, "refused", str(refusal))
    except CallFailed as failed:
        return Outcome(line.number, "not delivered", f"{type(failed).__name__}: run the import again")
    return Outcome(line.number, "unchanged" if answer["repeated"] or not answer["streams"] else "taken")


def command_id(command: Command) -> str:
    """The same for the same row in every run; another for a row that was corrected meanwhile."""
    return derived_id("import", type(command).__name__, encode(command.wire()))


def count(outcomes: Iterable[Outcome]) -> dict[str, int]:
    return dict(Counter(outcome.result for outcome in outcomes))


def write_report(path: Path, outcomes: Sequence[Outcome]) -> None:
    """A CSV with every row that was not taken: its line, what happened, and why."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "result", "reason"])
        writer.writerows([o.line, o.result, o.reason] for o in outcomes if o.result not in GOOD)

"""F12: clocks that are wrong, or jump while something is under way; by Debian's libfaketime."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from stadion.processes import Process
from tests.faults.conftest import Gate, full
from tests.faults.ending import Row, end
from tests.faults.history import History
from tests.faults.load import load, open_venue
from tests.faults.stand import standing
from tests.waiting import eventually

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
JUMPS = ("+2h", "-2h", "+0")
HOLD = 8.0  # seconds for which a clock stays wrong: longer than rights and tokens are remembered


@full
@pytest.mark.skipif(LIBRARY is None, reason="wants Debian's package libfaketime")
def test_f12_clocks_jump(faults_folder: Path, history: History, gate: Gate) -> None:
    """Of one process after the other, then of all together, two hours forward and back, while everything goes on.

    A process that is alone with its time is refused by the others, for their signatures are old or to come; what it
    does by itself stays within the rules. Held against the logs and audited as ever.
    """
    clocks = faults_folder / "clocks"
    clocks.mkdir()
    row = Row("F12 clocks jump by two hours", 0)

    def clock(name: str) -> Path:
        return clocks / name

    def alter(process: Process, environment: Mapping[str, str]) -> Process:
        clock(process.name).write_text("+0")
        faked = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(clock(process.name)),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        return replace(process, variables={**process.variables, **faked})

    with standing(faults_folder / "skewed", alter) as stand:
        venue, names = open_venue(stand, history), stand.names()
        with load(stand, history, venue, insists=90) as clients:
            for skewed in [*([name] for name in names), names]:
                for jump in JUMPS:
                    history.add("fault", what=f"clock {jump}", processes=skewed)
                    for name in skewed:
                        clock(name).write_text(jump)
                    time.sleep(HOLD)
                    row.injections += jump != "+0"
                healed = history.add("healing", what="clock")
                for service in ("finance", "booking", "cards"):
                    eventually(lambda s=service, h=healed: clients.answered(s, h), 60)
        end(stand, history, row)

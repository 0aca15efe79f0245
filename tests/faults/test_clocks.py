"""F12: clocks that are wrong, or jump while something is under way; by Debian's libfaketime."""

from __future__ import annotations

import os
import subprocess
import sys
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

PROBE = "import time; time.sleep(0.01); print(time.time() - time.monotonic())"
LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
JUMPS = ("+2h", "-2h", "+0")
HOLD = 8.0  # seconds for which a clock stays wrong: longer than rights and tokens are remembered


def faked(clock: Path) -> dict[str, str]:
    """The variables by which a process reads its clock's deviation from a file; steady clocks stay true."""
    return {
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def check_library(folder: Path) -> None:
    """That of Debian 12 makes Python 3.11's `time.sleep` fail."""
    if LIBRARY is None:
        pytest.skip("wants Debian's package libfaketime")
    (folder / "probe").write_text("+0")
    variables = {**os.environ, **faked(folder / "probe")}
    probed = subprocess.run([sys.executable, "-c", PROBE], env=variables, capture_output=True, text=True)
    if probed.returncode:
        pytest.skip(f"this libfaketime breaks Python: {probed.stderr.splitlines()[-1]}; simulated clocks jump instead")


@full
def test_f12_clocks_jump(faults_folder: Path, history: History, gate: Gate) -> None:
    """Of one process after the other, then of all together, two hours forward and back, while everything goes on.

    A process that is alone with its time is refused by the others, for their signatures are old or to come; what it
    does by itself stays within the rules. Held against the logs and audited as ever.
    """
    clocks = faults_folder / "clocks"
    clocks.mkdir()
    check_library(clocks)
    row = Row("F12 clocks jump by two hours", 0)

    def clock(name: str) -> Path:
        return clocks / name

    def alter(process: Process, environment: Mapping[str, str]) -> Process:
        clock(process.name).write_text("+0")
        return replace(process, variables={**process.variables, **faked(clock(process.name))})

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

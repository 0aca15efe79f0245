"""The supervisor: what crashes comes back, what ends does so in order, and nothing outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stadion.processes import Process
from stadion.supervisor import Supervisor
from tests.waiting import eventually

pytestmark = pytest.mark.servers
SAMPLE = "tests.stadion.sample_process"


@pytest.fixture
def ended(tmp_path: Path) -> Path:
    return tmp_path / "ended"


@pytest.fixture
def supervisor(tmp_path: Path, ended: Path) -> Iterator[Supervisor]:
    stages = {"worker": 3, "gateway": 1, "door": 2}
    processes = [Process(name, [SAMPLE, name, str(ended)], stage) for name, stage in stages.items()]
    supervisor = Supervisor(processes, os.environ, tmp_path)
    supervisor.start()
    yield supervisor
    supervisor.stop()


def all_ready(supervisor: Supervisor) -> bool:
    supervisor.watch()
    return set(supervisor.states().values()) == {"ready"}


def test_a_crashed_process_comes_back_and_the_others_stay(supervisor: Supervisor) -> None:
    eventually(lambda: all_ready(supervisor))
    crashing, *others = supervisor.running
    pids = [each.child.pid for each in others]
    crashing.child.kill()
    assert supervisor.watch() == [f"worker ended with -9, see {crashing.child.log}"]
    eventually(lambda: all_ready(supervisor))
    assert crashing.restarts == 1
    assert [each.child.pid for each in others] == pids


def test_a_process_that_cannot_start_is_tried_ever_less_often(tmp_path: Path) -> None:
    supervisor = Supervisor([Process("wrong", ["no.such.module"], 1)], os.environ, tmp_path)
    supervisor.start()
    lines: list[str] = []

    def tried_twice() -> bool:
        lines.extend(supervisor.watch())
        return len(lines) == 2

    eventually(tried_twice)
    supervisor.stop()
    assert "No module named" in (tmp_path / "wrong.log").read_text()
    assert supervisor.states() == {}


def test_the_edge_ends_first_then_the_doors_then_the_workers(supervisor: Supervisor, ended: Path) -> None:
    eventually(lambda: all_ready(supervisor))
    supervisor.stop()
    assert ended.read_text().split() == ["gateway", "door", "worker"]


KILLED = """
import os, sys, time
from pathlib import Path
from stadion.processes import Process
from stadion.supervisor import Supervisor
module, folder = sys.argv[1:]
supervisor = Supervisor([Process("door", [module, "door", folder + "/ended"], 1)], os.environ, Path(folder))
supervisor.start()
while supervisor.states() != {"door": "ready"}:
    time.sleep(0.05)
print(supervisor.running[0].child.pid, flush=True)
time.sleep(60)
"""


def test_nothing_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    killed = subprocess.Popen([sys.executable, "-c", KILLED, SAMPLE, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert killed.stdout is not None
    pid = int(killed.stdout.readline())
    assert Path(f"/proc/{pid}").exists()
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    killed.stdout.close()
    eventually(lambda: not runs(pid))


def runs(pid: int) -> bool:
    """Not gone, and not just waiting to be buried."""
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()

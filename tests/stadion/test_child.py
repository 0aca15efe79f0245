"""A server is started without a fork of us: what libraries do at a fork must not matter to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough
COUNTED = """
import ctypes, os, subprocess, sys
from pathlib import Path
from stadion.child import Child

forks = []
counting = ctypes.CFUNCTYPE(None)(lambda: forks.append(1))
ctypes.CDLL(None).__register_atfork(counting, None, None, None)
subprocess.run(["true"], preexec_fn=lambda: None)
assert forks == [1], "forks are counted"
child = Child(["id", "--user", "--name"], user=sys.argv[2] or None, log=Path(sys.argv[1]) / "log")
print(child.process.wait(), len(forks) - 1, (Path(sys.argv[1]) / "log").read_text().strip())
"""


@pytest.mark.parametrize("user", ["", "daemon"])
def test_a_child_is_started_without_a_fork_under_any_account(user: str, tmp_path: Path) -> None:
    if user and os.geteuid():
        pytest.skip("only root runs servers under another account")
    me = subprocess.run(["id", "--user", "--name"], capture_output=True, text=True, check=True).stdout.strip()
    ran = subprocess.run([sys.executable, "-c", COUNTED, tmp_path, user], capture_output=True, text=True, check=False)
    assert (ran.stdout.split(), ran.stderr) == (["0", "0", user or me], "")

"""What is missing is named, each with how to get it, before anything of ours is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from stadion import machine

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine with Python and nothing else, and a user who is not root."""
    for name in ("RABBITMQ", "CHROMIUM", "STAMP"):
        monkeypatch.setattr(machine, name, tmp_path / "absent")
    monkeypatch.setattr(machine.shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(machine, "find_spec", lambda name: None)
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)


def test_a_bare_machine_is_told_everything_at_once_a_line_each(bare: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert machine.main("test") == 1
    lines = capsys.readouterr().err.splitlines()
    packages = ["python3-venv", "rabbitmq-server", "erlang-base", "util-linux", "chromium", "curl", "sudo"]
    assert [line.rpartition(" ")[2] for line in lines] == packages
    assert all(": " in line and "Get it: " in line for line in lines)


def test_who_only_runs_needs_no_browser(bare: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert machine.main("run", "--packages") == 0
    assert capsys.readouterr().out.split() == ["erlang-base", "python3-venv", "rabbitmq-server", "util-linux"]


def test_sudo_is_not_asked_for_where_nothing_is_to_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(machine, "_packaged", lambda: iter(()))
    assert [finding.what for finding in machine.look() if "sudo" in finding.what] == []


@pytest.mark.thorough
def test_it_answers_with_the_standard_library_alone() -> None:
    command = [sys.executable, "-S", "-m", "stadion.machine", "test", "--packages"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (ran.returncode, ran.stderr) == (0, "")

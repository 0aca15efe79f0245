"""The command line: it explains itself, ends with sane codes, starts quickly."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stadion.__main__ import VERBS, app

Stadion = Callable[..., tuple[int, str]]


@pytest.fixture
def stadion(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Stadion:
    """Call the command line with these words; gives its exit code and what it wrote."""

    def call(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["stadion", *words])
        with pytest.raises(SystemExit) as ended:
            app()
        code = ended.value.code
        return (1, code) if isinstance(code, str) else (code or 0, capsys.readouterr().out)

    return call


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_shows_an_example(stadion: Stadion, verb: str) -> None:
    code, page = stadion(verb, "--help")
    assert code == 0
    assert f"\n stadion {verb}" in page


@pytest.mark.thorough
def test_the_command_line_imports_no_transport() -> None:
    banned = "{'eventlet', 'nameko', 'kombu', 'flask'}"
    ran = subprocess.run([sys.executable, "-c", f"import stadion.__main__, sys; print({banned} & set(sys.modules))"],
        cwd=Path(__file__).parent.parent.parent, capture_output=True, text=True, timeout=30)  # fmt: skip
    assert ran.stdout == "set()\n", ran.stderr


def test_the_doctor_answers_programs_in_json(stadion: Stadion) -> None:
    _, text = stadion("doctor", "--json")
    assert {"what", "found", "mend", "needed", "package"} == set(json.loads(text)[0])


def test_a_role_that_does_not_exist_is_refused_in_one_line(stadion: Stadion) -> None:
    assert stadion("serve", "gateway", "worker") == (1, "stadion: gateway has no worker; see `stadion serve --help`")


def test_migrate_without_settings_says_which_is_missing(stadion: Stadion, tmp_path: Path) -> None:
    code, line = stadion("migrate", "cards", "--folder", str(tmp_path))
    assert (code, line.partition(":")[0]) == (1, "stadion")
    assert "CARDS_OWNER_DATABASE_URL" in line
    assert "make run" in line


def test_reset_deletes_only_when_told_so(stadion: Stadion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    assert stadion("reset", "--folder", str(tmp_path))[0] == 1
    assert (tmp_path / "data").exists()
    assert stadion("reset", "--folder", str(tmp_path), "--yes")[0] == 0
    assert not tmp_path.exists()

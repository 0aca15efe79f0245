"""The walk of docs/tour.md, as it stands there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from stadion.demo.logins import PASSWORD, logins

TOUR = Path(__file__).parent.parent.parent / "docs/tour.md"
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)
MARK = "--- block ---"


def walk() -> list[tuple[str, list[str]]]:
    """Each block of commands with the lines that the reader is told to see."""
    steps: list[tuple[str, list[str]]] = []
    for kind, text in BLOCK.findall(TOUR.read_text(encoding="utf-8")):
        if kind == "sh":
            steps.append((text, []))
        else:
            steps[-1][1].extend(text.strip().splitlines())
    return steps


@pytest.fixture(scope="module")
def told(base, office, tmp_path_factory) -> list[str]:
    """What each block printed, all run in one shell, with the demo's head office in place."""
    assert ("office", "head office, all venues") in logins()
    script = "\n".join(f"{text}\necho '{MARK}'" for text, _ in walk())
    here = {
        "http://127.0.0.1:8000": base,
        "/tmp/stadion-card": str(tmp_path_factory.mktemp("tour") / "card"),
        '"login": "office"': '"login": "e2e-office"',
        PASSWORD: "nine clever otters",
    }
    for said, meant in here.items():
        assert said in script
        script = script.replace(said, meant)
    ran = subprocess.run(["bash", "-eu", "-c", script], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split(MARK)


@pytest.mark.parametrize("n", [n for n, (_, lines) in enumerate(walk()) if lines])
def test_the_reader_sees_what_the_tour_says(told, n):
    shown = re.sub(r'":\s*', '": ', told[n])
    for line in walk()[n][1]:
        assert line in shown, f"{walk()[n][0]}\nprinted {told[n]}"


def test_every_file_that_the_tour_names_is_there():
    links = re.findall(r"\]\((\.\./[^)]+)\)", TOUR.read_text(encoding="utf-8"))
    assert links and all((TOUR.parent / link).exists() for link in links)

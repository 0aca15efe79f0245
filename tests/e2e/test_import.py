"""A club's table of class bookings is taken over whole, and the class report counts exactly what the file holds."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import uuid
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.visitor import Visitor
from tests.waiting import eventually

ROOT = Path(__file__).parent.parent.parent
REAL = ROOT.parent / "shared/data/fitness_class_2212.csv"
HEADING = "booking_id,months_as_member,weight,days_before,day_of_week,time,category,attended"
CATEGORIES = ("Yoga", "HIIT", "-")


def made_up() -> str:
    """A small table with the quirks of the real one: `Fri.`, `-`, `NA`, and a row that nobody can read."""
    rows = [
        f"{n},{n % 30 + 1},{'NA' if n % 9 == 0 else 70},{n % 14 + 1},{'Fri.' if n % 7 == 0 else 'Mon'},AM,"
        f"{CATEGORIES[n % 3]},{n % 4 == 0:d}"
        for n in range(1, 61)
    ]
    return "\n".join([HEADING, *rows, "61,3,70,soon,Mon,AM,Yoga,1"]) + "\n"


@pytest.fixture(params=["made up", "real"])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "real":
        if not REAL.exists():
            pytest.skip("the real club's file is not part of the project")
        return REAL
    path = tmp_path / "bookings.csv"
    path.write_text(made_up())
    return path


def counted(path: Path) -> dict[str, tuple[int, int]]:
    """Bookings and attended by category, counted from the file alone; rows without a readable day left out."""
    rows = [row for row in csv.DictReader(path.open()) if row["days_before"].isdigit()]
    attended = Counter(row["category"] for row in rows if row["attended"] == "1")
    return {name: (number, attended[name]) for name, number in Counter(r["category"] for r in rows).items()}


def test_every_row_is_counted_or_listed_and_a_second_run_changes_nothing(platform, office: Visitor, table: Path):
    venue = str(uuid.uuid4())
    opened = office.give(
        "members", "OpenVenue", venue_id=venue, name="Club", name_zh="俱乐部", zone="Europe/London", currency="GBP"
    )
    office.ask("booking", "ListCourses", after=opened)
    words = [str(table), "--mapping", "docs/examples/fitness_class.toml", "--set", f"venue={venue}", "--json"]

    def run() -> dict[str, object]:
        command = [sys.executable, "-m", "stadion", "import", *words, "--folder", str(platform.home.folder)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110)
        outcome: dict[str, object] = json.loads(ran.stdout)
        return outcome

    expected, total = counted(table), sum(1 for _ in csv.DictReader(table.open()))
    good = sum(bookings for bookings, _ in expected.values())
    first = run()
    assert first["counts"] == {"taken": good} | ({"unfit": total - good} if total > good else {})
    assert [row["line"] for row in first["not_taken"]] == ([62] if total > good else [])

    def reported() -> dict[str, tuple[int, int]]:
        rows = office.ask("analytics", "ClassReport", venue_id=venue)
        return {row["category"]: (row["bookings"], row["attended"]) for row in rows}

    eventually(lambda: reported() == expected, 30)
    assert run()["counts"] == {"unchanged": good} | ({"unfit": total - good} if total > good else {})
    assert reported() == expected
    if table == REAL:
        assert (good, sum(attended for _, attended in expected.values())) == (1500, 454)

"""The command that the tour lets its reader add works as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
BLOCK = re.compile(r"^   ```python\n(.*?)^   ```", re.MULTILINE | re.DOTALL)
AROUND = """
import services.booking.course as course
import shared.contracts.booking.timetable as timetable
from dataclasses import replace
from shared.decider import Decider
from tests.booking.examples import YOGA, course_defined
from tests.scenario import Scenario

contract, rule, tests = {blocks!r}
exec(contract, vars(timetable))
made = {{name: getattr(timetable, name) for name in ("RenameCourse", "CourseRenamed", "CourseUnknown")}}
vars(course).update(made, replace=replace)
exec(rule, vars(course))
decide = lambda wish, state, context: course.rename(wish, state)
COURSE = Decider((made["RenameCourse"],), course.Course(), course.streams, decide, course.evolve)
reader = {{**made, "COURSE": COURSE, "Scenario": Scenario, "YOGA": YOGA, "course_defined": course_defined}}
exec(tests, reader)
ran = [test() for name, test in list(reader.items()) if name.startswith("test_")]
print(len(ran), "tests")
"""


@pytest.mark.thorough  # a process of its own
def test_the_code_of_the_third_part_does_what_its_tests_say() -> None:
    """In a process of its own: the contract is added to what is published."""
    blocks = [textwrap.dedent(block) for block in BLOCK.findall((ROOT / "docs/tour.md").read_text(encoding="utf-8"))]
    assert len(blocks) == 3
    program = AROUND.format(blocks=tuple(blocks))
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout) == (0, "2 tests\n"), ran.stderr

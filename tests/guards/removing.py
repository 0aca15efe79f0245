"""Removes one guard in a copy of the tree, runs the test that must notice, and tells what came of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.guards.guard import Guard
from tests.guards.of_guests_and_agreements import GUESTS_AND_AGREEMENTS
from tests.guards.of_members_and_cards import CARDS, MEMBERS
from tests.guards.of_the_domain import DOMAIN
from tests.guards.of_the_edge import EDGE
from tests.guards.of_the_kernel import KERNEL

EVERY = (*KERNEL, *DOMAIN, *CARDS, *MEMBERS, *GUESTS_AND_AGREEMENTS, *EDGE)
TREE = Path(__file__).parents[2]
COPIED = ("services", "shared", "stadion", "tests", "docs", "pyproject.toml", ".env.example")
PATIENCE = 300  # seconds for one test
NO_PROOF = ("ImportError", "ModuleNotFoundError", "SyntaxError", "IndentationError", "NameError")


@dataclass(frozen=True)
class Outcome:
    """Whether the guard's test noticed, and what it said; `why` else."""

    guard: Guard
    red: bool
    why: str


@dataclass(frozen=True)
class Copy:
    """A copy of the tree in a folder of its own."""

    folder: Path

    @staticmethod
    def of(folder: Path) -> Copy:
        for name in COPIED:
            if (TREE / name).is_dir():
                shutil.copytree(TREE / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(TREE / name, folder / name)
        return Copy(folder)

    def without(self, guard: Guard) -> Outcome:
        file = self.folder / guard.file
        whole = file.read_text()
        try:
            rewrite(file, guard.removed(whole))
            return judged(guard, self.tests([guard.where], guard.test))
        except LookupError as moved:
            return Outcome(guard, False, str(moved.args[0]))
        finally:
            rewrite(file, whole)

    def tests(self, files: Iterable[str], name: str) -> list[xml.Element]:
        """The results of the tests of this name; none if pytest did not get so far."""
        report = self.folder / "report.xml"
        report.unlink(missing_ok=True)
        words = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"--junitxml={report}", "-k", name, *files]
        environment = os.environ | {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": ""}
        command = [sys.executable, "-m", "pytest", *words]
        subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, timeout=PATIENCE, check=False)
        return list(xml.parse(report).iter("testcase")) if report.exists() else []

    def green(self, guards: Iterable[Guard]) -> Iterator[str]:
        """What is wrong before anything is removed: a guard whose test is not there, or is red already."""
        by_place: dict[str, set[str]] = {}
        for guard in guards:
            by_place.setdefault(guard.where, set()).add(guard.test)
        found = self.tests(by_place, " or ".join(sorted(set().union(*by_place.values()))))
        for place, names in by_place.items():
            for name in sorted(names):
                cases = [case for case in found if is_of(case, place, name)]
                if not cases or any(len(case) for case in cases if case.find("system-out") is None):
                    yield f"{place}::{name} is not green as it is"


def rewrite(file: Path, text: str) -> None:
    """Compiled modules are known by second and size: the old one must go."""
    file.write_text(text)
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        compiled.unlink()


def is_of(case: xml.Element, place: str, name: str) -> bool:
    module = place.removesuffix(".py").replace("/", ".")
    return case.get("classname", "").startswith(module) and case.get("name", "").partition("[")[0] == name


def judged(guard: Guard, cases: list[xml.Element]) -> Outcome:
    """Red for the right reason: the named test failed, nothing was kept from running, no name was missing."""
    own = [case for case in cases if is_of(case, guard.where, guard.test)]
    failures = [failure for case in own for failure in case.iter("failure")]
    errors = [error.get("message", "") for case in cases for error in case.iter("error")]
    if errors or not own:
        return Outcome(guard, False, f"the test did not run: {errors[:1] or 'not found'}")
    if not failures:
        return Outcome(guard, False, "the test stays green: there is a hole")
    says = (failures[0].get("message") or "").partition("\n")[0]
    if says.startswith(NO_PROOF):
        return Outcome(guard, False, f"red for another reason: {says}")
    return Outcome(guard, True, says)

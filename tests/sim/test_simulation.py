"""The simulation in CI: the kept seeds, some fresh ones, and that a seed is one history whoever runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import TOLD
from tests.sim.guards import GUARDS, missed
from tests.sim.many import Given
from tests.sim.plan import Cut, Plan
from tests.sim.run import simulate
from tests.sim.shrinker import Shrinker, report, size

SEEDS = Path(__file__).parent / "seeds.txt"
ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.thorough
FRESH = 10  # seeds that nobody has seen, in every run of the tests


def given_by(line: str) -> Given | None:
    """What a line of seeds.txt says to run."""
    words = line.partition("#")[0].split()
    return Given(int(words[0]), "".join(words[1:])) if words else None


def kept() -> list[Given]:
    return [given for line in SEEDS.read_text().splitlines() if (given := given_by(line))]


@pytest.mark.parametrize("given", kept(), ids=str)
def test_a_kept_seed_violates_nothing(given: Given) -> None:
    result = simulate(given.plan())
    assert not result.violations, report(result)


def test_fresh_seeds_violate_nothing(record_property: Callable[[str, object], None]) -> None:
    first = int.from_bytes(os.urandom(4), "big")
    record_property(TOLD, f"fresh seeds of the simulation: {first} to {first + FRESH - 1}")
    for seed in range(first, first + FRESH):
        result = simulate(Plan.of(seed))
        assert not result.violations, report(Shrinker(result).shrink())


def test_one_seed_is_one_history_byte_for_byte() -> None:
    """In processes whose sets and dicts of hashed text are in different orders."""
    for seed in (7, 8):
        command = [sys.executable, "-m", "tests.sim", "--seed", str(seed), "--digest"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        digests = {
            subprocess.run(
                command, env={**environment, "PYTHONHASHSEED": salt}, cwd=ROOT, capture_output=True, check=True
            ).stdout
            for salt in ("1", "2")
        }
        assert len(digests) == 1


def test_a_failing_seed_is_made_smaller_and_can_be_repeated() -> None:
    with GUARDS["seat limit"]():
        failing = next(r for r in (simulate(Plan.of(seed)) for seed in range(1, 50)) if r.violations)
        small = Shrinker(failing).shrink()
        assert size(small.plan) < size(failing.plan)
        again = simulate(Plan.of(small.plan.seed, Cut.read(str(small.plan.cut))))
    assert (again.digest, again.violations) == (small.digest, small.violations)
    assert f"--seed {small.plan.seed} --without {small.plan.cut}" in report(small)
    (line,) = (line for line in report(small).splitlines() if line.startswith("for tests/sim/seeds.txt: "))
    assert given_by(line.partition(": ")[2]) == Given(small.plan.seed, str(small.plan.cut))


@pytest.mark.timeout(600)  # the rarest takes some forty seeds, on a machine that others use as well
@pytest.mark.parametrize("guard", GUARDS)
def test_every_guard_is_missed(guard: str) -> None:
    assert missed(guard, range(1, 151))

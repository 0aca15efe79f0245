"""Every command of every contract takes part in the simulation: now and then it is accepted, now and then refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.sim.flows import FLOWS
from tests.sim.flows.anything import commands
from tests.sim.history import Line
from tests.sim.plan import Part, Plan
from tests.sim.run import simulate

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]
SEEDS = 16  # of each flow: enough for each command to be accepted
AGAIN = 2  # times as many of those in which each command has its turn every tenth seed


def told() -> Iterator[Line]:
    """What came of each command, in every flow beside somebody who buys and books, and with nothing going wrong."""
    for flow in FLOWS:
        for seed in range(1, 1 + SEEDS * (AGAIN if flow in ("anything", "mistaken") else 1)):
            plan = replace(Plan.of(seed), parts=[Part(0, flow), Part(1, "one person")], happenings={}, rates={})
            result = simulate(plan)
            assert not result.violations, (flow, seed, result.violations)
            yield from result.history.lines


def test_every_command_is_accepted_and_refused() -> None:
    refusals = {command.__name__: {refusal.__name__ for refusal in command.refuses} for command in commands()}
    came: defaultdict[str, set[str]] = defaultdict(set)
    for line in told():
        if line.what in ("refused", "unknown") and line.told.get("code") in refusals[line.command]:
            came["refused"].add(line.command)
        if line.what == "ok" and line.told["streams"]:
            came["accepted"].add(line.command)
    refusable = {name for name, codes in refusals.items() if codes}
    assert (set(refusals) - came["accepted"], refusable - came["refused"]) == (set(), set()), (
        "never accepted, never refused"
    )

"""From a failing run to a small one: whatever can be left out while it still fails in the same way is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.sim.plan import Plan, more
from tests.sim.run import Result, simulate

MOST_RUNS = 250

Name = tuple[str, object]


@dataclass
class Shrinker:
    """`failing` is the smallest run so far."""

    failing: Result
    runs: int = 0

    @property
    def invariant(self) -> str:
        return invariant_of(self.failing.violations[0])

    def shrink(self) -> Result:
        before = -1
        while before != size(self.failing.plan) and self.runs < MOST_RUNS:
            before = size(self.failing.plan)
            self._drop(lambda plan: [("parts", part.number) for part in plan.parts])
            self._drop(lambda plan: [("happenings", n) for n in plan.happenings])
            self._drop(lambda plan: [("kinds", kind) for kind in sorted(plan.rates)])
        self._drop(lambda plan: commands(self.failing))
        return self.failing

    def _drop(self, names: Callable[[Plan], Sequence[Name]]) -> None:
        """Halves first, then ever smaller pieces, down to one at a time."""
        left = list(names(self.failing.plan))
        piece = max(1, len(left) // 2)
        while left:
            for begin in range(0, len(left), piece):
                self._without(left[begin : begin + piece])
            if piece == 1:
                return
            piece //= 2
            left = [name for name in left if name in set(names(self.failing.plan))]

    def _without(self, names: Iterable[Name]) -> None:
        if self.runs >= MOST_RUNS:
            return
        self.runs += 1
        plan = self.failing.plan
        result = simulate(Plan.of(plan.seed, more(plan.cut, names)))
        if any(invariant_of(violation) == self.invariant for violation in result.violations):
            self.failing = result


def commands(result: Result) -> list[Name]:
    """The commands that the callers still give."""
    numbers = {part.name: part.number for part in result.plan.parts}
    given = [line.caller for line in result.history.lines if line.what == "invoke" and line.caller in numbers]
    names: list[Name] = []
    for part in result.plan.parts:
        for n in range(1, given.count(part.name) + len(part.left_out) + 1):
            if n not in part.left_out:
                names.append(("commands", (part.number, n)))
    return names


def size(plan: Plan) -> int:
    return len(plan.parts) + len(plan.happenings) + len(plan.rates)


def invariant_of(violation: str) -> str:
    return violation.partition(":")[0]


def report(result: Result) -> str:
    """What a person needs: how to repeat it, what goes wrong, what callers did, what is violated."""
    plan: Plan = result.plan
    lines = ["history:", *(f"  {line}"[:200] for line in result.history.lines if line.caller != "opening")]
    lines += ["goes wrong:", *(f"  {each}" for each in plan.happenings.values())]
    lines += [f"  {kind}: {chance:.3f}" for kind, chance in plan.rates.items()]
    lines += ["injected: " + ", ".join(f"{kind} {n}" for kind, n in sorted(result.injected.items()))]
    lines += ["violated:", *(f"  {violation}"[:400] for violation in result.violations[:20])]
    return "\n".join(
        [*lines, f"again: {plan.again}", f"for tests/sim/seeds.txt: {plan.seed} {plan.cut}  # what was wrong"]
    )

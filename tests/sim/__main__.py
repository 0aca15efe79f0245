"""`python -m tests.sim`: run many seeds, or one again; exits with 1 when something is violated."""

from __future__ import annotations

import argparse
import os
import sys

from tests.sim.many import Given, Told, every_step, many, shrunk
from tests.sim.run import simulate
from tests.sim.shrinker import report


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.sim", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, help="run this one alone and show its history")
    parser.add_argument("--without", default="", metavar="PARTS", help="leave these out, as a report says")
    parser.add_argument("--crash", metavar="PROCESS@STEP", help="nothing goes wrong but this, as in 'worker cards@55'")
    parser.add_argument("--every-step", type=int, metavar="STRIDE", help="crash every process of --seed at its steps")
    parser.add_argument("--digest", action="store_true", help="of --seed, print only the digest of its history")
    given = parser.parse_args()
    if given.every_step:
        return several(list(every_step(given.seed or 1, given.every_step)), given.processes)
    if given.seed is not None:
        return alone(Given(given.seed, given.without, crash_of(given.crash)), given.digest)
    seeds = range(given.first, given.first + given.seeds)
    return several([Given(seed) for seed in seeds], given.processes)


def crash_of(text: str | None) -> tuple[str, int] | None:
    process, _, step = (text or "").partition("@")
    return (process, int(step)) if process else None


def alone(given: Given, only_digest: bool) -> int:
    result = simulate(given.plan())
    print(result.digest if only_digest else report(result))
    return 1 if result.violations else 0


def several(given: list[Given], processes: int) -> int:
    def told(each: Told) -> None:
        if each.violations:
            print(f"{each.given}: {each.violations[0][:300]}", flush=True)

    total = many(given, processes, told)
    print(total)
    for failed in total.failed[:3]:
        print(f"\n{failed.given}, made smaller:\n{shrunk(failed.given)}")
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""`make guards`: removes every guard in turn and shows that a test goes red for each; some minutes.

Names of guards, or parts of them, as arguments choose among them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.guards.removing import EVERY, Copy


def main(words: list[str]) -> int:
    chosen = [guard for guard in EVERY if not words or any(word in guard.name for word in words)]
    with tempfile.TemporaryDirectory(prefix="stadion-guards-") as folder:
        copy = Copy.of(Path(folder))
        wrong = list(copy.green(chosen))
        print("\n".join(f"HOLE  {says}" for says in wrong))
        holes = 0
        for guard in chosen:
            outcome = copy.without(guard)
            holes += not outcome.red
            print(f"{'red ' if outcome.red else 'HOLE'}  {guard.name}: {guard.claim}", flush=True)
            print(f"      {guard.where}::{guard.test}: {outcome.why[:150]}", flush=True)
    print(f"{len(chosen)} guards removed, {len(chosen) - holes} noticed")
    return 1 if holes or wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

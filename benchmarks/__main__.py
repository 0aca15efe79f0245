"""`make bench`: every benchmark in turn, each in a process of its own; about a quarter of an hour.

Ratios are what counts: rates of a shared machine move twofold with its neighbours.
"""

from __future__ import annotations

import subprocess
import sys

EVERY = (
    ("append", "--quick"),
    ("door",),
    ("relay",),
    ("projection",),
    ("race", "--rounds", "20"),
    ("gate",),
    ("past",),
    ("platform",),
)


def main() -> int:
    failed = []
    for name, *arguments in EVERY:
        print(f"\n=== {name} {' '.join(arguments)}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *arguments]).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())

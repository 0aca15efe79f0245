"""Processor time of processes: what a busy machine does not distort as it does rates."""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path


def processor_seconds(pids: Collection[int]) -> float:
    """What these processes and their children have used of the processors so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent, *used = stat.read_text().rpartition(") ")[2].split()[1:15]
            own, ended = (int(used[9]) + int(used[10])), (int(used[11]) + int(used[12]))
            if int(stat.parent.name) in pids:
                ticks += own + ended
            elif int(parent) in pids:
                ticks += own
    return ticks / os.sysconf("SC_CLK_TCK")

"""A process such as the supervisor keeps: ready, and writes its name when it is asked to end.

python -m tests.stadion.sample_process NAME FILE
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from shared.telemetry import Health

if __name__ == "__main__":
    name, file = sys.argv[1:]
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # before there are threads, to inherit it
    Health().serve(int(os.environ["HEALTH_PORT"]))
    signal.sigwait({signal.SIGTERM})
    with Path(file).open("a") as ended:
        ended.write(name + "\n")

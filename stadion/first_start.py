"""What a new platform begins with."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from stadion.home import Home

COMMANDS: Sequence[Sequence[str]] = (["demo"],)
"""Commands of `stadion`, run once when a platform is new; each may be repeated when it did not come to its end."""


def first_start(
    home: Home, environment: Mapping[str, str], meanwhile: Callable[[], None], say: Callable[[str], None]
) -> None:
    """Run them unless that was done before; `meanwhile` is called a few times a second.

    `say` tells beforehand how long it takes.
    """
    done = home.folder / "begun"
    if done.exists():
        return
    say("making the demo chain, once: one to three minutes")
    for command in COMMANDS:
        _run([sys.executable, "-m", "stadion", *command], environment, meanwhile)
    done.touch()


def _run(command: Sequence[str], environment: Mapping[str, str], meanwhile: Callable[[], None]) -> None:
    with subprocess.Popen(command, env=environment) as process:
        try:
            while process.poll() is None:
                meanwhile()
                time.sleep(0.2)
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)

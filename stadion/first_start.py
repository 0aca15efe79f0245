"""What a new platform begins with."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence

from stadion.home import Home

COMMANDS: Sequence[Sequence[str]] = (["demo"],)
"""Commands of `stadion`, run once when a platform is new; each may be repeated when it did not come to its end."""


def first_start(home: Home, environment: Mapping[str, str]) -> None:
    """Run them unless that was done before."""
    done = home.folder / "begun"
    if done.exists():
        return
    for command in COMMANDS:
        subprocess.run([sys.executable, "-m", "stadion", *command], env=environment, check=True)
    done.touch()

"""`stadion serve`: become one process of the platform."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from stadion.processes import modules


def command(
    service: Annotated[str, typer.Argument(help="members, cards, booking, finance, engagement, analytics, gateway")],
    role: Annotated[str, typer.Argument(help="door, worker, projector (analytics), gateway (gateway)")],
) -> None:
    """Run one process of a service, as Kubernetes does. All settings come from the environment (`.env.example`).

    stadion serve cards door

    stadion serve cards worker

    stadion serve analytics projector
    """
    # a new process image: a door must be monkey patched before anything else is imported
    os.execv(sys.executable, [sys.executable, "-m", *modules(service, role)])

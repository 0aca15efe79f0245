"""A process of the platform that dies where it is told to: `python -m tests.faults.crashing <module> <argument> …`.

The code is the one that always runs; around its steps stand points. A process that comes to a point looks for an order
to die there (a file in the folder CRASH_ORDERS that holds the point and the detail), takes it, and kills itself: no
clean-up, no answer, as if the power had gone. Points are the moments between two effects on the outside.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from signal import SIGKILL
from typing import Any

COMMAND_POINTS = ("load", "loaded", "append", "appended", "projected", "commit", "committed")
DOOR_POINTS = ("taken", *COMMAND_POINTS, "settle", "settled")
CONSUMER_POINTS = ("arrived", *COMMAND_POINTS, "heard", "ack", "acked")
RELAY_POINTS = ("send", "sent", "confirmed", "seal", "sealed", "seal commit", "seal committed")
CLOCK_POINTS = ("fold", "folded", "fold commit", "fold committed")
TIMER_POINTS = (*COMMAND_POINTS, "put down", "put down commit", "put down committed")
PROJECTOR_POINTS = ("arrived", "apply", "archived", "advanced", "applied", "ack", "acked")

about: Any = None
"""What this thread is at work on: `detail`, a command or a source; `ends`, the points before and after its commit."""


def reached(point: str) -> None:
    """Die here if that is ordered."""
    wanted = f"{point}|{getattr(about, 'detail', '')}"
    for order in ORDERS.glob("*.order"):
        if order.read_text() == wanted:
            order.unlink()
            os.kill(os.getpid(), SIGKILL)


def around(
    owner: Any, name: str, before: str = "", after: str = "", note: Callable[..., None] = lambda *_: None
) -> None:
    """Put points around a step; `note` looks at its arguments first."""
    step = getattr(owner, name)

    @wraps(step)
    def pointed(*args: Any, **kwargs: Any) -> Any:
        note(*args)
        if before:
            reached(before)
        result = step(*args, **kwargs)
        if after:
            reached(after)
        return result

    setattr(owner, name, pointed)


def point_command() -> None:
    """From the load to the commit, wherever a command is decided."""
    from shared.log.postgres import PostgresTransaction

    around(PostgresTransaction, "load", "load", "loaded")
    around(PostgresTransaction, "append", "append", "appended", note=lambda *_: ends("commit", "committed"))
    around(PostgresTransaction, "project", "", "projected")
    commit = PostgresTransaction.commit

    def committing(tx: Any) -> None:
        before, after = getattr(about, "ends", ("", ""))
        about.ends = ("", "")
        if before:
            reached(before)
        commit(tx)
        if after:
            reached(after)

    PostgresTransaction.commit = committing  # type: ignore[method-assign]


def ends(before: str, after: str) -> None:
    about.ends = (before, after)


def named(detail: Callable[..., str]) -> Callable[..., None]:
    def note(*args: Any) -> None:
        about.detail = detail(*args)

    return note


def point_door() -> None:
    from shared.door.answers import Answers
    from shared.door.links import Inlet

    around(Answers, "execute", "taken", note=named(lambda answers, name, *_: str(name)))
    around(Inlet, "settle", "settle", "settled")  # the answer goes out with it


def point_consumer() -> None:
    from shared.amqp import Inlet
    from shared.consumer import Reactions
    from shared.inbox.postgres import PostgresInbox

    point_inlet(Inlet)
    around(Reactions, "apply", note=named(lambda reactions, *_: f"{reactions.service.name} from {reactions.source}"))
    around(PostgresInbox, "advance", "", "heard")


def point_inlet(inlet: Any) -> None:
    """`arrived` means that something did."""
    take = inlet.take

    @wraps(take)
    def taking(self: Any, patience: float) -> Any:
        taken = take(self, patience)
        if taken:
            consumer, _, source = self.queue.partition(".from.")
            about.detail = f"{consumer} from {source}"
            reached("arrived")
        return taken

    inlet.take = taking
    around(inlet, "ack", "ack", "acked")


def point_relay() -> None:
    from shared.amqp import Publisher
    from shared.relay import PostgresCheckpoint, Relay

    around(Relay, "step", note=named(lambda relay: f"relay of {relay.source}"))
    around(Publisher, "send", "send", "sent")
    around(Publisher, "confirm", "", "confirmed")
    around(PostgresCheckpoint, "save", "seal", "sealed", note=lambda *_: ends("seal commit", "seal committed"))


def point_clock() -> None:
    """A page of the log is folded into timers; one that is due is given, and put down once it is answered."""
    from shared.timers.clock import Clock
    from shared.timers.postgres import PostgresTimers

    around(Clock, "step", note=named(lambda clock: f"clock of {clock.service.name}"))
    around(PostgresTimers, "fold", "fold", "folded", note=lambda *_: ends("fold commit", "fold committed"))
    around(PostgresTimers, "settle", "", "put down", note=lambda *_: ends("put down commit", "put down committed"))


def point_projector() -> None:
    from shared.amqp import Inlet
    from shared.projector import Archive

    point_inlet(Inlet)
    around(Archive, "apply", "apply", "applied", note=named(lambda a, *_: f"{a.reader} from {a.source}"))
    around(Archive, "_archive", "", "archived")
    around(Archive, "_advance", "", "advanced")


def main(module: str, *arguments: str) -> None:
    global about
    if module == "shared.door":
        import eventlet

        eventlet.monkey_patch()
        about = threading.local()  # of the green thread
        os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"
        from shared.door.run import run

        point_command()
        point_door()
        run(*arguments)
        return
    about = threading.local()
    if module == "shared.worker":
        point_command()
        point_consumer()
        point_relay()
        point_clock()
    if module == "services.analytics":
        point_projector()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


ORDERS = Path(os.environ.get("CRASH_ORDERS", "/nowhere"))

if __name__ == "__main__":
    main(*sys.argv[1:])

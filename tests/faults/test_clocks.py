"""F12: clocks that are wrong, against each other or all together, and that jump while something is under way."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from random import Random

from stadion.processes import Process
from tests.faults.conftest import Gate
from tests.faults.ending import Row, end
from tests.faults.history import History
from tests.faults.load import Load, load, open_venue
from tests.faults.stand import Stand, redirected, standing
from tests.waiting import eventually

HOUR = 3600
JUMPS = (2 * HOUR, -2 * HOUR, 0)
APART = (-2 * HOUR, -HOUR, 0, HOUR, 2 * HOUR)
DICE = Random(12)
HOLD = 3.0  # seconds for which a clock stays wrong
AHEAD = "SELECT count(*) FROM event WHERE happened_at > recorded_at + interval '1 hour'"
BEHIND = "SELECT count(*) FROM event WHERE happened_at < recorded_at - interval '1 hour'"


class Clocks:
    """A file for each process, by how many seconds its clock is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def alter(self, process: Process, environment: Mapping[str, str]) -> Process:
        self.set({process.name: 0})
        return redirected(process, CLOCK_OFFSET_FILE=str(self.folder / process.name))

    def set(self, wrong: Mapping[str, int]) -> None:
        """In one piece each: a file is never seen empty."""
        for name, seconds in wrong.items():
            draft = self.folder / "draft"
            draft.write_text(str(seconds))
            draft.rename(self.folder / name)


def test_f12_clocks_are_wrong_and_jump(faults_folder: Path, history: History, gate: Gate) -> None:
    """Each process by itself, all hours apart, and all together, two hours forward, back, and right again.

    Who is alone with its time is refused by the others, for its signatures are old or to come; what is due waits for a
    clock that agrees with the database's. Where all doors are wrong together they go on, and the log says when by both
    clocks. Held against the logs and audited as ever.
    """
    clocks = Clocks(faults_folder / "clocks")
    row, alone = Row("F12 clocks jump by two hours", 0), gate(1, 100)
    with standing(faults_folder / "skewed", clocks.alter) as stand:
        venue, names = open_venue(stand, history), stand.names()
        with load(stand, history, venue, insists=90) as clients:
            for skewed in [*([name] for name in ["workers", *names][:alone]), names]:
                for seconds in JUMPS:
                    jump(stand, clients, clocks, dict.fromkeys(skewed, seconds), row)
            for _ in range(gate(1, 10)):
                jump(stand, clients, clocks, {name: DICE.choice(APART) for name in names}, row)
            jump(stand, clients, clocks, dict.fromkeys(names, 0), row)
            healed = history.add("healing", what="clock")
            for service in ("finance", "booking", "cards"):
                eventually(lambda s=service: clients.answered(s, healed), 60)
        assert stand.one("finance", AHEAD) and stand.one("finance", BEHIND), "no door's clock was wrong"
        end(stand, history, row)


def jump(stand: Stand, clients: Load, clocks: Clocks, wrong: Mapping[str, int], row: Row) -> None:
    """Clocks are set under load; people log in anew, for their sessions may be over by the gateway's clock."""
    clients.history.add("fault", what="clocks", wrong=wrong)
    clocks.set(wrong)
    row.injections += sum(seconds != 0 for seconds in wrong.values())
    if "gateway" in wrong and (token := stand.log_in()):  # none where no door believes the gateway
        clients.log_in(token)
    time.sleep(HOLD)
    if "workers" in wrong:  # which say that they cannot go by their clock
        eventually(lambda: (stand.process("workers").state() == "ready") == (wrong["workers"] == 0), 30)

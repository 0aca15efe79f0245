"""F1, F3: processes of ours die, or are asked to end, in the middle of their work."""

from __future__ import annotations

from collections import defaultdict
from random import Random

from tests.faults.conftest import Gate
from tests.faults.ending import Row, end, heard_again
from tests.faults.faults import kill
from tests.faults.history import History
from tests.faults.load import Venue, load
from tests.faults.stand import Stand

DICE = Random(2026)


def test_f1_any_process_is_killed_at_any_moment(stand: Stand, venue: Venue, history: History, gate: Gate) -> None:
    """One of each kind first, then in an order that is drawn, as are the pauses."""
    names = sorted(stand.names(), key=lambda name: name.endswith("-door"))
    before, times = heard_again(stand), defaultdict[str, list[float]](list)
    with load(stand, history, venue) as clients:
        for n in range(gate(4, 200)):
            if n and n % len(names) == 0:
                DICE.shuffle(names)
            name = names[n % len(names)]
            clients.guests[0].over.wait(DICE.random())
            times[name.partition("-")[2] or name].append(kill(stand, history, clients, name))
    end(stand, history, Row("F1 kill -9 of any process", before, times))

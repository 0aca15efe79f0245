"""F1, F2, F3: processes of ours die, or are asked to end, in the middle of their work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

from stadion.embedded.ports import LOOPBACK
from stadion.processes import Process
from stadion.services import DOMAIN, declaration
from tests.faults.conftest import Gate, full
from tests.faults.crashing import (
    CLOCK_POINTS,
    CONSUMER_POINTS,
    DOOR_POINTS,
    PROJECTOR_POINTS,
    RELAY_POINTS,
    TIMER_POINTS,
)
from tests.faults.ending import Row, end, heard_again
from tests.faults.faults import kill
from tests.faults.history import History
from tests.faults.load import Venue, load, open_venue
from tests.faults.proxy import Proxies
from tests.faults.stand import Stand, standing
from tests.waiting import eventually

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


DOOR_COMMANDS = {
    "members": ("RegisterMember", "EraseMember"),
    "cards": ("SwipeCard", "FreezeCard"),
    "booking": ("AddRoom", "ScheduleSession", "BookSeat", "CancelBooking"),
    "finance": (
        "PlaceOrder",
        "RecordPayment",
        "RequestPayment",
        "ReceiveProviderNotice",
        "RefundOrder",
        "PutOnAccount",
    ),
    "engagement": ("RedeemPoints",),
}
REACTING = (
    "cards from finance", "cards from booking", "booking from cards", "booking from booking", "finance from cards",
    "engagement from finance", "engagement from booking",
)  # fmt: skip
"""Neighbours whose events the load makes mean something to a consumer: at each point."""
REACTING_ALIKE = (
    "members from members", "members from booking", "members from finance", "members from cards", "cards from members",
    "cards from cards", "booking from members", "finance from members", "finance from finance",
)  # fmt: skip
"""The others, by the same code: around the commit."""
AROUND = ("appended", "commit", "committed", "acked")
SILENT = {
    "engagement from members": "nobody of the load is merged",
    "engagement from cards": "no card of the load comes with points",
}
"""Neighbours of whose events the load brings about none that a consumer acts upon."""
CLOCKS = ("members", "cards", "booking", "finance", "engagement")
AT_ONCE = "finance"  # whose clock the load gives something to do at once: what is owed is looked at


def lanes() -> dict[str, list[str]]:
    """Every point with everything that can be under way there, by the process that dies."""
    found = {
        f"{service}-door": [f"{point}|{command}" for command in commands for point in DOOR_POINTS]
        for service, commands in DOOR_COMMANDS.items()
    }
    found["workers"] = [f"{point}|{reaction}" for reaction in REACTING for point in CONSUMER_POINTS]
    found["workers"] += [f"{point}|{reaction}" for reaction in REACTING_ALIKE for point in AROUND]
    found["workers"] += [f"{point}|relay of {service}" for service in DOMAIN for point in RELAY_POINTS]
    found["workers"] += [f"{point}|clock of {service}" for service in CLOCKS for point in CLOCK_POINTS]
    found["workers"] += [f"{point}|clock of {AT_ONCE}" for point in TIMER_POINTS]
    found["projector"] = [f"{point}|analytics from {source}" for source in DOMAIN for point in PROJECTOR_POINTS]
    return found


def test_f2_leaves_out_no_consumer_and_no_clock() -> None:
    """Whoever hears a neighbour more, or has timers, gets a lane, or is named among those without."""
    services = {name: declaration(name) for name in DOMAIN}
    pairs = {f"{name} from {source}" for name, service in services.items() for source in service.hears}
    assert pairs == {*REACTING, *REACTING_ALIKE, *SILENT}
    assert {name for name, service in services.items() if service.timers} == {*CLOCKS}
    assert DOOR_COMMANDS.keys() == services.keys()


@full
def test_f2_processes_die_between_any_two_effects(faults_folder: Path, history: History) -> None:
    """At each point once for each command, neighbour, log and source: every order to die is carried out."""
    orders = faults_folder / "orders"
    orders.mkdir()
    row = Row("F2 killed at every point", 0)

    def alter(process: Process, environment: Mapping[str, str]) -> Process:
        return replace(process, module=["tests.faults.crashing", *process.module])

    with standing(faults_folder / "crashing", alter, CRASH_ORDERS=str(orders)) as stand:
        venue = open_venue(stand, history)
        with load(stand, history, venue, clients=8, pause=0), ThreadPoolExecutor() as threads:
            for lane in threads.map(lambda lane: die_at_each(stand, history, orders, *lane), lanes().items()):
                row.injections += lane
        end(stand, history, row)


def die_at_each(stand: Stand, history: History, orders: Path, name: str, points: Sequence[str]) -> int:
    """One process comes to die at one point after the other."""
    for point in points:
        draft, order = orders / f"{name}.draft", orders / f"{name}.order"
        draft.write_text(point)
        draft.rename(order)
        eventually(lambda order=order: not order.exists(), 900)
        history.add("fault", what=f"{name} died at {point}")
        eventually(lambda: stand.process(name).state() == "ready", 180)
    return len(points)


@full
def test_f3_rolling_restarts_fail_no_request(stand: Stand, venue: Venue, history: History, gate: Gate) -> None:
    """Each process in turn gets its successor before it is asked to end, as in a rolling deployment.

    Clients come through one address that leads to the newest gateway, each request over a connection of its own.
    """
    row = Row("F3 SIGTERM, rolling", heard_again(stand))
    ports = [stand.platform.http_port]
    with Proxies() as proxies:
        front = proxies.link_to(lambda: (LOOPBACK, ports[-1]))
        with load(stand, history, venue, address=lambda: (LOOPBACK, front.port), keeps=False):
            for _ in range(gate(1, 20)):
                for name in stand.names():
                    history.add("fault", what=f"SIGTERM {name}")
                    stand.roll(name, ports)
                    row.injections += 1
    stand.platform.http_port = ports[-1]
    lost = history.of_type("unknown")
    end(stand, history, row)
    assert lost == []

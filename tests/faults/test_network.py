"""F7, F14: what lies between processes is slow, cut, half-open, or loses what flows in one direction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from stadion.embedded.ports import LOOPBACK
from stadion.processes import Process
from stadion.services import DOMAIN
from tests.faults.conftest import Gate, full
from tests.faults.ending import Row, end, heard_again
from tests.faults.faults import recovered, working
from tests.faults.history import History
from tests.faults.load import Load, Venue, load, open_venue
from tests.faults.proxy import Link, Proxies
from tests.faults.stand import Stand, standing

SERVERS = ("DATABASE_URL", "BROKER_URL")
Break = Callable[[Link], None]


@dataclass
class Net:
    """A platform of which every process has a link of its own to each server, and its clients one to the gateway."""

    stand: Stand
    links: Mapping[tuple[str, str], Link]  # by process and server
    clients: Link


@contextmanager
def networked(folder: Path) -> Iterator[Net]:
    links: dict[tuple[str, str], Link] = {}

    def alter(process: Process, environment: Mapping[str, str]) -> Process:
        """Lead each of its addresses through links; services that share a process share its links."""
        services = DOMAIN if process.name == "workers" else [process.name.removesuffix("-door")]
        services = ["analytics"] if process.name == "projector" else services
        variables = dict(process.variables)
        for service in services:
            for server in SERVERS:
                address = urlsplit(environment[f"{service.upper()}_{server}"])
                if (process.name, server) not in links:
                    links[process.name, server] = proxies.link(LOOPBACK, address.port or 0)
                through = f"{LOOPBACK}:{links[process.name, server].port}"
                netloc = f"{address.netloc.rpartition('@')[0]}@{through}"
                variables[f"{service.upper()}_{server}"] = address._replace(netloc=netloc).geturl()
        return replace(process, variables=variables)

    with Proxies() as proxies, standing(folder, alter) as stand:
        yield Net(stand, links, proxies.link_to(stand.address))


@pytest.fixture(scope="module")
def net(faults_folder: Path) -> Iterator[Net]:
    with networked(faults_folder / "networked") as net:
        yield net


@pytest.fixture(scope="module")
def riverside(net: Net, faults_folder: Path) -> Venue:
    return open_venue(net.stand, History(faults_folder / "networked.jsonl"))


HOLD = 6.0  # seconds for which a fault that does not pass by itself is held
KINDS: Mapping[str, tuple[Break, float]] = {
    "200 ms slower": (lambda link: link.slow(0.2), HOLD),
    "1 byte a second": (lambda link: link.throttle(1), HOLD),
    "cut": (lambda link: link.cut(), 0),
    "shut": (lambda link: link.cut(shut=True), HOLD),
    "half-open": (lambda link: link.half_open(), 0),
    "answers lost": (lambda link: link.lose("down"), HOLD),
    "requests lost": (lambda link: link.lose("up"), HOLD),
}


@full
@pytest.mark.parametrize("kind", KINDS)
def test_f7_every_link_breaks_in_every_way(net: Net, riverside: Venue, history: History, kind: str) -> None:
    """Each link of each process in turn; it heals by itself where connections of this moment alone are hurt."""
    row = Row(f"F7 {kind}", heard_again(net.stand))
    through = {"address": lambda: (LOOPBACK, net.clients.port)}
    with load(net.stand, history, riverside, **through) as clients:
        for (process, server), link in [*net.links.items(), (("gateway", "clients"), net.clients)]:
            row.took(f"{process} {server}", broken(net, clients, history, (process, server), link, kind))
    end(net.stand, history, row)


def broken(net: Net, clients: Load, history: History, place: tuple[str, str], link: Link, kind: str) -> float:
    """Break a link, hold it so, heal it; the seconds from healing until its process works."""
    hurt, seconds = KINDS[kind]
    history.add("fault", what=kind, link=place)
    hurt(link)
    time.sleep(seconds)
    link.heal()
    healed = history.add("healing", link=place)
    return recovered(history, place[0], healed, working(net.stand, clients, place[0]))


@full
def test_f14_the_answer_is_lost_and_the_client_tries_another_gateway(
    net: Net, riverside: Venue, history: History, gate: Gate
) -> None:
    row = Row("F14 answer lost, another gateway asked", heard_again(net.stand))
    with net.stand.another_gateway() as port:
        turns = count()

        def address() -> tuple[str, int]:
            return LOOPBACK, net.clients.port if next(turns) % 2 == 0 else port

        with load(net.stand, history, riverside, address=address, keeps=False):
            for _ in range(gate(3, 40)):
                history.add("fault", what="answers lost")
                net.clients.lose("down")
                time.sleep(1.5)
                net.clients.heal()
                time.sleep(0.5)
                row.injections += 1
        end(net.stand, history, row)
    assert row.answered_again > 0

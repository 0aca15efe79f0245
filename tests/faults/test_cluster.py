"""F5: a broker of three nodes, of which one after the other is cut off from the rest of the world."""

from __future__ import annotations

import time
from itertools import cycle
from pathlib import Path

import pytest

from stadion.embedded.broker_rights import definitions
from stadion.embedded.ports import LOOPBACK
from tests.faults.cluster import PORT, Node, address, cluster, impossible
from tests.faults.conftest import Gate, full
from tests.faults.ending import Row, end
from tests.faults.faults import recovered
from tests.faults.history import History
from tests.faults.load import load, open_venue
from tests.faults.proxy import Proxies
from tests.faults.stand import standing
from tests.waiting import eventually

SECRET, NOTICED, APART = "of-the-cluster", 3.0, 25.0  # seconds until clients are led elsewhere, and of each partition
PATIENCE = 60.0  # seconds for a node to come back by itself; then it is started anew, as its pod would be


@full
@pytest.mark.skipif(bool(impossible()), reason=impossible() or "there can be a cluster")
def test_f5_a_node_of_three_is_cut_off(faults_folder: Path, history: History, gate: Gate) -> None:
    """The two others go on; clients are led to them by an address before the nodes, as by a load balancer."""
    row, cut = Row("F5 node of three cut off", 0), set[int]()
    granted = definitions("stadion", {"stadion": SECRET}, {})
    with cluster(faults_folder / "cluster", granted) as nodes, Proxies() as proxies:

        def alive() -> tuple[str, int]:
            node = next(each for each in nodes if each.n not in cut and each.listens())
            return address(node.n), PORT

        front = proxies.link_to(alive)
        broker = f"amqp://stadion:{SECRET}@{LOOPBACK}:{front.port}/stadion"
        with standing(faults_folder / "clustered", STADION_BROKER_URL=broker) as stand:
            venue, turns = open_venue(stand, history), cycle(nodes)
            with load(stand, history, venue, insists=120) as clients:
                for _ in range(gate(1, 10)):
                    node = next(turns)
                    began = history.add("fault", what=f"{node.name} cut off")
                    node.link("down")
                    cut.add(node.n)
                    time.sleep(NOTICED)
                    front.cut()
                    row.took("broker node", recovered(history, node.name, began, clients.answers("finance")))
                    eventually(lambda b=began: time.monotonic() - b > APART, APART + 5)
                    node.link("up")
                    come_back(node, history)
                    cut.discard(node.n)
            end(stand, history, row, quiet=240)


def come_back(node: Node, history: History) -> None:
    """By itself if it can; RabbitMQ 3.10 does not always."""
    try:
        eventually(node.listens, PATIENCE)
    except AssertionError:
        history.add("fault", what=f"{node.name} started anew")
        node.kill()
        node.launch()
        eventually(node.listens, 120)
    history.add("heal", what=node.name)

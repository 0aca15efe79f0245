"""F18: a release and the one after it side by side under load, rolled forward, back and forward again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

import stadion.platform
from shared.contracts import catalogue
from shared.ids import derived_id
from stadion.embedded.ports import LOOPBACK
from stadion.processes import Process
from tests.faults.conftest import FULL, Gate
from tests.faults.ending import Row, end, heard_again
from tests.faults.history import History
from tests.faults.load import CARD, PHONES, Venue, done, load, new, open_venue
from tests.faults.next_release import next_release, running
from tests.faults.proxy import Proxies
from tests.faults.stand import Stand, environment, redirected, standing
from tests.faults.visitor import Answer, Visitor
from tests.waiting import eventually

SHORT = ["cards-door", "workers", "projector", "gateway"]
LANES = "SELECT data->>'lane', count(*) FROM event WHERE type = 'EntryGranted' GROUP BY 1"
HELD = "SELECT count(*) FROM held WHERE resolved_at IS NULL AND reason LIKE %s"
UNREAD = "UnknownEvent: CardPraised%"
ARCHIVED = "SELECT count(*) FROM archive.event WHERE type = 'CardPraised' AND data->>'card_id' = %s"
NEIGHBOURS = ("booking", "finance")  # who hear cards


@dataclass
class Releases:
    """A platform whose processes are of either release; `ports` are those of its gateways, the newest last."""

    stand: Stand
    history: History
    newer: set[str]
    ports: list[int]
    rolled: int = 0

    def roll(self, names: Sequence[str], to_next: bool) -> None:
        """Every process gets a successor of the wanted release before it is asked to end."""
        for name in names:
            self.newer.add(name) if to_next else self.newer.discard(name)
            self.history.add("fault", what=f"roll {name}", to="next" if to_next else "this")
            self.stand.roll(name, self.ports)
            self.rolled += 1

    def lanes(self) -> dict[str | None, int]:
        """How many entries doors of the next release granted (north), and those of this one."""
        return {"north": 0, None: 0} | dict(self.stand.rows("cards", LANES))

    def beside(self, doors: Sequence[str]) -> None:
        """Doors of both on one queue, until each has let somebody in; who hears them does not notice."""
        before = self.lanes()
        self.newer.update(doors)
        programs = [self.stand.program(process) for process in stadion.platform.plan() if process.name in doors]
        self.newer.difference_update(doors)
        self.history.add("fault", what="doors of two releases", processes=list(doors))
        try:
            eventually(lambda: all(self.lanes()[lane] > before[lane] for lane in ("north", None)), 120)
        finally:
            for program in programs:
                program.child.stop(40)

    def held(self) -> list[int]:
        return [self.stand.one(name, HELD, UNREAD) for name in NEIGHBOURS]


@pytest.mark.timeout(3600)
def test_f18_a_release_and_the_next_one_run_side_by_side(faults_folder: Path, history: History, gate: Gate) -> None:
    """What the next one writes is read, kept or waited for by this one, and never lost or decided upon unread."""
    ahead = next_release(faults_folder / "next")
    newer: set[str] = set()

    def alter(process: Process, environment: Mapping[str, str]) -> Process:
        return redirected(process, **running(ahead)) if process.name in newer else process

    with standing(faults_folder / "releases", alter) as stand, Proxies() as proxies:
        row, venue = Row("F18 rolled to the next release and back", heard_again(stand)), open_venue(stand, history)
        both = Releases(stand, history, newer, [stand.platform.http_port])
        front = proxies.link_to(lambda: (LOOPBACK, both.ports[-1]))
        admirer = stand.visitor("admirer", history, address=lambda: (LOOPBACK, front.port), keeps=False)
        names = stand.names() if FULL else SHORT
        edge = [name for name in names if name.endswith("-door") or name == "gateway"]
        behind = [name for name in names if name not in edge]
        with load(stand, history, venue, address=lambda: (LOOPBACK, front.port), keeps=False):
            for _ in range(gate(1, 5)):
                both.beside([name for name in edge if name != "gateway"])
                both.roll(edge, to_next=True)
                card = bought_card(admirer, venue)
                praise(admirer, card)
                eventually(lambda: all(both.held()), 60)
                eventually(lambda c=card: stand.one("analytics", ARCHIVED, c) == 1, 60)
                both.roll(behind, to_next=True)
                eventually(lambda: not any(both.held()), 60)
                both.roll([*behind, *edge], to_next=False)
                nobody_decides_unread(stand, admirer, venue, card)
                both.roll(names, to_next=True)
                assert swipe(admirer, venue, card) is not None
        row.injections, stand.platform.http_port = both.rolled, both.ports[-1]
        unanswered = [step for step in history.of_type("unknown") if step["client"] != "admirer"]
        with environment(running(ahead)):
            end(stand, history, row)
    assert unanswered == []


def bought_card(visitor: Visitor, venue: Venue) -> str:
    member, order, here = {"member_id": new()}, {"order_id": new()}, {"venue_id": venue.venue_id}
    person = {"name": "王芳", "phone": f"+86{next(PHONES)}", "channel": "desk", "terms_accepted": "2026-01"}
    done(visitor.give("members", "RegisterMember", {**member, **here, **person}))
    lines = [{"product_id": venue.product_id}]
    done(visitor.give("finance", "PlaceOrder", {**order, **member, **here, "lines": lines}))
    paid = {"payment_id": new(), **order, **here, "amount": CARD, "method": "cash"}
    after = done(visitor.give("finance", "RecordPayment", paid)).after
    eventually(lambda: visitor.ask("cards", "MemberCards", after=after, **member), 60)
    return derived_id(order["order_id"], 0, 0)


def praise(visitor: Visitor, card: str) -> None:
    """Given to the next release; this one has never heard of it."""
    assert catalogue.event("CardPraised") is None
    done(visitor.give("cards", "PraiseCard", {"card_id": card, "praise_id": new()}))


def swipe(visitor: Visitor, venue: Venue, card: str) -> Answer | None:
    wish = {"swipe_id": new(), "card_id": card, "venue_id": venue.venue_id}
    return visitor.give("cards", "SwipeCard", wish)


def nobody_decides_unread(stand: Stand, admirer: Visitor, venue: Venue, card: str) -> None:
    """Back at this release: a card whose history it cannot read waits for the next one, and the audit says so."""
    patience, admirer.insists = admirer.insists, 3
    assert swipe(admirer, venue, card) is None, "a history that cannot be read was decided upon"
    admirer.insists = patience
    said = json.loads(stand.stadion("audit", "--json").stdout)
    found = {(finding["invariant"], finding["service"]) for finding in said["findings"] if finding["count"]}
    assert ("F18", "cards") in found, "the audit of this release does not say that it cannot read the log"

"""A reaction that an upgrade adds is told what was said before it: each event once, in order, whatever breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from psycopg_pool import ConnectionPool

from shared.consumer import Reactions, Surroundings
from shared.hearing import Hearing, left
from shared.inbox import Inbox, InboxMoved
from shared.inbox.memory import MemoryInbox
from shared.inbox.postgres import PostgresInbox
from shared.log import Store
from shared.log.memory import MemoryStore
from shared.log.postgres import PostgresStore
from shared.migrations import KERNEL, migrate
from shared.past import Past, Picked
from shared.service import Service
from tests.servers import Postgres
from tests.shared.lamps import (
    Clock,
    CountLight,
    DimLamp,
    Faults,
    counted,
    counter,
    deciders,
    envelopes,
    events_of,
    light,
)


class Upgrade:
    """The counter in two releases, and the log of the lamps that it follows."""

    def __init__(self, store: Store, inbox: Inbox) -> None:
        self.lamps, self.store, self.inbox = MemoryStore(), store, inbox
        self.faults, self.clock = Faults(), Clock()
        self.asked: list[int] = []
        self.away = False
        self.release(upgraded=False)

    def release(self, upgraded: bool = True, service: Service | None = None) -> None:
        """A worker of this release begins."""
        running = service or counter(self.faults, upgraded)
        world = Surroundings(self.store, self.inbox, self.clock, random=lambda: 0.5)
        self.reactions = Reactions(running, "lamps", deciders(running), world)
        self.past = Past(self.reactions, self.pick, self.clock.monotonic)

    def pick(self, source: str, types: Sequence[str], after: int, limit: int) -> Picked:
        if self.away:
            raise ConnectionError("the door is away")
        self.asked.append(after)
        page = self.lamps.pick(types, after, self.lamps.head(), 2)
        return Picked([e for e in envelopes(self.lamps) if e.id in {r.id for r in page.events}], page.position)

    def say(self, text: str) -> None:
        """`a` is a lamp that is lit, `A` the same one dimmed."""
        for lamp in text:
            light(self.lamps, lamp.lower(), *[DimLamp] * lamp.isupper())

    def hear(self) -> None:
        if news := [e for e in envelopes(self.lamps) if e.position > self.reactions.position()]:
            self.reactions.apply(news)

    def tell(self) -> None:
        self.past.step()
        self.reactions.tend()

    @property
    def causes(self) -> list[str]:
        """The events of the lamps that were acted on, in the order in which that was done: `a1` is the lamp's first."""
        said = {e.id: f"{e.stream.removeprefix('lamp-')}{e.version}" for e in envelopes(self.lamps)}
        return [said[e.meta.cause or ""] for e in events_of(self.store)]


Make = Callable[[], Upgrade]


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.servers)])
def upgrade(request: pytest.FixtureRequest) -> Any:
    if request.param == "memory":
        yield Upgrade(MemoryStore(), MemoryInbox())
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    made = postgres.create_database("counter")
    migrate(made.owner_url, "counter_app", [KERNEL])
    with ConnectionPool(made.app_url, min_size=1, max_size=3, open=True) as pool:
        yield Upgrade(PostgresStore(pool), PostgresInbox())


def untold(it: Upgrade) -> list[tuple[int, int]]:
    with it.store.transaction() as tx:
        return [(each.since, each.reached) for each in it.inbox.untold(tx, "lamps")]


def test_what_was_said_before_a_reaction_was_there_is_told_to_it_in_order_and_once(upgrade: Upgrade) -> None:
    upgrade.say("aABbA")
    upgrade.hear()
    assert upgrade.causes == ["a1", "b2"]
    upgrade.release()
    assert untold(upgrade) == [(5, 0)]
    upgrade.tell()
    assert upgrade.causes == ["a1", "b2", "a2", "b1", "a3"]
    assert untold(upgrade) == []
    upgrade.release()
    upgrade.tell()
    assert len(upgrade.causes) == 5


def test_who_hears_a_neighbour_for_the_first_time_has_no_past_to_be_told(upgrade: Upgrade) -> None:
    upgrade.say("aA")
    upgrade.release()
    upgrade.tell()
    assert (upgrade.asked, upgrade.causes) == ([], [])
    upgrade.hear()
    assert upgrade.causes == ["a1", "a2"]


def test_a_live_event_waits_for_the_past_of_its_stream_and_for_no_other(upgrade: Upgrade) -> None:
    upgrade.say("AaB")
    upgrade.hear()
    upgrade.release()
    upgrade.say("aAcC")
    upgrade.hear()
    assert upgrade.causes == ["a2", "c1", "c2"]
    upgrade.tell()
    assert upgrade.causes == ["a2", "c1", "c2", "b1", "a1", "a3", "a4"]


def test_while_the_door_of_the_source_is_away_live_events_go_on_and_the_past_comes_later(upgrade: Upgrade) -> None:
    upgrade.say("A")
    upgrade.hear()
    upgrade.away = True
    upgrade.release()
    upgrade.say("b")
    upgrade.hear()
    upgrade.tell()
    upgrade.away = False
    upgrade.tell()
    assert upgrade.causes == ["b1"]
    upgrade.clock.pass_(seconds=2)
    upgrade.tell()
    assert upgrade.causes == ["b1", "a1"]


def test_an_event_of_the_past_that_fails_holds_its_stream_and_nothing_else(upgrade: Upgrade) -> None:
    upgrade.say("ABAb")
    upgrade.hear()
    upgrade.faults.raising.add("a")
    upgrade.release()
    upgrade.tell()
    assert upgrade.causes == ["b2", "b1"]
    assert untold(upgrade) == []
    upgrade.faults.raising.clear()
    upgrade.say("a")
    upgrade.hear()
    upgrade.clock.pass_(minutes=1)
    upgrade.reactions.tend()
    assert upgrade.causes == ["b2", "b1", "a1", "a2", "a3"]


def test_a_release_that_no_longer_hears_a_type_and_one_that_does_again_miss_only_what_lies_between(
    upgrade: Upgrade,
) -> None:
    upgrade.release()
    upgrade.say("Ab")
    upgrade.hear()
    upgrade.release(upgraded=False)
    upgrade.say("AbA")
    upgrade.hear()
    assert upgrade.causes == ["a1", "b1", "b2"]
    upgrade.release()
    assert untold(upgrade) == [(5, 2)]
    upgrade.tell()
    assert upgrade.causes == ["a1", "b1", "b2", "a2", "a3"]


def test_what_a_release_did_that_kept_no_record_of_its_reactions_is_not_done_again(upgrade: Upgrade) -> None:
    upgrade.say("aAbA")
    upgrade.hear()
    with upgrade.store.transaction() as tx:
        if isinstance(upgrade.inbox, MemoryInbox):
            upgrade.inbox.hearing.clear()
        else:
            tx.connection.execute("DELETE FROM hearing")
    upgrade.release()
    upgrade.tell()
    assert upgrade.causes == ["a1", "b1", "a2", "a3"]


def test_a_second_upgrade_in_the_middle_of_the_first_is_told_everything_too(upgrade: Upgrade) -> None:
    service = counter(upgrade.faults, upgraded=True)
    dimmed, _ = service.react.reactions
    only_dimmed = Service(service.name, service.folder, service.deciders, react=Hearing((dimmed,)))
    upgrade.release(service=only_dimmed)
    upgrade.say("aAbBcC")
    upgrade.hear()
    upgrade.release()
    upgrade.clock.monotonic = lambda: next(ticks)  # type: ignore[method-assign]
    ticks = iter([10.0, 10.0, 12.0])
    upgrade.past.monotonic = upgrade.clock.monotonic
    upgrade.past.step()
    assert untold(upgrade) == [(6, 3)]
    upgrade.release()
    del upgrade.clock.monotonic
    upgrade.past.monotonic = upgrade.clock.monotonic
    upgrade.tell()
    assert upgrade.causes == ["a2", "b2", "c2", "a1", "b1", "c1"]


def test_a_worker_of_another_release_moves_nothing_any_more(upgrade: Upgrade) -> None:
    upgrade.say("a")
    before = upgrade.reactions
    upgrade.release()
    with pytest.raises(InboxMoved):
        before.apply(envelopes(upgrade.lamps))
    assert upgrade.causes == []


def test_a_door_of_an_older_release_that_hands_out_every_event_does_as_well(upgrade: Upgrade) -> None:
    upgrade.say("aAbA")
    upgrade.hear()
    upgrade.release()

    def everything(source: str, types: Sequence[str], after: int, limit: int) -> Picked:
        events = [e for e in envelopes(upgrade.lamps) if e.position > after][:3]
        return Picked(events, events[-1].position if events else after)

    upgrade.past.pick = everything
    upgrade.tell()
    assert upgrade.causes == ["a1", "b1", "a2", "a3"]


class Breaking(MemoryStore):
    """A store whose n-th commit fails, before or after it is kept."""

    def __init__(self, fails: int, kept: bool) -> None:
        super().__init__()
        self.left, self.kept = fails, kept

    def _keep(self, tx: Any) -> None:
        self.left -= 1
        if self.left == 0 and not self.kept:
            raise ConnectionError("lost")
        super()._keep(tx)
        if self.left == 0:
            raise ConnectionError("kept, and nobody knows")


@pytest.mark.parametrize("kept", [False, True])
def test_a_worker_that_dies_at_any_commit_is_followed_by_one_that_does_the_rest_once(kept: bool) -> None:
    for fails in range(1, 40):
        store = Breaking(0, kept)
        it = Upgrade(store, MemoryInbox())
        it.say("aABbAcC")
        it.hear()
        store.left = fails
        for _ in range(4):
            try:
                it.release()
                it.hear()
                it.tell()
            except (ConnectionError, InboxMoved):
                continue
        store.left = 0
        it.clock.pass_(hours=1)
        it.reactions.tend()
        assert untold(it) == []
        assert counted(it.store) == {"a": 3, "b": 2, "c": 2}, fails
        assert [c for c in it.causes if c[0] == "a"] == ["a1", "a2", "a3"]


def test_a_command_is_given_at_a_place_that_no_other_release_used() -> None:
    class DimCounted(CountLight):
        """A command of another name."""

    one, other = CountLight(lamp_id="a"), DimCounted(lamp_id="a")
    assert list(left([one, other], {})) == [(0, one), (1, other)]
    assert list(left([other, one], {0: "CountLight"})) == [(2, other)]
    assert list(left([one, one], {0: "CountLight"})) == [(1, one)]
    assert list(left([one], {0: "DimCounted", 1: "CountLight"})) == []

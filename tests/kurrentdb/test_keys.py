"""Keys of persons lie in PostgreSQL, what they seal in KurrentDB: no crash between the two leaves what nobody can open,
nor opens what was erased."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from services.members.service import SERVICE
from shared.contracts.members import EraseMember
from shared.contracts.roles import HEAD_OFFICE, Actor
from shared.decider import Deciders, Outcome, Wish
from shared.ids import derived_id, new_id
from shared.log.kurrentdb.early import EarlyVault
from shared.log.kurrentdb.store import KurrentStore
from shared.log.kurrentdb.streams import KurrentStreams, connect
from shared.migrations import KERNEL
from shared.privacy import ERASED, SealedCodec, blind_index
from tests.kurrentdb.server import Server
from tests.kurrentdb.stores import pool_of
from tests.kurrentdb.test_crashes import Died
from tests.members.examples import WEI, open_venue, register
from tests.scenario import NOON
from tests.servers import Postgres

OFFICE = Actor(id=derived_id("office"), roles=(HEAD_OFFICE,))


class Chain:
    """The members of a chain, each store of it a process that may die right after its append."""

    def __init__(self, server: Server, url: str) -> None:
        self.pool, self.early = pool_of(url, 8), pool_of(url, 4)
        self.codec = SealedCodec(EarlyVault(self.early), b"w" * 32)  # type: ignore[arg-type]
        self.deciders = Deciders(SERVICE.deciders, self.codec, blind_index(b"i" * 32))
        self.client = connect(server.url)
        self.streams = KurrentStreams(self.client, f"members{new_id()[-8:]}")

    def store(self, streams: Any = None) -> KurrentStore:
        return KurrentStore(self.pool, self.early, streams or self.streams, None, self.codec)

    def give(self, command: Any, command_id: str, dying: bool = False) -> Outcome:
        streams = DyingAfterAppend(self.streams) if dying else None
        outcome = self.deciders.execute(self.store(streams), Wish(command, command_id, OFFICE, NOON))
        assert outcome.refusal is None
        return outcome

    def names(self) -> list[str]:
        """Of members, as they can be read now."""
        store = self.store()
        with store.transaction() as tx:
            events = self.codec.decode(tx, tx.load(new_id(), [f"member-{WEI}"]).histories[f"member-{WEI}"])
        return [event.name for event in events if hasattr(event, "name")]

    def close(self) -> None:
        self.streams.close()
        self.client.close()
        self.pool.close()
        self.early.close()


class DyingAfterAppend:
    def __init__(self, streams: KurrentStreams) -> None:
        self._streams = streams

    def __getattr__(self, name: str) -> Any:
        return getattr(self._streams, name)

    def append(self, parts: Any) -> int:
        self._streams.append(parts)
        raise Died


@pytest.fixture
def chain(postgres: Postgres) -> Iterator[Chain]:
    database = postgres.migrated("members", [KERNEL, SERVICE.folder / "migrations"])
    server = Server()
    chain = Chain(server, database.app_url)
    chain.give(open_venue, derived_id("open"))
    yield chain
    chain.close()
    server.stop()


def test_the_key_of_an_event_that_is_in_the_log_is_there_whoever_died(chain: Chain):
    with pytest.raises(Died):
        chain.give(register, derived_id("register"), dying=True)
    assert chain.names() == ["张伟"]
    assert chain.give(register, derived_id("register")).repeated


def test_an_erasure_that_is_in_the_log_destroys_the_key_whoever_died(chain: Chain):
    chain.give(register, derived_id("register"))
    with pytest.raises(Died):
        chain.give(EraseMember(member_id=WEI), derived_id("erase"), dying=True)
    assert chain.names() == ["张伟"], "nobody has looked at the log since"
    assert chain.give(EraseMember(member_id=WEI), derived_id("erase")).repeated
    assert chain.names() == [ERASED]
    with chain.pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM personal_key").fetchone() == (0,)


def test_an_erasure_that_is_refused_by_the_log_leaves_the_key(chain: Chain):
    chain.give(register, derived_id("register"))

    class Full(DyingAfterAppend):
        def append(self, parts: Any) -> int:
            raise Died

    with pytest.raises(Died):
        store = chain.store(Full(chain.streams))
        chain.deciders.execute(store, Wish(EraseMember(member_id=WEI), derived_id("erase"), OFFICE, NOON))
    assert chain.names() == ["张伟"]

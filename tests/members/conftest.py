"""Members on a real PostgreSQL, personal data sealed as in production."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest

from services.members.service import SERVICE
from shared.assembly import Assembly
from shared.decider import Deciders
from shared.migrations import KERNEL
from shared.privacy import PostgresVault, SealedCodec, blind_index
from tests.members.examples import open_venue, register
from tests.scenario import NOON
from tests.servers import Postgres
from tests.standing import Standing

WRAPPING, INDEX = os.urandom(32), os.urandom(32)


@pytest.fixture
def members(postgres: Postgres) -> Iterator[Standing]:
    """One venue, and Wei is registered there."""
    codec = SealedCodec(PostgresVault(), WRAPPING)
    assembly = Assembly(SERVICE, Deciders(SERVICE.deciders, codec, blind_index(INDEX)))
    with (
        postgres.lent("members", [KERNEL, SERVICE.folder / "migrations"]) as database,
        psycopg.connect(database.app_url) as connection,
    ):
        standing = Standing(SERVICE, connection, NOON, assembly)
        for command in (open_venue, register):
            assert standing.give(command) is None
        yield standing

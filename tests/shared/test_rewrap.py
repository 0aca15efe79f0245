"""Replacing the wrapping key: nobody is unreadable meanwhile, nobody erased comes back, it may be stopped anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from shared import rewrap as module
from shared.privacy import PostgresVault, SealedCodec, Tampered
from shared.rewrap import Count, rewrap
from tests.servers import Postgres

OLD, NEW = b"o" * 32, b"n" * 32
BEFORE = SealedCodec(PostgresVault(), OLD)
DURING = SealedCodec(PostgresVault(), NEW, older=[OLD])
AFTER = SealedCodec(PostgresVault(), NEW)
PEOPLE = [f"person-{n:02d}" for n in range(25)]


@pytest.fixture
def connection(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection[Any]]:
    """Twenty-five people with keys wrapped by the old one, in pages of ten."""
    monkeypatch.setattr(module, "PAGE", 10)
    with psycopg.connect(postgres.create_database("members").owner_url) as connection:
        connection.execute("CREATE TABLE personal_key (person text PRIMARY KEY, wrapped bytea NOT NULL)")
        for person in PEOPLE:
            BEFORE._key(connection, person)
        connection.commit()
        yield connection


def keys(connection: psycopg.Connection[Any], codec: SealedCodec) -> dict[str, bytes]:
    wrapped = codec.vault.fetch(connection, PEOPLE)
    return {person: codec._unwrap(person, key) for person, key in wrapped.items()}


def last(connection: psycopg.Connection[Any], codec: SealedCodec, only_count: bool = False) -> Count:
    *_, count = rewrap(connection, codec, only_count)
    return count


def test_afterwards_the_new_key_alone_opens_every_key_and_they_are_the_same(connection: Any) -> None:
    same = keys(connection, BEFORE)
    assert keys(connection, DURING) == same  # readable from the first moment
    assert last(connection, DURING) == Count(25, 25)
    assert keys(connection, AFTER) == same
    with pytest.raises(Tampered):
        keys(connection, BEFORE)


def test_it_goes_on_where_it_was_stopped(connection: Any) -> None:
    interrupted = rewrap(connection, DURING)
    assert next(interrupted) == Count(10, 10)
    interrupted.close()
    connection.rollback()
    assert len(keys(connection, DURING)) == 25
    assert last(connection, DURING, only_count=True) == Count(25, 15)
    assert last(connection, DURING) == Count(25, 15)
    assert last(connection, DURING) == Count(25, 0)


def test_counting_changes_nothing(connection: Any) -> None:
    assert last(connection, DURING, only_count=True) == Count(25, 25)
    assert len(keys(connection, BEFORE)) == 25


def test_who_is_erased_meanwhile_stays_erased(connection: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rewrapped = SealedCodec.rewrapped

    def erased_just_now(codec: SealedCodec, person: str, wrapped: bytes) -> bytes | None:
        if person == PEOPLE[3]:
            codec.vault.destroy(connection, person)
        return rewrapped(codec, person, wrapped)

    monkeypatch.setattr(SealedCodec, "rewrapped", erased_just_now)
    last(connection, DURING)
    assert sorted(keys(connection, AFTER)) == [person for person in PEOPLE if person != PEOPLE[3]]


def test_a_key_that_none_of_the_known_ones_opens_is_named_and_the_others_are_done(connection: Any) -> None:
    stranger = replace(BEFORE, wrapping=b"x" * 32)
    connection.execute("UPDATE personal_key SET wrapped = %s WHERE person = %s", [stranger._new_key("p"), PEOPLE[7]])
    assert last(connection, DURING) == Count(25, 24, [PEOPLE[7]])

"""`stadion keys rotate` as the operator calls it: what it prints, and how it ends."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from shared.migrations import migrate
from shared.privacy import PostgresVault, SealedCodec
from stadion.embedded.databases import Provisioned
from stadion.problem import Problem
from stadion.rotation import commands
from stadion.services import migration_folders
from tests.servers import Postgres

OLD, NEW = b"o" * 32, b"n" * 32
VARIABLE = "PERSONAL_KEY_ENCRYPTION_KEY"


def text(*keys: bytes) -> str:
    return ", ".join(base64.b64encode(key).decode() for key in keys)


@pytest.fixture
def members(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Provisioned:
    """A database with two keys that the old one wrapped, and the new one before the old in the settings."""
    made = postgres.create_database("members")
    migrate(made.owner_url, "members_app", migration_folders("members"))
    with psycopg.connect(made.app_url) as connection:
        for person in ("anna", "bo"):
            SealedCodec(PostgresVault(), OLD)._key(connection, person)
    for name, value in {
        "STADION_ENV": "demo", "MEMBERS_DATABASE_URL": made.app_url, "PERSONAL_INDEX_KEY": text(OLD),
        VARIABLE: text(NEW, OLD),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    return made


def rotate(tmp_path: Path, *words: str) -> tuple[int, str]:
    ran = CliRunner().invoke(commands, ["rotate", *words, "--folder", str(tmp_path)])
    if isinstance(ran.exception, Problem):
        raise ran.exception
    return ran.exit_code, ran.stdout


def test_an_operator_rotates_and_then_needs_the_new_key_alone(
    members: Provisioned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, told = rotate(tmp_path, "--check", "--json")
    assert (code, json.loads(told)) == (1, {"service": "members", "keys": 2, "older": 2, "unopened": []})
    code, told = rotate(tmp_path)
    assert (code, told.split(",")[0]) == (0, "members: 2 keys of persons")
    monkeypatch.setenv(VARIABLE, text(NEW))
    code, told = rotate(tmp_path, "--check", "--json")
    assert (code, json.loads(told)["older"]) == (0, 0)


def test_a_key_that_was_removed_too_early_is_missed_loudly(
    members: Provisioned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, text(NEW))
    code, told = rotate(tmp_path, "--check")
    assert (code, "no key that is known opens 2: anna, bo" in " ".join(told.split())) == (1, True)


def test_one_key_is_nothing_to_rotate_to(members: Provisioned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, text(OLD))
    with pytest.raises(Problem, match="put the new one before it"):
        rotate(tmp_path)

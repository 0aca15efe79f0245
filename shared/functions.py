"""A service's SQL functions: one `.sql` file each in its `functions`, made anew where its text changed.

A function is code: what it says today stands in one file, and not again in each migration that changes a line of it.
A file holds `DROP FUNCTION IF EXISTS` and `CREATE FUNCTION`, so that its columns may change; a function of the same
name in an old migration is replaced by it. Files run after the migrations, in one transaction, whoever calls whom.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import Connection


@dataclass(frozen=True)
class Function:
    name: str  # "<service>/<file>"
    statements: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.statements.encode()).hexdigest()


def read(migrations: Sequence[Path]) -> list[Function]:
    """The functions beside these folders of migrations."""
    folders = [folder.parent / "functions" for folder in migrations if folder.name == "migrations"]
    return [
        Function(f"{folder.parent.name}/{file.stem}", file.read_text())
        for folder in folders
        for file in sorted(folder.glob("*.sql"))
    ]


def make(owner: Connection[Any], functions: Sequence[Function], anew: bool) -> list[str]:
    """Make those whose text is not what was made last, or all of them `anew`; answers the names."""
    owner.execute(_RECORD)
    made = _last_made(owner)
    wanted = [each for each in functions if anew or made.get(each.name) != each.checksum]
    with owner.transaction():
        owner.execute("SET LOCAL check_function_bodies = off")  # one may call another that is made after it
        for each in wanted:
            owner.execute(each.statements.encode())
            owner.execute(_REMEMBER, [each.name, each.checksum])
    return [each.name for each in wanted if made.get(each.name) != each.checksum]


def waiting(connection: Connection[Any], functions: Sequence[Function]) -> list[str]:
    """Those whose text was never made here; what was replaced since by a newer release is not missed."""
    ever: set[Any] = set()
    if (row := connection.execute("SELECT to_regclass('schema_function')").fetchone()) and row[0]:
        ever = set(connection.execute("SELECT name, checksum FROM schema_function").fetchall())
    return [each.name for each in functions if (each.name, each.checksum) not in ever]


_RECORD = """
CREATE TABLE IF NOT EXISTS schema_function (
    name     text NOT NULL,
    checksum text NOT NULL,
    made_at  timestamptz NOT NULL,
    PRIMARY KEY (name, checksum)
)
"""
_REMEMBER = """
INSERT INTO schema_function VALUES (%s, %s, clock_timestamp())
    ON CONFLICT (name, checksum) DO UPDATE SET made_at = excluded.made_at
"""


def _last_made(owner: Connection[Any]) -> dict[str, str]:
    last = "SELECT DISTINCT ON (name) name, checksum FROM schema_function ORDER BY name, made_at DESC"
    return dict(owner.execute(last).fetchall())

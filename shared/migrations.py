"""Schema changes as plain `.sql` files: forward only, each once, in a transaction, with its checksum on record.

`NNNN_name.sql` files run in the order of their folders, then of their names. Statements see the name of the service's
own role as `current_setting('stadion.app_role')`. A function that may change stands beside them (`shared.functions`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import Connection

from shared import functions
from shared.service import Service

KERNEL = Path(__file__).parent / "schema"
"""The log and what stands beside it, for services that are event sourced."""

_LOCK = 7_301_604_115_209_226_881  # any number that nothing else locks


class SchemaBehind(Exception):
    """Migrations wait to be run: `stadion migrate`."""


class SchemaAltered(Exception):
    """A migration that already ran was edited or is gone; write a new one instead."""


@dataclass(frozen=True)
class Migration:
    name: str  # "<folder>/<file>", where folder is "schema" or the service's name
    statements: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.statements.encode()).hexdigest()


def folders_of(service: Service) -> list[Path]:
    """Where the schema of `service` comes from; one that decides nothing has no log."""
    kernel = [KERNEL] if service.deciders else []
    return [*kernel, service.folder / "migrations"]


def read(folders: Sequence[Path]) -> list[Migration]:
    """The migrations of these folders, in the order in which they run."""
    return [Migration(_name(file), file.read_text()) for folder in folders for file in _files(folder)]


def migrate(owner_url: str, app_role: str, folders: Sequence[Path]) -> list[str]:
    """Run what has not run yet; answers the names. Two at once wait for each other. Raises SchemaAltered."""
    done = []
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        owner.execute("SELECT set_config('stadion.app_role', %s, false)", [app_role])
        owner.execute(_RECORD)
        for migration in list(_waiting(owner, folders)):
            with owner.transaction():
                owner.execute(migration.statements.encode())
                owner.execute(
                    "INSERT INTO schema_migration (name, checksum) VALUES (%s, %s)",
                    [migration.name, migration.checksum],
                )
            done.append(migration.name)
        if not _ahead(owner, folders):
            done += functions.make(owner, functions.read(folders), anew=bool(done))
    return done


def check(connection: Connection, folders: Sequence[Path]) -> None:
    """Called when a process starts. Raises SchemaBehind, SchemaAltered.

    A schema that is ahead is fine: during a deployment the old version runs on the new schema.
    """
    row = connection.execute("SELECT to_regclass('schema_migration')").fetchone()
    known = row is not None and row[0] is not None
    behind = [m.name for m in (_waiting(connection, folders) if known else read(folders))]
    if waiting := behind + functions.waiting(connection, functions.read(folders)):
        raise SchemaBehind(f"run `stadion migrate` first: {', '.join(waiting)}")


_RECORD = """
CREATE TABLE IF NOT EXISTS schema_migration (
    name     text PRIMARY KEY,
    checksum text NOT NULL,
    ran_at   timestamptz NOT NULL DEFAULT now()
)
"""


def _waiting(connection: Connection, folders: Sequence[Path]) -> Iterator[Migration]:
    ran: dict[str, str] = dict(connection.execute("SELECT name, checksum FROM schema_migration").fetchall())
    for migration in read(folders):
        if migration.name not in ran:
            yield migration
        elif ran[migration.name] != migration.checksum:
            raise SchemaAltered(f"{migration.name} was edited after it ran; write a new migration instead")


def _ahead(owner: Connection, folders: Sequence[Path]) -> bool:
    """Whether a newer release migrated this database: its functions are not for an older one to replace."""
    ran = {name for (name,) in owner.execute("SELECT name FROM schema_migration").fetchall()}
    return bool(ran - {migration.name for migration in read(folders)})


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))


def _name(file: Path) -> str:
    folder = file.parent.parent if file.parent.name == "migrations" else file.parent
    return f"{folder.name}/{file.stem}"

"""A database for each service, with a role that owns the tables and a role that may only use them."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict

READERS = {"analytics": "bi_reader"}
"""Services whose database others may read, and the role that those log-ins are members of."""


@dataclass(frozen=True)
class Passwords:
    """Of one service's roles."""

    owner: str
    app: str


@dataclass(frozen=True)
class Provisioned:
    """Where a service's database is: for migrations (`owner_url`) and for the running service (`app_url`)."""

    name: str
    owner_url: str
    app_url: str


def provision(
    admin_url: str, service: str, passwords: Passwords, database: str | None = None, template: str = "template1"
) -> Provisioned:
    """Make (or bring up to date) a service's roles and its database; safe to repeat.

    `<service>_owner` may define, `<service>_app` may read and write rows of what the owner defines; nobody
    else may connect. A new database is a copy of `template`.
    """
    database = database or service
    owner, app = f"{service}_owner", f"{service}_app"
    with psycopg.connect(admin_url, autocommit=True) as admin:
        _role(admin, owner, passwords.owner)
        _role(admin, app, passwords.app)
        if not _exists(admin, "pg_database", "datname", database):
            _run(admin, "CREATE DATABASE {} TEMPLATE {} OWNER {}", database, template, owner)
            _run(admin, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
            _run(admin, "GRANT CONNECT ON DATABASE {} TO {}", database, app)
        if service in READERS:
            _reader(admin, READERS[service], database)
    with psycopg.connect(with_database(admin_url, database), autocommit=True) as inside:
        for statement in _PRIVILEGES:
            inside.execute(sql.SQL(statement).format(owner=sql.Identifier(owner), app=sql.Identifier(app)))
    return Provisioned(
        database,
        with_database(admin_url, database, owner, passwords.owner),
        with_database(admin_url, database, app, passwords.app),
    )


_PRIVILEGES = (
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "ALTER SCHEMA public OWNER TO {owner}",
    "GRANT USAGE ON SCHEMA public TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT USAGE ON SCHEMAS TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT EXECUTE ON FUNCTIONS TO {app}",
)


def with_database(url: str, database: str, user: str | None = None, password: str | None = None) -> str:
    """The same server's address for another database, and if given as another role."""
    parts = conninfo_to_dict(url)
    user, password = user or str(parts.get("user")), password or str(parts.get("password"))
    return f"postgresql://{user}:{password}@{parts.get('host')}:{parts.get('port', 5432)}/{database}"


def _role(admin: Connection, name: str, password: str) -> None:
    if not _exists(admin, "pg_roles", "rolname", name):
        _run(admin, "CREATE ROLE {} LOGIN", name)
        _run(admin, "ALTER ROLE {} SET idle_in_transaction_session_timeout = '60s'", name)
    admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(password)))


def _reader(admin: Connection, name: str, database: str) -> None:
    """A role to be a member of. What it may read, the owner of the tables grants."""
    if not _exists(admin, "pg_roles", "rolname", name):
        _run(admin, "CREATE ROLE {} NOLOGIN", name)
    _run(admin, "GRANT CONNECT ON DATABASE {} TO {}", database, name)


def _exists(admin: Connection, catalogue: str, column: str, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = {}")
    found = admin.execute(query.format(sql.Identifier(catalogue), sql.Identifier(column), sql.Literal(name)))
    return found.fetchone() is not None


def _run(admin: Connection, statement: str, *names: str) -> None:
    admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

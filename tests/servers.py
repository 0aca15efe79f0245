"""The real PostgreSQL and RabbitMQ that tests share: one of each a session, a fresh corner of it a test."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from shared.broker import RPC_EXCHANGE, permissions
from shared.migrations import migrate
from stadion.embedded.broker_rights import SHARED, definitions, permission, topic_permissions
from stadion.embedded.databases import Passwords, Provisioned, provision
from stadion.embedded.postgres import EmbeddedPostgres
from stadion.embedded.rabbitmq import EmbeddedRabbitMQ

SECRET = "of-the-tests"


class Postgres(EmbeddedPostgres):
    """Flushes nothing. `create_database` gives an empty database, `migrated` and `lent` one with tables."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, SECRET, durable=False)
        self._numbers = count(1)
        self._templates: dict[tuple[str, tuple[Path, ...]], Provisioned] = {}

    def url_of(self, database: str) -> str:
        """As the superuser."""
        return self.url(database)

    def create_database(self, service: str, template: str = "template1") -> Provisioned:
        """A database as `stadion run` makes it: `owner_url` for migrations, `app_url` for the service."""
        name = f"{service}_{next(self._numbers)}"
        return provision(self.url(), service, Passwords(SECRET, SECRET), name, template)

    def migrated(self, service: str, folders: Sequence[Path]) -> Provisioned:
        """A database with the tables of `folders`: a copy of one that was migrated once, which is far quicker."""
        tables = service, tuple(folders)
        if tables not in self._templates:
            self._templates[tables] = self.create_database(service)
            migrate(self._templates[tables].owner_url, f"{service}_app", folders)
        return self.create_database(service, self._templates[tables].name)

    @contextmanager
    def lent(self, service: str, folders: Sequence[Path]) -> Iterator[Provisioned]:
        """One that is dropped again: hundreds of them fill a disk, and take minutes to delete at the end."""
        made = self.migrated(service, folders)
        try:
            yield made
        finally:
            self.drop_database(made)

    def drop_database(self, provisioned: Provisioned) -> None:
        with psycopg.connect(self.url(), autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(provisioned.name)))


class Broker(EmbeddedRabbitMQ):
    """A node with the management API. `vhost` gives a fresh virtual host each time (20 ms)."""

    ADMIN = "admin"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, management=True)
        self._numbers = count(1)

    def vhost(self) -> str:
        """The address of a new virtual host, as a user who may do everything."""
        name = f"test-{next(self._numbers)}"
        self.manage("PUT", f"vhosts/{name}", {})
        self.manage("PUT", f"exchanges/{name}/{RPC_EXCHANGE}", SHARED)
        return self.url(name, self.ADMIN, SECRET)

    def as_service(self, url: str, service: str, hears: Iterable[str] = (), calls: Iterable[str] = ()) -> str:
        """The address of the same virtual host as `service`'s own user, with the rights that it gets in earnest."""
        name = url.rpartition("/")[2]
        may = permissions(service, hears, calls)
        self.manage("PUT", f"users/{service}", {"password": SECRET, "tags": ""})
        self.manage("PUT", f"permissions/{name}/{service}", permission(service, name, may))
        for one in topic_permissions(service, name, may):
            self.manage("PUT", f"topic-permissions/{name}/{service}", one)
        return self.url(name, service, SECRET)

    def restart(self) -> None:
        """Down and up again with the same ports and data."""
        self.stop()
        self.start()

    def manage(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """One call of the management API, such as `manage("GET", "queues/test-1")`."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.management_port}/api/{path}", method=method)
        request.add_header("Authorization", "Basic " + base64.b64encode(f"admin:{SECRET}".encode()).decode())
        request.add_header("Content-Type", "application/json")
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(request, data, timeout=10) as answer:
            text = answer.read()
        return json.loads(text) if text else None


BROKER_DEFINITIONS = definitions("/", {Broker.ADMIN: SECRET}, {})

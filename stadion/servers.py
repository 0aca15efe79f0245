"""The servers under a platform on one machine: the embedded ones, or those that the environment names."""

from __future__ import annotations

from pathlib import Path

from amqp.exceptions import AMQPError

from stadion.child import ServerFailed
from stadion.embedded.broker_rights import definitions
from stadion.embedded.databases import Passwords, provision
from stadion.embedded.postgres import EmbeddedPostgres
from stadion.embedded.rabbitmq import EmbeddedRabbitMQ
from stadion.home import Home
from stadion.services import OPERATOR, SERVICES, broker_rights

VHOST = "stadion"
BROKER_USERS = (*SERVICES, OPERATOR)


class Servers:
    """`start()` gives the services' database and broker addresses; `stop()` ends what it started, nothing else.

    `postgres_url` (a superuser on a server that exists) and `broker_url` (a virtual host that exists) are used
    instead of the embedded servers when given; that virtual host gets the RPC exchange, which no service declares.
    """

    def __init__(self, home: Home, postgres_url: str = "", broker_url: str = "") -> None:
        self._home = home
        self._postgres_url = postgres_url
        self._broker_url = broker_url
        self._postgres: EmbeddedPostgres | None = None
        self._rabbitmq: EmbeddedRabbitMQ | None = None

    def start(self) -> dict[str, str]:
        """Start, provision, and answer the environment variables that lead there. Raises ServerFailed."""
        if not self._broker_url:
            self._rabbitmq = EmbeddedRabbitMQ(self._folder("broker"))
            self._rabbitmq.launch(self._definitions())
        environment = self._databases()
        if self._rabbitmq is not None:
            self._rabbitmq.await_ready()  # takes seconds, so the databases are made meanwhile
        else:
            declare_shared(self._broker_url)
        return environment | self._broker_addresses()

    def started(self) -> list[EmbeddedPostgres | EmbeddedRabbitMQ]:
        """The servers that are ours to keep running."""
        return [server for server in (self._postgres, self._rabbitmq) if server is not None]

    def stop(self) -> None:
        """The broker first: it keeps nothing that the databases do not have."""
        if self._rabbitmq is not None:
            self._rabbitmq.stop()
        if self._postgres is not None:
            self._postgres.stop()

    def _folder(self, name: str) -> Path:
        return self._home.folder / name

    def _databases(self) -> dict[str, str]:
        environment = {}
        admin_url = self._postgres_url or self._start_postgres()
        for service in SERVICES:
            passwords = Passwords(self._secret(service, "owner"), self._secret(service, "app"))
            made = provision(admin_url, service, passwords)
            environment[f"{service.upper()}_DATABASE_URL"] = made.app_url
            environment[f"{service.upper()}_OWNER_DATABASE_URL"] = made.owner_url
        return environment

    def _start_postgres(self) -> str:
        self._postgres = EmbeddedPostgres(self._folder("postgres"), self._home.secret("postgres-admin"))
        self._postgres.start()
        return self._postgres.url()

    def _definitions(self) -> dict[str, object]:
        passwords = {user: self._secret(user, "broker") for user in BROKER_USERS}
        return definitions(VHOST, passwords, {user: broker_rights(user) for user in BROKER_USERS})

    def _broker_addresses(self) -> dict[str, str]:
        return {f"{user.upper()}_BROKER_URL": self._broker_address(user) for user in BROKER_USERS}

    def _broker_address(self, user: str) -> str:
        if self._rabbitmq is None:
            return self._broker_url
        return self._rabbitmq.url(VHOST, user, self._secret(user, "broker"))

    def _secret(self, service: str, of: str) -> str:
        return self._home.secret(f"{service}-{of}")


def declare_shared(broker_url: str) -> None:
    """What the definitions of an embedded broker hold. Raises ServerFailed."""
    from shared.amqp import connected
    from shared.broker import RPC_EXCHANGE

    try:
        with connected(broker_url) as connection:
            connection.channel().exchange_declare(RPC_EXCHANGE, "topic", durable=True, auto_delete=False)
    except (OSError, AMQPError) as refused:
        raise ServerFailed(f"the broker that STADION_BROKER_URL names cannot be used: {refused}") from None

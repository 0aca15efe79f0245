"""Every environment variable that a process reads: typed, in one place, explained in `.env.example`.

`Settings("cards").database_url` reads `CARDS_DATABASE_URL`. A variable that is secret may be given as a file instead:
`CARDS_DATABASE_URL_FILE=/run/secrets/…`. No secret has a default; one that everybody knows is refused outside
`STADION_ENV=demo`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

from environs import EnvError, FileAwareEnv

T = TypeVar("T")
_KNOWN_TO_ALL = ("change-me", "guest:guest@", "postgres:postgres@", "admin:changeit@")
_environment = FileAwareEnv(strip_whitespace=True)


def _mapping(name: str) -> Mapping[str, Any]:
    value = _environment.json(name)
    if not isinstance(value, dict):
        raise ValueError("must be a JSON object")
    return value


class SettingMissing(Exception):
    """An environment variable is absent, not readable as what it should be, or a secret that everybody knows."""


class Variable(Generic[T]):
    """One environment variable, read when asked for. `{SERVICE}` in its name is the service in capitals."""

    def __init__(
        self,
        name: str,
        says: str,
        read: Callable[[str], T],
        *,
        default: T | None = None,
        example: str = "",
        secret: bool = False,
        demo_only: bool = False,
    ) -> None:
        self.name = name
        self.says = says
        self.default = default
        self.example = example
        self.secret = secret
        self.demo_only = demo_only
        self._read = read

    @overload
    def __get__(self, settings: None, owner: type[Settings]) -> Variable[T]: ...
    @overload
    def __get__(self, settings: Settings, owner: type[Settings]) -> T: ...

    def __get__(self, settings: Settings | None, owner: type[Settings]) -> T | Variable[T]:
        if settings is None:
            return self
        name = self.of(settings.service)
        try:
            value = self._read(name) if self.default is None else self._read_or_default(name, self.default)
        except (EnvError, ValueError) as error:
            raise SettingMissing(f"{name}: {error} ({self.says})") from None
        if self.secret and any(known in str(value) for known in _KNOWN_TO_ALL) and not settings.demo:
            raise SettingMissing(f"{name} is a secret that everybody knows; only STADION_ENV=demo takes it")
        if self.demo_only and value != self.default and not settings.demo:
            raise SettingMissing(f"{name} is for tests; only STADION_ENV=demo takes it")
        return value

    def of(self, service: str) -> str:
        return self.name.format(SERVICE=service.upper())

    def _read_or_default(self, name: str, default: T) -> T:
        return self._read(name) if _environment.str(name, None) is not None else default


@dataclass(frozen=True)
class Settings:
    """What the environment says to one service's processes. Reading a value raises SettingMissing."""

    service: str

    environment = Variable(
        "STADION_ENV", "demo or production; demo accepts secrets that everybody knows", _environment.str,
        default="production", example="demo",
    )  # fmt: skip
    database_url = Variable(
        "{SERVICE}_DATABASE_URL", "The service's own database, as the role that may not define tables",
        _environment.str, example="postgresql://{service}_app:change-me@127.0.0.1:5432/{service}", secret=True,
    )  # fmt: skip
    owner_database_url = Variable(
        "{SERVICE}_OWNER_DATABASE_URL", "The same database as its owner, for `stadion migrate`, `rebuild`, `audit`",
        _environment.str, example="postgresql://{service}_owner:change-me@127.0.0.1:5432/{service}", secret=True,
    )  # fmt: skip
    broker_url = Variable(
        "{SERVICE}_BROKER_URL", "RabbitMQ, as the service's own user", _environment.str,
        example="amqp://{service}:change-me@127.0.0.1:5672/stadion", secret=True,
    )  # fmt: skip
    eventstore_url = Variable(
        "EVENTSTORE_URL", "KurrentDB or EventStoreDB, kurrentdb://… or esdb://…, that keeps all logs; none: PostgreSQL",
        _environment.str, default="", secret=True,
    )  # fmt: skip
    eventstore_socket = Variable(
        "EVENTSTORE_SOCKET", "Where the companion listens that speaks to EVENTSTORE_URL for doors; a path of 100 bytes",
        _environment.str, default="/tmp/stadion-eventstore.sock",
    )  # fmt: skip
    actor_private_key = Variable(
        "{SERVICE}_ACTOR_PRIVATE_KEY", "Ed25519 key (base64url) that signs who acts; its id is the service's name",
        _environment.str, example="change-me", secret=True,
    )  # fmt: skip
    actor_public_keys = Variable(
        "ACTOR_PUBLIC_KEYS", 'Whose word about an actor counts, and for which roles: {"id": {"public", "roles"}}',
        _mapping, example='{"gateway": {"public": "base64url", "roles": ["front_desk"]}}',
    )  # fmt: skip
    personal_key_encryption_key = Variable(
        "PERSONAL_KEY_ENCRYPTION_KEY",
        "32 bytes in base64 that wrap each person's own key, kept apart; while replaced: the new one, comma, the old",
        _environment.str, example="change-me", secret=True,
    )  # fmt: skip
    personal_index_key = Variable(
        "PERSONAL_INDEX_KEY", "32 bytes in base64 that make personal text searchable without storing it; never changes",
        _environment.str, example="change-me", secret=True,
    )  # fmt: skip
    webhook_secret = Variable(
        "WEBHOOK_SECRET", "Signs incoming webhooks; while one is replaced, several with commas between",
        _environment.str, example="change-me", secret=True,
    )  # fmt: skip
    login_index_key = Variable(
        "LOGIN_INDEX_KEY", "Stands in for phone numbers where log-ins are kept; never changes", _environment.str,
        example="change-me", secret=True,
    )  # fmt: skip
    qr_secret = Variable(
        "QR_SECRET", "Long and random; signs the codes that people show; while replaced: the new one, comma, the old",
        _environment.str, example="change-me", secret=True,
    )  # fmt: skip
    health_port = Variable(
        "HEALTH_PORT", "/livez, /readyz, /metrics and /version listen here", _environment.int, default=9000
    )
    health_host = Variable(
        "HEALTH_HOST", "Address of the health port; 0.0.0.0 in a container", _environment.str, default="127.0.0.1"
    )
    http_port = Variable("HTTP_PORT", "The gateway's port", _environment.int, default=8000)
    http_host = Variable(
        "HTTP_HOST", "The gateway's address; 0.0.0.0 in a container", _environment.str, default="127.0.0.1"
    )
    trusted_proxies = Variable(
        "TRUSTED_PROXIES", "How many reverse proxies before the gateway are believed about address and scheme",
        _environment.int, default=0,
    )  # fmt: skip
    requests_per_minute = Variable(
        "REQUESTS_PER_MINUTE", "Taken by the gateway from one session; from one address five times as many",
        _environment.int, default=1200,
    )  # fmt: skip
    pool_size = Variable(
        "POOL_SIZE", "Database connections, and calls worked on at once, of one door", _environment.int, default=16
    )
    clock_offset = Variable(
        "CLOCK_OFFSET",
        "Makes the clock of one process wrong by so many seconds, for tests; demo only. …_FILE is looked at each time",
        _environment.str, default="", demo_only=True,
    )  # fmt: skip
    log_level = Variable("LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR", _environment.str, default="INFO")

    existing_postgres_url = Variable(
        "STADION_POSTGRES_URL", "`stadion run` makes its databases here, as this superuser, and embeds no PostgreSQL",
        _environment.str, default="",
    )  # fmt: skip
    existing_broker_url = Variable(
        "STADION_BROKER_URL", "`stadion run` uses this RabbitMQ virtual host, as this one user, and embeds none",
        _environment.str, default="",
    )  # fmt: skip

    @property
    def demo(self) -> bool:
        return self.environment == "demo"


def variables() -> list[Variable[Any]]:
    return [value for value in vars(Settings).values() if isinstance(value, Variable)]


def example(services: Sequence[str]) -> str:
    """The text of `.env.example`."""
    blocks = []
    for variable in variables():
        value = variable.example or variable.default
        lines = [f"# {variable.says}."] + (["# Or a file: …_FILE."] if variable.secret else [])
        each = services if "{SERVICE}" in variable.name else [""]
        lines += [f"{'#' if not value else ''}{variable.of(s)}={str(value).replace('{service}', s)}" for s in each]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"

"""A service put together from what it declares and what the environment says: its rules, its store, its questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from shared.codec import PlainCodec
from shared.contracts import Event, Message, catalogue
from shared.decider import Codec, Deciders, plain_digest
from shared.log.postgres import PostgresStore
from shared.privacy import SealedCodec, private_parts
from shared.queries import Questions, as_stored
from shared.service import Service
from shared.settings import Settings
from shared.views import Views


@dataclass(frozen=True)
class Assembly:
    """One service's parts; connects to nothing by itself."""

    service: Service
    deciders: Deciders

    @staticmethod
    def of(service: Service, settings: Settings) -> Assembly:
        """With the keys of the environment where the service holds personal data."""
        parts: tuple[Codec, Callable[[str], str]] = (PlainCodec(), plain_digest)
        if service.private:
            parts = private_parts(settings)
        return Assembly(service, Deciders(service.deciders, *parts))

    def derive(self, message: Message) -> Mapping[str, Any]:
        return self.service.derive(message, self.deciders.blind)

    def store(self, pool: ConnectionPool[Connection[Any]]) -> PostgresStore:
        """The log in the service's database, with its views; raises ViewsWrong."""
        events = catalogue.of(self.service.name, Event)
        return PostgresStore(pool, Views.read(self.service.folder / "views", self.derive, events))

    def questions(self) -> Questions:
        """The service's queries; raises QueriesDiffer."""
        codec = self.deciders.codec
        reveal = codec.reveal if isinstance(codec, SealedCodec) else as_stored
        return Questions.read(self.service.name, self.service.folder, self.derive, reveal)

"""A service put together from what it declares and what the environment says: its rules, its store, its questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from shared.codec import Codec, PlainCodec
from shared.contracts import Event, Message, Query, Row, catalogue
from shared.decider import Deciders, plain_digest
from shared.log.kurrentdb.elsewhere import Elsewhere
from shared.log.kurrentdb.store import KurrentStore
from shared.log.postgres import PostgresStore
from shared.privacy import SealedCodec, private_parts
from shared.queries import Questions, as_stored
from shared.service import Service
from shared.settings import Settings
from shared.signing import KNOWN_TO_ALL, Signatures
from shared.views import Views


@dataclass(frozen=True)
class Assembly:
    """One service's parts; connects to nothing by itself."""

    service: Service
    deciders: Deciders
    elsewhere: Elsewhere | None = None  # None: the log is in the service's own database

    @staticmethod
    def of(service: Service, settings: Settings) -> Assembly:
        """With the keys of the environment where the service holds personal data, or signs."""
        elsewhere = Elsewhere.of(settings) if service.deciders else None
        parts: tuple[Codec, Callable[[str], str]] = (PlainCodec(), plain_digest)
        if service.private:
            codec, blind = private_parts(settings)
            parts = elsewhere.sealing(codec) if elsewhere else codec, blind
        signatures = Signatures.of(settings.qr_secret) if service.signs else KNOWN_TO_ALL
        return Assembly(service, Deciders(service.deciders, *parts, signatures), elsewhere)

    def derive(self, message: Message) -> Mapping[str, Any]:
        return self.service.derive(message, self.deciders.blind)

    def store(self, pool: ConnectionPool[Connection[Any]], green: bool = False) -> PostgresStore | KurrentStore:
        """The log where the environment says, with the views; raises ViewsWrong. `green`: gRPC must not be loaded."""
        views = Views.read(self.service.folder / "views", self.derive, catalogue.of(self.service.name, Event))
        if self.elsewhere:
            return self.elsewhere.store(pool, views, self.deciders.codec, green)
        return PostgresStore(pool, views)

    def questions(self) -> Questions:
        """The service's queries; raises QueriesDiffer."""
        codec = self.deciders.codec
        reveal = codec.reveal if isinstance(codec, SealedCodec) else as_stored
        answered = {answer.query for answer in self.service.answers}
        name, folder = self.service.name, self.service.folder
        return Questions.read(name, folder, self.derive, reveal, answered, self._complete)

    def _complete(self, query: Query, rows: Sequence[Row]) -> Sequence[Row]:
        complete = self.service.completes.get(type(query))
        return complete(rows, self.deciders.signatures) if complete else rows

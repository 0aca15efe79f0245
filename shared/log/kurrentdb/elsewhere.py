"""Where a service's log is when it is not in the service's own database: what the environment says of KurrentDB."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from shared.codec import Codec
from shared.log.kurrentdb import Streams
from shared.log.kurrentdb.early import Early, EarlyVault
from shared.log.kurrentdb.proxy import CompanionStreams
from shared.log.kurrentdb.store import KurrentStore
from shared.privacy import SealedCodec
from shared.settings import Settings
from shared.views import Views


@dataclass(frozen=True)
class Elsewhere:
    """One service's log at `url`; its companion listens at `socket`."""

    service: str
    url: str
    socket: str
    early: Early

    @staticmethod
    def of(settings: Settings) -> Elsewhere | None:
        """None: the log is in the service's own database."""
        if not settings.eventstore_url:
            return None
        early = Early(settings.database_url)
        return Elsewhere(settings.service, settings.eventstore_url, settings.eventstore_socket, early)

    def sealing(self, codec: SealedCodec) -> SealedCodec:
        """The same, whose new keys are kept before the events that they seal."""
        return replace(codec, vault=EarlyVault(self.early))

    def store(self, pool: ConnectionPool[Connection[Any]], views: Views, codec: Codec, green: bool) -> KurrentStore:
        return KurrentStore(pool, self.early, self.streams(green), views, codec)

    def streams(self, green: bool = False) -> Streams:
        """The service's streams; `green`: through the companion."""
        if green:
            return CompanionStreams(self.socket, self.service)
        from shared.log.kurrentdb.streams import KurrentStreams, connect  # loads gRPC, which hangs under eventlet

        return KurrentStreams(connect(self.url), self.service)

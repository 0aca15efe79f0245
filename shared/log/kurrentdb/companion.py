"""The companion: a plain process that makes the calls of KurrentDB for doors, which cannot load gRPC.

`python -m shared.log.kurrentdb.companion` serves every service of one machine, or of one pod, at `EVENTSTORE_SOCKET`.
It keeps nothing; who was cut off by its death asks again.
"""

from __future__ import annotations

import os
import signal
import socket
import socketserver
import threading
from pathlib import Path
from typing import Any

import msgspec

from shared.log import LogAway, WrongExpectedVersion
from shared.log.kurrentdb import AppendRefused, Streams, wire
from shared.log.kurrentdb.streams import KurrentStreams, connect
from shared.settings import Settings
from shared.telemetry import Health, configure_logging, logger

log = logger(__name__)


class Companion(socketserver.ThreadingUnixStreamServer):
    """One thread a connection; a connection carries one call at a time."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: str, url: str) -> None:
        self.client = connect(url)
        self._streams: dict[str, KurrentStreams] = {}
        self._one = threading.Lock()
        Path(path).unlink(missing_ok=True)  # of a predecessor that could not tidy up
        before = os.umask(0o177)
        try:
            super().__init__(path, Handler)
        finally:
            os.umask(before)

    def of(self, service: str) -> Streams:
        with self._one:
            if service not in self._streams:
                self._streams[service] = KurrentStreams(self.client, service)
            return self._streams[service]

    def reachable(self) -> str | None:
        """None, or why the server cannot be asked."""
        try:
            self.client.get_current_version("stadion-is-there-anybody", timeout=2)
        except Exception as away:
            return f"{type(away).__name__}: {away}"
        return None


class Handler(socketserver.BaseRequestHandler):
    server: Companion
    request: socket.socket

    def handle(self) -> None:
        try:
            while True:
                wire.send(self.request, answered(self.server, wire.receive(self.request, wire.Request)))
        except OSError:
            """The caller has gone."""


def answered(companion: Companion, request: wire.Request) -> wire.Answer:
    try:
        args = wire.decoder(wire.METHODS[request.method][0]).decode(request.args)
        return answer(wire.OK, getattr(companion.of(request.service), request.method)(*args))
    except WrongExpectedVersion as moved:
        return answer(wire.MOVED, moved.streams)
    except AppendRefused as never:
        return answer(wire.NEVER, str(never))
    except LogAway as away:
        return answer(wire.AWAY, str(away))
    except Exception as fault:
        log.exception("fault", method=request.method, of=request.service)
        return answer(wire.FAULT, f"{type(fault).__name__}: {fault}")


def answer(kind: str, value: Any) -> wire.Answer:
    return wire.Answer(kind, msgspec.Raw(wire.encode(value)))


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    settings = Settings("eventstore")
    configure_logging("eventstore", "companion", settings.log_level)
    companion = Companion(settings.eventstore_socket, settings.eventstore_url)
    health = Health()
    health.check("log", companion.reachable)
    health.serve(settings.health_port, settings.health_host)
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: threading.Thread(target=companion.shutdown).start())
    with companion:
        companion.serve_forever(poll_interval=0.1)
    Path(settings.eventstore_socket).unlink(missing_ok=True)


if __name__ == "__main__":
    main()

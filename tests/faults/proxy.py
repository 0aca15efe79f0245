"""A TCP proxy that breaks connections as networks do: delay, cut, half-open, one direction lost, throttled.

One thread turns all links. A link listens on a loopback port of its own and leads to one address.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Literal

from stadion.embedded.ports import LOOPBACK, free_port

Direction = Literal["up", "down"]  # up: from the client to the server
AT_ONCE = 65_536
NOBODY_LINGERS = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends a reset


@dataclass
class Rules:
    """How bytes fare. `rate`: bytes a second; `lost`: directions whose bytes vanish; `shut`: nobody is let in."""

    delay: float = 0.0
    rate: float | None = None
    lost: frozenset[Direction] = frozenset()
    shut: bool = False


@dataclass(eq=False)
class Pipe:
    """One connection through a link; `silent` once it is half-open, and for ever."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    silent: bool = False

    def reset(self) -> None:
        for writer in (self.client, self.server):
            raw = writer.get_extra_info("socket")
            with contextlib.suppress(OSError):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NOBODY_LINGERS)
            writer.transport.abort()


@dataclass(eq=False)
class Link:
    """From `port` of loopback to where `target()` says at each connection; its methods return once they hold."""

    proxies: Proxies
    target: Callable[[], tuple[str, int]]
    port: int
    rules: Rules = field(default_factory=Rules)
    pipes: set[Pipe] = field(default_factory=set)
    server: asyncio.Server | None = None

    def slow(self, seconds: float) -> None:
        """Every piece arrives that much later, in both directions."""
        self._set(Rules(delay=seconds))

    def throttle(self, bytes_a_second: float) -> None:
        self._set(Rules(rate=bytes_a_second))

    def cut(self, shut: bool = False) -> None:
        """Reset every connection; with `shut`, reset new ones as well until `heal`."""
        self._set(Rules(shut=shut))
        self.proxies.run(self._reset())

    def half_open(self) -> None:
        """The other ends of all connections of this moment are gone without a word; new connections work."""
        self.proxies.run(self._silence())

    def lose(self, direction: Direction) -> None:
        """What flows in one direction vanishes; the other direction goes on."""
        self._set(Rules(lost=frozenset([direction])))

    def heal(self) -> None:
        """New connections work; one that lost bytes, or is behind with them, is reset: it cannot go on."""
        lost = self.rules.lost or self.rules.rate
        self._set(Rules())
        if lost:
            self.proxies.run(self._reset())

    def _set(self, rules: Rules) -> None:
        self.rules = rules

    async def _reset(self) -> None:
        for pipe in list(self.pipes):
            if not pipe.silent:
                pipe.reset()

    async def _silence(self) -> None:
        for pipe in self.pipes:
            pipe.silent = True

    async def serve(self) -> None:
        self.server = await asyncio.start_server(self._connected, LOOPBACK, self.port, limit=AT_ONCE)

    async def end(self) -> None:
        if self.server is not None:
            self.server.close()
        for pipe in list(self.pipes):
            pipe.reset()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self.rules.shut:
                raise ConnectionRefusedError
            far_reader, far_writer = await asyncio.open_connection(*self.target(), limit=AT_ONCE)
        except OSError:
            writer.transport.abort()
            return
        for end in (writer, far_writer):
            end.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        pipe = Pipe(writer, far_writer)
        self.pipes.add(pipe)
        ways = (self._carry(pipe, reader, far_writer, "up"), self._carry(pipe, far_reader, writer, "down"))
        try:
            await asyncio.gather(*ways)
        except OSError:
            pass
        finally:
            self.pipes.discard(pipe)
            pipe.reset() if pipe.silent else [end.close() for end in (writer, far_writer)]

    async def _carry(self, pipe: Pipe, source: asyncio.StreamReader, to: asyncio.StreamWriter, way: Direction) -> None:
        while data := await source.read(AT_ONCE):
            if pipe.silent or way in self.rules.lost:
                continue
            if self.rules.delay:
                await asyncio.sleep(self.rules.delay)
            await self._write(to, data)
        if not pipe.silent and way not in self.rules.lost and to.can_write_eof():
            to.write_eof()

    async def _write(self, to: asyncio.StreamWriter, data: bytes) -> None:
        while data and (rate := self.rules.rate):
            piece, data = data[:1], data[1:]
            to.write(piece)
            await to.drain()
            await asyncio.sleep(1 / rate)
        to.write(data)
        await to.drain()


class Proxies:
    """The thread that turns links; a context manager."""

    def __init__(self) -> None:
        self.links: list[Link] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxies", daemon=True)

    def __enter__(self) -> Proxies:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for link in self.links:
            self.run(link.end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def link(self, host: str, port: int) -> Link:
        return self.link_to(lambda: (host, port))

    def link_to(self, target: Callable[[], tuple[str, int]]) -> Link:
        link = Link(self, target, free_port())
        self.run(link.serve())
        self.links.append(link)
        return link

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

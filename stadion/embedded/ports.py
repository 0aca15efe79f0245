"""Free TCP ports on loopback."""

from __future__ import annotations

import random
import socket

LOOPBACK = "127.0.0.1"
_BELOW_EPHEMERAL = range(20_000, 32_000)  # no outgoing connection of this machine takes one of these meanwhile


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def free_port(wanted: int | None = None) -> int:
    """`wanted` if nobody listens there, else any free port."""
    if wanted is not None and is_free(wanted):
        return wanted
    return next(port for port in random.sample(_BELOW_EPHEMERAL, 500) if is_free(port))


def listens(port: int) -> bool:
    """Does anything accept connections on this port of loopback?"""
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True

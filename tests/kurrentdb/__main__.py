"""`python -m tests.kurrentdb [--port 2113] [--release 26.1]`: the stand-in as a program; it forgets all at its end."""

from __future__ import annotations

import argparse
import signal

from tests.kurrentdb.server import LATEST, Server

parser = argparse.ArgumentParser(prog="python -m tests.kurrentdb", description="A KurrentDB that keeps nothing.")
parser.add_argument("--port", type=int, default=2113, help="0: any free one")
parser.add_argument("--release", default=LATEST, help="which release to behave as, from 23.10 to 26.1")
chosen = parser.parse_args()
server = Server(chosen.release, chosen.port)
signal.signal(signal.SIGTERM, lambda *_: server.stop())
print(f"EVENTSTORE_URL={server.url}", flush=True)
server.wait()

"""`python -m services.analytics`: the projector. SIGTERM lets the batches at work end."""

from __future__ import annotations

import signal
from threading import Event

from services.analytics.service import SERVICE
from shared.projector import run

stop = Event()
for sign in (signal.SIGTERM, signal.SIGINT):
    signal.signal(sign, lambda *_: stop.set())
run(SERVICE, stop)

"""gunicorn's own words, as JSON lines like everybody's."""

from __future__ import annotations

import logging
from typing import Any

from gunicorn.glogging import Logger


class ServerLog(Logger):  # type: ignore[misc]
    """Keeps the handlers that the process has; gunicorn would bring its own."""

    def setup(self, cfg: Any) -> None:
        for log in (self.error_log, self.access_log):
            log.handlers, log.propagate = [], True
        self.error_log.setLevel(logging.INFO)
        self.access_log.setLevel(logging.WARNING)  # `operations` logs each request

"""`python -m tests.kurrentdb.record URL`: put a server through the scenarios and print what it answers as JSON.

Against a true server, `diff` the output with `tests/kurrentdb/recorded/stand-in-<release>.json`: where they differ,
the stand-in is wrong.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from kurrentdbclient import KurrentDBClient

from tests.kurrentdb.scenarios import Told, scenarios


def record(url: str) -> Mapping[str, list[Any]]:
    """The answers of the server at `url`, by scenario; it keeps the events that were written."""
    client = KurrentDBClient(url)
    answers = {}
    for name, scenario in scenarios():
        told = Told(client)
        scenario(told)
        answers[name] = told.answers
    client.close()
    return answers


if __name__ == "__main__":
    print(json.dumps(record(sys.argv[1]), indent=1, ensure_ascii=False, sort_keys=True))

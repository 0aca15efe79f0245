"""From an older version of an event's body to the next: pure functions over JSON values, chained on read.

UPCASTS[("CardFrozen", 1)] = lambda body: body | {"reason": "voluntary"}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Body = dict[str, Any]
UPCASTS: dict[tuple[str, int], Callable[[Body], Body]] = {}


def upcast(type_: str, version: int, current: int, body: Body) -> Body:
    """`body` as the current version would have written it."""
    for older in range(version, current):
        body = UPCASTS[type_, older](body)
    return body

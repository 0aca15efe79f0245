"""Workers whose broker misbehaves: `python -m tests.faults.agitating shared.worker <service> …`.

Every message is published three times and in any order, some with a later page, and a few not at all.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Sequence
from random import Random

from shared.amqp import Outgoing, Publisher

TIMES = 3
LATER, NEVER = 0.2, 0.02  # of all copies
DICE = Random(8)
send = Publisher.send
waiting: dict[str, list[Outgoing]] = {}


def agitated(publisher: Publisher, messages: Sequence[Outgoing]) -> None:
    copies = [*messages] * TIMES + waiting.pop(publisher.exchange, [])
    DICE.shuffle(copies)
    fates = [(DICE.random(), copy) for copy in copies]
    waiting[publisher.exchange] = [copy for fate, copy in fates if fate < LATER]
    send(publisher, [copy for fate, copy in fates if fate >= LATER + NEVER])


if __name__ == "__main__":
    Publisher.send = agitated  # type: ignore[method-assign]
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)

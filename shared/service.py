"""What a domain service declares, and nothing of how it runs: `shared.door` and `shared.worker` run it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.contracts import Message, Query, Row
from shared.decider import Decider
from shared.hearing import NOTHING, Hearing
from shared.history import Answer
from shared.signing import Signatures
from shared.timers import TimersOf

Derive = Callable[[Message, Callable[[str], str]], Mapping[str, Any]]
"""More parameters of an event for the views, or of a query for its SQL; the second argument is the blind index."""


Complete = Callable[[Sequence[Row], Signatures], Sequence[Row]]
"""The rows of an answer as they go out, from those that the database gave."""


def nothing_derived(message: Message, blind: Callable[[str], str]) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Service:
    """One domain service: its rules, whom it hears, and the folder with its views, queries and migrations.

    `hears` names the neighbours whose events `react` is given, in each source's log order.
    `answers` are the queries that are answered from the events themselves, where no SQL over views can
    (`shared.history`); all others have a file in `queries`.
    `timers` says what each own event means for what the clock is to do (`shared.timers`); it stands in `timers.py`.
    `signs`: it hands out what it has to know again, signed with the deployment's secret.
    `completes`: what is added to a query's rows outside the database, such as a signature.
    `private`: its events have personal fields, so its codec seals them. `derive` gives views and queries more
    parameters than the message's own fields (such as search tokens of a name that the log holds only sealed).
    """

    name: str
    folder: Path
    deciders: Sequence[Decider[Any]]
    hears: Sequence[str] = ()
    react: Hearing = NOTHING
    answers: Sequence[Answer] = ()
    timers: TimersOf | None = None
    private: bool = False
    signs: bool = False
    completes: Mapping[type[Query], Complete] = field(default_factory=dict)
    derive: Derive = nothing_derived

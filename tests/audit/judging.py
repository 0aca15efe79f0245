"""A history out of events, for the checks of the audit: positions and versions as a log would give them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from shared.audit import Check, Violation
from shared.contracts import Event
from shared.contracts.fields import encode
from shared.ids import derived_id
from shared.log import Meta, Recorded

BEGAN = datetime(2025, 3, 10, 8, tzinfo=UTC)
LATER = BEGAN + timedelta(days=1)


def recorded(*events: Event) -> list[Recorded]:
    """An event a second, each by a command of its own."""
    versions: Counter[str] = Counter()
    history = []
    for position, event in enumerate(events, 1):
        versions[event.stream_name] += 1
        at = BEGAN + timedelta(seconds=position)
        place = (position, event.stream_name, versions[event.stream_name], derived_id("event", position))
        body = (type(event).__name__, event.version, encode(event.wire()))
        history.append(Recorded(*place, *body, at, at, Meta("tester", (), derived_id("command", position))))
    return history


def judged(check: Check, *events: Event, before: datetime = LATER) -> list[Violation]:
    """Everything that the check has to say about this history."""
    found: list[Violation] = []
    for each, event in zip(recorded(*events), events, strict=True):
        found += check.read(each)
        found += check.see(each, event)
    return [*found, *check.end(before)]


def said(check: Check, *events: Event, before: datetime = LATER) -> list[str]:
    return [violation.says for violation in judged(check, *events, before=before)]

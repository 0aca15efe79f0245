"""Told and asked: the words in which tests of reports speak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.analytics.story import opening
from tests.analytics.telling import NOON, Reports, Telling


def money(amount: int, currency: str) -> dict[str, object]:
    return {"amount": amount, "currency": currency}


def heard(bi: Reports, *events: object) -> None:
    """An open chain, and these events; a pair of instant and event happened and was recorded then."""
    telling = Telling()
    opening(telling)
    for event in events:
        at, told = event if isinstance(event, tuple) else (NOON, event)
        telling.tell(told, at=at)
    bi.apply(telling.envelopes)


def shown(rows: Sequence[Mapping[str, object]], *fields: str) -> list[tuple[object, ...]]:
    return [tuple(row[field] for field in fields) for row in rows]

"""Reasons inside answers, such as why a gate stayed shut, put into words in the reader's language."""

from __future__ import annotations

import dataclasses
from typing import Any, get_args, get_origin

from shared.contracts import Reason
from shared.contracts.fields import hints, once_per_class, optional

Json = dict[str, Any]


@once_per_class
def paths(cls: type[Any]) -> tuple[tuple[str, type[Any]], ...]:
    """The fields of a row or part that are a Reason, or hold one somewhere, with their class."""
    found = []
    for name, hint in hints(cls).items():
        inner = optional(hint) or hint
        inner = get_args(inner)[0] if get_origin(inner) in (tuple, list) else inner
        if inner is Reason or (isinstance(inner, type) and dataclasses.is_dataclass(inner) and paths(inner)):
            found.append((name, inner))
    return tuple(found)


def explain(rows: list[Json], cls: type[Any], language: str) -> list[Json]:
    """The rows, each reason in them with a `message` and a `remedy`; changed in place.

    Times are read by the clock of the row's `zone`, where it has one.
    """
    for name, inner in paths(cls):
        for row in rows:
            value = row.get(name)
            parts = value if isinstance(value, list) else [] if value is None else [value]
            if inner is Reason:
                for reason in parts:
                    reason |= in_words(reason, language, row.get("zone"))
            else:
                explain(parts, inner, language)
    return rows


def in_words(reason: Json, language: str, zone: str | None = None) -> Json:
    refusal = Reason(code=reason["code"], facts=reason["facts"]).refusal()
    return {
        "message": refusal.text(refusal.says, language, zone),
        "remedy": refusal.text(refusal.remedy, language, zone),
    }

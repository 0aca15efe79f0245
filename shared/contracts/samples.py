"""Made-up messages of every class, for golden files, generated documents and property tests. Pure and repeatable."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, get_args, get_origin

from shared.contracts.fields import hints, kind_of, optional
from shared.money import Money
from shared.venue_time import DayRange

TEXTS = {
    "id": "0193e4f0-0000-7000-8000-000000000001",
    "phone": "+8613800138000",
    "email": "wei@example.com",
    "zone": "Asia/Shanghai",
    "name": "Morning yoga",
    "personal": "张伟",
    "personal_day": "1990-05-17",
    "personal_figure": "72.5",
    "network_address": "192.0.2.7",
    "note": "asked at the desk",
}
PLAIN: dict[Any, Any] = {
    str: "text",
    int: 3,
    bool: True,
    date: date(2025, 3, 1),
    datetime: datetime(2025, 3, 1, 4, 30, tzinfo=UTC),
    Money: Money(182500, "CNY"),
    DayRange: DayRange(date(2025, 3, 1), date(2025, 3, 11)),
    Any: "anything",
}


def sample(cls: type[Any], *, complete: bool = True) -> Any:
    """A message of this class; with `complete=False` only the fields that have no default are given."""
    given = {
        field.name: value_of(hints(cls)[field.name])
        for field in dataclasses.fields(cls)
        if complete or field.default is dataclasses.MISSING
    }
    return cls(**given)


def value_of(hint: Any) -> Any:
    """A value that a field of this type takes."""
    hint = optional(hint) or hint
    origin = get_origin(hint)
    kind = kind_of(hint)
    if origin is Annotated and kind:
        return TEXTS.get(kind.name, "text")
    makers: dict[Any, Callable[[], Any]] = {
        Literal: lambda: get_args(hint)[0],
        tuple: lambda: (value_of(get_args(hint)[0]),),
        list: lambda: [value_of(get_args(hint)[0])],
        dict: lambda: {"fact": value_of(get_args(hint)[1])},
    }
    if origin in makers:
        return makers[origin]()
    return PLAIN[hint] if hint in PLAIN else sample(hint)

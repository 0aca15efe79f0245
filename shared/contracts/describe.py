"""The contract of a service as JSON, derived from its classes: for `describe`, references and OpenAPI. Pure.

Bodies are JSON Schema (2020-12, as in OpenAPI 3.1): types, formats, units, what is required.
"""

from __future__ import annotations

import dataclasses
import inspect
from datetime import date, datetime
from typing import Annotated, Any, Literal, get_args, get_origin

from shared.contracts import refusals
from shared.contracts.fields import FIGURE, MOST_ITEMS, hints, kind_of, optional, to_wire
from shared.contracts.message import Command, Event, Query, Refusal, Text, catalogue
from shared.money import Money
from shared.venue_time import DayRange

Json = dict[str, Any]

WHOLE: Json = {"type": "integer", "minimum": -(2**53) + 1, "maximum": 2**53 - 1}
DAY: Json = {"type": "string", "format": "date"}
MONEY: Json = {
    "type": "object",
    "title": "Money",
    "description": "An amount in minor units (fen, cents) of one currency.",
    "properties": {"amount": WHOLE, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}},
    "required": ["amount", "currency"],
}
DAYS: Json = {
    "type": "object",
    "title": "DayRange",
    "description": "The days from `first` up to, not including, `until`.",
    "properties": {"first": DAY, "until": DAY},
    "required": ["first", "until"],
}
PLAIN: dict[Any, Json] = {
    str: {"type": "string", "minLength": 1, "maxLength": 200},
    int: WHOLE,
    bool: {"type": "boolean"},
    date: DAY,
    datetime: {"type": "string", "format": "date-time", "description": "An instant with its offset."},
    Money: MONEY,
    DayRange: DAYS,
    Any: {},
}
TEXTS: dict[str, Json] = {
    "id": {"type": "string", "format": "uuid"},
    "email": {"type": "string", "format": "email"},
    "phone": {"type": "string", "description": "A phone number in international form (E.164)."},
    "personal_day": DAY,
    "personal_figure": {"type": "string", "pattern": f"^{FIGURE.pattern}$", "description": "A decimal, such as 72.5."},
    "network_address": {"type": "string", "description": "Of who acts; the gateway fills it in."},
    "zone": {"type": "string", "description": "An IANA time zone."},
    "cursor": {"type": "string", "description": "Where to go on reading, from an earlier answer."},
}


def describe(service: str) -> Json:
    """All that `service` publishes: commands, events, queries, and the refusals it may answer with."""
    named = catalogue.of(service, Refusal) | catalogue.of(refusals.__name__.rpartition(".")[2], Refusal)
    return {
        "service": service,
        "commands": {name: command(cls) for name, cls in catalogue.of(service, Command).items()},
        "events": {name: event(cls) for name, cls in catalogue.of(service, Event).items()},
        "queries": {name: query(cls) for name, cls in catalogue.of(service, Query).items()},
        "refusals": {name: refusal(cls) for name, cls in named.items()},
    }


def command(cls: type[Command]) -> Json:
    refuses = [refusal.__name__ for refusal in cls.refuses]
    return {"meaning": meaning(cls), "by": list(cls.by), "refuses": refuses, "body": schema(cls)}


def event(cls: type[Event]) -> Json:
    place = {"stream": cls.stream, "version": cls.version, "person": cls.person, "erases": cls.erases}
    return {"meaning": meaning(cls), **place, "body": schema(cls)}


def query(cls: type[Query]) -> Json:
    row = {"name": cls.answers.__name__, "meaning": meaning(cls.answers), "body": schema(cls.answers)}
    told: Json = {"meaning": meaning(cls), "by": list(cls.by), "body": schema(cls), "answers": row}
    if cls.figures is None:
        return told
    clock, zone, sources = cls.figures
    return told | {"figures": {"clock": both(clock), "zone": both(zone), "sources": list(sources)}}


def refusal(cls: type[Refusal]) -> Json:
    texts = {"says": both(cls.says), "remedy": both(cls.remedy)}
    return {"meaning": meaning(cls), "status": cls.status, **texts, "facts": schema(cls)}


def both(text: Text) -> Json:
    return {"en": text.en, "zh": text.zh}


def meaning(cls: type[Any]) -> str:
    """The class's own docstring."""
    return inspect.cleandoc(cls.__dict__.get("__doc__") or "")


def schema(cls: type[Any]) -> Json:
    """The JSON Schema of a message's body."""
    fields = dataclasses.fields(cls)
    required = [field.name for field in fields if field.default is dataclasses.MISSING]
    properties = {field.name: property_of(cls, field) for field in fields}
    strict = issubclass(cls, (Command, Query))
    body: Json = {"type": "object", "title": cls.__name__, "properties": properties, "required": required}
    return body | ({"additionalProperties": False} if strict else {})


def property_of(cls: type[Any], field: dataclasses.Field[Any]) -> Json:
    shape = shape_of(hints(cls)[field.name])
    if field.default is dataclasses.MISSING or field.default is None:
        return shape
    default = field.default
    return shape | {"default": to_wire(default) if dataclasses.is_dataclass(default) else default}


def shape_of(hint: Any) -> Json:
    """The JSON Schema of one field's type."""
    inner = optional(hint)
    if inner is not None:
        return {"anyOf": [shape_of(inner), {"type": "null"}]}
    origin = get_origin(hint)
    if origin is Annotated:
        kind = kind_of(hint)
        assert kind is not None, hint
        shape = TEXTS.get(kind.name, {"type": "string", "minLength": 1, "maxLength": kind.longest})
        return shape | ({"x-personal": True} if kind.personal else {})
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin in (tuple, list):
        return {"type": "array", "maxItems": MOST_ITEMS, "items": shape_of(get_args(hint)[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": shape_of(get_args(hint)[1])}
    if hint in PLAIN:
        return dict(PLAIN[hint])
    return schema(hint) | {"description": meaning(hint)}

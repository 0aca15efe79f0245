"""What arrives in a service's request queue: a request that can be worked on, or poison. Pure.

Anybody who may publish to the exchange may send anything, so nothing about a message is taken for granted.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

MOST_BYTES = 1 << 20
STACK = "nameko.call_id_stack"


@dataclass(frozen=True)
class Arrived:
    """A message as the broker gave it."""

    routing_key: str
    properties: Mapping[str, Any]
    headers: Mapping[str, Any]
    body: bytes

    @property
    def reply_to(self) -> str | None:
        """Where the answer goes, if that is a place where answers are awaited."""
        key = self.properties.get("reply_to")
        try:
            return str(UUID(key)) if isinstance(key, str) and len(key) == 36 else None
        except ValueError:
            return None

    @property
    def correlation_id(self) -> str | None:
        return self.properties.get("correlation_id")

    @property
    def callers(self) -> list[str]:
        """nameko's trail of call ids, as far as it is one."""
        stack = self.headers.get(STACK)
        return [str(entry)[:200] for entry in stack[-10:]] if isinstance(stack, list) else []


class Poison(Exception):
    """A message that is no request; `kind` is nameko's name for the error that its sender gets."""

    def __init__(self, reason: str, kind: str = "MalformedRequest") -> None:
        super().__init__(reason)
        self.kind = kind


@dataclass(frozen=True)
class Request:
    """A method of this service and arguments that fit it."""

    method: str
    args: list[Any]
    kwargs: dict[str, Any]


def read_request(arrived: Arrived, methods: Mapping[str, inspect.Signature]) -> Request:
    """The request in a message; raises Poison."""
    if arrived.reply_to is None:
        raise Poison("no reply_to where an answer could be awaited")
    body = read_body(arrived)
    args, kwargs = body.get("args"), body.get("kwargs")
    if not isinstance(args, list) or not isinstance(kwargs, dict):
        raise Poison("args is no list or kwargs no object")
    method = arrived.routing_key.rpartition(".")[2]
    if method not in methods:
        raise Poison(method[:100], "MethodNotFound")
    try:
        methods[method].bind(*args, **kwargs)
    except TypeError as wrong:
        raise Poison(str(wrong)[:200], "IncorrectSignature") from None
    return Request(method, args, kwargs)


def read_body(arrived: Arrived) -> dict[str, Any]:
    if len(arrived.body) > MOST_BYTES:
        raise Poison(f"larger than {MOST_BYTES} bytes")
    if arrived.properties.get("content_type") != "application/json":
        raise Poison("content type is not application/json")
    try:
        body = msgspec.json.decode(arrived.body)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as wrong:
        raise Poison(f"not JSON: {wrong}"[:200]) from None
    if not isinstance(body, dict):
        raise Poison("the body is no object")
    return body

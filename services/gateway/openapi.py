"""The OpenAPI 3.1 document of every route, made from the contracts when it is asked for."""

from __future__ import annotations

from typing import Any

from services.gateway.app import described_app


def document() -> dict[str, Any]:
    _, api = described_app()
    made: dict[str, Any] = api.spec.to_dict()
    return made

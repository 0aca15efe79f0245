"""`python -m services.gateway.openapi` prints the OpenAPI 3.1 document; `docs/openapi.json` is a copy of it."""

from __future__ import annotations

import json
from typing import Any

from services.gateway.app import described_app


def document() -> dict[str, Any]:
    _, api = described_app()
    made: dict[str, Any] = api.spec.to_dict()
    return made


def text() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(text(), end="")

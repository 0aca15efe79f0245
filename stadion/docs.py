"""The tracked files that are generated from the code; a test keeps them in step, `make docs` writes them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from shared.settings import example
from stadion.reference import references
from stadion.services import SERVICES

ROOT = Path(__file__).parent.parent


def generated() -> Mapping[str, str]:
    """Every generated file by its name below the project's folder, with the text that it should have now."""
    return {".env.example": example(SERVICES)} | {f"docs/{name}": text for name, text in references().items()}


def write() -> None:
    for name, text in generated().items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()

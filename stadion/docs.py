"""The tracked files that are generated from the code; a test keeps them in step, `make docs` writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from shared.settings import example
from stadion.services import SERVICES

ROOT = Path(__file__).parent.parent
GENERATED: Mapping[str, Callable[[], str]] = {
    ".env.example": lambda: example(SERVICES),
}


def write() -> None:
    for name, text in GENERATED.items():
        (ROOT / name).write_text(text())


if __name__ == "__main__":
    write()

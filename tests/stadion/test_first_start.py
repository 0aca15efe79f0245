"""The demo chain is made once, and who waits for it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from stadion import first_start
from stadion.home import Home


def test_a_new_platform_says_that_it_takes_a_while_and_an_old_one_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_start, "_run", lambda command, environment, meanwhile: None)
    said: list[str] = []
    for _ in range(2):
        first_start.first_start(Home(tmp_path), {}, lambda: None, said.append)
    assert len(said) == 1 and "demo chain" in said[0]

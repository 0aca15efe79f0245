"""The private folder: one platform at a time, and secrets that stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from stadion.home import Home
from stadion.problem import Problem


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "stadion")
    home.make()
    return home


def test_a_second_platform_in_the_same_folder_is_refused(home: Home) -> None:
    with home.locked(), pytest.raises(Problem, match="is in use"), Home(home.folder).locked():
        pass
    with home.locked():
        """Free again."""


def test_a_secret_is_random_stays_and_is_private(home: Home) -> None:
    first, second = home.secret("cards-app"), home.secret("finance-app")
    assert first != second
    assert Home(home.folder).secret("cards-app") == first
    assert (home.folder / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_others_cannot_look_into_the_folder(home: Home) -> None:
    assert home.folder.stat().st_mode & 0o077 == 0o011

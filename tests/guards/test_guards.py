"""Guards that need no server are removed in CI, too; `make guards` removes all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.guards.removing import EVERY, TREE, Copy

SOME = ("command id", "fingerprint", "held streams", "seat limit", "refund no more than paid", "passback")
"""A fixed handful: each takes a few seconds."""


def test_every_guard_stands_where_it_is_looked_for() -> None:
    for guard in EVERY:
        assert guard.removed((TREE / guard.file).read_text()) != (TREE / guard.file).read_text()


def test_there_are_many_and_each_has_a_name_of_its_own() -> None:
    assert len({guard.name for guard in EVERY}) == len(EVERY) >= 40


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy.of(Path(tmp_path_factory.mktemp("guards")))


@pytest.mark.thorough
@pytest.mark.parametrize("name", SOME)
def test_without_it_a_test_goes_red(copy: Copy, name: str) -> None:
    (guard,) = (guard for guard in EVERY if guard.name == name)
    assert guard.quick
    outcome = copy.without(guard)
    assert outcome.red, outcome.why

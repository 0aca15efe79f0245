"""The generated documents say what the code says."""

from __future__ import annotations

import pytest

from stadion.reference import FOLDER, references

TEXTS = references()


@pytest.mark.parametrize("name", TEXTS)
def test_it_is_what_the_contracts_say_now(name):
    assert (FOLDER / name).read_text(encoding="utf-8") == TEXTS[name], "run `make docs` and commit what it writes"


def test_no_document_of_a_service_is_left_over():
    written = {str(path.relative_to(FOLDER)) for path in (FOLDER / "reference").glob("*.md")}
    assert written == {name for name in TEXTS if name.startswith("reference/")}

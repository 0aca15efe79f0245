"""The generated documents say what the code says."""

from __future__ import annotations

import pytest

from stadion.docs import ROOT, generated

TEXTS = generated()


@pytest.mark.parametrize("name", TEXTS)
def test_it_is_what_the_code_says_now(name):
    assert (ROOT / name).read_text(encoding="utf-8") == TEXTS[name], "run `make docs` and commit what it writes"


def test_no_reference_of_a_service_that_is_gone_is_left_over():
    written = {str(path.relative_to(ROOT)) for path in (ROOT / "docs/reference").rglob("*.md")}
    assert written == {name for name in TEXTS if name.startswith("docs/reference/")}

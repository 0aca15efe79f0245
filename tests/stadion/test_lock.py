"""The lock of the Python packages installs with any pip, and asks nobody in particular for them."""

from __future__ import annotations

import re
from importlib.metadata import distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = (Path(__file__).parents[2] / "requirements.lock").read_text()
PINNED = {
    canonicalize_name(pin.name): pin
    for pin in (Requirement(line.rstrip(" \\")) for line in LOCK.splitlines() if re.match(r"\w", line))
}


def test_it_names_the_extras_that_packages_ask_of_one_another() -> None:
    """pip takes `grpcio[protobuf]` for a package of its own: not pinned under that name, it is refused."""
    asked = [
        Requirement(text)
        for package in distributions()
        if canonicalize_name(package.name) in PINNED
        for text in package.requires or ()
    ]
    here = [each for each in asked if each.marker is None or each.marker.evaluate({"extra": ""})]
    missing = [str(each) for each in here if not each.extras <= PINNED[canonicalize_name(each.name)].extras]
    assert here and not missing, "run `make lock`"


def test_every_package_is_pinned_with_its_hashes_and_from_no_place() -> None:
    assert all(str(pin.specifier).startswith("==") and not pin.url for pin in PINNED.values())
    assert LOCK.count(" \\\n    --hash=sha256:") >= len(PINNED)
    assert "://" not in LOCK

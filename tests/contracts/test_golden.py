"""Every event ever published still loads, and what was published is never edited."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shared.codec import read_event
from shared.contracts import catalogue
from shared.contracts.fields import encode
from tests.golden.write import FOLDER, SUMS, checksum, exports, packages, published

FILES = sorted(FOLDER.glob("*/*.json"))


def named(path: Path) -> tuple[str, int]:
    name, version = path.stem.rsplit(".v", 1)
    return name, int(version)


def test_every_event_has_a_golden_file_of_its_version():
    missing = set(published()) - {str(path.relative_to(FOLDER).with_suffix("")) for path in FILES}
    assert not missing, "run `make golden` and commit what it writes"


def test_each_loads():
    for path in FILES:
        for body in json.loads(path.read_text()).values():
            event = read_event(*named(path), encode(body))
            assert type(event).load(event.wire()) == event, path
            assert event.stream_name, path


def test_a_reader_of_before_ignores_what_it_does_not_know():
    for path in FILES:
        body = json.loads(path.read_text())["complete"]
        more = encode(body | {"added_later": 1})
        assert read_event(*named(path), more) == read_event(*named(path), encode(body)), path


def test_no_golden_file_was_edited_or_removed():
    assert sorted(checksum(path) for path in FILES) == sorted(SUMS.read_text().splitlines())


def test_every_golden_file_is_of_a_known_event():
    assert all(catalogue.event(named(path)[0]) for path in FILES)


@pytest.mark.parametrize("package", packages(), ids=lambda package: package.name)
def test_a_contract_exports_every_module_with_a_message(package: Path):
    assert (package / "__init__.py").read_text() == exports(package), "run `make golden`"

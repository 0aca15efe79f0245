"""Every event ever published still loads, and what was published is never edited."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shared.codec import read_event
from shared.contracts import catalogue
from shared.contracts.fields import encode
from tests.golden.write import FOLDER, SUMS, checksum, published

FILES = sorted(FOLDER.glob("*/*.json"))


def named(path: Path) -> tuple[str, int]:
    name, version = path.stem.rsplit(".v", 1)
    return name, int(version)


def test_every_event_has_a_golden_file_of_its_version():
    missing = set(published()) - {str(path.relative_to(FOLDER).with_suffix("")) for path in FILES}
    assert not missing, "run `make golden` and commit what it writes"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_loads(path):
    name, version = named(path)
    for body in json.loads(path.read_text()).values():
        event = read_event(name, version, encode(body))
        assert type(event).load(event.wire()) == event
        assert event.stream_name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_reader_of_before_ignores_what_it_does_not_know(path):
    name, version = named(path)
    body = json.loads(path.read_text())["complete"]
    assert read_event(name, version, encode(body | {"added_later": 1})) == read_event(name, version, encode(body))


def test_no_golden_file_was_edited_or_removed():
    assert sorted(checksum(path) for path in FILES) == sorted(SUMS.read_text().splitlines())


def test_every_golden_file_is_of_a_known_event():
    assert all(catalogue.event(named(path)[0]) for path in FILES)

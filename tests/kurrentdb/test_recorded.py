"""The stand-in answers as it did when its recording was made: the reference that a true server is held against."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kurrentdb.record import record
from tests.kurrentdb.server import Server

pytestmark = pytest.mark.thorough
RECORDED = Path(__file__).parent / "recorded"


@pytest.mark.parametrize("release", ["26.1", "25.1", "24.10"])
def test_the_stand_in_reproduces_its_recording(release: str):
    server = Server(release)
    try:
        answers = json.loads(json.dumps(record(server.url)))
    finally:
        server.stop()
    assert answers == json.loads((RECORDED / f"stand-in-{release}.json").read_text())

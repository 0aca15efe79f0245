"""`stadion feed`: pages of a feed as lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer import Typer
from typer.testing import CliRunner

from shared.rpc import ServiceAway
from stadion import feed as module
from stadion.feed import command
from stadion.problem import Problem

cli = Typer()
cli.command()(command)


class Feed:
    """Five events, of which a page has two; one more each time that nothing was new."""

    def __init__(self) -> None:
        self.head = 5
        self.away = False

    def feed(self, service: str, after: int, limit: int) -> Mapping[str, Any]:
        if self.away:
            raise ServiceAway(service)
        if after == self.head:
            self.head += 1
            return {"events": [], "position": after}
        until = min(after + 2, self.head)
        return {"events": [envelope(position) for position in range(after + 1, until + 1)], "position": until}

    def close(self) -> None: ...


def envelope(position: int) -> dict[str, Any]:
    return {"position": position, "type": "Even" if position % 2 == 0 else "Odd"}


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Feed:
    source = Feed()
    monkeypatch.setattr("stadion.client.Client.connect", lambda connections: source)
    monkeypatch.setattr(module, "LOOK_EVERY", 0)
    return source


def lines(tmp_path: Path, *words: str) -> list[int]:
    """The positions of what is printed."""
    ran = CliRunner().invoke(cli, ["cards", *words, "--folder", str(tmp_path)])
    if isinstance(ran.exception, Problem):
        raise ran.exception
    assert ran.exit_code == 0, ran.output
    return [json.loads(line)["position"] for line in ran.stdout.splitlines()]


@pytest.mark.usefixtures("source")
def test_every_event_is_a_line_until_there_is_no_more(tmp_path: Path) -> None:
    assert lines(tmp_path) == [1, 2, 3, 4, 5]
    assert lines(tmp_path, "--after", "3", "--limit", "1") == [4]


@pytest.mark.usefixtures("source")
def test_a_limit_counts_only_the_events_of_the_wanted_type(tmp_path: Path) -> None:
    assert lines(tmp_path, "--type", "Even", "--limit", "2") == [2, 4]
    assert lines(tmp_path, "--type", "Even", "--type", "Odd", "--after", "3") == [4, 5]


@pytest.mark.usefixtures("source")
def test_following_waits_for_more(tmp_path: Path) -> None:
    assert lines(tmp_path, "--follow", "--limit", "7") == [1, 2, 3, 4, 5, 6, 7]


def test_a_service_that_is_away_is_one_line(tmp_path: Path, source: Feed) -> None:
    source.away = True
    with pytest.raises(Problem, match="cards does not answer: ServiceAway"):
        lines(tmp_path)

"""docs/operations.md names only what there is: verbs with their options, metrics, sections, promises."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from typer.main import get_command
from typer.testing import CliRunner

import services.gateway.operations  # noqa: F401  (registers its metrics)
import shared.telemetry  # noqa: F401
from stadion.__main__ import cli

PAGE = (Path(__file__).parent.parent.parent / "docs" / "operations.md").read_text()
COMMANDS = sorted(set(re.findall(r"^stadion [^#\n;]+", PAGE, re.M)) | set(re.findall(r"`(stadion [^`]+)`", PAGE)))


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_exists_with_its_options(line: str) -> None:
    _, *words = shlex.split(line)
    group = get_command(cli).commands.get(words[0])  # type: ignore[attr-defined]
    assert group is not None, line
    verbs = words[:2] if hasattr(group, "commands") else words[:1]
    told = CliRunner().invoke(cli, [*verbs, "--help"], env={"COLUMNS": "200"})
    assert told.exit_code == 0, line
    assert [option for option in words if option.startswith("--") and option not in told.output] == []


def test_every_metric_exists() -> None:
    known = {name for family in REGISTRY.collect() for name in (family.name, f"{family.name}_total")}
    named = set(re.findall(r"`([a-z_]+_(?:total|seconds|messages|position))\b", PAGE))
    assert len(named) > 8
    assert named <= known


def test_every_link_leads_to_a_section() -> None:
    sections = {title.lower().replace(" ", "-") for title in re.findall(r"^## (.+)$", PAGE, re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= sections

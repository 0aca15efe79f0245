"""docs/operations.md names only what there is: verbs with their options, metrics, sections, promises."""

from __future__ import annotations

import json
import re
import shlex
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from typer.main import get_command

import services.gateway.operations  # noqa: F401  (registers its metrics)
import shared.telemetry  # noqa: F401
from shared.contracts import Command, catalogue
from shared.contracts.fields import hints
from stadion.__main__ import cli

PAGE = (Path(__file__).parent.parent.parent / "docs" / "operations.md").read_text()
GROUP = get_command(cli)
COMMANDS = sorted(set(re.findall(r"^stadion [^#\n;]+", PAGE, re.M)) | set(re.findall(r"`(stadion [^`]+)`", PAGE)))


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_exists_with_its_options(line: str) -> None:
    _, *words = shlex.split(line)
    command: Any = GROUP
    while hasattr(command, "commands"):
        assert words and words[0] in command.commands, line
        command = command.commands[words.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_metric_exists() -> None:
    known = {name for family in REGISTRY.collect() for name in (family.name, f"{family.name}_total")}
    named = set(re.findall(r"`([a-z_]+_(?:total|seconds|messages|position))\b", PAGE))
    assert len(named) > 8
    assert named <= known


def test_every_link_leads_to_a_section() -> None:
    sections = {title.lower().replace(" ", "-") for title in re.findall(r"^## (.+)$", PAGE, re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= sections


def test_every_command_that_the_page_sends_has_the_fields_that_its_contract_knows() -> None:
    page = (Path(__file__).parents[2] / "docs/operations.md").read_text(encoding="utf-8")
    sent = re.findall(r"/api/v1/(\w+)/([A-Z]\w+).*?-d '(\{.*?\})'", page, re.DOTALL)
    assert sent
    for service, name, body in sent:
        import_module(f"shared.contracts.{service}")
        assert json.loads(body).keys() == hints(catalogue.of(service, Command)[name]).keys(), name

"""A decider belongs to its service by standing in it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from shared.contracts import Command, catalogue
from shared.decider import Decider
from shared.discovery import every
from shared.history import Answer
from stadion.services import DOMAIN, declaration


@pytest.mark.parametrize("service", DOMAIN)
def test_every_command_of_a_service_is_decided_there_and_nowhere_else(service: str) -> None:
    decided = {command.__name__ for decider in declaration(service).deciders for command in decider.commands}
    assert decided == set(catalogue.of(service, Command))


def test_what_is_declared_in_any_module_is_found_once_and_the_audit_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "lamplit"
    (package / "shop").mkdir(parents=True)
    made = "Decider(({0},), 0, lambda c, _: [], lambda c, s, _: [], lambda s, e: s)\n"
    begin = "from shared.contracts import Command\nfrom shared.decider import Decider\n"
    (package / "__init__.py").write_text("")
    (package / "shop" / "__init__.py").write_text("")
    light = begin + "class Light(Command): ...\nLIGHT = " + made.format("Light")
    (package / "shop" / "light.py").write_text(light)
    (package / "again.py").write_text("from lamplit.shop.light import LIGHT\n")
    (package / "audit_light.py").write_text("raise RuntimeError\n")
    (package / "service.py").write_text("raise RuntimeError\n")
    monkeypatch.syspath_prepend(tmp_path)
    (decider,) = every(Decider, "lamplit")
    assert [command.__name__ for command in decider.commands] == ["Light"]
    assert every(Answer, "lamplit") == ()
    (package / "twice.py").write_text(
        "from lamplit.shop.light import Light\n" + begin + "TWICE = " + made.format("Light")
    )
    with pytest.raises(TypeError, match="decided twice in lamplit: Light"):
        every(Decider, "lamplit")
    for name in [name for name in sys.modules if name.partition(".")[0] == "lamplit"]:
        del sys.modules[name]

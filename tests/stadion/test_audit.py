"""`stadion audit` as the operator calls it: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from stadion.audit import command
from stadion.problem import Problem
from tests.audit.small_chain import Chain, healthy
from tests.servers import Postgres

cli = Typer()
cli.command()(command)


@pytest.fixture(scope="module")
def chain(postgres: Postgres) -> Chain:
    return healthy(postgres)


@pytest.fixture(autouse=True)
def environment(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STADION_ENV", "demo")
    monkeypatch.setenv("QR_SECRET", "of-the-tests")
    for name in ("cards", "finance"):
        monkeypatch.setenv(f"{name.upper()}_OWNER_DATABASE_URL", chain.owner(name))


def audit(tmp_path: Path, *words: str) -> tuple[int, str]:
    ran = CliRunner().invoke(cli, [*words, "--folder", str(tmp_path)], catch_exceptions=True)
    if isinstance(ran.exception, Problem):
        raise ran.exception
    return ran.exit_code, ran.stdout


def test_it_ends_with_zero_and_says_what_was_checked(tmp_path: Path) -> None:
    code, text = audit(tmp_path, "cards", "finance")
    assert (code, "every promise is kept" in text) == (0, True)
    code, text = audit(tmp_path, "cards", "--json")
    told = json.loads(text)
    assert (code, told["ok"]) == (0, True)
    assert {finding["service"] for finding in told["findings"]} == {"cards"}
    assert told.keys() == {"format", "ok", "findings"}
    shape = {"invariant", "service", "promise", "checked", "first", "last", "count", "violations"}
    assert all(finding.keys() == shape for finding in told["findings"])


def test_it_ends_with_one_and_names_the_event(tmp_path: Path, chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = chain.copy("broken")
    position = chain.one("finance", "SELECT position FROM event WHERE type = 'OrderPaid'")
    broken.plant("finance", f"DELETE FROM event WHERE position = {position}")
    monkeypatch.setenv("FINANCE_OWNER_DATABASE_URL", broken.owner("finance"))
    code, text = audit(tmp_path, "finance", "--json")
    (streams,) = [f for f in json.loads(text)["findings"] if f["count"] and f["promise"].startswith("every stream")]
    assert (code, streams["violations"][0]["position"]) == (1, position + 1)
    assert streams["violations"][0].keys() == {"says", "position", "stream", "type"}
    code, text = audit(tmp_path, "finance")
    assert (code, "violations" in text) == (1, True)


def test_a_service_without_a_log_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="gateway has no log"):
        audit(tmp_path, "gateway")

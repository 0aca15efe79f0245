"""The decisions of docs/architecture that no linter knows."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SERVICES = ("members", "cards", "booking", "finance", "engagement", "analytics", "gateway")
BUSINESS = re.compile(
    rf"\b({'|'.join(SERVICES)}|card|member|venue|seat|coach|booking|session_id|price|points|refund)s?\b", re.I
)
ALLOWED = re.compile(
    r"venue_time|venue_id|member_id|VENUE_MANAGER|\bMEMBER\b|actor\.venues|actor_venues|\bvenues\b|actor_member_id"
)
KERNEL = sorted(
    path for path in (ROOT / "shared").rglob("*") if path.suffix in (".py", ".sql") and "contracts" not in path.parts
)
CODE = sorted(path for top in ("services", "shared", "stadion") for path in (ROOT / top).rglob("*.py"))


@cache
def imports(path: Path) -> set[str]:
    """The top-level packages that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def below(path: Path, *folders: str) -> bool:
    return any(path.is_relative_to(ROOT / folder) for folder in folders)


def test_only_the_door_knows_nameko_and_eventlet():
    knowing = {path for path in CODE if {"nameko", "eventlet"} & imports(path)}
    assert knowing and all(below(path, "shared/door") for path in knowing), knowing


def test_only_what_plain_processes_import_knows_grpc():
    """`tests/kurrentdb/test_door.py` looks at a door's modules."""
    knowing = {path.name for path in CODE if {"grpc", "kurrentdbclient"} & imports(path)}
    assert knowing == {"streams.py", "subscription.py"}  # and who imports those, in a function or as a program


def test_service_declarations_know_no_transport_and_no_database():
    forbidden = {"nameko", "eventlet", "psycopg", "kombu", "amqp", "flask"}
    domain = [p for p in CODE if below(p, *(f"services/{s}" for s in SERVICES[:5]))]
    assert domain and not [path for path in domain if forbidden & imports(path)]


def test_no_rule_reads_the_clock_or_throws_dice():
    forbidden = {"random", "secrets", "time", "os", "logging"}
    domain = [p for p in CODE if below(p, *(f"services/{s}" for s in SERVICES[:5]), "shared/contracts")]
    assert not [path for path in domain if forbidden & imports(path)]
    assert not [path for path in domain if re.search(r"\.(now|today|utcnow)\(", path.read_text())]


def words(path: Path) -> str:
    """A module without what it may say: the mechanisms of authority know the scopes that contracts declare."""
    return ALLOWED.sub("", path.read_text())


@pytest.mark.parametrize("path", KERNEL, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_kernel_speaks_no_business_word(path):
    if path.name in ("venue_time.py", "money.py", "authority.py", "call.py", "settings.py"):
        pytest.skip("its business is time, money, who may do what, or every process's environment")
    assert not BUSINESS.findall(words(path))


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_has_outgrown_one_duty(path):
    if below(path, "shared/contracts"):
        pytest.skip("a contract is as long as its service's language")
    assert len(path.read_text().splitlines()) <= 250

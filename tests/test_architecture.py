"""The decisions of docs/architecture that no linter knows."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
SERVICES = ("members", "cards", "booking", "finance", "engagement", "analytics", "gateway")
BUSINESS = re.compile(
    rf"\b({'|'.join(SERVICES)}|card|member|venue|seat|coach|booking|session_id|price|points|refund)s?\b", re.I
)
ALLOWED = re.compile(
    r"venue_time|venue_id|member_id|VENUE_MANAGER|\bMEMBER\b|actor\.venues|actor_venues|\bvenues\b|actor_member_id"
)
IMPORTED = re.compile(r"^\s*(?:import|from) (\w+)", re.M)
KERNEL = sorted(
    path for path in (ROOT / "shared").rglob("*") if path.suffix in (".py", ".sql") and "contracts" not in path.parts
)
CODE = sorted(path for top in ("services", "shared", "stadion") for path in (ROOT / top).rglob("*.py"))


@cache
def imports(path: Path) -> set[str]:
    """The top-level packages that a module imports, anywhere in it."""
    return set(IMPORTED.findall(path.read_text()))


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


def test_the_kernel_speaks_no_business_word():
    """But where time, money, who may do what, or every process's environment is its business."""
    meant = ("venue_time.py", "money.py", "authority.py", "call.py", "settings.py")
    assert KERNEL and not {path: BUSINESS.findall(words(path)) for path in KERNEL if spoken(path, meant)}


def spoken(path: Path, meant: tuple[str, ...]) -> bool:
    return path.name not in meant and bool(BUSINESS.search(words(path)))


def test_no_module_has_outgrown_one_duty():
    """A contract is as long as its service's language."""
    long = [path for path in CODE if len(path.read_text().splitlines()) > 250 and not below(path, "shared/contracts")]
    assert not long

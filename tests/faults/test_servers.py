"""F4, F6, F10, F11: the broker and the database die, are away, or have no room left."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL, SIGQUIT, SIGTERM

import pytest

from tests.faults.conftest import Gate, full
from tests.faults.ending import Row, end, heard_again
from tests.faults.faults import recovered, working
from tests.faults.history import History
from tests.faults.load import Venue, load, open_venue
from tests.faults.stand import Stand, standing
from tests.waiting import eventually


def test_f4_the_broker_is_killed_or_stopped(stand: Stand, venue: Venue, history: History, gate: Gate) -> None:
    row = Row("F4 broker killed, stopped", heard_again(stand))
    with load(stand, history, venue) as clients:
        for n in range(gate(1, 20)):
            number = (SIGKILL, SIGTERM)[n % 2]
            began = history.add("fault", what=f"rabbitmq {number.name}")
            os.kill(stand.broker.child.pid, number)
            row.took(f"rabbitmq {number.name}", recovered(history, "rabbitmq", began, clients.answers("finance")))
    end(stand, history, row)


def test_f6_the_database_server_is_killed_or_ends_at_once(
    stand: Stand, venue: Venue, history: History, gate: Gate
) -> None:
    """SIGQUIT is PostgreSQL's "immediate": no checkpoint, and recovery at the next start."""
    row = Row("F6 PostgreSQL killed, ended at once", heard_again(stand))
    with load(stand, history, venue) as clients:
        for n in range(gate(1, 20)):
            number = (SIGKILL, SIGQUIT)[n % 2]
            began = history.add("fault", what=f"postgres {number.name}")
            os.kill(stand.postgres.child.pid, number)
            row.took(f"postgres {number.name}", recovered(history, "postgres", began, clients.answers("finance")))
    end(stand, history, row)


@full
def test_f10_the_database_of_one_service_is_away_for_a_minute(
    stand: Stand, venue: Venue, history: History, gate: Gate
) -> None:
    """What it would have heard meanwhile takes effect afterwards, in order; the others go on without it."""
    row, visitor = Row("F10 one database away 60 s", heard_again(stand)), stand.visitor("desk", history)
    with load(stand, history, venue, insists=120) as clients:
        for service in ("cards", "finance", "analytics")[: gate(1, 3)]:
            began = history.add("fault", what=f"database {service} away")
            with stand.admin() as superuser:
                superuser.execute(f"ALTER DATABASE {service} ALLOW_CONNECTIONS false".encode())
                superuser.execute(GONE, [service])
                eventually(lambda began=began: time.monotonic() - began > 60, 90)
                eventually(lambda: visitor.ask("members", "FindMembers", text="wangf"), 60)
                superuser.execute(f"ALTER DATABASE {service} ALLOW_CONNECTIONS true".encode())
            healed = history.add("healing", what=service)
            row.took("database away", recovered(history, service, healed, working(stand, clients, f"{service}-door")))
    end(stand, history, row)


PAGE = 8192
GONE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """A file system of its own for a folder that is to be."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    folder.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=711", "tmpfs", folder], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no small file system can be mounted here: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def filled(folder: Path, leaving: int) -> Iterator[None]:
    """Full but for `leaving` bytes, or a page or two that nobody else will find room in either."""
    balloon = folder / "balloon"
    with balloon.open("wb") as file:
        piece = shutil.disk_usage(folder).free - leaving
        while piece > PAGE:
            try:
                os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), piece)
                piece = shutil.disk_usage(folder).free - leaving
            except OSError:  # somebody else took some of it meanwhile
                piece //= 2
    try:
        yield
    finally:
        balloon.unlink()


@full
def test_f11_the_disk_of_the_database_is_full(faults_folder: Path, history: History) -> None:
    """No half commits; clients are told 503 and when to come back; with room again everything goes on."""
    row = Row("F11 database's disk full", 0)
    home = faults_folder / "full"
    disk = home / "platform" / "postgres"
    with small_disk(disk, 600), standing(home) as stand:
        venue = open_venue(stand, history)
        with load(stand, history, venue, insists=120) as clients:
            eventually(lambda: all(guest.lives > 1 for guest in clients.guests), 120)
            for leaving in (0, 4_000_000, 0):
                seen = history.add("fault", what="disk full", leaving=leaving)
                with filled(disk, leaving):
                    eventually(lambda seen=seen: turned_away(history, seen), 120)
                    eventually(lambda seen=seen: time.monotonic() - seen > 20, 30)
                healed = history.add("healing", what="disk")
                row.took("disk full", recovered(history, "disk", healed, clients.answers("finance")))
        end(stand, history, row)
    away = [step for step in history.of_type("unknown") if step["why"].startswith("503")]
    assert away and all(step["again"] for step in away)


def turned_away(history: History, since: float) -> bool:
    return any(step["time"] > since and "503" in step["why"] for step in history.of_type("unknown"))

"""`stadion user add` on a running platform: the first person of head office can log in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request

import pytest


@pytest.mark.e2e
def test_a_person_is_hired_and_logs_in_and_a_weak_password_is_refused(platform) -> None:  # type: ignore[no-untyped-def]
    command = [sys.executable, "-m", "stadion", "user", "add", "first.chief", "--name", "Anna Li", "--keep-password"]

    def run(password: str) -> subprocess.CompletedProcess[str]:
        given = os.environ | platform.environment | {"STADION_PASSWORD": password}
        return subprocess.run(command, env=given, capture_output=True, text=True, timeout=60, check=False)

    refused = run("12345678")
    assert (refused.returncode, "too short or too well known" in refused.stderr) == (1, True)
    for password in ("nine clever otters", "ten clever otters"):
        done = run(password)
        assert done.returncode == 0, done.stderr
    who = log_in(platform.http_port, "first.chief", "ten clever otters")
    assert (who["kind"], who["roles"], who["venues"]) == ("staff", ["head_office"], None)


def log_in(port: int, login: str, password: str) -> dict[str, object]:
    body = json.dumps({"login": login, "password": password, "bearer": True}).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/session", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        found: dict[str, object] = json.load(answer)
    return found

"""The platform with a head office that can log in; everything else the tests do over HTTP."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from psycopg_pool import ConnectionPool

from services.gateway.first_login import add_login
from shared.contracts import HEAD_OFFICE, Actor
from shared.contracts.members import HireStaff
from shared.ids import derived_id
from shared.settings import Settings
from stadion.client import Client
from tests.e2e.visitor import Visitor

OFFICE = derived_id("e2e", "office")
PASSWORD = "nine clever otters"


@pytest.fixture(scope="session")
def base(platform):
    """The address of a platform on which head office has a login."""
    before = dict(os.environ)
    os.environ.update(platform.environment)
    try:
        client = Client.connect(1).acting_as(Actor(derived_id("setup"), (HEAD_OFFICE,)))
        client.give(HireStaff(staff_id=OFFICE, name="Head office", roles=("head_office",)), derived_id("hire"))
        client.close()
        with ConnectionPool(Settings("gateway").database_url, min_size=1, max_size=1) as pool:
            add_login(pool, datetime.now(UTC), OFFICE, "e2e-office", PASSWORD, must_change=False)
    finally:
        os.environ.clear()
        os.environ.update(before)
    return f"http://127.0.0.1:{platform.http_port}"


@pytest.fixture(scope="session")
def office(base) -> Visitor:
    return Visitor(base).log_in("e2e-office", PASSWORD)

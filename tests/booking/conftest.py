"""Booking on a real database, emptied for each test and with the canonical session in its timetable."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stadion.embedded.databases import Provisioned
from tests.booking.examples import EVE, add_room, define_course, open_timetable, schedule
from tests.booking.running import Booking, empty
from tests.booking.world import CLOCK
from tests.servers import Postgres


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> Provisioned:
    return postgres.create_database("booking")


@pytest.fixture(scope="module")
def running(database: Provisioned) -> Iterator[Booking]:
    booking = Booking(database, connections=12)
    yield booking
    booking.close()


@pytest.fixture
def booking(running: Booking, database: Provisioned) -> Booking:
    empty(database)
    for command in (open_timetable, add_room, define_course, schedule):
        assert running.give(command, EVE, CLOCK) is None
    return running

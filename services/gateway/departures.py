"""Who was erased or dismissed has no login any more, however they left and whatever crashed meanwhile.

The gateway follows the log of `members` by its feed; how far it came stands in the transaction that ends the logins.
Several gateways may follow at once: what one has done, the other finds done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from services.gateway.doors import Circumstances, Doors
from shared.contracts import Actor
from shared.contracts.members import MemberErased, MembersMerged, PhoneChanged, RegistrationRejected, StaffDismissed
from shared.envelope import Envelope
from shared.steady import Step
from shared.telemetry import Health

SOURCE = "members"
PAGE = 500  # events asked for at once
EVERY = 1.0  # seconds between two questions
LEAVING = {MemberErased.__name__, StaffDismissed.__name__}
# a member proves the new phone and gets a new login; of merged records the survivor keeps its own
ENDING = {RegistrationRejected.__name__, PhoneChanged.__name__, MembersMerged.__name__}
FOLLOWER = Circumstances(Actor.service("gateway"))

REACHED = "SELECT position FROM heard WHERE source = %s"
ADVANCE = """
INSERT INTO heard AS known (source, position) VALUES (%s, %s)
ON CONFLICT (source) DO UPDATE SET position = greatest(known.position, excluded.position), updated_at = now()
"""
DEPART = "INSERT INTO departed (person_id, since) VALUES (%s, %s) ON CONFLICT DO NOTHING"
FORGET = "DELETE FROM login WHERE person_id = %s"


class Departures:
    """Follows `members` with the gateway's own connection pool and doors."""

    def __init__(self, pool: ConnectionPool[Connection[Any]], doors: Doors) -> None:
        self._pool = pool
        self._doors = doors

    @contextmanager
    def followed(self) -> Iterator[Step]:
        yield self.step

    def step(self) -> float:
        """Take one page; the seconds to rest. Raises as a call does, or as the database does: nothing is lost then."""
        with self._pool.connection() as connection:
            row = connection.execute(REACHED, [SOURCE]).fetchone()
        after = row[0] if row else 0
        page = self._doors.feed(SOURCE, after, PAGE, FOLLOWER)
        if page["position"] > after:
            self._take([Envelope.from_wire(event) for event in page["events"]], page["position"])
        return 0.0 if len(page["events"]) == PAGE else EVERY

    def _take(self, events: Sequence[Envelope], position: int) -> None:
        """End the logins of who left and remember the position, both or neither; sessions go with their login."""
        with self._pool.connection() as connection:
            for event in events:
                if event.type in LEAVING:
                    connection.execute(DEPART, [person_of(event), event.recorded_at])
                if event.type in LEAVING | ENDING:
                    connection.execute(FORGET, [person_of(event)])
            connection.execute(ADVANCE, [SOURCE, position])


def person_of(envelope: Envelope) -> str:
    match envelope.event():
        case MemberErased(member_id=person_id) | StaffDismissed(staff_id=person_id):
            return person_id
        case (
            RegistrationRejected(member_id=person_id)
            | PhoneChanged(member_id=person_id)
            | MembersMerged(merged_id=person_id)
        ):
            return person_id
    raise AssertionError(envelope.type)


class Pulse:
    """The follower is watched for standing still; `members` away is no reason to take the gateway out of service."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def turned(self, loop: str) -> None:
        self._health.tick(loop)

    def failed(self, loop: str, fault: Exception) -> None:
        self._health.tick(loop)

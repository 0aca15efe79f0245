"""Who asks: from a token to an actor with the rights of this moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.gateway.doors import Circumstances, Doors
from services.gateway.logins import Logins, Session
from shared.contracts import DEVICE, GUEST, MEMBER, Actor, Role

DEVICE_TOKEN = "device."  # what a device's token begins with
RIGHTS_HOLD = 5.0  # seconds; a change of rights takes effect no later
MOST_RIGHTS = 10_000
GATEWAY = Circumstances(Actor.service("gateway"))


@dataclass(frozen=True)
class Visitor:
    """One who sends requests. `ends_at`: when the session ends at the latest."""

    actor: Actor
    kind: Literal["guest", "staff", "member", "device"]
    language: str | None = None
    must_change: bool = False
    ends_at: datetime | None = None

    @property
    def known(self) -> bool:
        return self.kind != "guest"


NOBODY = Visitor(Actor(id="guest", roles=(GUEST,)), "guest")


@dataclass(frozen=True)
class Rights:
    """What a staff member may do, and where (None: everywhere)."""

    roles: tuple[Role, ...]
    venues: tuple[str, ...] | None


class StaffRights:
    """The rights of staff, asked from the service that owns them and remembered for a few seconds."""

    def __init__(self, doors: Doors, seconds: Callable[[], float]) -> None:
        self._doors = doors
        self._seconds = seconds
        self._known: dict[str, tuple[float, Rights | None]] = {}
        self._lock = threading.Lock()

    def of(self, staff_id: str) -> Rights | None:
        """None for who is not employed."""
        now = self._seconds()
        asked_at, rights = self._known.get(staff_id, (-RIGHTS_HOLD, None))
        if now - asked_at < RIGHTS_HOLD:
            return rights
        rights = self._ask(staff_id)
        with self._lock:
            if len(self._known) >= MOST_RIGHTS:
                self._known.clear()
            self._known[staff_id] = (now, rights)
        return rights

    def _ask(self, staff_id: str) -> Rights | None:
        rows = self._doors.query("members", "StaffRights", {"staff_id": staff_id}, GATEWAY)["rows"]
        if not rows or not rows[0]["employed"]:
            return None
        venues = rows[0]["venues"]
        return Rights(tuple(map(Role, rows[0]["roles"])), None if venues is None else tuple(venues))


class Visitors:
    """Knows the bearer of each token."""

    def __init__(self, logins: Logins, rights: StaffRights) -> None:
        self._logins = logins
        self._rights = rights

    def of(self, token: str, now: datetime, used: bool) -> Visitor:
        """NOBODY if the token is not, or no longer, good for anybody."""
        if token.startswith(DEVICE_TOKEN):
            return self._device(token)
        session = self._logins.session(token, now, used)
        if session is None:
            return NOBODY
        return self._staff(session) if session.kind == "staff" else self._member(session)

    def _device(self, token: str) -> Visitor:
        device = self._logins.device(token)
        if device is None:
            return NOBODY
        return Visitor(Actor(str(device.device_id), (DEVICE,), venues=(str(device.venue_id),)), "device")

    def _staff(self, session: Session) -> Visitor:
        staff_id = str(session.person_id)
        rights = self._rights.of(staff_id)
        if rights is None:
            return NOBODY
        actor = Actor(staff_id, rights.roles, rights.venues)
        return Visitor(actor, "staff", session.language, session.must_change, session.ends_at)

    @staticmethod
    def _member(session: Session) -> Visitor:
        member_id = str(session.person_id)
        actor = Actor(member_id, (MEMBER,), member_id=member_id)
        return Visitor(actor, "member", session.language, session.must_change, session.ends_at)

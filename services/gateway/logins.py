"""Logins, sessions and device tokens in the gateway's own database. Tokens are kept as digests only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar
from uuid import UUID

from psycopg import Connection
from psycopg.errors import UniqueViolation
from psycopg.rows import class_row
from psycopg_pool import ConnectionPool

from services.gateway.refusals import LoginTaken

Kind = Literal["staff", "member"]
T = TypeVar("T")
LOGIN_NAME = r"[a-z0-9][a-z0-9._@-]{2,63}"
NOT_A_LOGIN = "Small letters, digits and ._@-, 3 to 64."


@dataclass(frozen=True)
class Span:
    """How long a session may rest, and how long it may last."""

    idle: timedelta
    whole: timedelta


SPANS = {
    "staff": Span(timedelta(hours=1), timedelta(hours=12)),  # a shift
    "member": Span(timedelta(days=14), timedelta(days=90)),
}
USED_EVERY = timedelta(minutes=1)  # how exactly the last use is kept


@dataclass(frozen=True)
class Login:
    person_id: UUID
    kind: Kind
    login: str
    password_hash: str
    must_change: bool
    language: str
    pending: bool = False  # the venue has not agreed to the registration yet


@dataclass(frozen=True)
class Session:
    person_id: UUID
    kind: Kind
    must_change: bool
    language: str
    used_at: datetime
    ends_at: datetime

    def is_open(self, now: datetime) -> bool:
        return now < self.ends_at and now < self.used_at + SPANS[self.kind].idle


@dataclass(frozen=True)
class Device:
    device_id: UUID
    venue_id: UUID


def digest(token: str) -> bytes:
    """What is kept of a token: it has 256 random bits, so a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).digest()


class Logins:
    """Every statement on the gateway's tables, but for the lock-out counts."""

    def __init__(self, pool: ConnectionPool[Connection[Any]]) -> None:
        self._pool = pool

    def find(self, login: str) -> Login | None:
        return self._one(Login, FIND + "login = %s", login)

    def of_person(self, person_id: str) -> Login | None:
        return self._one(Login, FIND + "person_id = %s", person_id)

    def add(self, login: Login, now: datetime, replace: bool) -> bool:
        """Whether it was stored: not for who has left, over a login that exists if `replace`. Raises LoginTaken."""
        conflict = REPLACE if replace else "DO NOTHING"
        try:
            with self._pool.connection() as connection:
                stored = connection.execute(ADD + conflict, {**vars(login), "now": now}).rowcount == 1
                if stored and replace:
                    connection.execute("DELETE FROM session WHERE person_id = %s", [login.person_id])
        except UniqueViolation:
            raise LoginTaken from None
        return stored

    def set_password(self, person_id: UUID, password_hash: str, now: datetime) -> None:
        """A password of the person's own choice; every session ends."""
        with self._pool.connection() as connection:
            connection.execute(CHANGE, [password_hash, now, person_id])
            connection.execute("DELETE FROM session WHERE person_id = %s", [person_id])

    def admit(self, person_id: UUID) -> None:
        """The venue agreed to the registration."""
        self._do("UPDATE login SET pending = false WHERE person_id = %s", person_id)

    def strengthen(self, person_id: UUID, password_hash: str) -> None:
        """The same password, hashed anew."""
        self._do("UPDATE login SET password_hash = %s WHERE person_id = %s", password_hash, person_id)

    def open(self, token: str, login: Login, now: datetime) -> datetime:
        """Open a session and clear away what has ended; answers when it ends at the latest."""
        ends_at = now + SPANS[login.kind].whole
        with self._pool.connection() as connection:
            connection.execute("DELETE FROM session WHERE ends_at < %s", [now])
            connection.execute(OPEN, [digest(token), login.person_id, now, now, ends_at])
        return ends_at

    def session(self, token: str, now: datetime, used: bool) -> Session | None:
        """The open session of a token; `used` says that a person is there, so that its rest begins anew."""
        key = digest(token)
        session = self._one(Session, SESSION, key)
        if session is None or not session.is_open(now):
            return None
        if used and session.used_at < now - USED_EVERY:
            self._do("UPDATE session SET used_at = %s WHERE token_hash = %s", now, key)
        return session

    def close(self, token: str) -> None:
        self._do("DELETE FROM session WHERE token_hash = %s", digest(token))

    def add_device(self, token: str, device: Device, issued_by: str, now: datetime) -> None:
        """Give a device a token; the one that it had is void."""
        self._do(ADD_DEVICE, device.device_id, device.venue_id, digest(token), issued_by, now)

    def remove_device(self, device_id: str) -> None:
        self._do("DELETE FROM device WHERE device_id = %s", device_id)

    def device(self, token: str) -> Device | None:
        return self._one(Device, "SELECT device_id, venue_id FROM device WHERE token_hash = %s", digest(token))

    def _one(self, cls: type[T], statement: str, *values: Any) -> T | None:
        with self._pool.connection() as connection, connection.cursor(row_factory=class_row(cls)) as cursor:
            return cursor.execute(statement.encode(), values).fetchone()

    def _do(self, statement: str, *values: Any) -> None:
        with self._pool.connection() as connection:
            connection.execute(statement.encode(), values)


FIND = "SELECT person_id, kind, login, password_hash, must_change, language, pending FROM login WHERE "
ADD = """
INSERT INTO login (person_id, kind, login, password_hash, must_change, language, pending, changed_at)
SELECT %(person_id)s, %(kind)s, %(login)s, %(password_hash)s, %(must_change)s, %(language)s, %(pending)s, %(now)s
 WHERE NOT EXISTS (SELECT FROM departed WHERE person_id = %(person_id)s)
ON CONFLICT (person_id) """
REPLACE = """DO UPDATE
   SET login = excluded.login, password_hash = excluded.password_hash, must_change = excluded.must_change,
       language = excluded.language, pending = excluded.pending, changed_at = excluded.changed_at
"""
CHANGE = "UPDATE login SET password_hash = %s, must_change = false, changed_at = %s WHERE person_id = %s"
OPEN = "INSERT INTO session (token_hash, person_id, opened_at, used_at, ends_at) VALUES (%s, %s, %s, %s, %s)"
SESSION = """
SELECT person_id, kind, must_change, language, used_at, ends_at
  FROM session JOIN login USING (person_id)
 WHERE token_hash = %s
"""
ADD_DEVICE = """
INSERT INTO device (device_id, venue_id, token_hash, issued_by, issued_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (device_id) DO UPDATE
   SET venue_id = excluded.venue_id, token_hash = excluded.token_hash,
       issued_by = excluded.issued_by, issued_at = excluded.issued_at
"""

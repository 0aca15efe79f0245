"""A staff member's login made by whoever holds the gateway's database: the first of head office, and the demo's."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg_pool import ConnectionPool

from services.gateway.logins import Login, Logins
from services.gateway.passwords import Passwords, check_strength


def add_login(
    pool: ConnectionPool[Any], now: datetime, staff_id: str, login: str, password: str,
    *, language: str = "zh", must_change: bool = True, passwords: Passwords | None = None,
) -> None:  # fmt: skip
    """Give an employed person a login, or a new password. Raises LoginTaken, PasswordTooWeak."""
    check_strength(password, login)
    made = Login(
        UUID(staff_id), "staff", login.lower(), (passwords or Passwords()).hash(password), must_change, language
    )
    Logins(pool).add(made, now, replace=True)

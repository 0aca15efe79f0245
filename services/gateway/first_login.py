"""A staff member's login made by whoever holds the gateway's database: the first of head office, and the demo's."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg_pool import ConnectionPool

from services.gateway.logins import LOGIN_NAME, NOT_A_LOGIN, Login, Logins
from services.gateway.passwords import Passwords, check_strength
from shared.contracts import Malformed
from shared.contracts.members import StaffNotEmployed


def add_login(
    pool: ConnectionPool[Any], now: datetime, staff_id: str, login: str, password: str,
    *, language: str = "zh", must_change: bool = True, passwords: Passwords | None = None,
) -> None:  # fmt: skip
    """Give an employed person a login, or a new password.

    Raises StaffNotEmployed, LoginTaken, PasswordTooWeak, Malformed.
    """
    if not re.fullmatch(LOGIN_NAME, login):
        raise Malformed(errors={"login": [NOT_A_LOGIN]})
    check_strength(password, login)
    made = Login(UUID(staff_id), "staff", login, (passwords or Passwords()).hash(password), must_change, language)
    if not Logins(pool).add(made, now, replace=True):
        raise StaffNotEmployed(staff_id=staff_id)

"""Passwords: which are taken, and argon2id for a few at a time, each check as slow for nobody as for somebody."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.gateway.refusals import Overloaded, PasswordTooWeak

SHORTEST = 8
LONGEST = 256
AT_ONCE = 2  # each check takes 64 MiB and about 100 ms of a core
PATIENCE = 5.0  # seconds to wait for a turn
COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())


def check_strength(password: str, login: str = "") -> None:
    """Raise PasswordTooWeak for what is short, guessed first, one character over and over, or the login."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    too_simple = plain in COMMON or len(set(plain)) < 3 or (login and plain == login.casefold())
    if len(password) < SHORTEST or too_simple:
        raise PasswordTooWeak


class Passwords:
    """Hashes with the parameters of RFC 9106 for constrained memory, argon2-cffi's own default."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        with self._turn():
            return self._hasher.hash(password)

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether it is the password; None, when there is no such login, takes just as long."""
        with self._turn():
            try:
                self._hasher.verify(password_hash or self._nobody, password)
            except (VerificationError, InvalidHashError):
                return False
        return password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Whether it was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=PATIENCE):
            raise Overloaded
        try:
            yield
        finally:
            self._turns.release()

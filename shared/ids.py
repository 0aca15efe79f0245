"""Identifiers: UUIDv7 for what is new, UUIDv5 for what must come out the same again, and check digits."""

from __future__ import annotations

import uuid

import uuid_utils

Namespace = uuid.UUID("7a0c1e9e-5d0f-5a43-9e62-8d5d5f8b2c11")


def new_id() -> str:
    """A time-ordered UUIDv7."""
    return str(uuid_utils.uuid7())


def derived_id(*names: object) -> str:
    """The same id for the same names, on every machine and in every run."""
    return str(uuid.uuid5(Namespace, "\x1f".join(str(name) for name in names)))


def check_digit(digits: str) -> str:
    """The Luhn check digit of a number.

    >>> check_digit("7992739871")
    '3'
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def is_checked(number: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    return number.isdigit() and len(number) > 1 and check_digit(number[:-1]) == number[-1]

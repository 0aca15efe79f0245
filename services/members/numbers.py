"""Member numbers: what staff and members call out. Pure."""

from __future__ import annotations

from uuid import UUID

from shared.ids import check_digit, derived_id

NUMBERS_TRIED = 4


def numbers_for(member_id: str) -> list[str]:
    """The nine-digit numbers, the last a check digit, that this member would take; the first free one is taken.

    >>> numbers_for("01890a5d-ac96-774b-bcce-b302099a8057")[0]
    '859740961'
    """
    bodies = (f"{UUID(derived_id(member_id, n)).int % 10**8:08d}" for n in range(NUMBERS_TRIED))
    return [body + check_digit(body) for body in bodies]

"""Who may log in to the demo chain, and as what; only a demo has passwords that everybody knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from shared.contracts import Command
from shared.contracts.members import HireStaff, StaffRole
from shared.settings import Settings
from stadion.demo.chain import VENUES, VenuePlan, demo_id

PASSWORD = "stadion-demo"
OFFICE = "office"
DESK: tuple[StaffRole, ...] = ("front_desk", "venue_manager", "finance_clerk")


def staff_id(login: str) -> str:
    return demo_id("staff", login)


def hirings() -> Iterator[Command]:
    """Head office, and at each venue somebody who does everything."""
    yield HireStaff(staff_id=staff_id(OFFICE), name="Head office 总部", roles=("head_office",))
    for venue in VENUES:
        yield HireStaff(staff_id=staff_id(venue.key), name=f"Desk {venue.name}", roles=DESK, venues=(venue.id,))


def logins() -> list[tuple[str, str]]:
    """Each login with what it is for."""
    return [(OFFICE, "head office, all venues"), *((venue.key, f"desk of {venue.name}") for venue in VENUES)]


def give_logins(now: datetime) -> None:
    """Let the staff in, with the password of the demo."""
    from psycopg_pool import ConnectionPool

    from services.gateway.first_login import add_login

    languages: dict[str, VenuePlan] = {venue.key: venue for venue in VENUES}
    with ConnectionPool(Settings("gateway").database_url, min_size=1, max_size=1) as pool:
        for login, _ in logins():
            language = languages[login].language if login in languages else "zh"
            add_login(pool, now, staff_id(login), login, PASSWORD, language=language, must_change=False)

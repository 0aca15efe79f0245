"""Members, as the door and the worker run it."""

from __future__ import annotations

from pathlib import Path

from services.members.member import MEMBER
from services.members.reactions import react
from services.members.search import derive
from services.members.staff import STAFF
from services.members.venue import VENUE
from shared.service import Service

SERVICE = Service(
    name="members",
    folder=Path(__file__).parent,
    deciders=(VENUE, STAFF, MEMBER),
    hears=("members",),
    react=react,
    private=True,
    derive=derive,
)

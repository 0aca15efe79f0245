"""Who takes part: each flow is ordinary code that gives commands as one caller. A new one joins by standing here."""

from __future__ import annotations

from collections.abc import Callable

from tests.sim.client import Client
from tests.sim.flows.anything import anything, mistaken
from tests.sim.flows.bodies import body
from tests.sim.flows.books import books
from tests.sim.flows.crowd import crowd
from tests.sim.flows.desk import calls_off, roster
from tests.sim.flows.family import family
from tests.sim.flows.guests import guests
from tests.sim.flows.holder import holder
from tests.sim.flows.household import household
from tests.sim.flows.member import life
from tests.sim.flows.office import office
from tests.sim.flows.one_person import one_person

FLOWS: dict[str, tuple[Callable[[Client], None], int]] = {
    "life": (life, 12),
    "roster": (roster, 2),
    "calls off": (calls_off, 1),
    "crowd": (crowd, 5),
    "anything": (anything, 6),
    "mistaken": (mistaken, 1),
    "one person": (one_person, 3),
    "family": (family, 3),
    "body": (body, 2),
    "household": (household, 2),
    "office": (office, 3),
    "holder": (holder, 4),
    "guests": (guests, 2),
    "books": (books, 2),
}
"""By name, each with its share."""

"""Who comes to the demo chain: names in two scripts, a card, a habit. The same people for the same seed. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from faker import Faker

from shared.contracts import Command
from shared.contracts.members import RegisterMember
from stadion.demo.chain import PRODUCTS, STARTS, VENUES, VenuePlan, demo_id

EAGER_FOR = (2, 1, 6, 2)
"""How eager people are for each of the day's starts: after work the rooms are full."""


@dataclass(frozen=True)
class Person:
    """A made-up member: joined on a day, bought a card, and comes `per_week` times, with a taste for some hours."""

    n: int
    name: str
    phone: str
    venue: VenuePlan
    product: str
    joined: date
    per_week: float
    hours: tuple[int, ...]

    @property
    def id(self) -> str:
        return demo_id("member", self.n)

    def register(self) -> Command:
        return RegisterMember(
            member_id=self.id,
            name=self.name,
            phone=self.phone,
            venue_id=self.venue.id,
            channel="desk" if self.n % 3 else "online",
            language=self.venue.language,
            terms_accepted="2026-01",
        )


def people(seed: int, count: int, first_day: date, days: int) -> Iterator[Person]:
    """`count` persons who join during the first two thirds of the days; most of them early."""
    dice = Random(f"{seed}-people")
    names = {"zh": Faker("zh_CN"), "en": Faker("en_GB")}
    for faker in names.values():
        faker.seed_instance(seed)
    for n in range(count):
        venue = VENUES[(0, 0, 1, 1, 2)[n % 5]]
        yield Person(
            n=n,
            name=names[venue.language].name(),
            phone=phone(venue, n),
            venue=venue,
            product=dice.choices([p[0] for p in PRODUCTS], [p[4] for p in PRODUCTS])[0],
            joined=first_day + timedelta(days=int(dice.triangular(0, days * 2 // 3, 0))),
            per_week=dice.choice((0.5, 1, 1, 2, 2, 3, 4)),
            hours=tuple(dice.choices(range(len(STARTS)), EAGER_FOR, k=2)),
        )


def phone(venue: VenuePlan, n: int) -> str:
    """A number that can be dialled in form and is nobody's on purpose; never send to it."""
    return f"+86139{n:08d}" if venue.currency == "CNY" else f"+49151{n:08d}"

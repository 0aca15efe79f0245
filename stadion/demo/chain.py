"""What a demo chain is before anybody comes: venues, rooms, coaches, courses, cards and prices. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from shared.contracts import Command, Money
from shared.contracts.booking import AddRoom, DefineCourse
from shared.contracts.cards import PublishProduct, Terms
from shared.contracts.engagement import PublishPointsRule
from shared.contracts.finance import PublishPrice
from shared.contracts.members import HireStaff, OpenVenue
from shared.ids import derived_id


def demo_id(*names: object) -> str:
    """The same ids in every run of the demo."""
    return derived_id("demo", *names)


@dataclass(frozen=True)
class VenuePlan:
    """A venue with the language of its people and what a unit of money is worth there (minor units)."""

    key: str
    name: str
    name_zh: str
    zone: str
    currency: Literal["CNY", "EUR"]
    language: Literal["zh", "en"]
    euro: int

    @property
    def id(self) -> str:
        return demo_id("venue", self.key)

    def price(self, euros: int) -> Money:
        return Money(euros * self.euro, self.currency)

    def room(self, n: int) -> str:
        return demo_id("room", self.key, n)

    def coach(self, n: int) -> str:
        return demo_id("coach", self.key, n)


VENUES = (
    VenuePlan("pudong", "Stadion Pudong", "斯塔迪昂浦东馆", "Asia/Shanghai", "CNY", "zh", 800),
    VenuePlan("xuhui", "Stadion Xuhui", "斯塔迪昂徐汇馆", "Asia/Shanghai", "CNY", "zh", 800),
    VenuePlan("berlin", "Stadion Berlin", "斯塔迪昂柏林馆", "Europe/Berlin", "EUR", "en", 100),
)
ROOMS = (("Studio 1", 12), ("Studio 2", 20))
COURSES = (
    ("hiit", "HIIT", "高强度间歇训练", "HIIT"),
    ("yoga", "Morning yoga", "晨间瑜伽", "Yoga"),
    ("cycling", "Cycling", "动感单车", "Cycling"),
    ("strength", "Strength", "力量训练", "Strength"),
    ("aqua", "Aqua fit", "水中健身", "Aqua"),
)
STARTS = ((time(7, 30), 0), (time(12, 15), 1), (time(18, 30), 0), (time(19, 45), 1))
"""When classes start at every venue, and in which of its rooms."""

PRODUCTS = (
    ("year", "Year card", "年卡", 480, 6),
    ("month", "Month card", "月卡", 59, 5),
    ("ten", "Ten visits", "十次卡", 120, 4),
    ("day", "Day pass", "单日票", 15, 2),
    ("value", "Stored value 375 + 125", "储值卡 3000 送 1000", 375, 2),
)
"""Key, names, price in euros, and how many of twenty members choose it."""


def product_id(key: str, venue: VenuePlan) -> str:
    """Cards of a venue's currency; the two venues of Shanghai share theirs."""
    return demo_id("product", key, venue.currency)


def terms(key: str, venue: VenuePlan) -> Terms:
    match key:
        case "year":
            return Terms(kind="term", months=12, freeze_days=30)
        case "month":
            return Terms(kind="term", months=1, freeze_days=7)
        case "ten":
            return Terms(kind="visits", visits=10, months=6)
        case "day":
            return Terms(kind="visits", visits=1, days=30)
        case _:
            return Terms(
                kind="stored_value", value=venue.price(500), bonus=venue.price(125), visit_price=venue.price(10)
            )


def openings() -> Iterator[Command]:
    """The venues; everything else follows when all services have heard of them."""
    for venue in VENUES:
        yield OpenVenue(
            venue_id=venue.id, name=venue.name, name_zh=venue.name_zh, zone=venue.zone, currency=venue.currency
        )


def furnishings(first_day: date) -> Iterator[Command]:
    """Rooms, coaches, desks, courses, cards with their prices, and the rules for points."""
    for venue in VENUES:
        yield from _people_and_rooms(venue)
    for key, name, name_zh, category in COURSES:
        yield DefineCourse(course_id=demo_id("course", key), name=name, name_zh=name_zh, category=category)
    for venue in (VENUES[0], VENUES[2]):
        yield from _cards(venue, first_day)
    yield PublishPointsRule(earned_for="payment", points=1, per_amount=1000, valid_from=first_day)
    yield PublishPointsRule(earned_for="attendance", points=10, expires_after_days=180, valid_from=first_day)


def _people_and_rooms(venue: VenuePlan) -> Iterator[Command]:
    for n, (name, holds) in enumerate(ROOMS):
        yield AddRoom(room_id=venue.room(n), venue_id=venue.id, name=name, holds=holds)
    for n in range(len(ROOMS)):
        yield HireStaff(
            staff_id=venue.coach(n), name=f"Coach {n + 1} {venue.name}", roles=("coach",), venues=(venue.id,)
        )


def _cards(venue: VenuePlan, first_day: date) -> Iterator[Command]:
    for key, name, name_zh, euros, _ in PRODUCTS:
        product = product_id(key, venue)
        yield PublishProduct(product_id=product, name=name, name_zh=name_zh, terms=terms(key, venue))
        yield PublishPrice(
            product_id=product,
            title=name,
            kind="card",
            price=venue.price(euros),
            tax_basis_points=600 if venue.currency == "CNY" else 1900,
            prepaid=True,
            valid_from=first_day,
        )

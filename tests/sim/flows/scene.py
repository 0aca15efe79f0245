"""What every run begins with: a chain of two venues with things to sell, a room, classes and rules for points."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from shared.contracts import Command, Money
from shared.contracts.booking import AddRoom, DefineCourse, ScheduleSession
from shared.contracts.cards import PublishProduct, Terms
from shared.contracts.engagement import PublishPointsRule
from shared.contracts.finance import PublishPrice
from shared.contracts.members import (
    LevelRight,
    LevelRule,
    LostReason,
    OpenVenue,
    ProspectStage,
    PublishLadder,
    PublishProspectStages,
    Threshold,
)
from shared.ids import derived_id
from tests.sim.client import Client
from tests.sim.world import START

PATIENT = 40  # tries: without a scene there is no play


def id_of(*names: object) -> str:
    return derived_id("sim", *names)


def yuan(amount: int) -> Money:
    return Money(amount * 100, "CNY")


TODAY: date = START.date()
VENUES = (id_of("pudong"), id_of("xuhui"))
ROOM, COURSE, COACH = id_of("hall"), id_of("yoga"), id_of("coach")
PRICES = {id_of("ten visits"): yuan(950), id_of("month"): yuan(299), id_of("stored value"): yuan(500)}
TERMS = {
    id_of("ten visits"): Terms(kind="visits", visits=3, months=6),
    id_of("month"): Terms(kind="term", months=1, freeze_days=10),
    id_of("stored value"): Terms(kind="stored_value", value=yuan(500), bonus=yuan(30), visit_price=yuan(40)),
}
ORDINARY = LevelRule(level="ordinary", name="Ordinary", name_zh="普通", reach=Threshold(), keep=Threshold())
GOLD = LevelRule(
    level="gold",
    name="Gold",
    name_zh="金卡",
    reach=Threshold(growth=1),
    keep=Threshold(growth=1),
    rights=(LevelRight(right="discount_per_mille", value=100), LevelRight(right="booking_priority", value=1)),
)
"""Nothing earns growth: a level is set by hand."""
STAGES = (
    ProspectStage(stage="new", name="New", name_zh="新线索", follow_up_days=1),
    ProspectStage(stage="visited", name="Visited", name_zh="已到访", means="visited"),
    ProspectStage(stage="won", name="Joined", name_zh="已入会", means="won"),
    ProspectStage(stage="lost", name="Lost", name_zh="已流失", means="lost"),
)
DEAR = LostReason(reason="price", name="Price", name_zh="价格")
SESSIONS = tuple(id_of("session", n) for n in range(3))


def opened() -> Iterator[Command]:
    for venue_id in VENUES:
        yield OpenVenue(venue_id=venue_id, name="Hall", name_zh="馆", zone="Asia/Shanghai", currency="CNY")


def furnished(dice: Random) -> Iterator[Command]:
    for product_id, terms in TERMS.items():
        yield PublishProduct(product_id=product_id, name="Card", name_zh="卡", terms=terms)
        yield PublishPrice(
            product_id=product_id,
            title="Card",
            kind="card",
            price=PRICES[product_id],
            tax_basis_points=600,
            prepaid=True,
            valid_from=TODAY,
        )
    yield PublishPointsRule(earned_for="payment", points=1, per_amount=1000, valid_from=TODAY)
    yield PublishPointsRule(earned_for="attendance", points=10, expires_after_days=180, valid_from=TODAY)
    yield PublishLadder(from_day=TODAY - timedelta(days=1), levels=(ORDINARY, GOLD))
    yield PublishProspectStages(from_day=TODAY - timedelta(days=1), stages=STAGES, lost_reasons=(DEAR,))
    yield AddRoom(room_id=ROOM, venue_id=VENUES[0], name="Hall 1", holds=9)
    yield DefineCourse(course_id=COURSE, name="Yoga", name_zh="瑜伽", category="Mind")
    for n, session_id in enumerate(SESSIONS):
        yield ScheduleSession(
            session_id=session_id,
            course_id=COURSE,
            venue_id=VENUES[0],
            room_id=ROOM,
            coach_id=COACH,
            starts_at=START + timedelta(minutes=20 * (n + 1)),
            minutes=15,
            seats=dice.choice((1, 1, 2, 3)),
        )


def opening(client: Client) -> None:
    """Nobody else acts before this is done."""
    for command in opened():
        client.give(command, tries=PATIENT)
    for command in furnished(client.dice):
        client.give(command, tries=PATIENT)

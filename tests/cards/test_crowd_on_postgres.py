"""Many come at once to the last places of a venue, on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest

from services.cards.service import SERVICE
from shared.contracts import FRONT_DESK, Actor, Event, catalogue
from shared.contracts.cards import (
    Area,
    EnterArea,
    GatePolicy,
    Occupancy,
    OpenGate,
    PublishProduct,
    SetGatePolicy,
    SwipeCard,
    SwipeResult,
)
from shared.decider import Wish
from shared.ids import derived_id, new_id
from shared.log.postgres import PostgresStore
from shared.migrations import KERNEL, migrate
from shared.views import Views
from stadion.embedded.databases import Provisioned
from tests.cards.examples import MONTH, PRODUCT, PUDONG, gate_opened, issue, january, out, swipe, swipe_id
from tests.scenario import CLERK
from tests.servers import Postgres
from tests.standing import Standing

CROWD, PLACES = 32, 20
DESK = Actor(id="desk", roles=(FRONT_DESK,), venues=(PUDONG,))


@pytest.fixture
def database(postgres: Postgres) -> Provisioned:
    database = postgres.create_database("cards")
    migrate(database.owner_url, "cards_app", [KERNEL, SERVICE.folder / "migrations"])
    return database


@pytest.fixture
def cards(database: Provisioned) -> Iterator[Standing]:
    """A venue of twenty places, and 32 people with a card each."""
    with psycopg.connect(database.app_url) as connection:
        cards = Standing(SERVICE, connection, january(2))
        cards.give(OpenGate(**vars(gate_opened)))
        cards.give(PublishProduct(product_id=PRODUCT, name="Month", name_zh="月卡", terms=MONTH))
        policy = replace(GatePolicy(), capacity=PLACES, empties_at="23:00")
        cards.give(SetGatePolicy(venue_id=PUDONG, effective=date(2025, 1, 2), policy=policy))
        for n in range(CROWD):
            sold = replace(issue, card_id=card(n), order_id=card(n), member_id=derived_id("member", n))
            assert cards.give(sold) is None
        cards.now = january(8)
        yield cards


def card(n: int) -> str:
    return derived_id("crowd", n)


def comes(n: int) -> SwipeCard:
    return replace(swipe, swipe_id=swipe_id(n + 1), card_id=card(n))


def test_of_32_who_come_at_once_as_many_come_in_as_the_venue_holds(cards: Standing, database: Provisioned) -> None:
    with ThreadPoolExecutor(CROWD) as threads:
        list(threads.map(lambda n: swiped(cards, database, comes(n)), range(CROWD)))
    answers = [row for n in range(CROWD) for row in cards.ask(SwipeResult(swipe_id=swipe_id(n + 1)))]
    assert len(answers) == CROWD
    assert sum(row["granted"] for row in answers) == PLACES
    assert {row["reason"]["code"] for row in answers if not row["granted"]} == {"VenueFull"}
    assert cards.ask(Occupancy(venue_id=PUDONG), DESK) == [
        {"venue_id": PUDONG, "area": None, "inside": PLACES, "capacity": PLACES}
    ]


def swiped(cards: Standing, database: Provisioned, wish: SwipeCard) -> None:
    with psycopg.connect(database.app_url) as connection:
        views = Views.read(SERVICE.folder / "views", cards.assembly.derive, catalogue.of("cards", Event))
        cards.deciders.execute(PostgresStore.on(connection, views), Wish(wish, new_id(), CLERK, cards.now))


def test_the_house_shows_who_is_in_which_area(cards: Standing) -> None:
    areas = (Area(name="pool", capacity=2), Area(name="wall"))
    policy = replace(GatePolicy(), areas=areas)
    assert cards.give(SetGatePolicy(venue_id=PUDONG, effective=date(2025, 1, 8), policy=policy)) is None

    def inside() -> dict[str | None, tuple[int, int | None]]:
        rows = cards.ask(Occupancy(venue_id=PUDONG))
        return {row["area"]: (row["inside"], row["capacity"]) for row in rows}

    for n in range(4):
        cards.give(comes(n))
        cards.give(into("pool", n))
    assert inside() == {None: (4, None), "pool": (2, 2), "wall": (0, None)}
    (no,) = cards.ask(SwipeResult(swipe_id=swipe_id(103)))
    assert (no["granted"], no["reason"]["code"], no["area"]) == (False, "AreaFull", "pool")
    cards.give(replace(into("pool", 0), swipe_id=swipe_id(200), direction="out"))
    cards.give(replace(into("wall", 1), swipe_id=swipe_id(201)))
    assert inside() == {None: (4, None), "pool": (0, 2), "wall": (1, None)}
    cards.give(replace(out, swipe_id=swipe_id(202), card_id=card(1)))
    assert inside() == {None: (3, None), "pool": (0, 2), "wall": (0, None)}
    before = cards.rows()
    cards.rebuild()
    assert cards.rows() == before


def into(area: str, n: int) -> EnterArea:
    return EnterArea(swipe_id=swipe_id(100 + n), card_id=card(n), venue_id=PUDONG, area=area)


def test_the_house_shows_who_is_inside_until_they_leave_stay_too_long_or_it_closes(cards: Standing) -> None:
    def inside() -> int:
        (row,) = cards.ask(Occupancy(venue_id=PUDONG))
        return int(row["inside"])

    for n in range(3):
        cards.give(comes(n))
    cards.give(replace(out, swipe_id=swipe_id(90), card_id=card(0)))
    assert inside() == 2
    before = cards.rows()
    cards.project_again()
    assert cards.rows() == before
    cards.rebuild()
    assert cards.rows() == before
    cards.now += timedelta(hours=2, minutes=59)
    assert inside() == 2
    cards.now += timedelta(minutes=1)
    assert inside() == 0
    cards.now = january(8, 14)  # 22:00 in Shanghai
    cards.give(comes(5))
    assert inside() == 1
    cards.now = january(8, 15)
    assert inside() == 0

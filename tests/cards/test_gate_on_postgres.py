"""The gate on a real PostgreSQL: what its views show of warnings, crowds, holders and overrides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.cards.service import SERVICE
from shared.contracts import FRONT_DESK, Actor
from shared.contracts.cards import (
    AddHolder,
    CardHolders,
    CardLots,
    GatePolicy,
    MemberCards,
    NoteHolder,
    NotePerson,
    NoteWaiver,
    NoteWaiverSignature,
    NoteWard,
    OccupancyNow,
    OpenGate,
    OverriddenEntries,
    OverrideEntry,
    Overrides,
    PublishProduct,
    RecentSwipes,
    RemoveHolder,
    SetGatePolicy,
    SwipeResult,
    Terms,
)
from tests.cards.examples import (
    ADA,
    CARD,
    LONDON,
    ORDER,
    PUDONG,
    WEI,
    gate_opened,
    issue,
    january,
    london_opened,
    out,
    swipe,
    swipe_id,
    yuan,
)
from tests.scenario import CLERK
from tests.servers import Postgres
from tests.standing import Standing, standing

PUDONG_DESK = Actor(id="desk", roles=(FRONT_DESK,), venues=(PUDONG,))
THREE_VISITS = Terms(kind="visits", months=1, visits=3, holders=3, list_price=yuan(8_000))
FEBRUARY = datetime(2025, 2, 3, 4, tzinfo=UTC)


@pytest.fixture
def cards(postgres: Postgres) -> Iterator[Standing]:
    """Wei has a card of three visits that others may share."""
    with standing(postgres, SERVICE, january(2)) as cards:
        for opened in (gate_opened, london_opened):
            assert cards.give(OpenGate(**vars(opened))) is None
        assert cards.give(PublishProduct(product_id=CARD, name="Three", name_zh="三次卡", terms=THREE_VISITS)) is None
        assert cards.give(replace(issue, product_id=CARD)) is None
        yield cards


def test_the_answer_to_a_swipe_shows_the_warnings_of_the_open_door(cards: Standing) -> None:
    cards.now = january(8)
    cards.give(swipe)
    (row,) = cards.ask(SwipeResult(swipe_id=swipe.swipe_id))
    assert list(row["warnings"]) == [{"code": "VisitsRunLow", "facts": {"visits_left": 2}}]
    assert row["zone"] == "Asia/Shanghai", "the clock by which a person reads the times in a reason"
    cards.give(replace(swipe, swipe_id=swipe_id(2)))
    assert [len(one["warnings"]) for one in cards.ask(RecentSwipes(venue_id=PUDONG))] == [1, 0]


def test_who_shares_a_card_is_listed_with_their_visits_and_sees_it(cards: Standing) -> None:
    cards.give(AddHolder(card_id=CARD, member_id=WEI, holder_id=ADA))
    cards.now = january(8)
    cards.give(replace(swipe, holder_id=ADA))
    cards.give(replace(swipe, swipe_id=swipe_id(2)))
    assert cards.ask(OccupancyNow(), PUDONG_DESK) == [{"venue_id": PUDONG, "inside": 2}]
    cards.give(replace(out, holder_id=ADA))
    assert cards.ask(OccupancyNow(), PUDONG_DESK) == [{"venue_id": PUDONG, "inside": 1}]
    listed = cards.ask(CardHolders(card_id=CARD, member_id=ADA))
    assert [(row["member_id"], row["owner"], row["visits"]) for row in listed] == [(WEI, True, 1), (ADA, False, 1)]
    for person in (WEI, ADA):
        (card,) = cards.ask(MemberCards(member_id=person))
        assert (card["card_id"], card["member_id"], card["visits_left"]) == (CARD, WEI, 1)
    assert len(cards.ask(CardLots(card_id=CARD, member_id=ADA))) == 1
    cards.give(RemoveHolder(card_id=CARD, member_id=WEI, holder_id=ADA))
    assert cards.ask(MemberCards(member_id=ADA)) == []
    assert cards.ask(CardHolders(card_id=CARD, member_id=ADA)) == []


def test_a_guardian_sees_the_cards_of_the_child_while_the_right_lasts(cards: Standing) -> None:
    note = NoteWard(member_id=ADA, child_id=WEI, guards=True)
    assert cards.ask(MemberCards(member_id=ADA)) == []
    cards.give(note)
    assert [row["card_id"] for row in cards.ask(MemberCards(member_id=ADA))] == [CARD]
    cards.give(replace(note, guards=False))
    assert cards.ask(MemberCards(member_id=ADA)) == []


def test_entries_against_the_rules_are_listed_by_clerk_with_what_they_forgo(cards: Standing) -> None:
    refuse_and_let_in(cards)
    (row,) = cards.ask(SwipeResult(swipe_id=swipe_id(31)))
    assert (row["granted"], row["reason"]["code"], row["overridden_by"]) == (True, "CardExpired", CLERK.id)
    assert cards.ask(OccupancyNow(), PUDONG_DESK) == [{"venue_id": PUDONG, "inside": 1}]
    days = {"venue_id": PUDONG, "first": date(2025, 2, 1), "until": date(2025, 2, 10)}
    (sum_,) = cards.ask(Overrides(**days))
    assert (sum_["clerk_id"], sum_["refusal"], sum_["times"], sum_["free"]) == (CLERK.id, "CardExpired", 2, 2)
    assert (sum_["unpriced"], sum_["used"]["amount"], sum_["forgone"]["amount"]) == (0, 0, 16_000)
    assert [row["words"] for row in cards.ask(OverriddenEntries(**days, clerk_id=CLERK.id))] == ["2", "1"]
    assert cards.ask(OverriddenEntries(**days, clerk_id="nobody")) == []
    assert cards.ask(Overrides(**days | {"until": date(2025, 2, 2)})) == []


def refuse_and_let_in(cards: Standing) -> None:
    """The card has ended; twice its member comes in all the same."""
    for n, at in enumerate((FEBRUARY, FEBRUARY + timedelta(days=1))):
        cards.now = at
        cards.give(replace(swipe, swipe_id=swipe_id(30 + n)))
        over = OverrideEntry(
            swipe_id=swipe_id(30 + n), card_id=CARD, venue_id=PUDONG, ground="goodwill", words=str(n + 1)
        )
        assert cards.give(over, CLERK) is None


def test_a_waiver_signed_under_another_record_of_the_person_opens_the_door(cards: Standing) -> None:
    policy = replace(GatePolicy(), waiver="refuse")
    assert cards.give(SetGatePolicy(venue_id=PUDONG, effective=date(2025, 1, 2), policy=policy)) is None
    day = date(2025, 1, 2)
    cards.give(NoteWaiver(scope="chain", number=1, edition="2025", from_day=day, sign_again_from=None))
    cards.give(NoteWaiverSignature(member_id=ADA, scope="chain", number=1, stands=True))
    cards.now = january(8)
    cards.give(swipe)
    (no,) = cards.ask(SwipeResult(swipe_id=swipe.swipe_id))
    assert (no["granted"], no["reason"]["code"]) == (False, "WaiverNotSigned")
    cards.give(NotePerson(member_id=WEI, heard="merged", other_id=ADA))
    cards.give(replace(swipe, swipe_id=swipe_id(2)))
    (yes,) = cards.ask(SwipeResult(swipe_id=swipe_id(2)))
    assert yes["granted"]


def test_who_came_in_far_away_with_another_card_is_not_here(cards: Standing) -> None:
    other = "00000000-0000-4000-8000-0000000000c7"
    assert cards.give(replace(issue, card_id=other, product_id=CARD, order_id=other)) is None
    for card_id in (CARD, other):
        cards.give(NoteHolder(member_id=WEI, card_id=card_id))
    policy = replace(GatePolicy(), travel="refuse", travel_minutes=600)
    assert cards.give(SetGatePolicy(venue_id=LONDON, effective=date(2025, 1, 2), policy=policy)) is None
    cards.now = january(8)
    cards.give(replace(swipe, card_id=other))
    cards.now = january(8, 5)
    cards.give(replace(swipe, swipe_id=swipe_id(2), venue_id=LONDON))
    (no,) = cards.ask(SwipeResult(swipe_id=swipe_id(2)))
    assert (no["granted"], no["reason"]["code"], no["reason"]["facts"]["minutes"]) == (False, "TravelImpossible", 600)


def test_views_told_twice_or_built_anew_are_the_same(cards: Standing) -> None:
    history(cards)
    before = cards.rows()
    assert {table for table, rows in before.items() if rows} >= TABLES
    cards.project_again()
    assert cards.rows() == before
    cards.rebuild()
    assert cards.rows() == before


TABLES = {"card_holder", "ward", "presence", "swipe", "entry_override"}


def history(cards: Standing) -> None:
    cards.give(NoteWard(member_id=ADA, child_id=WEI, guards=True))
    cards.give(AddHolder(card_id=CARD, member_id=WEI, holder_id=ADA))
    cards.give(AddHolder(card_id=CARD, member_id=WEI, holder_id=ORDER))
    cards.give(RemoveHolder(card_id=CARD, member_id=WEI, holder_id=ORDER))
    cards.now = january(8)
    cards.give(replace(swipe, holder_id=ADA))
    cards.give(replace(swipe, swipe_id=swipe_id(2)))
    refuse_and_let_in(cards)

"""Cards on a real PostgreSQL: every view and every query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.cards.service import SERVICE
from shared.contracts import DEVICE, FRONT_DESK, HEAD_OFFICE, Actor, Query
from shared.contracts.cards import (
    ActivateCard,
    ApproveApplication,
    BlockCard,
    BlockedCards,
    CancelCards,
    CardApplications,
    CardByNumber,
    CardLots,
    CardOfAnotherMember,
    ChangeProduct,
    EndFreeze,
    ExpiredCards,
    ExpiringCards,
    FreezeCard,
    FrozenCards,
    GiveDays,
    GrantLot,
    LapsedRenewals,
    LetIn,
    ListProducts,
    MemberCards,
    NotePerson,
    OccupancyNow,
    OpenApplications,
    OpenGate,
    ProductVersions,
    PublishProduct,
    RecentSwipes,
    ReleaseHold,
    ReopenVenue,
    ReportFound,
    ReportLost,
    RequestExtension,
    RequestTransfer,
    ReviseProduct,
    SettleHold,
    SwipeResult,
    TellClosure,
    TellDebt,
    Terms,
    UnblockCard,
    VenueClosures,
)
from shared.ids import derived_id
from tests.cards.examples import (
    ADA,
    BOOKING,
    CARD,
    EVENING,
    FOUR_THOUSAND,
    LONDON,
    MONTH,
    NUMBER,
    ORDER,
    PRODUCT,
    PUDONG,
    SESSION,
    TEN_VISITS,
    WEI,
    days,
    gate_opened,
    hold,
    issue,
    january,
    london_opened,
    out,
    published,
    swipe,
    swipe_id,
    yuan,
)
from tests.cards.test_close_venue import SPRING, close, closure
from tests.cards.test_shut_doors import owed
from tests.servers import Postgres
from tests.standing import Standing, standing

PURSE = "00000000-0000-4000-8000-0000000000c2"
YEAR = "00000000-0000-4000-8000-0000000000c3"
PUDONG_DESK = Actor(id="desk", roles=(FRONT_DESK,), venues=(PUDONG,))
LONDON_DESK = Actor(id="desk", roles=(FRONT_DESK,), venues=(LONDON,))
LONDON_GATE = Actor(id="gate", roles=(DEVICE,), venues=(LONDON,))


def publish(card_id: str, terms: Terms) -> PublishProduct:
    return PublishProduct(product_id=card_id, name=terms.kind, name_zh="卡", terms=terms)


@pytest.fixture
def cards(postgres: Postgres) -> Iterator[Standing]:
    """Wei has a card of ten visits, a purse and a month with freeze days."""
    with standing(postgres, SERVICE, january(2)) as cards:
        for opened in (gate_opened, london_opened):
            assert cards.give(OpenGate(**vars(opened))) is None
        for card_id, terms in ((CARD, TEN_VISITS), (PURSE, FOUR_THOUSAND), (YEAR, MONTH)):
            assert cards.give(publish(card_id, terms)) is None
            assert cards.give(replace(issue, card_id=card_id, product_id=card_id)) is None
        yield cards


def of(cards: Standing, card_id: str) -> dict[str, Any]:
    (row,) = [row for row in cards.ask(MemberCards(member_id=WEI)) if row["card_id"] == card_id]
    return row


def test_the_desk_sees_the_cards_of_a_member_the_longest_valid_first(cards: Standing) -> None:
    rows = cards.ask(MemberCards(member_id=WEI))
    assert rows[0]["kind"] == "stored_value"
    assert {row["status"] for row in rows} == {"active"}
    assert of(cards, CARD) == {
        "card_id": CARD,
        "number": NUMBER,
        "member_id": WEI,
        "product_id": CARD,
        "product": "visits",
        "product_zh": "卡",
        "kind": "visits",
        "status": "active",
        "valid": {"first": "2025-01-01", "until": "2025-02-01"},
        "visits_left": 10,
        "balance": None,
        "freeze_days_left": 0,
        "frozen": None,
        "venue_id": PUDONG,
        "activate_by": None,
        "lots": 1,
        "owed": None,
    }
    assert cards.ask(MemberCards(member_id=ADA)) == []


def test_a_card_is_found_by_the_number_printed_on_it(cards: Standing) -> None:
    assert cards.ask(CardByNumber(number=NUMBER)) == [of(cards, CARD)]
    assert cards.ask(CardByNumber(number="000000000000")) == []


def test_visits_and_balance_are_what_is_left_and_not_set_aside(cards: Standing) -> None:
    cards.now = january(8)
    for card_id in (CARD, PURSE):
        cards.give(replace(hold, card_id=card_id, hold_id=card_id))
        cards.give(replace(hold, card_id=card_id, hold_id=ORDER, day=date(2025, 1, 9)))
    assert (of(cards, CARD)["visits_left"], of(cards, PURSE)["balance"]["amount"]) == (8, 380_000)
    for card_id in (CARD, PURSE):
        cards.give(SettleHold(hold_id=card_id, card_id=card_id))
        cards.give(ReleaseHold(hold_id=ORDER, card_id=card_id))
    assert (of(cards, CARD)["visits_left"], of(cards, PURSE)["balance"]["amount"]) == (9, 390_000)
    for n, card_id in enumerate((CARD, PURSE)):
        cards.now = january(10)
        cards.give(replace(swipe, swipe_id=swipe_id(n), card_id=card_id))
    assert (of(cards, CARD)["visits_left"], of(cards, PURSE)["balance"]["amount"]) == (8, 380_000)


def test_a_rest_shows_with_its_days_and_moves_the_end(cards: Standing) -> None:
    cards.give(FreezeCard(card_id=YEAR, member_id=WEI, rest=days(7, 17)))
    row = of(cards, YEAR)
    assert (row["status"], row["valid"]["until"], row["freeze_days_left"]) == ("active", "2025-02-11", 4)
    assert row["frozen"] == {"first": "2025-01-07", "until": "2025-01-17"}
    cards.now = january(9)
    assert of(cards, YEAR)["status"] == "frozen"
    cards.give(EndFreeze(card_id=YEAR, member_id=WEI, first_day_back=date(2025, 1, 9)))
    row = of(cards, YEAR)
    assert (row["status"], row["valid"]["until"], row["freeze_days_left"]) == ("active", "2025-02-03", 12)
    assert row["frozen"] is None


def test_a_rest_called_off_and_asked_for_again_counts_once(cards: Standing) -> None:
    rest = FreezeCard(card_id=YEAR, member_id=WEI, rest=days(7, 17))
    cards.give(rest)
    cards.give(EndFreeze(card_id=YEAR, member_id=WEI, first_day_back=date(2025, 1, 7)))
    assert of(cards, YEAR)["freeze_days_left"] == 14
    cards.give(rest)
    assert of(cards, YEAR)["freeze_days_left"] == 4


def test_the_desk_sees_the_reason_that_the_gate_would_give(cards: Standing) -> None:
    cards.now = january(31, 16)  # 1 February in Shanghai
    assert of(cards, YEAR)["status"] == "expired"
    cards.now = january(1).replace(year=2024)
    assert of(cards, YEAR)["status"] == "not_yet_valid"
    cards.now = january(8)
    cards.give(ReportLost(card_id=YEAR, member_id=WEI))
    assert of(cards, YEAR)["status"] == "lost"
    cards.give(ReportFound(card_id=YEAR, member_id=WEI))
    assert of(cards, YEAR)["status"] == "active"
    cards.give(CancelCards(order_id=ORDER, card_id=YEAR))
    assert of(cards, YEAR)["status"] == "cancelled"


def test_the_gate_reads_the_answer_to_its_swipe(cards: Standing) -> None:
    cards.now = january(8)
    cards.give(swipe)
    (yes,) = cards.ask(SwipeResult(swipe_id=swipe.swipe_id))
    assert (yes["granted"], yes["reason"], yes["visits_left"]) == (True, None, 9)
    assert (yes["direction"], yes["at"]) == ("in", "2025-01-08T04:00:00Z")
    cards.give(replace(swipe, swipe_id=swipe_id(2)))
    (no,) = cards.ask(SwipeResult(swipe_id=swipe_id(2)))
    assert (no["granted"], no["reason"]["code"]) == (False, "EnteredAlready")
    assert cards.ask(SwipeResult(swipe_id=swipe_id(2)), LONDON_GATE) == []


def test_the_last_fifty_swipes_of_a_venue_are_shown_newest_first(cards: Standing) -> None:
    for n in range(52):
        cards.now = january(8, 4, n)
        cards.give(replace(swipe, swipe_id=swipe_id(n)))
    rows = cards.ask(RecentSwipes(venue_id=PUDONG))
    assert [row["swipe_id"] for row in rows] == [swipe_id(n) for n in range(51, 1, -1)]
    assert cards.ask(RecentSwipes(venue_id=LONDON)) == []


def test_who_came_in_and_has_not_left_is_inside_until_the_venues_day_ends(cards: Standing) -> None:
    def inside(actor: Actor = PUDONG_DESK) -> dict[str, int]:
        return {row["venue_id"]: row["inside"] for row in cards.ask(OccupancyNow(), actor)}

    cards.now = january(8)
    cards.give(swipe)
    cards.give(replace(swipe, swipe_id=swipe_id(2), card_id=YEAR))
    cards.give(replace(swipe, swipe_id=swipe_id(3), card_id=PURSE, venue_id=LONDON))
    assert inside() == {PUDONG: 2}
    assert inside(LONDON_GATE) == {LONDON: 1}
    cards.now = january(8, 5)
    cards.give(out)
    assert inside() == {PUDONG: 1}
    cards.now = january(8, 6)
    cards.give(replace(swipe, swipe_id=swipe_id(4)))
    assert inside() == {PUDONG: 2}
    cards.now = january(8, 16)  # midnight in Shanghai
    assert inside() == {PUDONG: 0}


def test_a_late_entry_does_not_put_back_inside_who_has_left(cards: Standing) -> None:
    for at, wish in ((january(8, 4), swipe), (january(8, 5), out)):
        cards.now = at
        cards.give(wish)
    cards.now = january(8, 4, 30)
    cards.give(replace(swipe, swipe_id=swipe_id(2), direction="in", readmit=True))
    assert [row["inside"] for row in cards.ask(OccupancyNow(), PUDONG_DESK)] == [0]


def test_all_kinds_of_cards_are_listed_with_their_terms(cards: Standing) -> None:
    rows = cards.ask(ListProducts())
    assert [row["name"] for row in rows] == ["stored_value", "term", "visits"]
    assert rows[1]["terms"] == MONTH.wire()
    assert cards.give(PublishProduct(**vars(published))) is None
    assert len(cards.ask(ListProducts())) == 4
    assert {row["product_id"] for row in rows} == {CARD, PURSE, YEAR} and PRODUCT not in {CARD, PURSE, YEAR}


def merge(cards: Standing) -> None:
    """Wei's record is merged into Ada's."""
    cards.give(NotePerson(member_id=WEI, heard="merged", other_id=ADA))
    cards.give(NotePerson(member_id=ADA, heard="took_in", other_id=WEI))


def test_the_survivor_sees_and_uses_the_cards_of_the_merged_record_until_they_are_apart(cards: Standing) -> None:
    merge(cards)
    later = derived_id("bought before, issued after the merge")
    cards.give(replace(issue, card_id=later, order_id=later, product_id=CARD))
    rows = cards.ask(MemberCards(member_id=ADA))
    assert {row["card_id"] for row in rows} == {CARD, PURSE, YEAR, later}
    assert {row["member_id"] for row in rows} == {ADA}
    assert cards.ask(CardLots(card_id=later, member_id=ADA)) and cards.ask(MemberCards(member_id=WEI)) == []
    freeze = FreezeCard(card_id=YEAR, member_id=ADA, rest=days(7, 17))
    assert cards.give(freeze) is None
    cards.give(NotePerson(member_id=WEI, heard="apart", other_id=ADA))
    cards.give(NotePerson(member_id=ADA, heard="let_go", other_id=WEI))
    assert {row["member_id"] for row in cards.ask(MemberCards(member_id=WEI))} == {WEI}
    assert cards.ask(MemberCards(member_id=ADA)) == []
    assert isinstance(cards.give(replace(freeze, rest=days(20, 21))), CardOfAnotherMember)


def test_views_told_twice_or_built_anew_are_the_same(cards: Standing) -> None:
    cards.give(FreezeCard(card_id=YEAR, member_id=WEI, rest=days(7, 17)))
    cards.give(EndFreeze(card_id=YEAR, member_id=WEI, first_day_back=date(2025, 1, 9)))
    cards.give(hold)
    cards.give(replace(hold, hold_id=EVENING, session_id=SESSION))
    cards.give(ReleaseHold(hold_id=EVENING, card_id=CARD))
    for at, wish in ((4, swipe), (5, out), (6, replace(swipe, swipe_id=swipe_id(2)))):
        cards.now = january(8, at)
        cards.give(wish)
    cards.give(SettleHold(hold_id=BOOKING, card_id=CARD))
    cards.give(ReportLost(card_id=CARD, member_id=WEI))
    cards.give(replace(swipe, swipe_id=swipe_id(3)))
    cards.give(ReportFound(card_id=CARD, member_id=WEI))
    cards.give(CancelCards(order_id=ORDER, card_id=PURSE))
    cards.give(renewal(YEAR))
    cards.give(
        RequestExtension(card_id=CARD, member_id=WEI, application_id=ASKED, days=3, cause="illness", reason="flu")
    )
    cards.give(TellDebt(card_id=CARD, member_id=WEI, debt=owed))
    merge(cards)
    cards.give(close)
    cards.give(TellClosure(card_id=YEAR, closure=replace(closure, extends="sold_here")))
    before = cards.rows()
    tables = {table for table, rows in before.items() if rows}
    assert tables >= {
        "application",
        "joined_record",
        "card",
        "card_freeze",
        "card_lot",
        "gate",
        "presence",
        "product",
        "swipe",
    }
    cards.project_again()
    assert cards.rows() == before
    cards.rebuild()
    assert cards.rows() == before


# --- doors shut by debt or by hand ---


def test_the_desk_sees_what_shuts_doors_on_a_card_since_when_and_who_is_let_in_all_the_same(cards: Standing) -> None:
    assert cards.ask(BlockedCards()) == []
    cards.give(TellDebt(card_id=CARD, member_id=WEI, debt=replace(owed, shut=False)))
    assert (of(cards, CARD)["status"], of(cards, CARD)["owed"]["amount"]) == ("active", 30_000)
    assert cards.ask(BlockedCards()) == []
    cards.give(TellDebt(card_id=CARD, member_id=WEI, debt=owed))
    assert of(cards, CARD)["status"] == "blocked"
    (row,) = cards.ask(BlockedCards(venue_id=PUDONG))
    assert (row["card_id"], row["owed"]["amount"], row["since"], row["by_hand"]) == (CARD, 30_000, "2025-01-02", None)
    assert cards.ask(BlockedCards(venue_id=LONDON)) == []
    assert cards.ask(CardByNumber(number=NUMBER))[0]["status"] == "blocked"
    cards.give(LetIn(card_id=CARD, member_id=WEI, until=date(2025, 1, 2), reason="pays on Friday"))
    assert of(cards, CARD)["status"] == "active"
    cards.give(BlockCard(card_id=CARD, member_id=WEI, reason="fought"))
    assert of(cards, CARD)["status"] == "blocked"
    assert cards.ask(BlockedCards())[0]["by_hand"] == "fought"
    cards.give(UnblockCard(card_id=CARD, member_id=WEI, reason="spoken to"))
    cards.now = january(3)
    assert of(cards, CARD)["status"] == "blocked", "it was let in until yesterday"
    cards.give(TellDebt(card_id=CARD, member_id=WEI, debt=None))
    assert (of(cards, CARD)["status"], of(cards, CARD)["owed"], cards.ask(BlockedCards())) == ("active", None, [])


# --- closures ---


def test_the_house_sees_its_closures_and_how_many_cards_end_later_by_each(cards: Standing) -> None:
    cards.give(replace(close, extends="sold_here"))
    for card_id in (YEAR, PURSE):
        cards.give(TellClosure(card_id=card_id, closure=replace(closure, extends="sold_here")))
    assert of(cards, YEAR)["valid"]["until"] == "2025-02-06"
    assert of(cards, PURSE)["valid"]["until"] == "9999-12-31"
    cards.give(ReopenVenue(closure_id=SPRING, venue_id=PUDONG, first_day_open=date(2025, 1, 12)))
    shorter = replace(closure, extends="sold_here", days=days(10, 12))
    cards.give(TellClosure(card_id=YEAR, closure=shorter))
    assert of(cards, YEAR)["valid"]["until"] == "2025-02-03"
    assert cards.ask(VenueClosures(venue_id=PUDONG)) == [
        {
            "closure_id": SPRING,
            "venue_id": PUDONG,
            "days": {"first": "2025-01-10", "until": "2025-01-12"},
            "planned_until": "2025-01-15",
            "extends": "sold_here",
            "reason": "spring festival",
            "cards": 1,
        }
    ]
    assert cards.ask(VenueClosures(), LONDON_DESK) == []


# --- lots, gifts, applications, versions ---

LOT = "00000000-0000-4000-8000-0000000000b3"
GIFT = "00000000-0000-4000-8000-0000000000b7"
ASKED = "00000000-0000-4000-8000-0000000000b8"
MANAGER = Actor(id="manager", roles=(HEAD_OFFICE,))


def renewal(card_id: str) -> GrantLot:
    return GrantLot(
        card_id=card_id,
        lot_id=LOT,
        kind="renewal",
        order_id=ORDER,
        product_id=card_id,
        member_id=WEI,
        venue_id=PUDONG,
        price=yuan(8_500),
        day=date(2025, 1, 2),
    )


def lots(cards: Standing, card_id: str) -> list[tuple[str, str, int | None, str]]:
    rows = cards.ask(CardLots(card_id=card_id, member_id=WEI))
    return [(row["kind"], row["valid"]["until"], row["visits_left"], row["lot_id"]) for row in rows]


def test_a_renewed_card_shows_its_lots_and_runs_on(cards: Standing) -> None:
    assert cards.give(renewal(YEAR)) is None
    assert of(cards, YEAR)["valid"] == {"first": "2025-01-01", "until": "2025-03-01"}
    assert (of(cards, YEAR)["lots"], of(cards, YEAR)["freeze_days_left"]) == (2, 28)
    cards.give(FreezeCard(card_id=YEAR, member_id=WEI, rest=days(7, 17)))
    assert lots(cards, YEAR) == [("sale", "2025-02-11", None, YEAR), ("renewal", "2025-03-11", None, LOT)]
    cards.give(CancelCards(order_id=GIFT, card_id=YEAR))
    assert of(cards, YEAR)["valid"]["until"] == "2025-03-11"


def test_visits_of_several_lots_are_counted_together_until_each_ends(cards: Standing) -> None:
    cards.give(renewal(CARD))
    cards.now = january(8)
    cards.give(swipe)
    assert of(cards, CARD)["visits_left"] == 19
    assert [left for _, _, left, _ in lots(cards, CARD)] == [9, 10]
    cards.now = datetime(2025, 2, 1, 4, tzinfo=UTC)
    assert (of(cards, CARD)["visits_left"], of(cards, CARD)["status"]) == (10, "active")


def test_days_given_and_applied_for_show_with_who_decides(cards: Standing) -> None:
    cards.give(GiveDays(card_id=YEAR, member_id=WEI, gift_id=GIFT, days=7, cause="closure", reason="pool"))
    assert [kind for kind, _, _, _ in lots(cards, YEAR)] == ["sale", "gift"]
    ask = RequestExtension(card_id=CARD, member_id=WEI, application_id=ASKED, days=3, cause="illness", reason="flu")
    cards.give(ask)
    (row,) = cards.ask(OpenApplications())
    assert (row["kind"], row["days"], row["status"], row["lapses_at"][:10]) == ("extension", 3, "open", "2025-01-09")
    assert cards.give(ApproveApplication(card_id=CARD, application_id=ASKED), MANAGER) is None
    assert cards.ask(OpenApplications()) == []
    (row,) = cards.ask(CardApplications(card_id=CARD))
    assert (row["status"], row["answer"]) == ("approved", "manager")
    assert lots(cards, CARD) == [("sale", "2025-02-04", 10, CARD)]


def test_a_product_shows_the_version_of_today_and_all_that_were_announced(cards: Standing) -> None:
    later = replace(MONTH, months=3)
    cards.give(ReviseProduct(product_id=YEAR, name="Q", name_zh="季", terms=later, effective=date(2025, 2, 1)))
    versions = cards.ask(ProductVersions(product_id=YEAR))
    assert [(row["version"], row["effective"]) for row in versions] == [(2, "2025-02-01"), (1, None)]
    assert {row["version"] for row in cards.ask(ListProducts())} == {1}
    cards.now = datetime(2025, 2, 1, 4, tzinfo=UTC)
    (row,) = [row for row in cards.ask(ListProducts()) if row["product_id"] == YEAR]
    assert (row["version"], row["name"], row["terms"]["months"]) == (2, "Q", 3)


def test_a_changed_and_a_transferred_card_are_shown_as_they_are_now(cards: Standing) -> None:
    change = ChangeProduct(
        card_id=YEAR,
        lot_id=LOT,
        order_id=ORDER,
        product_id=YEAR,
        member_id=WEI,
        venue_id=PUDONG,
        paid=yuan(500),
        credit=yuan(1_000),
        price=yuan(1_500),
        day=date(2025, 1, 2),
    )
    assert cards.give(change) is None
    assert lots(cards, YEAR) == [("sale", "2025-01-02", None, YEAR), ("upgrade", "2025-02-01", None, LOT)]
    pass_on = RequestTransfer(
        card_id=YEAR,
        member_id=WEI,
        application_id=ASKED,
        to_member_id=ADA,
        of_age=True,
        contract="2025-1",
        reason="moved",
    )
    cards.give(pass_on)
    assert cards.give(ApproveApplication(card_id=YEAR, application_id=ASKED), MANAGER) is None
    assert [row["card_id"] for row in cards.ask(MemberCards(member_id=ADA))] == [YEAR]


def test_a_card_that_waits_for_its_first_day_says_so(cards: Standing) -> None:
    terms = replace(MONTH, activation="chosen_day", activate_within_days=30)
    cards.give(publish(LOT, terms))
    cards.give(replace(issue, card_id=LOT, product_id=LOT))
    row = of(cards, LOT)
    assert (row["status"], row["activate_by"], row["valid"]["first"]) == ("not_activated", "2025-01-31", "2025-01-31")
    assert cards.give(ActivateCard(card_id=LOT, member_id=WEI, first_day=date(2025, 1, 2))) is None
    row = of(cards, LOT)
    assert (row["status"], row["activate_by"], row["valid"]["until"]) == ("active", None, "2025-02-02")


def on_list(cards: Standing, query: Query) -> list[str]:
    return [row["card_id"] for row in cards.ask(query, PUDONG_DESK)]


def test_the_lists_of_cards_that_end_ended_and_rest(cards: Standing) -> None:
    assert set(on_list(cards, ExpiringCards(venue_id=PUDONG, days=30))) == {CARD, YEAR}
    assert on_list(cards, ExpiringCards(venue_id=PUDONG, days=29)) == []
    assert on_list(cards, ExpiringCards(venue_id=LONDON)) == []
    cards.give(FreezeCard(card_id=YEAR, member_id=WEI, rest=days(2, 7)))
    assert on_list(cards, FrozenCards()) == [YEAR]
    assert on_list(cards, ExpiringCards(venue_id=PUDONG, days=30)) == [CARD]
    cards.now = datetime(2025, 2, 1, 4, tzinfo=UTC)
    assert on_list(cards, ExpiredCards()) == [CARD]
    assert on_list(cards, LapsedRenewals()) == []

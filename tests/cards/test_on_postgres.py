"""Cards on a real PostgreSQL: every view and every query."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shared.contracts import Actor
from shared.contracts.cards import (
    CancelCards,
    CardByNumber,
    CardLots,
    CardOfAnotherMember,
    EndFreeze,
    FreezeCard,
    ListProducts,
    MemberCards,
    NotePerson,
    OccupancyNow,
    PublishProduct,
    RecentSwipes,
    ReleaseHold,
    ReportFound,
    ReportLost,
    RequestExtension,
    SettleHold,
    SwipeResult,
    TellClosure,
    TellDebt,
    Terms,
)
from shared.ids import derived_id
from tests.cards.desk import ASKED, LONDON_GATE, PUDONG_DESK, PURSE, YEAR, of, publish, renewal
from tests.cards.examples import (
    ADA,
    BOOKING,
    CARD,
    EVENING,
    LONDON,
    MONTH,
    NUMBER,
    ORDER,
    PRODUCT,
    PUDONG,
    SESSION,
    WEI,
    days,
    hold,
    issue,
    january,
    out,
    published,
    swipe,
    swipe_id,
)
from tests.cards.test_close_venue import close, closure
from tests.cards.test_shut_doors import owed
from tests.standing import Standing


def test_a_card_without_an_end_ends_on_no_day(cards: Standing) -> None:
    assert cards.give(publish(ORDER, Terms(kind="visits", visits=10))) is None
    assert cards.give(replace(issue, card_id=ORDER, product_id=ORDER)) is None
    assert of(cards, ORDER)["ends"] is None
    assert [row["ends"] for row in cards.ask(CardLots(card_id=ORDER, member_id=WEI))] == [None]
    assert cards.ask(CardByNumber(number=of(cards, ORDER)["number"]))[0]["ends"] is None


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
        "grade": None,
        "grade_name": None,
        "grade_name_zh": None,
        "next_product": None,
        "next_product_zh": None,
        "next_from": None,
        "ends": "2025-02-01",
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

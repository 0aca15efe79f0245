"""Lots, gifts, applications and versions, as the desk sees them in a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from shared.contracts import HEAD_OFFICE, Actor, Query
from shared.contracts.cards import (
    ActivateCard,
    ApproveApplication,
    CancelCards,
    CardApplications,
    CardLots,
    ChangeProduct,
    ExpiredCards,
    ExpiringCards,
    FreezeCard,
    FrozenCards,
    GiveDays,
    LapsedRenewals,
    ListProducts,
    MemberCards,
    NoteContract,
    NoteContractSignature,
    OpenApplications,
    ProductVersions,
    RequestExtension,
    RequestTransfer,
    ReviseProduct,
)
from tests.cards.desk import ASKED, GIFT, LOT, PUDONG_DESK, YEAR, of, publish, renewal
from tests.cards.examples import (
    ADA,
    CARD,
    LONDON,
    MONTH,
    ORDER,
    PUDONG,
    WEI,
    days,
    issue,
    january,
    swipe,
    yuan,
)
from tests.standing import Standing

MANAGER = Actor(id="manager", roles=(HEAD_OFFICE,))


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
        reason="moved",
    )
    edition = {"scope": "chain", "number": 1}
    cards.give(NoteContract(**edition, edition="2025-1", from_day=date(2025, 1, 1), sign_again_from=None))
    cards.give(NoteContractSignature(**edition, member_id=ADA, stands=True, signed_at=cards.now))
    assert cards.give(pass_on) is None
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


def test_a_lot_that_lost_a_part_of_its_money_is_shown_with_what_is_left(cards: Standing) -> None:
    """5.00 of 15.00 refunded: two thirds of 30 days are left, from the day of the change."""
    change = ChangeProduct(
        card_id=YEAR,
        lot_id=LOT,
        order_id=GIFT,
        product_id=YEAR,
        member_id=WEI,
        venue_id=PUDONG,
        paid=yuan(500),
        credit=yuan(1_000),
        price=yuan(1_500),
        day=date(2025, 1, 2),
    )
    cards.give(change)
    cards.give(CancelCards(order_id=GIFT, card_id=YEAR))
    row = cards.ask(CardLots(card_id=YEAR, member_id=WEI))[-1]
    assert (row["price"], row["valid"]["until"]) == ({"amount": 1_000, "currency": "CNY"}, "2025-01-22")
    assert of(cards, YEAR)["valid"]["until"] == "2025-01-22"
    before = cards.rows()
    cards.rebuild()
    assert cards.rows() == before

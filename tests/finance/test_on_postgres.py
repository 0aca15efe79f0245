"""Finance on a real PostgreSQL: every view and every query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.finance.owing import debts_after
from services.finance.service import SERVICE
from shared.contracts import FINANCE_CLERK, Actor
from shared.contracts.finance import (
    DebtPolicies,
    GetOrder,
    IncomePolicies,
    ListOffers,
    ListPrices,
    MemberDebts,
    MemberOrders,
    NoteBuyer,
    NoteCharge,
    NoteDebt,
    NotePayer,
    OrderPutOnAccount,
    OverdueDebts,
    PlaceOrder,
    PublishDebtPolicy,
    PublishIncomePolicy,
    PutOnAccount,
    RefundInterest,
    ResumeCharging,
    ReviewDebts,
    StoppedCards,
    TakingsOfDay,
    TillOfDay,
    TrialBalance,
    WriteOffDebt,
)
from shared.contracts.members import MemberMerged
from shared.ids import derived_id
from tests.finance.examples import (
    ADA,
    ORDER,
    PACK,
    PUDONG,
    TOTAL,
    WATER,
    WEI,
    XUHUI,
    cny,
    notice,
    open_till,
    part,
    place,
    placed,
    publish_pack,
    record,
    refund,
    request,
)
from tests.finance.test_custom_offers import publish as publish_offer
from tests.finance.test_order_for_a_card import CARD
from tests.finance.test_recognise_income import visit
from tests.finance.test_refund_interest import publish as publish_interest
from tests.scenario import NOON
from tests.servers import Postgres
from tests.standing import Standing, standing

publish_water = replace(
    publish_pack, product_id=WATER, title="Water", kind="retail", price=cny(299), tax_basis_points=400, prepaid=False
)


@pytest.fixture
def finance(postgres: Postgres) -> Iterator[Standing]:
    with standing(postgres, SERVICE, NOON) as finance:
        for command in (open_till, replace(open_till, venue_id=XUHUI), publish_pack, publish_water, place):
            assert finance.give(command) is None
        yield finance


def order(finance: Standing) -> tuple[str, int, int]:
    (row,) = finance.ask(GetOrder(order_id=ORDER))
    return row["status"], row["paid"]["amount"], row["refunded"]["amount"]


def takings(finance: Standing, **asked: Any) -> tuple[str, int, int]:
    (row,) = finance.ask(TakingsOfDay(venue_id=PUDONG, **asked))
    return row["day"], row["received"]["amount"], row["refunded"]["amount"]


def test_an_order_is_shown_from_placed_to_refunded(finance: Standing) -> None:
    (row,) = finance.ask(GetOrder(order_id=ORDER))
    assert (row["lines"], row["total"]) == (placed.wire()["lines"], placed.wire()["total"])
    assert order(finance) == ("placed", 0, 0)
    finance.give(part)
    assert order(finance) == ("part_paid", 20000, 0)
    finance.give(replace(refund, refund_id=derived_id("advance"), amount=cny(20000)))
    assert order(finance) == ("placed", 20000, 20000)
    finance.give(replace(record, payment_id=derived_id("all")))
    assert order(finance) == ("paid", 20000 + TOTAL, 20000)
    finance.give(replace(refund, amount=cny(100)))
    assert order(finance) == ("part_refunded", 20000 + TOTAL, 20100)
    finance.give(replace(refund, refund_id=derived_id("rest"), amount=cny(TOTAL - 100)))
    assert order(finance) == ("refunded", 20000 + TOTAL, 20000 + TOTAL)


def test_a_members_orders_come_newest_first(finance: Standing) -> None:
    second = replace(place, order_id=derived_id("second"))
    assert isinstance(second, PlaceOrder)
    finance.give(second)
    orders = finance.ask(MemberOrders(member_id=WEI))
    assert [row["order_id"] for row in orders] == [second.order_id, ORDER]
    assert finance.ask(MemberOrders(member_id=derived_id("nobody"))) == []


def test_the_orders_of_a_merged_record_are_the_survivors_until_they_are_apart(finance: Standing) -> None:
    finance.give(NoteBuyer(member_id=WEI, heard="merged", other_id=ADA))
    (row,) = finance.ask(MemberOrders(member_id=ADA))
    assert (row["order_id"], row["member_id"]) == (ORDER, ADA)
    assert isinstance(finance.give(replace(place, order_id=derived_id("late"))), MemberMerged)
    finance.give(NoteBuyer(member_id=WEI, heard="apart", other_id=ADA))
    assert finance.ask(MemberOrders(member_id=ADA)) == []
    assert [row["member_id"] for row in finance.ask(MemberOrders(member_id=WEI))] == [WEI]


def test_a_payer_sees_what_they_pay_for_others_also_under_the_record_that_goes_on(finance: Standing) -> None:
    LI, theirs = derived_id("Li"), derived_id("theirs")
    assert finance.give(NotePayer(member_id=WEI, payer_id=ADA, pays=True)) is None
    assert finance.give(replace(place, order_id=theirs, payer_id=ADA)) is None
    assert finance.give(PutOnAccount(order_id=theirs, venue_id=PUDONG, due_day=NOON.date())) is None
    assert [row["order_id"] for row in finance.ask(MemberOrders(member_id=ADA))] == [theirs]
    assert [row["payer_id"] for row in finance.ask(MemberOrders(member_id=WEI))] == [ADA, None]
    owed = OrderPutOnAccount(
        order_id=theirs,
        member_id=WEI,
        payer_id=ADA,
        venue_id=PUDONG,
        zone="Asia/Shanghai",
        due_day=NOON.date(),
        left=cny(TOTAL),
        cause="on_account",
    )
    for command in debts_after(owed):
        assert finance.give(command) is None
    assert [(row["order_id"], row["for_id"]) for row in finance.ask(MemberDebts(member_id=ADA))] == [(theirs, WEI)]
    assert finance.ask(MemberDebts(member_id=WEI)) == []
    finance.give(NoteBuyer(member_id=ADA, heard="merged", other_id=LI))
    assert [row["member_id"] for row in finance.ask(MemberOrders(member_id=LI))] == [WEI]
    assert finance.ask(MemberOrders(member_id=ADA)) == []
    finance.give(NoteBuyer(member_id=ADA, heard="apart", other_id=LI))
    finance.give(NoteBuyer(member_id=WEI, heard="merged", other_id=LI))
    assert [(row["member_id"], row["payer_id"]) for row in finance.ask(MemberOrders(member_id=ADA))] == [(LI, ADA)]


def test_the_price_list_shows_what_holds_and_what_is_announced(finance: Standing) -> None:
    summer, own, wrong = date(2025, 6, 1), date(2025, 3, 5), date(2025, 2, 1)
    finance.give(replace(publish_pack, price=cny(1), valid_from=wrong))
    finance.give(replace(publish_pack, price=cny(50000), valid_from=wrong))
    finance.give(replace(publish_pack, price=cny(60000), valid_from=summer))
    finance.give(replace(publish_pack, price=cny(70000), valid_from=own, for_venue=PUDONG))
    listed = [
        (row["product_id"], row["for_venue"], row["valid_from"], row["price"]["amount"])
        for row in finance.ask(ListPrices())
    ]
    assert listed == [
        (PACK, None, "2025-02-01", 50000),
        (PACK, None, "2025-06-01", 60000),
        (PACK, PUDONG, "2025-03-05", 70000),
        (WATER, None, "2025-01-01", 299),
    ]


def test_offers_are_listed_as_published_last_until_they_are_over(finance: Standing) -> None:
    first = replace(publish_offer, for_venue=PUDONG)
    for command in (first, publish_offer, replace(publish_offer, offer_id=derived_id("later"), product_id=PACK)):
        assert finance.give(command) is None
    listed = [(row["product_id"], row["for_venue"], row["price"]["amount"]) for row in finance.ask(ListOffers())]
    assert listed == [(PACK, None, 250), (WATER, None, 250)]
    assert [row["product_id"] for row in finance.ask(ListOffers(product_id=PACK))] == [PACK]
    finance.now += timedelta(days=8)
    assert finance.ask(ListOffers()) == []


def test_the_trial_balance_is_zero_in_the_chain_and_at_every_venue(finance: Standing) -> None:
    finance.give(record)
    finance.give(replace(visit, venue_id=XUHUI))
    rows = finance.ask(TrialBalance())
    balances = {(row["venue_id"], row["account"]): row["balance"]["amount"] for row in rows}
    assert balances == {
        (PUDONG, "advance"): 0,
        (PUDONG, "cash"): TOTAL,
        (PUDONG, "deferred:card"): -54000,
        (PUDONG, "income:retail"): -287,
        (PUDONG, "tax"): -3612,
        (PUDONG, f"settlement:{XUHUI}"): -6000,
        (XUHUI, f"settlement:{PUDONG}"): 6000,
        (XUHUI, "income:card"): -6000,
    }
    clerk = Actor(id=derived_id("clerk"), roles=(FINANCE_CLERK,), venues=(XUHUI,))
    assert {row["venue_id"] for row in finance.ask(TrialBalance(), clerk)} == {XUHUI}


def test_takings_are_of_the_venues_day_on_which_money_moved(finance: Standing) -> None:
    assert takings(finance) == ("2025-03-01", 0, 0)
    finance.give(request)
    finance.give(record)
    finance.give(notice(1, "captured", hour=11))  # an overpayment
    finance.now = datetime(2025, 3, 1, 17, tzinfo=UTC)  # 2 March, 01:00 in Shanghai
    finance.give(replace(refund, amount=cny(TOTAL + 500)))
    assert takings(finance) == ("2025-03-02", 0, TOTAL + 500)
    assert takings(finance, day=date(2025, 3, 1)) == ("2025-03-01", 2 * TOTAL, 0)
    assert finance.ask(TakingsOfDay(venue_id=derived_id("no venue"))) == []


def test_the_drawer_is_counted_by_the_way_in_which_money_came(finance: Standing) -> None:
    def till(**asked: Any) -> dict[str, tuple[int, int, int]]:
        rows = finance.ask(TillOfDay(venue_id=PUDONG, **asked))
        return {r["way"]: tuple(r[part]["amount"] for part in ("received", "returned", "net")) for r in rows}

    nothing = (0, 0, 0)
    assert till() == dict.fromkeys(("cash", "terminal", "transfer", "provider"), nothing)
    finance.give(part)
    finance.give(replace(record, payment_id=derived_id("card"), method="terminal", amount=cny(TOTAL - 20000)))
    finance.now = datetime(2025, 3, 1, 17, tzinfo=UTC)  # 2 March, 01:00 in Shanghai
    finance.give(replace(refund, amount=cny(TOTAL - 10000)))
    assert till(day=date(2025, 3, 1)) == {
        "cash": (20000, 0, 20000), "terminal": (TOTAL - 20000, 0, TOTAL - 20000),
        "transfer": nothing, "provider": nothing,
    }  # fmt: skip
    back = till()
    assert back["terminal"] == (0, TOTAL - 20000, 20000 - TOTAL), "the latest payment goes back first"
    assert back["cash"] == (0, 10000, -10000)
    assert sum(net for *_, net in back.values()) == -takings(finance)[2]


def test_views_stay_as_they_are_when_events_come_again_and_when_they_are_built_anew(finance: Standing) -> None:
    for command in (request, record, notice(1, "captured", hour=11), visit, replace(refund, amount=cny(TOTAL + 500))):
        assert finance.give(command) is None
    owe(finance)
    write_off = WriteOffDebt(member_id=WEI, order_id=ORDER, venue_id=PUDONG, reason="moved away")
    assert finance.give(write_off) is None
    assert finance.give(NoteBuyer(member_id=WEI, heard="merged", other_id=ADA)) is None
    assert finance.give(PublishIncomePolicy(rhythm="day", valid_from=date(2025, 4, 1))) is None
    assert finance.give(publish_offer) is None
    assert finance.give(publish_interest) is None
    stop(finance)
    before = finance.rows()
    assert all(rows for table, rows in before.items() if not table.startswith("partner_"))  # in a test of their own
    finance.project_again()
    assert finance.rows() == before
    finance.rebuild()
    assert finance.rows() == before


def owe(finance: Standing) -> None:
    """Wei owes the whole order since today, and the day after it that shuts doors."""
    policy = PublishDebtPolicy(least=cny(100), days=1, valid_from=NOON.date())
    assert finance.give(policy) is None
    owed = NoteDebt(
        member_id=WEI,
        order_id=ORDER,
        venue_id=PUDONG,
        zone="Asia/Shanghai",
        left=cny(TOTAL),
        due_day=NOON.date(),
        cause="on_account",
    )
    assert finance.give(owed) is None
    finance.now += timedelta(days=1)
    assert finance.give(ReviewDebts(member_id=WEI)) is None


def test_what_a_member_owes_is_seen_by_member_and_by_venue(finance: Standing) -> None:
    on_account = PutOnAccount(order_id=ORDER, venue_id=PUDONG, due_day=NOON.date())
    assert finance.give(on_account) is None
    assert finance.ask(OverdueDebts()) == []
    owe(finance)
    (debt,) = finance.ask(MemberDebts(member_id=WEI))
    assert (debt["left"]["amount"], debt["due_day"], debt["standing"]) == (TOTAL, "2025-03-01", "overdue")
    assert [row["order_id"] for row in finance.ask(OverdueDebts(venue_id=PUDONG))] == [ORDER]
    assert finance.ask(OverdueDebts(venue_id=XUHUI)) == []
    assert finance.ask(OverdueDebts(), Actor(id="desk", roles=(FINANCE_CLERK,), venues=(XUHUI,))) == []
    assert [row["days"] for row in finance.ask(DebtPolicies())] == [1]
    write_off = WriteOffDebt(member_id=WEI, order_id=ORDER, venue_id=PUDONG, reason="moved away")
    assert finance.give(write_off) is None
    assert finance.give(ReviewDebts(member_id=WEI)) is None
    assert finance.ask(MemberDebts(member_id=WEI)) == []


def test_how_often_term_income_is_booked_is_listed_the_newest_first(finance: Standing) -> None:
    daily = PublishIncomePolicy(rhythm="day", valid_from=date(2025, 4, 1))
    for policy in (daily, PublishIncomePolicy(rhythm="month", valid_from=date(2025, 7, 1)), daily):
        assert finance.give(policy) is None
    assert finance.ask(IncomePolicies()) == [
        {"rhythm": "month", "valid_from": "2025-07-01"},
        {"rhythm": "day", "valid_from": "2025-04-01"},
    ]


def test_interest_is_listed_the_newest_first_and_what_was_paid_of_it_leaves_the_till(finance: Standing) -> None:
    lower = replace(publish_interest, operator_basis_points=290, valid_from=date(2025, 2, 1))
    for command in (lower, publish_interest, record):
        assert finance.give(command) is None
    rows = finance.ask(RefundInterest(venue_id=PUDONG))
    listed = [(row["valid_from"], row["operator_basis_points"]) for row in rows]
    assert listed == [("2025-02-01", 290), ("2025-01-01", 300)]
    assert finance.ask(RefundInterest(venue_id=XUHUI)) == []
    finance.now += timedelta(days=100)
    assert finance.give(replace(refund, fault="operator")) is None  # 638.99 at 2.9 % for 100 days: 5.08
    assert takings(finance)[1:] == (0, TOTAL + 508)
    (cash, *_) = finance.ask(TillOfDay(venue_id=PUDONG))
    assert cash["returned"]["amount"] == TOTAL + 508


def stop(finance: Standing) -> None:
    """Two orders more for Wei's card than a card may have on a day."""
    for n in (1, 2):
        noted = NoteCharge(card_id=CARD, order_id=derived_id("order", n), day=date(2025, 3, 1), lines=8)
        assert finance.give(noted) is None


def test_cards_that_are_charged_no_more_are_listed_until_somebody_looked(finance: Standing) -> None:
    stop(finance)
    (row,) = finance.ask(StoppedCards())
    assert row == {
        "card_id": CARD, "day": "2025-03-01", "cause": "too_many_lines", "lines": 16, "most": 15, "held": 0
    }  # fmt: skip
    assert finance.give(ResumeCharging(card_id=CARD, reason="a key that stuck")) is None
    assert finance.ask(StoppedCards()) == []

"""Who sold, who paid, what was taken off, and what companies are to be billed: over orders whose figures are known."""

from __future__ import annotations

from datetime import UTC, date, datetime

from shared.contracts import VENUE_MANAGER, Actor, Money
from shared.contracts.analytics import DiscountNumbers, PartnerBills, PayerNumbers, StaffNumbers
from shared.ids import derived_id
from tests.analytics.asking import heard, money, shown
from tests.analytics.clerk_story import taken_back
from tests.analytics.guest_story import ACME, agreed
from tests.analytics.shop_story import Sale
from tests.analytics.story import VENUES, opening, registered
from tests.analytics.telling import Reports, Telling

SHANGHAI, LONDON, TOKYO = VENUES
MEI, TOM, ANN = derived_id("mei"), derived_id("tom"), derived_id("ann")
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
SPAN = {"first": MARCH, "until": MAY}
OFFER = derived_id("offer")
OF_LONDON = Actor(id=derived_id("manager"), roles=(VENUE_MANAGER,), venues=(LONDON,))
NINE = datetime(2026, 3, 9, 1, tzinfo=UTC)


def yuan(amount: int) -> Money:
    return Money(amount, "CNY")


def cny(amount: int) -> dict[str, object]:
    return money(amount, "CNY")


def test_discounts_are_told_by_the_level_and_the_offer_that_gave_them(bi: Reports):
    heard(
        bi,
        Sale("one", MEI, SHANGHAI, yuan(9_000), date(2026, 3, 9)).paid(discount=1_000),
        Sale("two", TOM, SHANGHAI, yuan(4_500), date(2026, 3, 10)).paid(discount=500),
        Sale("three", TOM, SHANGHAI, yuan(700), date(2026, 3, 11)).paid(discount=300, offer=OFFER),
        Sale("full", ANN, SHANGHAI, yuan(5_000), date(2026, 3, 11)).paid(),
        Sale("four", ANN, SHANGHAI, yuan(90), APRIL).paid(discount=10),
    )
    rows = shown(
        bi.ask(DiscountNumbers(**SPAN)), "period", "level", "offer_id", "orders", "members", "discount", "paid"
    )
    assert rows == [
        ("2026-03-01", "gold", OFFER, 1, 1, cny(300), cny(700)),
        ("2026-03-01", "gold", None, 2, 2, cny(1_500), cny(13_500)),
        ("2026-04-01", "gold", None, 1, 1, cny(10), cny(90)),
    ]
    assert bi.ask(DiscountNumbers(**SPAN), OF_LONDON) == []
    assert bi.differing() == []


def test_money_is_told_by_who_paid_it_and_goes_back_to_whom_it_came_from(bi: Reports):
    own, child = Sale("own", MEI, SHANGHAI, yuan(500)), Sale("child", TOM, SHANGHAI, yuan(300), payer=ANN)
    work = Sale("work", MEI, SHANGHAI, yuan(1_000))
    heard(
        bi,
        own.received(500),
        child.received(300),
        work.received(600),
        work.received(400, "partner"),
        work.refunded(500, employer=200, day=APRIL),
        child.refunded(100, day=APRIL),
    )
    counted = ("period", "paid_by", "payers", "members", "orders", "received", "returned")
    assert shown(bi.ask(PayerNumbers(**SPAN)), *counted) == [
        ("2026-03-01", "company", 0, 1, 1, cny(400), cny(0)),
        ("2026-03-01", "member", 0, 1, 2, cny(1_100), cny(0)),
        ("2026-03-01", "other", 1, 1, 1, cny(300), cny(0)),
        ("2026-04-01", "company", 0, 0, 0, cny(0), cny(200)),
        ("2026-04-01", "member", 0, 0, 0, cny(0), cny(300)),
        ("2026-04-01", "other", 0, 0, 0, cny(0), cny(100)),
    ]
    received, back = (
        sum(row[kind]["amount"] for row in bi.ask(PayerNumbers(**SPAN))) for kind in ("received", "returned")
    )
    assert bi.rows("SELECT 100 * sum(amount) FROM bi.fact_payment") == [(received - back,)]


def test_a_company_is_billed_for_its_part_of_what_was_sold_less_what_went_back(bi: Reports):
    one, two = Sale("one", MEI, SHANGHAI, yuan(800)), Sale("two", TOM, SHANGHAI, yuan(500))
    heard(
        bi,
        agreed(),
        registered(MEI, SHANGHAI),
        one.paid(employer=300),
        two.paid(employer=100),
        Sale("none", ANN, SHANGHAI, yuan(500)).paid(),
        one.refunded(400, employer=150, day=date(2026, 3, 20)),
        two.credited(50, day=APRIL),
    )
    assert shown(
        bi.ask(PartnerBills(**SPAN)), "agreement_id", "partner", "month", "orders", "people", "sold", "returned", "due"
    ) == [
        (ACME, "Acme", "2026-03-01", 2, 2, cny(400), cny(150), cny(250)),
        (ACME, "Acme", "2026-04-01", 0, 0, cny(0), cny(50), cny(-50)),
    ]


def test_what_each_of_the_staff_sold_took_gave_back_and_decided(bi: Reports):
    telling = Telling()
    opening(telling)
    telling.tell(registered(ANN, SHANGHAI))
    one, two = Sale("one", MEI, SHANGHAI, yuan(800)), Sale("two", TOM, SHANGHAI, yuan(500))
    open_, self_served, child = (Sale(name, MEI, SHANGHAI, yuan(70)) for name in ("open", "self", "child"))
    telling.tell(one.placed(), two.placed(), open_.placed(), by="li")
    telling.tell(self_served.placed(), self_served.paid(), by=MEI)
    telling.tell(child.placed(), child.paid(), by=ANN)
    telling.tell(one.received(800), by="li")
    telling.tell(two.received(500), one.refunded(200), by="wu")
    telling.tell(Sale("web", TOM, SHANGHAI, yuan(1)).received(1, "sandbox"), by="provider:sandbox")
    telling.tell(one.paid(), two.paid(), by="service:finance")
    telling.tell(taken_back(derived_id("card"), MEI, SHANGHAI, NINE), at=NINE, by="wu")
    bi.apply(telling.envelopes)
    counted = ("clerk_id", "orders", "sold", "payments", "received", "refunds", "returned", "let_in", "taken_back")
    assert shown(bi.ask(StaffNumbers(**SPAN)), *counted) == [
        ("li", 2, cny(1_300), 1, cny(800), 0, cny(0), 0, 0),
        ("wu", 0, cny(0), 1, cny(500), 1, cny(200), 0, 1),
    ]
    assert shown(bi.ask(StaffNumbers(**SPAN, clerk_id="wu")), "clerk_id") == [("wu",)]
    assert bi.ask(StaffNumbers(**SPAN), OF_LONDON) == []
    assert bi.differing() == []

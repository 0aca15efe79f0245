"""What a cheaper product leaves over of a card that a company helped to pay: each has their part of it again."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.finance.audit import Books, Payments
from services.finance.decider import ORDER as DECIDER
from services.finance.service import SERVICE
from shared.contracts.finance import (
    CreditUnused,
    NotePartner,
    NotePartnerRight,
    OrderRefunded,
    PartnerStatement,
    PaymentReturned,
    PublishPrice,
    RefundOrder,
    TrialBalance,
    UnusedCredited,
)
from shared.ids import derived_id
from tests.finance.examples import ORDER, PUDONG, cny, open_till
from tests.finance.test_partner_prices import (
    ACME,
    MONTH,
    all_paid,
    at_partner_price,
    belongs,
    listed,
    noted,
    place,
    publish,
    take,
)
from tests.scenario import NOON, Scenario
from tests.servers import Postgres
from tests.standing import standing

order = Scenario(DECIDER).given(at_partner_price, *all_paid)
CREDIT = derived_id("unused")


def credit(amount: int) -> CreditUnused:
    return CreditUnused(order_id=ORDER, credit_id=CREDIT, product_id=MONTH, amount=cny(amount))


def refund(amount: int, number: int = 1) -> RefundOrder:
    refund_id = derived_id("refund", number)
    return RefundOrder(refund_id=refund_id, order_id=ORDER, venue_id=PUDONG, amount=cny(amount), reason="moved away")


def test_of_700_over_the_company_that_paid_half_has_350_back_and_the_member_a_credit_of_350():
    credited, booked = order.when(credit(70_000))._decide()
    assert [(way.method, way.amount) for way in credited.returned_by] == [("partner", cny(35_000))]
    moved = {posting.account: posting.amount for posting in booked.postings}
    assert moved == {"deferred:card": 70_000, "partner": -35_000, "member_credit": -35_000}


def test_the_credit_is_the_members_to_have_and_what_is_left_of_the_card_is_still_of_both():
    over = order.given(*order.when(credit(70_000))._decide())
    paid_out, _ = over.when(refund(35_000))._decide()
    assert isinstance(paid_out, PaymentReturned)
    assert [(way.method, way.amount) for way in paid_out.returned_by] == [("cash", cny(35_000))]
    _, worth, _ = over.when(refund(45_000))._decide()
    assert isinstance(worth, OrderRefunded) and worth.amount == cny(10_000)
    assert [(way.method, way.amount) for way in worth.returned_by] == [("cash", cny(5_000)), ("partner", cny(5_000))]


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 80_000)), max_size=6))
def test_however_it_goes_back_nobody_has_more_than_they_paid(steps):
    past, books, payments = list(order.past), Books(), Payments()
    wishes = [
        CreditUnused(order_id=ORDER, credit_id=derived_id("over", n), product_id=MONTH, amount=cny(amount))
        if over
        else refund(min(amount, 80_000), n)
        for n, (over, amount) in enumerate(steps)
    ]
    for position, event in enumerate(past):
        assert said(books, payments, position, event) == []
    for wish in wishes:
        known = DECIDER.fold(past)
        if isinstance(wish, RefundOrder) and wish.amount.amount > known.refundable:
            continue
        for event in DECIDER.decide(wish, known, order.context):
            past.append(event)
            assert said(books, payments, len(past), event) == []
        after = DECIDER.fold(past)
        held = sum(payment.held for payment in after.payments.values())
        assert held == after.total - after.refunded + after.credit
    assert min(payments.held.values()) >= 0 and not payments.apart


def said(books: Books, payments: Payments, position: int, event: object) -> list[object]:
    recorded = type("Recorded", (), {"position": position, "stream": "x", "id": str(position)})()
    return [*books.see(recorded, event), *payments.see(recorded, event)]


def test_the_companys_statement_says_what_it_has_back(postgres: Postgres) -> None:
    with standing(postgres, SERVICE, NOON) as finance:
        heard = [NotePartner(**vars(noted)), NotePartnerRight(**vars(belongs))]
        for wish in (open_till, PublishPrice(**vars(listed)), *heard, publish, place, take, credit(70_000)):
            assert finance.give(wish) is None
        rows = finance.ask(PartnerStatement(agreement_id=ACME, month=date(2025, 3, 1)))
        assert [(row["what"], row["agreed"]["amount"], row["employer"]["amount"]) for row in rows] == [
            ("sold", 80_000, 40_000),
            ("returned", -70_000, -35_000),
        ]
        balance = {row["account"]: row["balance"]["amount"] for row in finance.ask(TrialBalance())}
        assert (balance["partner"], balance["member_credit"]) == (5_000, -35_000)
        before = finance.rows()
        finance.rebuild()
        assert finance.rows() == before


def test_a_credit_told_before_companies_had_their_part_reads_as_the_members_own():
    credited, _ = order.when(credit(70_000))._decide()
    told = {name: value for name, value in credited.wire().items() if name != "returned_by"}
    assert UnusedCredited.load(told).returned_by == ()

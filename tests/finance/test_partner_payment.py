"""A company pays by its statements: in part, in full, too much, at another venue than the one that sold."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.finance.audit import Books, Payments
from services.finance.dues import dues_after
from services.finance.receivable import RECEIVABLE
from services.finance.service import SERVICE
from shared.contracts import Event, Money
from shared.contracts.finance import (
    AmountNotPositive,
    EntryPosted,
    MoneyInAnotherCurrency,
    NotePartner,
    NotePartnerDue,
    NotePartnerRight,
    OpenStatements,
    OrderRefunded,
    PartnerCreditUsed,
    PartnerDueNoted,
    PartnerOwesNothing,
    PartnerPaymentReceived,
    PartnerPayments,
    PaymentShare,
    Posting,
    PublishPrice,
    RecordPartnerPayment,
    ReferenceReused,
    RefundOrder,
    SettledPart,
    TakingsOfDay,
    TillNotOpen,
    TillOfDay,
    TrialBalance,
    UnusedCredited,
)
from shared.contracts.samples import sample
from shared.ids import derived_id
from tests.audit.judging import said
from tests.finance.examples import ORDER, PUDONG, REFUND, TODAY, XUHUI, cny, open_till, received, till_opened
from tests.finance.test_partner_prices import ACME, BY_ACME, belongs, listed, noted, place, placed, publish, sold, take
from tests.scenario import NOON, Scenario
from tests.servers import Postgres
from tests.standing import standing

JANUARY, FEBRUARY, MARCH = (date(2025, month, 1) for month in (1, 2, 3))
PAYMENT = "00000000-0000-4000-8000-0000000000e9"
books = Scenario(RECEIVABLE).given(till_opened)
pay = RecordPartnerPayment(payment_id=PAYMENT, agreement_id=ACME, venue_id=PUDONG, amount=cny(40_000))


def due(month: date, amount: int, venue_id: str = PUDONG) -> PartnerDueNoted:
    cause = derived_id("due", month, amount, venue_id)
    return PartnerDueNoted(agreement_id=ACME, cause_id=cause, venue_id=venue_id, month=month, amount=cny(amount))


def part(month: date, amount: int, venue_id: str = PUDONG) -> SettledPart:
    return SettledPart(month=month, venue_id=venue_id, amount=cny(amount))


def paid(amount: int, *settles: SettledPart, over: int = 0) -> PartnerPaymentReceived:
    told = {**vars(replace(pay, amount=cny(amount))), "day": TODAY}
    del told["month"]
    return PartnerPaymentReceived(**told, settles=settles, over=cny(over))


def entry(cause: str, venue_id: str = PUDONG, **postings: int) -> EntryPosted:
    return EntryPosted(
        entry_id=derived_id("entry", ACME, cause, venue_id),
        order_id=ACME,
        venue_id=venue_id,
        day=TODAY,
        currency="CNY",
        memo="partner",
        postings=tuple(Posting(account=name.replace("__", ":"), amount=n) for name, n in postings.items()),
    )


# --- what is owed ---

order = placed(sold())
note = NotePartnerDue(
    order_id=ORDER, payment_id=BY_ACME, cause_id=BY_ACME, venue_id=PUDONG, day=TODAY, amount=cny(40_000)
)


def test_a_companys_part_is_owed_by_the_statement_of_the_month_in_which_it_was_sold():
    noted_due = PartnerDueNoted(agreement_id=ACME, cause_id=BY_ACME, venue_id=PUDONG, month=MARCH, amount=cny(40_000))
    books.given(order).when(note).then(noted_due).when(note).then()


def test_a_payment_that_no_company_makes_is_owed_by_none():
    books.given(order).when(replace(note, payment_id=PAYMENT)).then()
    books.when(note).then()


def test_what_is_sold_and_what_goes_back_is_told_of_the_companys_part_only():
    assert list(dues_after(received(BY_ACME, 40_000, "partner"))) == [note]
    assert list(dues_after(received(PAYMENT, 40_000, "cash"))) == []
    ways = (
        PaymentShare(payment_id=PAYMENT, method="cash", amount=cny(15_000)),
        PaymentShare(payment_id=BY_ACME, method="partner", amount=cny(15_000)),
    )
    told = {"order_id": ORDER, "venue_id": PUDONG, "day": TODAY, "returned_by": ways}
    back = replace(note, cause_id=REFUND, amount=cny(-15_000))
    assert list(dues_after(replace(sample(OrderRefunded), **told, refund_id=REFUND))) == [back]
    assert list(dues_after(replace(sample(UnusedCredited), **told, credit_id=REFUND))) == [back]


# --- what is paid ---


def test_a_payment_settles_the_oldest_statements_first():
    owing = books.given(due(FEBRUARY, 30_000), due(JANUARY, 20_000))
    owing.when(pay).then(
        paid(40_000, part(JANUARY, 20_000), part(FEBRUARY, 20_000)), entry(PAYMENT, bank=40_000, partner=-40_000)
    ).when(pay).then()


def test_a_payment_that_names_a_month_settles_that_one_first():
    owing = books.given(due(FEBRUARY, 30_000), due(JANUARY, 20_000))
    (received_now, _) = owing.when(replace(pay, month=date(2025, 2, 14)))._decide()
    assert received_now.settles == (part(FEBRUARY, 30_000), part(JANUARY, 10_000))


def test_what_went_back_counts_as_paid():
    """400.00 of January, 150.00 of it back in February: 250.00 settle both."""
    owing = books.given(due(JANUARY, 40_000), due(FEBRUARY, -15_000))
    owing.when(replace(pay, amount=cny(25_000))).then(
        paid(25_000, part(FEBRUARY, -15_000), part(JANUARY, 40_000)), entry(PAYMENT, bank=25_000, partner=-25_000)
    )


def test_what_is_paid_beyond_all_that_is_owed_is_kept_and_settles_what_comes():
    owing = books.given(due(JANUARY, 30_000))
    more = paid(40_000, part(JANUARY, 30_000), over=10_000)
    kept = owing.when(pay).then(more, entry(PAYMENT, bank=40_000, partner_credit=-10_000, partner=-30_000))
    use = PartnerCreditUsed(agreement_id=ACME, cause_id=BY_ACME, venue_id=PUDONG, settles=part(MARCH, 10_000))
    noted_due = PartnerDueNoted(agreement_id=ACME, cause_id=BY_ACME, venue_id=PUDONG, month=MARCH, amount=cny(40_000))
    cause = derived_id(BY_ACME, PUDONG)
    after = kept.given(order).when(note)
    after = after.then(noted_due, use, entry(cause, partner_credit=10_000, partner=-10_000)).when(note).then()
    (rest, _) = after.when(replace(pay, payment_id=REFUND, amount=cny(30_000)))._decide()
    assert (rest.settles, rest.over) == ((part(MARCH, 30_000),), cny(0))


def test_a_payment_at_one_venue_settles_what_is_owed_to_another_and_is_owed_between_them():
    owing = books.given(due(JANUARY, 10_000), due(JANUARY, 30_000, XUHUI))
    owing.when(pay).then(
        paid(40_000, part(JANUARY, 10_000), part(JANUARY, 30_000, XUHUI)),
        entry(PAYMENT, XUHUI, **{f"settlement__{PUDONG}": 30_000}, partner=-30_000),
        entry(PAYMENT, bank=40_000, partner=-10_000, **{f"settlement__{XUHUI}": -30_000}),
    )


def test_only_a_company_that_was_billed_pays_and_in_the_currency_of_its_bill():
    owing = books.given(due(JANUARY, 40_000))
    books.when(pay).refuses(PartnerOwesNothing, agreement_id=ACME)
    Scenario(RECEIVABLE).given(due(JANUARY, 40_000)).when(pay).refuses(TillNotOpen)
    owing.when(replace(pay, amount=Money(5, "USD"))).refuses(MoneyInAnotherCurrency, expected="CNY")
    owing.when(replace(pay, amount=cny(0))).refuses(AmountNotPositive)


def test_a_payments_id_stands_for_one_payment():
    owing = books.given(due(JANUARY, 40_000), paid(40_000, part(JANUARY, 40_000)))
    owing.when(replace(pay, amount=cny(1))).refuses(ReferenceReused, reference=PAYMENT)


@given(
    dues=st.lists(st.tuples(st.integers(1, 3), st.sampled_from([PUDONG, XUHUI]), st.integers(-500, 900)), max_size=8),
    payments=st.lists(st.tuples(st.sampled_from([PUDONG, XUHUI]), st.integers(1, 900)), max_size=5),
)
def test_whatever_is_owed_and_paid_the_books_balance_and_nothing_is_settled_twice(dues, payments):
    """In any order: what is open is what was billed less what was paid and what is kept."""
    past: list[Event] = [till_opened, replace(till_opened, venue_id=XUHUI)]
    facts = [due(date(2025, month, 1), amount, venue) for month, venue, amount in dues if amount]
    causes = [replace(fact, cause_id=derived_id("fact", n)) for n, fact in enumerate(facts)]
    past += causes
    for n, (venue_id, amount) in enumerate(payments if causes else ()):
        wish = replace(pay, payment_id=derived_id("payment", n), venue_id=venue_id, amount=cny(amount))
        past += RECEIVABLE.decide(wish, RECEIVABLE.fold(past), books.context)
    account = RECEIVABLE.fold(past).of(ACME)
    billed = sum(fact.amount.amount for fact in causes)
    came = sum(amount for _, amount in payments) if causes else 0
    assert sum(account.open.values()) == billed - came + sum(account.over.values())
    entries = [event for event in past if isinstance(event, EntryPosted)]
    assert all(sum(posting.amount for posting in each.postings) == 0 for each in entries)
    assert said(Payments(), *past) == [], "the ledger holds what was told to be settled"
    assert [says for says in said(Books(), *past) if "sums to" in says] == []


@pytest.mark.servers
def test_open_statements_are_listed_until_they_are_paid(postgres: Postgres) -> None:
    with standing(postgres, SERVICE, NOON) as finance:
        refund = RefundOrder(refund_id=REFUND, order_id=ORDER, venue_id=PUDONG, amount=cny(30_000), reason="moved away")
        heard = [NotePartner(**vars(noted)), NotePartnerRight(**vars(belongs))]
        back = replace(note, cause_id=REFUND, amount=cny(-15_000))
        for wish in (open_till, PublishPrice(**vars(listed)), *heard, publish, place, take, refund, note, back):
            assert finance.give(wish) is None
        (row,) = finance.ask(OpenStatements())
        assert (row["agreement_id"], row["month"], row["venue_id"]) == (ACME, "2025-03-01", PUDONG)
        assert [row[name]["amount"] for name in ("billed", "settled", "open")] == [25_000, 0, 25_000]
        for number, amount in ((1, 10_000), (2, 20_000)):
            some = replace(pay, payment_id=derived_id("part", number), amount=cny(amount))
            assert finance.give(some) is None
        assert finance.ask(OpenStatements(agreement_id=ACME)) == []
        payments = finance.ask(PartnerPayments(agreement_id=ACME))
        assert [(row["amount"]["amount"], row["over"]["amount"]) for row in payments] == [(20_000, 5_000), (10_000, 0)]
        balance = {row["account"]: row["balance"]["amount"] for row in finance.ask(TrialBalance())}
        assert (balance["partner"], balance["partner_credit"], balance["bank"]) == (0, -5_000, 30_000)
        (takings,) = finance.ask(TakingsOfDay(venue_id=PUDONG))
        till = {row["way"]: row["received"]["amount"] for row in finance.ask(TillOfDay(venue_id=PUDONG))}
        assert (takings["received"]["amount"], till["transfer"], till["cash"]) == (70_000, 30_000, 40_000)
        before = finance.rows()
        finance.project_again()
        assert finance.rows() == before
        finance.rebuild()
        assert finance.rows() == before

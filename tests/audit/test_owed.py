"""What was prepaid, by finance's log alone: what the audit says of histories that no decider would write."""

from dataclasses import replace
from datetime import date

from services.finance.owed import Deferred
from shared.contracts.finance import Posting
from tests.audit.judging import said
from tests.finance.examples import CASH, entry, paid_in_cash, placed
from tests.finance.terms_examples import YEAR_CARD, booked, days, noon, over, sold, spread
from tests.finance.test_recognise_income import FIRST
from tests.finance.test_recognise_income import income as visit_income
from tests.finance.test_term_income import JULY, refund, year

january = booked(31_000, date(2025, 2, 1), date(2025, 1, 31), 0)
sale = entry("sale", CASH, advance=365_000, deferred__card=-365_000)


def test_visits_and_days_that_were_booked_keep_the_promise():
    visit = (visit_income(6000), entry("recognition", FIRST, deferred__card=6000, income__card=-6000))
    assert said(Deferred(), placed, *paid_in_cash, *visit) == []
    assert said(Deferred(), *sold(), sale, spread(over(days((1, 1), (12, 31)))), *january) == []
    refunded = year.at(noon(7, 1)).when(refund(92_000))._decide()
    assert said(Deferred(), *year.past[:3], sale, *year.past[3:], *refunded) == []


def test_income_that_the_ledger_does_not_show_is_named_with_the_event_since_when():
    (says,) = said(Deferred(), *sold(), sale, january[0])
    assert says == f"order {sale.order_id} owes 334000, the ledger says 365000"
    other = replace(
        january[1], postings=(Posting(account="deferred:card", amount=1), Posting(account="tax", amount=-1))
    )
    assert said(Deferred(), *sold(), sale, january[0], other) == [
        f"order {sale.order_id} owes 334000, the ledger says 364999"
    ]


def test_more_than_was_prepaid_and_less_than_nothing_earned_are_named():
    everything = booked(365_001, JULY, date(2025, 6, 30), 0)
    assert f"1 more of {YEAR_CARD} became income than was prepaid" in said(Deferred(), *sold(), sale, *everything)
    negative = booked(-1, JULY, date(2025, 6, 30), 0)
    assert f"days of {YEAR_CARD} took back more than they had earned" in said(Deferred(), *sold(), sale, *negative)


def test_a_term_whose_days_are_over_is_owed_no_more_unless_it_stopped():
    over_long_ago = spread(over(days((1, 1), (2, 1))))
    assert said(Deferred(), *sold(), sale, over_long_ago, *january) == [f"334000 of {YEAR_CARD} is owed after its days"]
    stopped = spread(over(days((1, 1), (2, 1))), replace(over(days((1, 1), (2, 1))), since=JULY, days=()))
    assert said(Deferred(), *sold(), sale, stopped, *january) == []

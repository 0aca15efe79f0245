"""The ledger: double entries in the books of a venue, each of which sums to zero."""

from __future__ import annotations

from typing import Literal

from shared.contracts import FINANCE_CLERK, HEAD_OFFICE, Day, Event, Id, Money, Part, Query, Row


class Posting(Part):
    """One side of an entry: debits are positive, credits negative, in minor units of the entry's currency."""

    account: str  # cash, terminal, bank, provider, advance, member_credit, partner, partner_credit, tax, deferred:<kind>, income:<kind>, interest, settlement:<venue>
    amount: int


class EntryPosted(Event, stream="order-{order_id}"):
    """A ledger entry in the books of one venue; its postings sum to zero. `order_id` is the agreement, if a partner paid."""

    entry_id: Id
    order_id: Id
    venue_id: Id
    day: Day
    currency: str
    memo: Literal["sale", "payment", "refund", "overpayment", "recognition", "interest", "partner"]
    postings: tuple[Posting, ...]


class AccountRow(Row):
    """The balance of an account: debits minus credits."""

    account: str
    venue_id: Id
    balance: Money


class TrialBalance(Query, by=(HEAD_OFFICE, FINANCE_CLERK), answers=AccountRow):
    """Every account with its balance; the balances of a currency sum to zero."""

"""What partners owe by their monthly statements, and what they paid of it."""

from __future__ import annotations

from shared.contracts import (
    FINANCE_CLERK,
    HEAD_OFFICE,
    SERVICE,
    Command,
    Day,
    Event,
    Id,
    Money,
    Part,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.finance.payment import AmountNotPositive, Method, MoneyInAnotherCurrency, ReferenceReused
from shared.contracts.finance.till import TillNotOpen


class PartnerOwesNothing(Refusal):
    """A payment is of a company to whose people something was sold by the agreement."""

    agreement_id: str
    says = Text("Nothing was ever billed by agreement {agreement_id}.", "协议 {agreement_id} 从未产生账单。")
    remedy = Text("Check the agreement.", "请核对协议编号。")


class NotePartnerDue(Command, by=(SERVICE,)):
    """A company's part of an order is owed by its statement, or went back (less than zero).

    `payment_id` names it in the order, `cause_id` what happened: it counts once.
    """

    order_id: Id
    payment_id: Id
    cause_id: Id
    venue_id: Id
    day: Day
    amount: Money


class PartnerDueNoted(Event, stream="partneraccount-{agreement_id}", unreported="said elsewhere"):
    """So much more is owed for the statement of `month` (its first day) to the venue that sold; less than zero: less."""

    agreement_id: Id
    cause_id: Id
    venue_id: Id
    month: Day
    amount: Money


class SettledPart(Part):
    """Of the statement of this month, so much of what is owed to this venue."""

    month: Day
    venue_id: Id
    amount: Money


class RecordPartnerPayment(
    Command,
    by=(HEAD_OFFICE, FINANCE_CLERK),
    refuses=(TillNotOpen, PartnerOwesNothing, AmountNotPositive, MoneyInAnotherCurrency, ReferenceReused),
):
    """A company paid by its statements, at this venue: of `month` first, if it names one, then of the oldest.

    What is beyond all that is owed is kept for what comes.
    """

    payment_id: Id
    agreement_id: Id
    venue_id: Id
    amount: Money
    method: Method = "transfer"
    month: Day | None = None


class PartnerPaymentReceived(Event, stream="partneraccount-{agreement_id}", unreported="said elsewhere"):
    """Money of a company came in: what it `settles`, what had gone back among it; `over` is kept for what comes."""

    payment_id: Id
    agreement_id: Id
    venue_id: Id
    day: Day
    amount: Money
    method: Method
    settles: tuple[SettledPart, ...]
    over: Money


class PartnerCreditUsed(Event, stream="partneraccount-{agreement_id}", unreported="said elsewhere"):
    """What the company had paid beyond what it owed, at `venue_id`, settles this part."""

    agreement_id: Id
    cause_id: Id
    venue_id: Id
    settles: SettledPart


class OpenStatementRow(Row):
    """Of a month's statement, what was `billed` for a venue, what of it is `settled`, and what is `open`.

    `open` below zero: more went back than was sold, which the next payment is less by.
    """

    agreement_id: Id
    month: Day
    venue_id: Id
    billed: Money
    settled: Money
    open: Money


class OpenStatements(Query, by=(HEAD_OFFICE, FINANCE_CLERK), answers=OpenStatementRow):
    """What companies have not paid, or one of them, the oldest month first; 500 at most."""

    agreement_id: Id | None = None


class PartnerPaymentRow(Row):
    """A payment of a company; what of it was `over` when it came."""

    payment_id: Id
    venue_id: Id
    day: Day
    method: str
    amount: Money
    over: Money


class PartnerPayments(Query, by=(HEAD_OFFICE, FINANCE_CLERK), answers=PartnerPaymentRow):
    """What a company paid, the newest first."""

    agreement_id: Id

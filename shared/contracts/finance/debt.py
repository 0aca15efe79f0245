"""Debts: what was put on account and is not paid; since when, and from which day on it shuts doors."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FINANCE_CLERK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Instant,
    Money,
    Note,
    Query,
    Refusal,
    Row,
    Text,
    Zone,
)
from shared.contracts.finance.buyer import BuyerUnknown
from shared.contracts.finance.order import DESK, OrderNotPlaced, OrderOfAnotherVenue
from shared.contracts.finance.payer import NotAgreedToPay
from shared.contracts.finance.payment import OrderAlreadyPaid

DebtCause = Literal["on_account", "renewal", "freeze_fee"]


class DueDayPast(Refusal):
    """What is put on account is due today or later."""

    due_day: Day
    earliest: Day
    status = 422
    says = Text("It cannot have been due on {due_day}.", "应付日不能早于今天：{due_day}。")
    remedy = Text("Choose {earliest} or a later day.", "请选择 {earliest} 或之后的日期。")


class OrderOnAccount(Refusal):
    """An order is put on account once, with one due day."""

    order_id: str
    due_day: Day
    says = Text("Order {order_id} is on account, due on {due_day}.", "订单 {order_id} 已挂账，应付日为 {due_day}。")
    remedy = Text("Take the payment, or write the debt off.", "请收款，或核销该欠款。")


class PutOnAccount(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK),
    refuses=(
        OrderNotPlaced,
        OrderOfAnotherVenue,
        OrderAlreadyPaid,
        OrderOnAccount,
        DueDayPast,
        NotAgreedToPay,
        BuyerUnknown,
    ),
):
    """Let the member pay an order until a day. It hands over no card before it is paid; past the day it is a debt.

    Of an order that another pays it is the payer's, as long as they have agreed.
    """

    order_id: Id
    venue_id: Id
    due_day: Day


class OrderPutOnAccount(Event, stream="order-{order_id}", unreported="own use"):
    """`left` is to be paid by `due_day`, that day included, by the clock of the venue (`zone`).

    Of the payer, where there is one, else of the member. `card_id`: the renewal or fee of this card. `asked_on`: the provider was asked for it on this day and has not
    answered.
    """

    order_id: Id
    member_id: Id
    venue_id: Id
    zone: Zone
    due_day: Day
    left: Money
    cause: DebtCause
    card_id: Id | None = None
    asked_on: Day | None = None
    payer_id: Id | None = None


class DebtChanged(Event, stream="order-{order_id}", unreported="own use"):
    """Of an order on account so much is left to pay, 0 for good; `asked_on` as above."""

    order_id: Id
    member_id: Id
    left: Money
    asked_on: Day | None = None
    payer_id: Id | None = None


class NoteDebt(Command, by=(SERVICE,)):
    """What a member owes for an order, as the order tells; the fields that an order tells once may be None later.

    `for_id` is the other member whose order it is, for whom this one pays.
    """

    member_id: Id
    order_id: Id
    left: Money
    asked_on: Day | None = None
    due_day: Day | None = None
    venue_id: Id | None = None
    zone: Zone | None = None
    cause: DebtCause | None = None
    card_id: Id | None = None
    for_id: Id | None = None


class DebtNoted(Event, stream="debt-{member_id}"):
    """The member owes so much for the order, their own or that of `for_id`, due on that day; 0: nothing more."""

    member_id: Id
    order_id: Id
    venue_id: Id
    zone: Zone
    left: Money
    due_day: Day
    cause: DebtCause
    card_id: Id | None = None
    asked_on: Day | None = None
    for_id: Id | None = None


class DebtUnknown(Refusal):
    """Only what is owed can be written off."""

    order_id: str
    status = 404
    says = Text("Nothing is owed for order {order_id}.", "订单 {order_id} 没有欠款。")
    remedy = Text("See the member's debts.", "请查看该会员的欠款。")


class WriteOffDebt(Command, by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK), refuses=(DebtUnknown, OrderOfAnotherVenue)):
    """Claim a debt no longer. The order stays unpaid, so no book changes; who pays it later is welcome."""

    member_id: Id
    order_id: Id
    venue_id: Id
    reason: Note


class DropRenewalDebts(Command, by=(SERVICE,)):
    """A card does not renew by itself any more, or was renewed by another order: what was due for it is not owed.

    It may be owed by who pays for the member whose card it is.
    """

    member_id: Id
    card_id: Id
    order_id: Id | None = None  # this order, whether or not its debt is known yet; None: all that the card owes
    paid_by: Id | None = None  # this order's own debt is its payment's business


class DebtWrittenOff(Event, stream="debt-{member_id}"):
    """The debt of this order is claimed no longer: by a person, or since nothing was had for it."""

    member_id: Id
    order_id: Id
    left: Money | None
    why: Literal["by_hand", "not_renewed"]
    reason: Note | None = None


# --- when it shuts doors ---


class DebtPolicyOutOfRange(Refusal):
    """A billing day locks nobody out: from 1 to 366 days after it; the bank has 0 to 30 working days; an amount above zero."""

    figure: str
    asked: int
    status = 422
    says = Text("{figure} of a debt policy cannot be {asked}.", "欠费政策的 {figure} 不能为 {asked}。")
    remedy = Text(
        "Give an amount above zero, 1 (doors shut on the day after) to 366 days, 0 to 30 working days for the bank.",
        "金额须大于零，天数 1（次日停用）至 366，银行工作日 0 至 30。",
    )


class DebtPolicyDated(Refusal):
    """A policy holds from today or a later day: who was shut out yesterday was so by yesterday's policy."""

    valid_from: Day
    earliest: Day
    status = 422
    says = Text("A policy cannot hold from {valid_from}.", "规则不能自 {valid_from} 起生效。")
    remedy = Text("Choose {earliest} or a later day.", "请选择 {earliest} 或之后的日期。")


class PublishDebtPolicy(Command, by=(HEAD_OFFICE,), refuses=(DebtPolicyOutOfRange, DebtPolicyDated)):
    """From a day on, doors shut on members who owe `least` or more since `days` days or more, in that currency.

    What the provider was asked for counts at the earliest `bank_days` working days (Monday to Friday) after it was
    asked the first time, unless it said no before. Without a policy no debt shuts a door.
    """

    least: Money
    days: int
    bank_days: int = 5
    valid_from: Day


class DebtPolicyPublished(Event, stream="debtpolicies", unreported="rule"):
    """So much, owed so long, shuts doors from this day on."""

    least: Money
    days: int
    bank_days: int
    valid_from: Day


class ReviewDebts(Command, by=(SERVICE,)):
    """Look at what a member owes today; given by the clock."""

    member_id: Id


class DebtsReviewed(Event, stream="debt-{member_id}", unreported="own use"):
    """Nothing changes before `wake_at` by itself."""

    member_id: Id
    wake_at: Instant


class DebtFellDue(Event, stream="debt-{member_id}", unreported="own use"):
    """`amount` is past its due day, the oldest of it since `since`; on `blocks_on` (None: never) it will shut doors."""

    member_id: Id
    amount: Money
    since: Day
    blocks_on: Day | None


class DebtOverdue(Event, stream="debt-{member_id}", unreported="own use"):
    """`amount` is owed since `since`, so much and so long that doors shut, by the policy of `least` and `days`."""

    member_id: Id
    amount: Money
    since: Day
    least: Money
    days: int


class DebtSettled(Event, stream="debt-{member_id}", unreported="own use"):
    """Nothing is past its due day any more."""

    member_id: Id


# --- queries ---


class DebtRow(Row):
    """What a member owes for an order (of `for_id`, if not their own); `standing` of the member: clear, due or overdue."""

    member_id: Id
    for_id: Id | None
    order_id: Id
    venue_id: Id
    cause: str
    left: Money
    due_day: Day
    standing: str


class MemberDebts(Query, by=(*DESK, MEMBER), answers=DebtRow):
    """What a member owes, the oldest first."""

    member_id: Id


class OverdueDebts(Query, by=DESK, answers=DebtRow):
    """The debts of members for whom doors are shut, at the venues that one may see, the oldest first; 500 at most."""

    venue_id: Id | None = None


class DebtPolicyRow(Row):
    """Such debts shut doors from this day on."""

    least: Money
    days: int
    bank_days: int
    valid_from: Day


class DebtPolicies(Query, by=DESK, answers=DebtPolicyRow):
    """Every debt policy, the newest first."""

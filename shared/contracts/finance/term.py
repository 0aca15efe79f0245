"""Term income: what was prepaid for days becomes income by the day, and stands still with its card."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FINANCE_CLERK,
    HEAD_OFFICE,
    SERVICE,
    Command,
    Day,
    DayRange,
    Event,
    Id,
    Instant,
    Money,
    Part,
    Query,
    Refusal,
    Row,
    Text,
    Zone,
)
from shared.contracts.cards.lot import LotDays, LotKind
from shared.contracts.cards.terms import HoldRule
from shared.contracts.finance.price import IncomeKind

Rhythm = Literal["month", "day"]


class TermLot(Part):
    """A lot of days: `paid` by this order; `instead_of` the lot in whose place it stands after a change of product."""

    lot_id: Id
    kind: LotKind
    order_id: Id | None
    product_id: Id
    paid: Money
    valid: DayRange
    instead_of: Id | None = None


class TakenOff(Part):
    """The days rested that a paid order was less by; none any more, once all of it went back or nothing was granted."""

    order_id: Id
    days: tuple[DayRange, ...]


class NotePaidDays(Command, by=(SERVICE,)):
    """Cards told of a card's days: what was granted, moved, rested, lost or ended; fields left out are as they were.

    Of `rest` only `rested_days` were rested (None: all); `hold` is what it does; `lost` are all days lost by closures.
    `ended` lots give nothing more; `over`: none of them does; those that are `cut` do not from `stops_on` on (None: they do
    again). `taken_off` is finance's own word, but of an order of which nothing was granted.
    """

    card_id: Id
    zone: Zone | None = None
    granted: TermLot | None = None
    lots: tuple[LotDays, ...] = ()
    rest: DayRange | None = None
    rested_days: int | None = None
    lost: tuple[DayRange, ...] | None = None
    ended: tuple[Id, ...] = ()
    over: bool = False
    hold: HoldRule = "extend"
    taken_off: TakenOff | None = None
    cut: tuple[Id, ...] = ()
    stops_on: Day | None = None


class PaidDaysNoted(Event, stream="paiddays-{card_id}", unreported="echo"):
    """What finance knows of a card's days since `day`, on which it happened; fields left out are as they were."""

    card_id: Id
    day: Day
    zone: Zone | None = None
    granted: TermLot | None = None
    lots: tuple[LotDays, ...] = ()
    rest: DayRange | None = None
    rested_days: int | None = None
    lost: tuple[DayRange, ...] | None = None
    ended: tuple[Id, ...] = ()
    over: bool = False
    hold: HoldRule = "extend"
    taken_off: TakenOff | None = None
    cut: tuple[Id, ...] = ()
    stops_on: Day | None = None


class Spread(Part):
    """From `since` on, what is left of the money is spread evenly over those of `days` that are not before it.

    Without days the service has stopped: what is left stays owed until it is refunded.
    """

    since: Day
    days: tuple[DayRange, ...]


class TermSpread(Event, stream="order-{order_id}", unreported="said elsewhere"):
    """What the order was paid for this lot, `paid` with tax, is earned on these days, in the place of what was said before."""

    order_id: Id
    lot_id: Id
    card_id: Id
    product_id: Id
    paid: Money
    spread: tuple[Spread, ...]


class RecogniseTerms(Command, by=(SERVICE,)):
    """Book what the days of an order's terms have earned and is due to be booked; given by the clock."""

    order_id: Id


class TermIncomeRecognised(Event, stream="order-{order_id}", unreported="said elsewhere"):
    """With `net` (tax was booked at the sale) all is booked that the lot's days before `until` earned; on `day`.

    Less than zero: days that were booked had earned less, since the card stood still on some of them.
    """

    order_id: Id
    lot_id: Id
    product_id: Id
    kind: IncomeKind
    venue_id: Id
    member_id: Id
    day: Day
    until: Day
    net: Money


class IncomeReviewed(Event, stream="order-{order_id}", unreported="said elsewhere"):
    """Nothing more of the order's terms is booked before `wake_at`, unless their days change."""

    order_id: Id
    wake_at: Instant


# --- how often it is booked ---


class IncomePolicyDated(Refusal):
    """How often income is booked may change from today on: what is booked stays."""

    valid_from: Day
    earliest: Day
    status = 422
    says = Text("The rhythm cannot hold from {valid_from}.", "入账周期不能自 {valid_from} 起生效。")
    remedy = Text("Choose {earliest} or a later day.", "请选择 {earliest} 或之后的日期。")


class PublishIncomePolicy(Command, by=(HEAD_OFFICE,), refuses=(IncomePolicyDated,)):
    """From a day on, term income is booked at each month's end (which holds until a policy is published), or every day.

    An order takes it up when it is booked next, at the latest at the end of the month.
    """

    rhythm: Rhythm
    valid_from: Day


class IncomePolicyPublished(Event, stream="incomepolicies", unreported="said elsewhere"):
    """From this day on, term income is booked in this rhythm."""

    rhythm: Rhythm
    valid_from: Day


class IncomePolicyRow(Row):
    """Term income is booked so from this day on."""

    rhythm: str
    valid_from: Day


class IncomePolicies(Query, by=(HEAD_OFFICE, FINANCE_CLERK), answers=IncomePolicyRow):
    """Every rhythm that was published, the newest first; before the first, income is booked at each month's end."""

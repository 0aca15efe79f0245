"""Prepaid: how much one consumer may pay before it is used, and what of it is left."""

from __future__ import annotations

from typing import Literal

from shared.contracts import HEAD_OFFICE, SERVICE, Command, Day, Event, Id, Money, Name, Part, Refusal, Text
from shared.contracts.finance.line import PricedLine

Cap = Literal["membership", "membership_months", "lessons", "lesson_count", "value", "bearer", "together"]


class PrepaidCapExceeded(Refusal):
    """A region says how much may be prepaid, by one consumer and for how long."""

    region: str
    cap: Cap
    asked: int  # of an amount minor units, like `most`
    most: int
    what: str  # the cap in words
    what_zh: str
    allowed: str  # as a clerk writes it
    reached: str
    says = Text(
        "{region} allows {allowed} for {what}; it would be {reached}.",
        "{region} 规定{what_zh}上限为 {allowed}，本次将达 {reached}。",
    )
    remedy = Text("Sell less, or shorter.", "请减少金额、数量或期限。")


class PrepaidTooEarly(Refusal):
    """A region lets nothing be collected more than so many months before its service begins."""

    region: str
    months: int
    first: Day
    from_day: Day
    says = Text(
        "{region} lets nothing be paid more than {months} months before it begins; this begins on {first}.",
        "{region} 规定不得提前超过 {months} 个月收费；本次服务自 {first} 开始。",
    )
    remedy = Text(
        "Take the money from {from_day} on, or let it begin earlier.", "请自 {from_day} 起收款，或提前服务开始日。"
    )


class PrepaidBeyondLease(Refusal):
    """A region lets nothing last longer than the venue's lease."""

    region: str
    until: Day
    lease_until: Day
    says = Text(
        "{region} lets nothing outlast the venue's lease, which ends before {lease_until}; this would end before {until}.",
        "{region} 规定期限不得超过场馆租期（{lease_until} 前）；本次将至 {until} 前。",
    )
    remedy = Text(
        "Sell a shorter term; if the lease was prolonged, head office publishes the caps anew.",
        "请缩短期限；若已续租，请总部重新发布预付上限。",
    )


class PrepaidCaps(Part):
    """The most that one consumer may prepay, tax included; None: no cap.

    A `membership` is a term (at most `membership_months`), `lessons` a pack of lessons (at most `lesson_count`), `value`
    a stored value, `bearer` a card in nobody's name. `together` counts all that is prepaid and not used yet, and so does
    each kind its own, but where the law caps each card by itself (`per_card`).

    Nothing is paid more than `months_ahead` months before it begins, and nothing with an end lasts beyond `lease_until`,
    the first day on which the venue is not leased any more.
    """

    membership: Money | None = None
    membership_months: int | None = None
    lessons: Money | None = None
    lesson_count: int | None = None
    value: Money | None = None
    bearer: Money | None = None
    together: Money | None = None
    per_card: bool = False
    months_ahead: int | None = None
    lease_until: Day | None = None


class PrepaidMonthsOutOfRange(Refusal):
    """Money is collected from 0 to 120 months ahead."""

    months: int
    says = Text("{months} months ahead are no cap.", "提前 {months} 个月不是有效的上限。")
    remedy = Text("Give 0 to 120 months; leave it out for no cap.", "请填写 0 至 120 个月；不限制则不填。")


class PublishPrepaidCaps(Command, by=(HEAD_OFFICE,), refuses=(PrepaidMonthsOutOfRange,)):
    """Set the caps of a venue's region, from a day on."""

    for_venue: Id
    region: Name
    caps: PrepaidCaps
    valid_from: Day


class PrepaidCapsPublished(Event, stream="caps-{for_venue}", unreported="rule"):
    """From this day on the venue sells within these caps."""

    for_venue: Id
    region: Name
    caps: PrepaidCaps
    valid_from: Day


class NotePrepaid(Command, by=(SERVICE,)):
    """A member paid an order: what of it is prepaid counts until it is used."""

    member_id: Id
    order_id: Id
    day: Day
    lines: tuple[PricedLine, ...]


class PrepaidNoted(Event, stream="prepaid-{member_id}", unreported="echo"):
    """So much of a product is prepaid; of a term it is used up evenly from `first` to `until`. A trial counts for ever.

    `whole` is what it cost with what a company paid of it, by which its uses are told; None: the same. `cap` is the one
    that it counts for beside that of all together; None: none, or an older event.
    """

    member_id: Id
    order_id: Id
    product_id: Id
    amount: Money
    first: Day | None
    until: Day | None
    trial: bool
    whole: Money | None = None
    cap: Cap | None = None


class NoteTrialHad(Command, by=(SERVICE,)):
    """members says that the person of this record had a trial: under another record, or as a guest."""

    member_id: Id
    trial_id: Id
    venue_id: Id
    day: Day


class TrialHadNoted(Event, stream="prepaid-{member_id}", unreported="own use"):
    """No trial is sold to this record any more."""

    member_id: Id
    trial_id: Id
    venue_id: Id
    day: Day


class NotePrepaidUse(Command, by=(SERVICE,)):
    """Some of it was used, or went back; `use_id` counts once. Negative: it can be used again."""

    member_id: Id
    order_id: Id
    product_id: Id
    use_id: Id
    amount: Money


class PrepaidUsed(Event, stream="prepaid-{member_id}", unreported="echo"):
    """So much less is prepaid."""

    member_id: Id
    order_id: Id
    product_id: Id
    use_id: Id
    amount: Money

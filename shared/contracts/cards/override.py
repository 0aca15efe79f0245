"""Letting somebody in whom the gate refused: by whom, on which grounds, how often; and what it costs the chain."""

from __future__ import annotations

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Instant,
    Money,
    Note,
    Query,
    Reason,
    Refusal,
    Row,
    Text,
)
from shared.contracts.cards.card import CardNotIssued
from shared.contracts.cards.venue import GateNotOpen


class SwipeNotRefused(Refusal):
    """What is overridden is a refusal: of a swipe of this card, at this venue, after which nobody came in on it yet."""

    swipe_id: str
    status = 404
    says = Text("The gate of this venue did not refuse swipe {swipe_id}.", "本场馆门禁未拒绝刷卡 {swipe_id}。")
    remedy = Text(
        "Let the card be read again, and take the swipe that was refused.", "请重新刷卡，并选择被拒绝的记录。"
    )


class OverrideTooLate(Refusal):
    """Who is let in stands at the gate: a refusal is overridden soon after it was told, or not at all."""

    refused_at: Instant
    minutes: int
    says = Text(
        "The refusal of {refused_at} is older than {minutes} minutes.", "{refused_at} 的拒绝已超过 {minutes} 分钟。"
    )
    remedy = Text("Let the card be read again.", "请重新刷卡。")


class GroundNotListed(Refusal):
    """Somebody is let in on a ground of the venue's list, so that grounds can be counted."""

    ground: str
    allowed: str
    status = 422
    says = Text("{ground} is no ground on which this venue lets somebody in.", "{ground} 不是本场馆认可的放行理由。")
    remedy = Text("Give one of: {allowed}; say the rest in words.", "请选择：{allowed}，其余请在说明中填写。")


class NeverOverridden(Refusal):
    """Some refusals nobody overrides: a card that is lost, dead, cancelled or forged, and what the policy shuts for all."""

    against: str
    says = Text("Nobody may override {against}.", "任何人不得对 {against} 放行。")
    remedy = Text("Resolve what the gate told, or sell a day pass.", "请先解决门禁提示的问题，或购买次卡。")


class OverrideNotYours(Refusal):
    """Who may override which refusal, the policy of the venue's gates says."""

    against: str
    roles: str
    says = Text("{against} is overridden by {roles}.", "{against} 须由 {roles} 放行。")
    remedy = Text("Ask one of them.", "请联系上述人员。")


class OverridesUsedUp(Refusal):
    """A clerk lets in so many people a day against the rules, at all venues together; beyond that a manager does."""

    most: int
    day: Day
    says = Text("You have overridden {most} refusals on {day}.", "您于 {day} 已放行 {most} 次。")
    remedy = Text("Ask a manager to let them in.", "请由经理放行。")


class OverrideEntry(
    Command,
    by=(FRONT_DESK, VENUE_MANAGER, HEAD_OFFICE),
    refuses=(
        CardNotIssued,
        GateNotOpen,
        SwipeNotRefused,
        OverrideTooLate,
        GroundNotListed,
        NeverOverridden,
        OverrideNotYours,
        OverridesUsedUp,
    ),
):
    """Let in who was refused by this swipe, on a ground of the venue's list and in the clerk's words.

    Exits need none of it: leaving is never refused.
    """

    swipe_id: Id
    card_id: Id
    venue_id: Id
    ground: str
    words: Note


class EntryOverridden(Event, stream="card-{card_id}"):
    """Somebody came in all the same: the gate had said `reason`, and `also` stood against it, as it would have said next.

    `counted`: an EntryGranted of the same swipe tells what it used, worth `used` of the price paid. Else nothing could
    pay, the entry was free, and `forgone` is what a visit costs by the card's terms (None: they do not say). `words`
    None: the door was opened again for a member who is inside (`readmit`).
    """

    swipe_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    at: Instant
    clerk_id: str
    reason: Reason
    also: tuple[Reason, ...]
    ground: str
    words: Note | None
    counted: bool
    used: Money
    forgone: Money | None


class OverrideCounted(Event, stream="overrides-{clerk_id}-{day}", unreported="own use"):
    """One more of what this clerk overrode on a day of the venue."""

    clerk_id: str
    day: Day
    venue_id: Id
    swipe_id: Id


class OverridesRow(Row):
    """How often a clerk overrode a rule, and with what effect: the worth of what visits used, and what free ones forgo.

    `unpriced` are the free ones of cards whose terms say no price of a visit.
    """

    clerk_id: str
    refusal: str
    times: int
    free: int
    unpriced: int
    used: Money
    forgone: Money


class Overrides(Query, by=(VENUE_MANAGER, HEAD_OFFICE), answers=OverridesRow):
    """Who overrode which refusals at a venue from `first` to before `until`, the most often first."""

    venue_id: Id
    first: Day
    until: Day


class OverriddenEntryRow(Row):
    """One entry against the rules."""

    swipe_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    at: Instant
    clerk_id: str
    reason: Reason
    also: tuple[Reason, ...]
    ground: str
    words: str | None
    counted: bool
    used: Money
    forgone: Money | None


class OverriddenEntries(Query, by=(VENUE_MANAGER, HEAD_OFFICE), answers=OverriddenEntryRow):
    """The entries against the rules at a venue from `first` to before `until`, the last 500, newest first."""

    venue_id: Id
    first: Day
    until: Day
    clerk_id: str | None = None

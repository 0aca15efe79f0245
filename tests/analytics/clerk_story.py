"""What clerks decide, enter and check, and what becomes of lost cards and closed venues, as events of any life."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Literal

from shared.contracts import DayRange, Event, Money, Reason
from shared.contracts.cards import (
    ApplicationApproved,
    ApplicationDeclined,
    ApplicationLapsed,
    CardReplaced,
    Closure,
    ClosureCounted,
    EntryOverridden,
    EntryTakenBack,
    ExtensionRequested,
    LateFreezeRequested,
    MembershipEnded,
    NoticeGiven,
    NoticeWithdrawn,
    ReplacementNotMade,
    ReplacementRequested,
    ReplacementWithdrawn,
    TransferRequested,
    VenueClosed,
    VenueReopened,
)
from shared.contracts.cards.replacement import WhyReplaced
from shared.contracts.cards.terms import NoticeEnd
from shared.contracts.members import EntryChecked, EntryKind, EntryMade, GlassBroken, GlassReviewed
from shared.ids import derived_id

DAY, AT = date(2026, 3, 2), datetime(2026, 3, 2, 6, tzinfo=UTC)
FEE = Money(2_000, "CNY")


def requested(
    card: str, member: str, venue: str, reason: WhyReplaced = "lost", fee: Money | None = FEE
) -> ReplacementRequested:
    return ReplacementRequested(
        replacement_id=derived_id("new", card), card_id=card, member_id=member, venue_id=venue, reason=reason, fee=fee,
        asked_at=AT,
    )  # fmt: skip


def replaced(asked: ReplacementRequested, fee: Money | None = None, waived: str | None = None) -> CardReplaced:
    return CardReplaced(
        replacement_id=asked.replacement_id, card_id=asked.card_id, member_id=asked.member_id, venue_id=asked.venue_id,
        reason=asked.reason, number="C2", former="C1", dead=("C1",), dead_since=AT, fee=fee,
        order_id=derived_id("fee", asked.card_id) if fee else None, at=AT, waived=waived,
    )  # fmt: skip


def withdrawn(asked: ReplacementRequested) -> ReplacementWithdrawn:
    return ReplacementWithdrawn(replacement_id=asked.replacement_id, card_id=asked.card_id, member_id=asked.member_id)


def not_made(card: str, member: str) -> ReplacementNotMade:
    reason = Reason(code="CardCancelled", facts={})
    return ReplacementNotMade(card_id=card, member_id=member, order_id=derived_id("fee", card), reason=reason)


def closed(name: str, venue: str, first: date, until: date) -> VenueClosed:
    return VenueClosed(
        closure_id=derived_id(name), venue_id=venue, days=DayRange(first, until), extends="sold_here", reason="flood"
    )


def reopened(closing: VenueClosed, until: date) -> VenueReopened:
    return VenueReopened(
        closure_id=closing.closure_id, venue_id=closing.venue_id, days=DayRange(closing.days.first, until),
        extends=closing.extends,
    )  # fmt: skip


def counted(closing: VenueClosed, card: str, member: str, moved: int) -> ClosureCounted:
    closure = Closure(closure_id=closing.closure_id, venue_id=closing.venue_id, days=closing.days)
    return ClosureCounted(card_id=card, member_id=member, closure=closure, moved_days=moved, valid_until=DAY)


def asked(name: str, card: str, member: str, by: str, days: int = 7) -> ExtensionRequested:
    return ExtensionRequested(
        application_id=derived_id(name), card_id=card, member_id=member, days=days, cause="illness", reason="flu",
        asked_by=by, lapses_at=AT,
    )  # fmt: skip


def to_pass(name: str, card: str, member: str, by: str) -> TransferRequested:
    return TransferRequested(
        application_id=derived_id(name), card_id=card, member_id=member, to_member_id=derived_id("to"),
        contract="signed", reason="moves", asked_by=by, lapses_at=AT,
    )  # fmt: skip


def approved(name: str, card: str, by: str) -> ApplicationApproved:
    return ApplicationApproved(card_id=card, application_id=derived_id(name), approved_by=by)


def declined(name: str, card: str) -> ApplicationDeclined:
    return ApplicationDeclined(card_id=card, application_id=derived_id(name), reason="no proof")


def lapsed(name: str, card: str) -> ApplicationLapsed:
    return ApplicationLapsed(card_id=card, application_id=derived_id(name))


def entered(name: str, member: str, maker: str, kind: EntryKind = "profile", venue: str | None = None) -> EntryMade:
    return EntryMade(
        entry_id=derived_id(name), kind=kind, subject_id=member, mode="act_first", maker=maker, command="x",
        entered="sealed", venue_id=venue,
    )  # fmt: skip


def checked(name: str, member: str, maker: str, checker: str, right: bool) -> EntryChecked:
    return EntryChecked(
        entry_id=derived_id(name), kind="profile", subject_id=member, maker=maker, checker=checker, right=right,
        note="sealed" if not right else None,
    )  # fmt: skip


def glass(name: str, member: str, venue: str, by: str) -> GlassBroken:
    return GlassBroken(
        glass_id=derived_id(name),
        member_id=member,
        venue_id=venue,
        staff_id=by,
        reason="sealed",
        ends_at=AT,
        alerted=None,
    )


def reviewed(name: str, member: str, justified: bool) -> GlassReviewed:
    return GlassReviewed(glass_id=derived_id(name), member_id=member, justified=justified, finding="sealed")


def overridden(
    name: str,
    card: str,
    member: str,
    venue: str,
    by: str,
    against: str = "CardExpired",
    forgone: int | None = None,
    counted: bool = False,
    ground: str = "goodwill",
    at: datetime = AT,
) -> EntryOverridden:
    return EntryOverridden(
        swipe_id=derived_id(name), card_id=card, member_id=member, venue_id=venue, day=at.date(), at=at, clerk_id=by,
        reason=Reason(code=against, facts={}), also=(), ground=ground, words="so", counted=counted,
        used=Money(500 if counted else 0, "CNY"), forgone=None if forgone is None else Money(forgone, "CNY"),
    )  # fmt: skip


def taken_back(card: str, member: str, venue: str, at: datetime, value: int = 500) -> EntryTakenBack:
    """Of the entry that `story.granted` tells of."""
    return EntryTakenBack(
        swipe_id=derived_id("swipe", card, at), use_id=None, card_id=card, member_id=member, venue_id=venue,
        day=at.date(), at=at, reason="the other card", lot_value=Money(value, "CNY"), visits_left=None, balance=None,
    )  # fmt: skip


def notice(card: str, member: str, day: date, until: date, ends: NoticeEnd = "notice") -> NoticeGiven:
    return NoticeGiven(
        card_id=card,
        member_id=member,
        ends=ends,
        reason="moves",
        day=day,
        last_day=until - timedelta(1),
        valid_until=until,
    )


def stays(card: str, member: str, until: date, by: Literal["word", "purchase"] = "word") -> NoticeWithdrawn:
    return NoticeWithdrawn(card_id=card, member_id=member, by=by, valid_until=until)


def left(card: str, member: str, until: date, ends: NoticeEnd = "notice") -> MembershipEnded:
    return MembershipEnded(card_id=card, member_id=member, product_id=derived_id("gold"), ends=ends, valid_until=until)


def to_rest(name: str, card: str, member: str, by: str, days: int = 5) -> LateFreezeRequested:
    return LateFreezeRequested(
        application_id=derived_id(name), card_id=card, member_id=member, rest=DayRange(DAY, DAY + timedelta(days)),
        papers="7", reason="ill", asked_by=by, lapses_at=AT,
    )  # fmt: skip


def any_desk(chance: Random, member: str, card: str, venue: str) -> Iterator[Event]:
    """Of one card and member, whatever a desk may do about it."""
    wish, closing = requested(card, member, venue), closed(f"of {member}", venue, DAY, date(2026, 3, 9))
    lives: list[list[Event]] = [
        [wish, replaced(wish, FEE)],
        [wish, replaced(wish, waived="our reader broke it")],
        [wish, withdrawn(wish), not_made(card, member)],
        [closing, counted(closing, card, member, 7)],
        [closing, reopened(closing, date(2026, 3, 4)), counted(closing, card, member, 2)],
        [asked(member, card, member, "desk"), approved(member, card, "manager")],
        [asked(member, card, member, member), declined(member, card)],
        [to_pass(member, card, member, "desk"), lapsed(member, card)],
        [entered(member, member, "desk"), checked(member, member, "desk", "manager", chance.random() < 0.5)],
        [notice(card, member, DAY, date(2026, 4, 2)), stays(card, member, date(2027, 3, 2))],
        [notice(card, member, DAY, date(2026, 4, 2)), left(card, member, date(2026, 4, 2))],
        [to_rest(member, card, member, "desk"), overridden(f"over {member}", card, member, venue, "desk")],
        [taken_back(card, member, venue, AT)],
        [glass(member, member, venue, "coach"), reviewed(member, member, chance.random() < 0.5)],
    ]  # fmt: skip
    yield from chance.choice(lives)

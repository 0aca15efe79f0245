"""What clerks decide, enter and check, and what becomes of lost cards and closed venues, as events of any life."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random

from shared.contracts import DayRange, Event, Money, Reason
from shared.contracts.cards import (
    ApplicationApproved,
    ApplicationDeclined,
    ApplicationLapsed,
    CardReplaced,
    Closure,
    ClosureCounted,
    ExtensionRequested,
    ReplacementNotMade,
    ReplacementRequested,
    ReplacementWithdrawn,
    TransferRequested,
    VenueClosed,
    VenueReopened,
)
from shared.contracts.cards.replacement import WhyReplaced
from shared.contracts.members import EntryChecked, EntryMade, GlassBroken, GlassReviewed
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


def entered(name: str, member: str, maker: str) -> EntryMade:
    return EntryMade(
        entry_id=derived_id(name), kind="profile", subject_id=member, mode="act_first", maker=maker, command="x",
        entered="sealed",
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
        [glass(member, member, venue, "coach"), reviewed(member, member, chance.random() < 0.5)],
    ]  # fmt: skip
    yield from chance.choice(lives)

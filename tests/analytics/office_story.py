"""What a head office decides by: levels, debts, closures, losses, fees. The part of `story.life` that tells of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from shared.contracts import DayRange, Event, Money, Reason
from shared.contracts.cards import EntryGranted, FreezeFeeDue
from shared.ids import derived_id
from tests.analytics.clerk_story import any_desk, asked, closed, counted, entered, replaced, requested
from tests.analytics.debt_story import any_debt, owes, shut
from tests.analytics.gate_story import any_gate, conflict, heard_at, policy
from tests.analytics.guest_story import Guest, agreed, any_guest, belongs, shares
from tests.analytics.level_story import any_levels, kept, ladder, reached

DAY, AT = date(2026, 3, 2), datetime(2026, 3, 2, 6, tzinfo=UTC)


def freeze_fee(card: str, member: str, venue: str) -> FreezeFeeDue:
    return FreezeFeeDue(
        card_id=card, member_id=member, order_id=derived_id("fee", card), product_id=derived_id("product"),
        venue_id=venue, rest=DayRange(DAY, date(2026, 3, 9)), month=1, fee=Money(2_000, "CNY"), day=DAY,
    )  # fmt: skip


def warned_entry(card: str, member: str, venue: str) -> EntryGranted:
    warnings = tuple(Reason(code=code, facts={}) for code in ("CardEndsSoon", "VisitsRunLow"))
    return EntryGranted(
        swipe_id=derived_id("warned", card), card_id=card, member_id=member, venue_id=venue, day=DAY, at=AT,
        visits_used=0, visits_left=None, value_used=None, hold_id=None, order_id=None, product_id=derived_id("product"),
        lot_value=Money(0, "CNY"), warnings=warnings,
    )  # fmt: skip


def always(members: Sequence[str], card: str, venue: str) -> Iterator[Event]:
    """One of everything that a table would be empty without."""
    yield ladder()
    yield reached(members[0], "silver")
    yield kept(members[0], "silver")
    yield owes(members[0], "always", 9_900, venue, "Asia/Shanghai")
    yield shut(card, members[0])
    yield freeze_fee(card, members[0], venue)
    yield warned_entry(card, members[0], venue)
    wish, closing = requested(card, members[0], venue), closed("always", venue, DAY, date(2026, 3, 9))
    yield from (wish, replaced(wish, waived="kind"), closing, counted(closing, card, members[0], 7))
    yield from (policy(venue), heard_at(venue, 0), heard_at(venue, 40), conflict("always", card, members[0], venue))
    guest = Guest("always", card, members[0], venue)
    yield from (agreed(), belongs(members[0]), shares(card, members[0], members[-1]), guest.held(), guest.admitted())
    yield from (asked("always", card, members[0], "desk"), entered("always", members[0], "desk"))


def tell_office(
    tell: Callable[[Event, datetime], None], chance: Random, members: Sequence[str], venues: Sequence[str]
) -> None:
    """One of everything, and any of it of everybody; `at` goes back and forth."""

    def told(events: Iterator[Event]) -> None:
        for event in events:
            tell(event, AT + timedelta(minutes=chance.randint(-50_000, 50_000)))

    told(always(members, derived_id("card", members[0]), venues[0]))
    for n, member in enumerate(members):
        card, venue = derived_id("card", member), chance.choice(venues)
        told(any_levels(chance, member))
        told(any_debt(chance, member, card, venue, "Asia/Shanghai"))
        told(any_desk(chance, member, card, venue))
        told(any_gate(chance, member, card, venue))
        told(any_guest(chance, member, members[n - 1], card, venue))

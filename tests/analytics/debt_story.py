"""Debts as events, from the order on account to the door that is shut for it: for reports and for `story.life`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random

from shared.contracts import Event, Money
from shared.contracts.cards import (
    CardBlockedByHand,
    CardFreeOfDebt,
    CardShutForDebt,
    CardUnblockedByHand,
    CardWarnedOfDebt,
    Debt,
    DebtOverridden,
)
from shared.contracts.finance import DebtNoted, DebtWrittenOff
from shared.contracts.finance.debt import DebtCause
from shared.ids import derived_id

DAY, AT = date(2026, 3, 2), datetime(2026, 3, 2, 6, tzinfo=UTC)


def owes(
    member: str, order: str, left: int, venue: str, zone: str, due: date = DAY, cause: DebtCause = "on_account"
) -> DebtNoted:
    return DebtNoted(
        member_id=member, order_id=derived_id(order), venue_id=venue, zone=zone, left=Money(left, "CNY"), due_day=due,
        cause=cause,
    )  # fmt: skip


def written_off(member: str, order: str, left: int | None, by_hand: bool = True) -> DebtWrittenOff:
    return DebtWrittenOff(
        member_id=member, order_id=derived_id(order), left=None if left is None else Money(left, "CNY"),
        why="by_hand" if by_hand else "not_renewed", reason="moved away" if by_hand else None,
    )  # fmt: skip


def debt(amount: int, shut: bool = True) -> Debt:
    return Debt(amount=Money(amount, "CNY"), since=DAY, shut=shut)


def shut(card: str, member: str, at: datetime = AT, amount: int = 9_900) -> CardShutForDebt:
    return CardShutForDebt(card_id=card, member_id=member, debt=debt(amount), at=at)


def warned(card: str, member: str) -> CardWarnedOfDebt:
    return CardWarnedOfDebt(card_id=card, member_id=member, debt=debt(9_900, shut=False))


def free(card: str, member: str) -> CardFreeOfDebt:
    return CardFreeOfDebt(card_id=card, member_id=member)


def blocked(card: str, member: str, at: datetime = AT) -> CardBlockedByHand:
    return CardBlockedByHand(card_id=card, member_id=member, reason="fight", since=at.date(), at=at)


def unblocked(card: str, member: str) -> CardUnblockedByHand:
    return CardUnblockedByHand(card_id=card, member_id=member, reason="settled")


def let_in(card: str, member: str, until: date = DAY) -> DebtOverridden:
    return DebtOverridden(card_id=card, member_id=member, until=until, reason="pays tomorrow")


def any_debt(chance: Random, member: str, card: str, venue: str, zone: str) -> Iterator[Event]:
    one = owes(member, member, 9_900, venue, zone)
    lives: list[list[Event]] = [
        [],
        [one, shut(card, member), owes(member, member, 0, venue, zone), free(card, member)],
        [one, warned(card, member), let_in(card, member), written_off(member, member, 9_900)],
        [written_off(member, member, None, by_hand=False), owes(member, member, 9_900, venue, zone, cause="renewal")],
        [shut(card, member), shut(card, member, amount=20_000), blocked(card, member), free(card, member)],
        [blocked(card, member), unblocked(card, member), owes(member, member, 1, venue, zone, cause="freeze_fee")],
    ]  # fmt: skip
    yield from chance.choice(lives)

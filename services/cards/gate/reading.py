"""Whether what a gate read stands for the card that it swipes: a number, a chip or a code. Pure.

A code that a phone shows dies after one scan, whatever the gate answered, and after some minutes. After a scan the
phone shows one with a higher turn, so that with the first of them scanned all that were shown before are worth nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from services.cards.card import Card
from services.cards.gate.codes import ROTATES, Code, read
from services.cards.numbers.numbers import chip_number
from shared.contracts import Refusal
from shared.contracts.cards import (
    CodeExpired,
    CodeNotGenuine,
    CodeOfAnotherCard,
    CodeRevoked,
    CodeUsed,
    GatePolicy,
    NumberDead,
    NumberNotOfCard,
    PassNotTaken,
)
from shared.decider import Context


class Reading(Protocol):
    """What every kind of swipe says about how the card was read."""

    @property
    def card_id(self) -> str: ...
    @property
    def venue_id(self) -> str: ...
    @property
    def number(self) -> str | None: ...
    @property
    def code(self) -> str | None: ...


def misread(wish: Reading, card: Card, policy: GatePolicy, context: Context) -> Refusal | None:
    """Why what was read does not open this card's doors. A number died at a moment: `context.at` tells."""
    if wish.number is not None:
        no = number_refused(chip_number(wish.number), wish.card_id, card, context)
        if no:
            return no
    return None if wish.code is None else code_refused(wish, wish.code, card, policy, context)


def number_refused(number: str, card_id: str, card: Card, context: Context) -> Refusal | None:
    died = card.keys.dead.get(number)
    if died is not None and died <= context.at:
        return NumberDead(number=number, since=died)
    known = number in card.keys.live or died is not None
    return None if known else NumberNotOfCard(number=number, card_id=card_id)


def code_refused(wish: Reading, scanned: str, card: Card, policy: GatePolicy, context: Context) -> Refusal | None:
    code = read(scanned, context.signatures)
    if code is None:
        return CodeNotGenuine(card_id=wish.card_id)
    if code.card_id != wish.card_id:
        return CodeOfAnotherCard(card_id=code.card_id)
    if card.keys.revoked(code.epoch, context.at):
        return CodeRevoked(card_id=wish.card_id)
    if code.minute is None:
        return None if policy.passes else PassNotTaken(venue_id=wish.venue_id)
    return too_late(code, card, policy, context)


def too_late(code: Code, card: Card, policy: GatePolicy, context: Context) -> CodeExpired | CodeUsed | None:
    """The clock of the one who makes codes and that of the one who judges a swipe may be a minute apart."""
    lives = timedelta(minutes=policy.code_minutes)
    if not code.shown_at - ROTATES <= context.at < code.shown_at + lives:
        return CodeExpired(shown_at=code.shown_at, minutes=policy.code_minutes)
    if code.turn < card.keys.turn or (code.minute, code.turn) in card.keys.scanned:
        return CodeUsed(shown_at=code.shown_at)
    return None


def shown(wish: Reading, context: Context) -> str | None:
    """The rotating code that this swipe uses up, as an event keeps it: its minute and its turn."""
    code = read(wish.code, context.signatures) if wish.code else None
    known = code is not None and code.card_id == wish.card_id and code.minute is not None
    return f"{code.minute}.{code.turn}" if known and code else None

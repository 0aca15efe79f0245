"""What stands for a card at a gate: a printed number, virtual ones, chips; and what a replacement does. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from shared.contracts.cards import (
    CardIssued,
    CardReplaced,
    CardTransferred,
    NumberBound,
    NumberKind,
    NumberUnbound,
    ReplacementNotMade,
    ReplacementRequested,
    ReplacementWithdrawn,
)
from shared.replacing import replace

Replacing = ReplacementRequested | ReplacementWithdrawn | ReplacementNotMade | CardReplaced
KeyEvent = CardIssued | CardTransferred | NumberBound | NumberUnbound | Replacing


@dataclass(frozen=True)
class Keys:
    """`live` opens doors, `dead` does not any more since then; `paid` are orders whose fee was seen to."""

    live: Mapping[str, NumberKind] = field(default_factory=dict)
    dead: Mapping[str, datetime] = field(default_factory=dict)
    asked: ReplacementRequested | None = None  # none -> open -> made | withdrawn
    asked_before: frozenset[str] = frozenset()
    paid: frozenset[str] = frozenset()
    waived: frozenset[str] = frozenset()  # replacements made without their fee
    gone: frozenset[str] = frozenset()  # unbound from this card
    epoch: int = 0  # how often it was replaced or passed on: codes from before are worth nothing
    replaced_at: datetime | None = None  # if that was the last of these
    turn: int = 0  # what the next code is shown with: above all that were scanned
    scanned: frozenset[tuple[int, int]] = frozenset()  # codes, by minute and turn

    def revoked(self, epoch: int, at: datetime) -> bool:
        """Whether a code of this epoch was worth nothing at the time, because the card was replaced or passed on."""
        not_yet = epoch == self.epoch - 1 and self.replaced_at is not None and at < self.replaced_at
        return epoch != self.epoch and not not_yet

    @property
    def printed(self) -> str:
        """The number on the card that the member carries."""
        return next(number for number, kind in self.live.items() if kind == "printed")

    @property
    def carried(self) -> tuple[str, ...]:
        """What can be lost with the card: all but what a phone shows."""
        return tuple(number for number, kind in self.live.items() if kind != "virtual")


def after(keys: Keys, event: KeyEvent) -> Keys:
    match event:
        case CardIssued(number=number):
            return replace(keys, live={number: "printed"})
        case CardTransferred():
            kept = {number: kind for number, kind in keys.live.items() if kind != "virtual"}
            return replace(keys, live=kept, epoch=keys.epoch + 1, replaced_at=None)
        case NumberBound(number=number, kind=kind):
            return replace(keys, live={**keys.live, number: kind}, gone=keys.gone - {number})
        case NumberUnbound(number=number):
            dead = {**keys.dead, number: event.at} if event.dead else keys.dead
            live = {n: kind for n, kind in keys.live.items() if n != number}
            return replace(keys, live=live, dead=dead, gone=keys.gone | {number})
        case _:
            return replacing(keys, event)


def replacing(keys: Keys, event: Replacing) -> Keys:
    match event:
        case ReplacementRequested(replacement_id=replacement_id):
            return replace(keys, asked=event, asked_before=keys.asked_before | {replacement_id})
        case ReplacementWithdrawn():
            return replace(keys, asked=None)
        case ReplacementNotMade(order_id=order_id):
            return replace(keys, paid=keys.paid | {order_id})
        case CardReplaced():
            return replaced(keys, event)
    assert_never(event)


def replaced(keys: Keys, event: CardReplaced) -> Keys:
    kept = {number: kind for number, kind in keys.live.items() if number not in event.dead}
    return replace(
        keys,
        live={event.number: "printed", **kept},
        dead={**keys.dead, **dict.fromkeys(event.dead, event.dead_since)},
        asked=None,
        epoch=keys.epoch + 1,
        replaced_at=event.at,
        paid=keys.paid | {event.order_id} if event.order_id else keys.paid,
        waived=keys.waived | {event.replacement_id} if event.waived else keys.waived,
    )


def code_scanned(keys: Keys, code: str | None) -> Keys:
    """After a swipe that used up this code (None: it used none), as an event keeps it."""
    if code is None:
        return keys
    minute, turn = map(int, code.split("."))
    return replace(keys, scanned=keys.scanned | {(minute, turn)}, turn=max(keys.turn, turn + 1))

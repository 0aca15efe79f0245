"""Numbers that stand for a card besides the printed one: chips and virtual numbers, bound and unbound. Pure.

A number is claimed in a stream of its own, so that no two cards of the chain ever share one; a dead one stays claimed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from services.cards.card import Card, asked_of
from services.cards.events import CardEvent
from services.cards.evolve import evolve as evolve_card
from services.cards.sale.issue import numbers_for
from shared.contracts.cards import (
    AddVirtualNumber,
    BindChip,
    CardCancelled,
    CardNumberClaimed,
    CardNumberFreed,
    NotAChip,
    NumberBound,
    NumberDead,
    NumberKind,
    NumberNotOfCard,
    NumberTaken,
    NumberUnbound,
    PrintedNumberStays,
    UnbindNumber,
)
from shared.decider import Context, Decider

NumberCommand = BindChip | AddVirtualNumber | UnbindNumber
NumberEvent = NumberBound | NumberUnbound | CardNumberClaimed | CardNumberFreed
CHIP = re.compile(r"(?:[0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})")


@dataclass(frozen=True)
class Numbered:
    """A card, and for which card each number that is looked at stands."""

    card: Card = field(default_factory=Card)
    taken: Mapping[str, str] = field(default_factory=dict)


def number_stream(number: str) -> str:
    return f"cardnumber-{number}"


def chip_number(uid: str) -> str:
    """The id of a chip as it is kept; a card's number has twelve digits, which no chip's id has.

    >>> chip_number("04:a2:b9:1c:6f:22:80")
    '04A2B91C6F2280'
    """
    return uid.replace(":", "").replace(" ", "").upper()


def streams(wish: NumberCommand, context: Context) -> list[str]:
    match wish:
        case BindChip():
            numbers = [chip_number(wish.uid)]
        case AddVirtualNumber():
            numbers = list(numbers_for(wish.number_id))
        case UnbindNumber():
            numbers = [wish.number]
    return [*asked_of(wish), *map(number_stream, numbers)]


def decide(wish: NumberCommand, known: Numbered, context: Context) -> list[NumberEvent]:
    known.card.owned(wish.card_id, wish.member_id)
    match wish:
        case BindChip():
            return bind(wish, known, context)
        case AddVirtualNumber():
            return add_virtual(wish, known, context)
        case UnbindNumber():
            return unbind(wish, known.card, context)
    assert_never(wish)


def bind(wish: BindChip, known: Numbered, context: Context) -> list[NumberEvent]:
    number, keys = chip_number(wish.uid), known.card.keys
    if not CHIP.fullmatch(number):
        raise NotAChip(uid=wish.uid)
    if number in keys.live:
        return []
    if number in keys.dead:
        raise NumberDead(number=number, since=keys.dead[number])
    if number in known.taken:
        raise NumberTaken(number=number)
    return bound(wish, known.card, number, "chip", context)


def add_virtual(wish: AddVirtualNumber, known: Numbered, context: Context) -> list[NumberEvent]:
    if "virtual" in known.card.keys.live.values():
        return []
    return bound(wish, known.card, free_number(wish.number_id, known.taken), "virtual", context)


def bound(
    wish: BindChip | AddVirtualNumber, card: Card, number: str, kind: NumberKind, context: Context
) -> list[NumberEvent]:
    if card.cancelled:
        raise CardCancelled(card_id=wish.card_id)
    told = NumberBound(card_id=wish.card_id, member_id=card.holder, number=number, kind=kind, at=context.at)
    return [told, CardNumberClaimed(number=number, card_id=wish.card_id)]


def unbind(wish: UnbindNumber, card: Card, context: Context) -> list[NumberEvent]:
    """A virtual number is never given again, so it needs no stream to be freed."""
    kind = card.keys.live.get(wish.number)
    if kind == "printed":
        raise PrintedNumberStays(number=wish.number)
    if kind is None and wish.number in card.keys.gone:
        return []
    if kind is None:
        raise NumberNotOfCard(number=wish.number, card_id=wish.card_id)
    dead = wish.lost or kind == "virtual"
    told = NumberUnbound(
        card_id=wish.card_id, member_id=card.holder, number=wish.number, kind=kind, at=context.at, dead=dead
    )
    return [told] if dead else [told, CardNumberFreed(number=wish.number, card_id=wish.card_id)]


def free_number(seed: str, taken: Mapping[str, str]) -> str:
    """The first number of this seed that no card has."""
    return next(number for number in numbers_for(seed) if number not in taken)


def evolve(known: Numbered, event: CardEvent | CardNumberClaimed | CardNumberFreed) -> Numbered:
    match event:
        case CardNumberClaimed(number=number, card_id=card_id):
            return replace(known, taken={**known.taken, number: card_id})
        case CardNumberFreed(number=number):
            return replace(known, taken={n: card_id for n, card_id in known.taken.items() if n != number})
        case _:
            return replace(known, card=evolve_card(known.card, event))


NUMBERS: Decider[Numbered] = Decider((BindChip, AddVirtualNumber, UnbindNumber), Numbered(), streams, decide, evolve)

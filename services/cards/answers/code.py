"""The code that a phone shows, the pass that is printed, and the keys that check both. Pure but for the key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import cast

from services.cards.card import Card, asked_of
from services.cards.events import CardEvent
from services.cards.evolve import evolve
from services.cards.gate.codes import Code, minute_of, seconds_left
from shared.contracts.cards import (
    CardCancelled,
    CardCode,
    CardCodeRow,
    CardLost,
    CardPass,
    GateKeyRow,
    GateKeys,
    GatePolicy,
)
from shared.decider import Context
from shared.history import Answer, Told


def streams(query: CardCode | CardPass) -> Iterable[str]:
    return asked_of(query)


def shown(query: CardCode | CardPass, told: Sequence[Told]) -> Card:
    """Raises CardNotIssued, CardOfAnotherMember, CardCancelled, CardLost: no code is made for a card that is shut."""
    card = Card()
    for one in told:
        card = evolve(card, cast(CardEvent, one.event))
    card.owned(query.card_id, query.member_id)
    if card.cancelled:
        raise CardCancelled(card_id=query.card_id)
    if card.lost_since:
        raise CardLost(card_id=query.card_id)
    return card


def code(query: CardCode, told: Sequence[Told], context: Context) -> list[CardCodeRow]:
    keys = shown(query, told).keys
    now = Code(query.card_id, keys.epoch, minute_of(context.now), keys.turn)
    return [
        CardCodeRow(
            card_id=query.card_id,
            code=now.signed(context.signatures),
            seconds_left=seconds_left(context.now),
            dies_at=now.shown_at + timedelta(minutes=GatePolicy().code_minutes),
        )
    ]


def paper(query: CardPass, told: Sequence[Told], context: Context) -> list[CardCodeRow]:
    code = Code(query.card_id, shown(query, told).keys.epoch).signed(context.signatures)
    return [CardCodeRow(card_id=query.card_id, code=code, seconds_left=None, dies_at=None)]


def keys(query: GateKeys, told: Sequence[Told], context: Context) -> list[GateKeyRow]:
    return [GateKeyRow(public_key=key, signs=place == 0) for place, key in enumerate(context.signatures.public_keys)]


CARD_CODE = Answer(CardCode, streams, code)
CARD_PASS = Answer(CardPass, streams, paper)
GATE_KEYS = Answer(GateKeys, lambda query: [], keys)

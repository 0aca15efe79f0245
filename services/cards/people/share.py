"""Adding people to a card and taking them off it; and noting of which children somebody is a guardian. Pure."""

from __future__ import annotations

from typing import assert_never

from services.cards.card import Card, asked_of
from services.cards.evolve import evolve
from services.cards.lots.letting_go import withdrawn
from services.cards.people.sharing import wards_stream
from shared.contracts.cards import (
    AddHolder,
    BearerCardShared,
    CardCancelled,
    CardNotIssued,
    HolderAdded,
    HolderRemoved,
    HoldersFull,
    HoldWithdrawn,
    NoteWard,
    NotSharing,
    OwnerStays,
    RemoveHolder,
    WardNoted,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

HolderCommand = AddHolder | RemoveHolder | NoteWard
ShareEvent = HolderAdded | HolderRemoved | HoldWithdrawn | WardNoted


def streams(wish: HolderCommand, context: Context) -> list[str]:
    return [wards_stream(wish.member_id)] if isinstance(wish, NoteWard) else asked_of(wish)


def decide(wish: HolderCommand, card: Card, context: Context) -> list[ShareEvent]:
    match wish:
        case AddHolder():
            return add(wish, card)
        case RemoveHolder():
            return remove(wish, card, context)
        case NoteWard():
            known = wish.child_id in card.sharing.wards
            return [] if known == wish.guards else [WardNoted(**vars(wish))]
    assert_never(wish)


def add(wish: AddHolder, card: Card) -> list[ShareEvent]:
    card.owned(wish.card_id, wish.member_id)
    if wish.holder_id == card.holder or wish.holder_id in card.sharing.holders:
        return []
    if card.cancelled:
        raise CardCancelled(card_id=wish.card_id)
    if not all(lot.terms.named for lot in card.open_lots):
        raise BearerCardShared(card_id=wish.card_id)
    most = max(lot.terms.holders for lot in card.open_lots)
    if len(card.sharing.holders) + 1 >= most:
        raise HoldersFull(most=most)
    return [HolderAdded(card_id=wish.card_id, member_id=card.holder, holder_id=wish.holder_id)]


def remove(wish: RemoveHolder, card: Card, context: Context) -> list[ShareEvent]:
    """Their bookings from today on go with them, as the card pays for them no longer."""
    if card.issued is None:
        raise CardNotIssued(card_id=wish.card_id)
    if wish.member_id != wish.holder_id:
        card.owned(wish.card_id, wish.member_id)
    if wish.holder_id == card.holder:
        raise OwnerStays(card_id=wish.card_id)
    if wish.holder_id not in card.sharing.holders:
        return []
    today, why = local_day(context.at, card.issued.zone), NotSharing(holder_id=wish.holder_id)
    removed = HolderRemoved(card_id=wish.card_id, member_id=card.holder, holder_id=wish.holder_id)
    return [removed, *withdrawn(card, wish.card_id, lambda day: day >= today, why, wish.holder_id)]


SHARE: Decider[Card] = Decider((AddHolder, RemoveHolder, NoteWard), Card(), streams, decide, evolve)

"""A card after news of the days on which it stands still: frozen, back early, or its venue closed. Pure."""

from __future__ import annotations

from dataclasses import replace

from services.cards.card import Card
from services.cards.lots.lots import rescheduled
from shared.contracts import DayRange
from shared.contracts.cards import CardFrozen, ClosureCounted, FreezeEnded, MembershipRestCounted
from shared.venue_time import add_days


def stood_still(card: Card, event: CardFrozen | FreezeEnded | ClosureCounted | MembershipRestCounted) -> Card:
    card = rescheduled(card, event.lots, event.valid_until)
    match event:
        case CardFrozen():
            freezes = {**card.freezes, event.rest.first: event}
            return replace(card, rests=tuple(sorted((*card.rests, event.rest))), freezes=freezes)
        case FreezeEnded():
            return came_back(card, event)
        case MembershipRestCounted():
            return replace(card, rests_with={**card.rests_with, (event.membership_id, event.first): event})
        case ClosureCounted(closure=closure):
            return replace(card, closures={**card.closures, closure.closure_id: closure})


def came_back(card: Card, event: FreezeEnded) -> Card:
    notice = card.leaving
    if notice and event.rested_days == 0 and event.rest.first >= notice.until:
        card = replace(card, notice=replace(notice, fallen=(*notice.fallen, event.rest)))
    shorter = DayRange(event.rest.first, add_days(event.rest.first, event.rested_days))
    rests = tuple(shorter if rest == event.rest else rest for rest in card.rests)
    return replace(card, rests=tuple(rest for rest in rests if rest.days))

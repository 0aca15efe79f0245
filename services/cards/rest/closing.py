"""What a venue's closure does to a card: its end moves by the days it loses, its bookings there are let go. Pure."""

from __future__ import annotations

from dataclasses import replace

from services.cards.card import Card, card_stream
from services.cards.events import CardEvent
from services.cards.evolve import evolve
from services.cards.lots.letting_go import withdrawn
from services.cards.lots.lots import rescheduled
from services.cards.rest.fallen import fallen
from services.cards.rest.rests import with_rests
from services.cards.rest.still import closed_days, ranges_of, still
from shared.contracts.cards import ClosureCounted, TellClosure, VenueClosedNow
from shared.decider import Context, Decider
from shared.venue_time import local_day


def streams(wish: TellClosure, context: Context) -> list[str]:
    return [card_stream(wish.card_id)]


def decide(wish: TellClosure, card: Card, context: Context) -> list[CardEvent]:
    """Nothing for what is known, or a card that is over for good."""
    closure = wish.closure
    if card.issued is None or card.cancelled or card.closures.get(closure.closure_id) == closure:
        return []
    counted = count(wish, card)
    then = evolve(card, counted)
    today = local_day(context.at, card.issued.zone)
    events: list[CardEvent] = [counted, *fallen(then, wish.card_id, [r for r in card.rests if r.first > today])]
    why = VenueClosedNow(venue_id=closure.venue_id, first_day=closure.days.first, until=closure.days.until)
    here = replace(card, holds={i: hold for i, hold in card.holds.items() if hold.venue_id == closure.venue_id})
    return [*events, *withdrawn(here, wish.card_id, closure.days.__contains__, why)]


def count(wish: TellClosure, card: Card) -> ClosureCounted:
    """From the days without any rest or closure, so that nothing counts twice, and a shorter closure counts less."""
    knowing = replace(card, closures={**card.closures, wish.closure.closure_id: wish.closure})
    lots = with_rests(card.lots.values(), still(knowing))
    until = rescheduled(card, lots, card.valid.until).valid.until
    return ClosureCounted(
        card_id=wish.card_id,
        member_id=card.holder,
        closure=wish.closure,
        moved_days=(until - card.valid.until).days,
        valid_until=until,
        lots=lots,
        lost=ranges_of(closed_days(knowing)),
    )


CLOSING: Decider[Card] = Decider((TellClosure,), Card(), streams, decide, evolve)

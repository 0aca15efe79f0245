"""Why a gate stays shut: every reason that holds, in the order in which a gate tells them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from services.cards.card import Card
from services.cards.gate.admission import objections, shortage, worth_more
from services.cards.gate.gate_limits import open_at, outside_hours
from services.cards.gate.reading import misread
from shared.contracts import Refusal
from shared.contracts.cards import CardIssued, EnteredAlready, GatePolicy, NotSharing, OutsideHours, SwipeCard
from shared.decider import Context


def reasons(
    wish: SwipeCard, card: Card, issued: CardIssued, policy: GatePolicy, local: datetime, context: Context
) -> Iterator[Refusal]:
    """The first is told; who overrides it answers for the others too. `readmit` waives the passback."""
    day, who = local.date(), card.who(wish.holder_id or card.holder)
    if no := misread(wish, card, policy, context):
        yield no
    yield from objections(card, issued, wish.venue_id, day, context.at)
    if no := closed_now(wish, card, day, local):
        yield no
    if no := unnamed(wish, card):
        yield no
    inside = entered_already(wish, card, day, context)
    if inside and not wish.readmit:
        yield inside
    usable, counts = card.usable(wish.venue_id, day), card.day(wish.venue_id, day, who).with_entry()
    if usable and card.visit(wish.venue_id, day, counts, who=who) is None:
        yield shortage(card, issued, wish.venue_id, day)


def closed_now(wish: SwipeCard, card: Card, day: date, local: datetime) -> OutsideHours | None:
    """No lot's hours hold at this time. Who has a booking for the day is let in: its visit is set aside already."""
    usable = card.usable(wish.venue_id, day)
    at_venue = card.day(wish.venue_id, day, card.who(wish.holder_id or card.holder))
    lots = [h for h in usable if worth_more(h)] or usable
    booked = at_venue.held + at_venue.settled
    return None if booked or not lots or any(open_at(h.terms, local) for h in lots) else outside_hours(lots, local)


def unnamed(wish: SwipeCard, card: Card) -> NotSharing | None:
    """Who comes is neither the member whose card it is nor one who shares it."""
    who = wish.holder_id or card.holder
    return None if who == card.holder or who in card.sharing.holders else NotSharing(holder_id=who)


def entered_already(wish: SwipeCard, card: Card, day: date, context: Context) -> EnteredAlready | None:
    """This person came in with the card somewhere of the chain, has not left, and the passback time is not over."""
    where = card.whereabouts.get(card.who(wish.holder_id or card.holder))
    entry = where.inside if where else None
    if entry and entry.at <= context.at < entry.at + timedelta(minutes=card.terms_on(day).passback_minutes):
        return EnteredAlready(entered_at=entry.at, venue_id=entry.venue_id)
    return None

"""A partner's cards end with the employment, where their terms say so; who is back in time has them again. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from services.cards.card import Card, asked_of
from services.cards.events import CardEvent
from services.cards.evolve import evolve
from services.cards.lots.letting_go import withdrawn
from services.cards.lots.lots import rescheduled, stopped
from services.cards.rest.rests import with_rests
from services.cards.rest.still import still
from shared.contracts import Command
from shared.contracts.cards import (
    CardCutShort,
    CardIssued,
    NotePartnerOfHolder,
    PartnerCardOver,
    PartnerOfHolderNoted,
    TellPartner,
)
from shared.contracts.members import PartnerJoined, PartnerLeft
from shared.decider import Context, Decider
from shared.venue_time import local_day


def told_of_partner(event: PartnerJoined | PartnerLeft | PartnerOfHolderNoted) -> Iterator[Command]:
    match event:
        case PartnerJoined(member_id=member_id, agreement_id=agreement_id):
            yield NotePartnerOfHolder(member_id=member_id, agreement_id=agreement_id, until=None)
        case PartnerLeft(member_id=member_id, agreement_id=agreement_id):
            yield NotePartnerOfHolder(member_id=member_id, agreement_id=agreement_id, until=event.from_day)
        case PartnerOfHolderNoted():
            for card_id in event.card_ids:
                yield TellPartner(card_id=card_id, member_id=event.member_id, until=event.to_any)


def streams(wish: TellPartner, context: Context) -> list[str]:
    return asked_of(wish)


def decide(wish: TellPartner, card: Card, context: Context) -> list[CardEvent]:
    """Nothing for cards of other terms, or of somebody else by now; no day of the past is cut."""
    issued = card.issued
    if issued is None or card.cancelled or card.holder != wish.member_id or wish.until == card.partner_until:
        return []
    concerned = tuple(i for i, h in card.lots.items() if h.terms.corporate and h.terms.partner_end == "ends")
    if not concerned:
        return []
    today = local_day(context.at, issued.zone)
    cut = cut_short(wish, card, issued, concerned, None if wish.until is None else max(wish.until, today))
    then = evolve(card, cut)
    if cut.stops_on is None:
        return [cut]
    gone = {i: h for i, h in card.holds.items() if not then.usable(h.venue_id, h.day)}
    why = PartnerCardOver(until=cut.stops_on)
    return [cut, *withdrawn(replace(card, holds=gone), wish.card_id, cut.stops_on.__le__, why)]


def cut_short(
    wish: TellPartner, card: Card, issued: CardIssued, concerned: tuple[str, ...], stops_on: date | None
) -> CardCutShort:
    knowing = stopped(card, concerned, stops_on)
    lots = with_rests(knowing.lots.values(), still(card))
    return CardCutShort(
        card_id=issued.card_id,
        member_id=card.holder,
        until=wish.until,
        stops_on=stops_on,
        cut=concerned,
        lots=lots,
        valid_until=rescheduled(knowing, lots, card.valid.until).valid.until,
    )


PARTNER_CARDS: Decider[Card] = Decider((TellPartner,), Card(), streams, decide, evolve)

"""An entry as it is counted: what it takes from which lot, and the booking that it was for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.cards.card import Card
from services.cards.gate.at_gate import Coming
from services.cards.gate.warnings import warnings
from services.cards.lots.charge import charge
from services.cards.lots.visits import Step
from shared.contracts import Reason
from shared.contracts.cards import CardIssued, EntryGranted
from shared.venue_time import local_day


def swiped_at(coming: Coming) -> dict[str, Any]:
    """Who, where and when, as all events of a gate say it."""
    return {
        "swipe_id": coming.wish.swipe_id,
        "card_id": coming.wish.card_id,
        "member_id": coming.member_id,
        "venue_id": coming.wish.venue_id,
        "day": coming.day,
        "at": coming.context.at,
    }


def granted(
    swiped: Mapping[str, Any], card: Card, issued: CardIssued, entry: Step, cautions: tuple[Reason, ...] = ()
) -> EntryGranted:
    """The door opened: this step happened to the person's day at the venue. `swiped`: who, where and when."""
    venue_id, day, who = swiped["venue_id"], swiped["day"], card.who(swiped["member_id"])
    then = card.after(venue_id, day, entry, who)
    cost = charge(card, entry, then, local_day(swiped["at"], issued.zone))
    paid = cost.lots[0] if cost.lots else issued
    return EntryGranted(
        **swiped,
        hold_id=hold_of(card, venue_id, day, who),
        order_id=paid.order_id,
        product_id=paid.product_id,
        named=all(h.terms.named for h in card.open_lots),
        warnings=cautions + warnings(then, day, then.day(venue_id, day, who).claims[0]),
        **vars(cost),
    )


def hold_of(card: Card, venue_id: str, day: date, who: str) -> str | None:
    """The first booking of this person that set a visit aside for this day at this venue."""
    for hold_id, hold in card.holds.items():
        if (hold.venue_id, hold.day, hold.who, hold.status) == (venue_id, day, who, "held"):
            return hold_id
    return None


def as_fact(swiped: Mapping[str, Any], card: Card, issued: CardIssued) -> EntryGranted | None:
    """The entry of somebody who is inside although the rules said no; None: no lot pays for it.

    Hours and caps do not matter any more: a lot that covers the venue and the day, and has something left, pays.
    """
    if card.cancelled:
        return None
    venue_id, day, who = swiped["venue_id"], swiped["day"], card.who(swiped["member_id"])
    entry = card.visit(venue_id, day, card.day(venue_id, day, who).with_entry(), who=who, capped=False)
    return None if entry is None else granted(swiped, card, issued, entry)

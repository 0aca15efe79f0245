"""Where the days of a lot lie that is put onto a card, and until when the card runs then. Pure."""

from __future__ import annotations

from datetime import date

from services.cards.card import Card
from services.cards.lots.lots import placed
from services.cards.lots.reach import valid_days
from services.cards.rest.rests import after_rests
from services.cards.rest.still import still
from shared.contracts import DayRange
from shared.contracts.cards import Lot, LotGranted, Terms


def granted(card: Card, lot: Lot) -> LotGranted:
    """The lot as the card's event."""
    assert card.issued is not None
    ends = card.notice.until if card.notice else date.max
    until = min(max(lot.valid.until, card.paid_until), ends)
    return LotGranted(card_id=card.issued.card_id, member_id=card.holder, lot=lot, valid_until=until)


def days_on(card: Card, terms: Terms, day: date) -> DayRange:
    """The days of a lot put onto the card on `day`, moved by the rests that are still to come.

    A term goes on where the days of the card end, so that the 31st stays the 31st; if they are over, it begins anew. So
    it does behind days that an employment has cut: from where they end now, not from where they were sold to.
    """
    follows = terms.kind == "term" and card.reach is not None and day <= card.chain_end < date.max
    valid = valid_days(terms, card.chain_end if follows else day)
    base, since, _ = placed(card, terms, valid)
    return after_rests(base, since, still(card))

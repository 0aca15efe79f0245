"""A card passes to another member, if nothing stands against it. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.cards.blocks import blocks
from services.cards.card import Card
from services.cards.gate.admission import not_on
from shared.contracts.cards import (
    CardCancelled,
    CardLost,
    CardTransferred,
    MinorCannotTransfer,
    NoticeStands,
    NotSigned,
    NotTransferable,
    RequestTransfer,
    TransferRequested,
    TransferTooEarly,
    TransferToSelf,
    VisitsSetAside,
)
from shared.contracts.members.standing import check_active
from shared.decider import Context
from shared.venue_time import add_days, local_day


def check(wish: RequestTransfer, card: Card, context: Context) -> None:
    """Raises what stands against the transfer: of the people, then of the card."""
    if not wish.of_age:
        raise MinorCannotTransfer()
    if wish.contract is None:
        raise NotSigned()
    check_card(wish, card, context)


def check_card(wish: RequestTransfer | TransferRequested, card: Card, context: Context) -> None:
    issued = card.owned(wish.card_id, wish.member_id)
    today = local_day(context.at, issued.zone)
    check_active(wish.to_member_id, card.standing(wish.to_member_id))
    if wish.to_member_id == wish.member_id or card.is_of(wish.to_member_id):
        raise TransferToSelf(member_id=wish.member_id)
    if card.cancelled:
        raise CardCancelled(card_id=wish.card_id)
    if card.lost_since is not None:
        raise CardLost(card_id=wish.card_id)
    if no := blocks.shut(replace(card.blocks, let_in_until=None), today, context.at) or not_on(card, today):
        raise no
    if card.leaving:
        raise NoticeStands(last_day=card.leaving.last_day)
    terms = card.terms_on(today)
    if terms.transfer_after_days is None or terms.trial:
        raise NotTransferable(card_id=wish.card_id)
    earliest = add_days(card.valid.first, terms.transfer_after_days)
    if today < earliest:
        raise TransferTooEarly(earliest=earliest)
    holds = sum(hold.status == "held" for hold in card.holds.values())
    holds += sum(guest.status == "held" for guest in card.guests.values())
    if holds:
        raise VisitsSetAside(card_id=wish.card_id, holds=holds)


def requested(wish: RequestTransfer, asked_by: str, lapses_at: datetime) -> TransferRequested:
    return TransferRequested(
        card_id=wish.card_id,
        member_id=wish.member_id,
        application_id=wish.application_id,
        to_member_id=wish.to_member_id,
        contract=wish.contract or "",
        reason=wish.reason,
        asked_by=asked_by,
        lapses_at=lapses_at,
    )


def transferred(asked: TransferRequested, card: Card, context: Context) -> CardTransferred:
    check_card(asked, card, context)
    return CardTransferred(
        card_id=asked.card_id,
        member_id=asked.member_id,
        to_member_id=asked.to_member_id,
        application_id=asked.application_id,
        contract=asked.contract,
    )

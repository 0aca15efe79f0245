"""A card passes to another member, if nothing stands against it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from services.cards.blocks import blocks
from services.cards.blocks.holder import holder_stream
from services.cards.card import Card
from services.cards.gate.admission import not_on
from services.cards.gate.waivers import Edition, contracts_at, contracts_of
from services.cards.people.person import person_stream
from services.cards.sale.renewal import unpaid_order
from shared.contracts.cards import (
    AutoRenewalWithdrawn,
    CardCancelled,
    CardLost,
    CardTransferred,
    ContractNotPublished,
    MinorCannotTransfer,
    NoticeStands,
    NotOfThePartner,
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
    """Raises what stands against the transfer: of the card, then of the people."""
    check_card(wish, card, context)
    check_people(wish, card, context.at)


def check_people(wish: RequestTransfer | TransferRequested, card: Card, asked_at: datetime) -> Edition:
    """The edition in force, which the new member signed at most some days before it was asked for; by members' word.

    Nobody signs in their own hand who is not of age; who never did, and has or had a guardian, is a child.
    """
    assert card.issued is not None
    day = local_day(asked_at, card.issued.zone)
    edition, days = card.contracts.governing(card.issued.venue_id, day), card.terms_on(day).transfer_signed_days
    for member_id in (card.holder, wish.to_member_id):
        if card.standing(member_id).minor and not signed(card, member_id):
            raise MinorCannotTransfer()
    if edition is None:
        raise ContractNotPublished(venue_id=card.issued.venue_id)
    to = records(card, wish.to_member_id)
    if not card.contracts.has_signed(to, edition.scope, edition.number, asked_at - timedelta(days)):
        raise NotSigned(edition=edition.edition, days=days)
    return edition


def read(wish: RequestTransfer | TransferRequested, card: Card) -> list[str]:
    """Where it stands which contract is in force, who the two are, what they signed under any of their records, and
    which partners the new member belongs to.
    """
    if card.issued is None:
        return []
    people = (wish.member_id, card.holder, wish.to_member_id)
    every = [record for member_id in people for record in records(card, member_id)]
    papers = [*contracts_at(card.issued.venue_id), *contracts_of(every)]
    partners = map(holder_stream, records(card, wish.to_member_id))
    return [*dict.fromkeys([*map(person_stream, people), *partners, *papers])]


def records(card: Card, member_id: str) -> list[str]:
    return [member_id, *card.standing(member_id).others()]


def belongs(card: Card, member_id: str) -> bool:
    """Whether the person belongs to a partner, under any of their records; whoever leaves on a day does no more."""
    return any(None in card.partners.get(record, {}).values() for record in records(card, member_id))


def signed(card: Card, member_id: str) -> bool:
    return any(who in records(card, member_id) for who, _, _ in card.contracts.signed)


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
    corporate = any(holding.terms.corporate and today < holding.valid.until for holding in card.open_lots)
    if corporate and not belongs(card, wish.to_member_id):
        raise NotOfThePartner(member_id=wish.to_member_id)
    check_nothing_set_aside(wish, card)


def check_nothing_set_aside(wish: RequestTransfer | TransferRequested, card: Card) -> None:
    """Raises VisitsSetAside."""
    holds = [hold.day for hold in card.holds.values() if hold.status == "held"]
    guests = [guest.day for guest in card.guests.values() if guest.status == "held"]
    if holds or guests:
        days = ", ".join(str(day) for day in sorted({*holds, *guests}))
        raise VisitsSetAside(card_id=wish.card_id, holds=len(holds), guests=len(guests), days=days)


def requested(
    wish: RequestTransfer, card: Card, asked_by: str, asked_at: datetime, lapses_at: datetime
) -> TransferRequested:
    return TransferRequested(
        card_id=wish.card_id,
        member_id=wish.member_id,
        application_id=wish.application_id,
        to_member_id=wish.to_member_id,
        contract=check_people(wish, card, asked_at).edition,
        reason=wish.reason,
        asked_by=asked_by,
        lapses_at=lapses_at,
    )


def consent_ended(card: Card, asked: TransferRequested) -> Iterator[AutoRenewalWithdrawn]:
    """What the first member agreed to be charged nobody else agreed to."""
    if card.renewing:
        yield AutoRenewalWithdrawn(card_id=asked.card_id, member_id=card.holder, order_id=unpaid_order(card))


def transferred(asked: TransferRequested, card: Card, asked_at: datetime, context: Context) -> CardTransferred:
    check_people(asked, card, asked_at)
    check_card(asked, card, context)
    return CardTransferred(
        card_id=asked.card_id,
        member_id=asked.member_id,
        to_member_id=asked.to_member_id,
        application_id=asked.application_id,
        contract=asked.contract,
    )

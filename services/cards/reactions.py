"""What cards does about its neighbours' news. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from services.cards.answers.interest import told_of_interest
from services.cards.blocks.owing import told_of_debt
from services.cards.gate.waivers import heard_of_contracts, heard_of_waivers
from services.cards.guests.told import told_of_guests
from services.cards.lots.given_back import returned_of
from services.cards.people.erased import told_of_erasure
from services.cards.people.partner import told_of_partner
from services.cards.people.person import ages, news
from services.cards.rest.concerned import told_of_closure
from services.cards.rest.together import told_of_rests
from shared.contracts import Command, Money
from shared.contracts.booking import BookingCancelled, SeatAttended, SeatMissed, SeatReleased, SeatReserved
from shared.contracts.cards import (
    CancelCards,
    ChangeProduct,
    FailRenewal,
    GiveBackVisit,
    GrantLot,
    HoldVisit,
    IssueCard,
    LotKind,
    NotePriceReturned,
    NoteWard,
    OpenGate,
    ReleaseHold,
    ReplaceCard,
    SettleHold,
)
from shared.contracts.finance import OrderPaid, OrderRefunded, PaymentFailed, PricedLine, Purpose, RenewalNotCharged
from shared.contracts.members import ChildCameOfAge, GuardianLinked, GuardianUnlinked, VenueOpened
from shared.hearing import reacting
from shared.ids import derived_id
from shared.money import allocate

LOT_KINDS: Mapping[Purpose, LotKind] = {"sale": "renewal", "renewal": "renewal", "top_up": "top_up"}


def heard(
    event: VenueOpened
    | OrderPaid
    | PaymentFailed
    | RenewalNotCharged
    | OrderRefunded
    | GuardianLinked
    | GuardianUnlinked
    | ChildCameOfAge
    | SeatReserved
    | BookingCancelled
    | SeatReleased
    | SeatAttended
    | SeatMissed,
) -> Sequence[Command]:
    match event:
        case VenueOpened():
            return [OpenGate(venue_id=event.venue_id, zone=event.zone)]
        case OrderPaid():
            return list(handed_over(event))
        case PaymentFailed() | RenewalNotCharged() if event.card_id:
            return [
                FailRenewal(
                    card_id=event.card_id, order_id=event.order_id, payment_id=event.payment_id, cause=event.cause
                )
            ]
        case OrderRefunded():
            return list(money_back(event))
        case GuardianLinked() | GuardianUnlinked() | ChildCameOfAge():
            return [*wards(event), *ages(event)]
        case SeatReserved():
            return [hold(event)]
        case BookingCancelled(had_seat=True, by_venue=True):
            return [GiveBackVisit(hold_id=event.booking_id, card_id=event.card_id)]
        case BookingCancelled(had_seat=True, charged=False) | SeatReleased():
            return [ReleaseHold(hold_id=event.booking_id, card_id=event.card_id)]
        case BookingCancelled(had_seat=True) | SeatAttended() | SeatMissed():
            return [SettleHold(hold_id=event.booking_id, card_id=event.card_id)]
    return []


def bought_id(order_id: str, line: int, unit: int) -> str:
    """The id of what a unit of an order line becomes: a card, or a lot of one."""
    return derived_id(order_id, line, unit)


def handed_over(event: OrderPaid) -> Iterator[IssueCard | GrantLot | ChangeProduct | ReplaceCard]:
    """What was paid for: a new card a unit, or of a card one lot more, or a new number; a freeze fee is none of these.

    Whether a line without a card is a card product at all, the command's own decision tells.
    """
    for index, line in enumerate(event.lines):
        if line.card_id is None:
            yield from new_cards(event, index, line)
        elif line.purpose == "upgrade":
            yield changed(event, index, line, line.card_id)
        elif line.purpose == "replacement":
            yield ReplaceCard(
                replacement_id=bought_id(event.order_id, index, 0),
                card_id=line.card_id,
                member_id=event.member_id,
                venue_id=event.venue_id,
                order_id=event.order_id,
                fee=line.total,
                product_id=line.product_id,
            )
        elif line.purpose in LOT_KINDS:
            yield GrantLot(
                card_id=line.card_id,
                lot_id=bought_id(event.order_id, index, 0),
                kind=LOT_KINDS[line.purpose],
                order_id=event.order_id,
                product_id=line.product_id,
                member_id=event.member_id,
                venue_id=event.venue_id,
                price=line.total,
                day=event.day,
                off=line.off,
                offered=line.purpose == "renewal",
                employer=company_pays(line),
            )


def changed(event: OrderPaid, index: int, line: PricedLine, card_id: str) -> ChangeProduct:
    nothing = replace(line.total, amount=0)
    return ChangeProduct(
        card_id=card_id,
        lot_id=bought_id(event.order_id, index, 0),
        order_id=event.order_id,
        product_id=line.product_id,
        member_id=event.member_id,
        venue_id=event.venue_id,
        paid=line.total,
        credit=line.credit or nothing,
        price=line.charged or line.total,
        day=event.day,
        employer=company_pays(line),
    )


def company_pays(line: PricedLine) -> Money | None:
    return line.partner.employer if line.partner and line.partner.employer else None


def new_cards(event: OrderPaid, index: int, line: PricedLine) -> Iterator[IssueCard]:
    company = company_pays(line)
    parts = allocate(company, [1] * line.quantity) if company else [None] * line.quantity
    prices = allocate(line.total, [1] * line.quantity)
    for unit, (price, employer) in enumerate(zip(prices, parts, strict=True)):
        yield IssueCard(
            card_id=bought_id(event.order_id, index, unit),
            order_id=event.order_id,
            product_id=line.product_id,
            member_id=event.member_id,
            venue_id=event.venue_id,
            price=price,
            first_day=event.day,
            sold_as_card=line.kind == "card",
            employer=employer,
        )


def money_back(event: OrderRefunded) -> Iterator[CancelCards | NotePriceReturned]:
    """A refund in part leaves cards as they are, worth so much less; only the whole price back ends what it bought."""
    bought = [cards_of(event.order_id, index, line) for index, line in enumerate(event.lines)]
    if event.refunded != event.total:
        yield from returned_of(event, bought)
        return
    for cards in bought:
        for card_id in cards:
            yield CancelCards(order_id=event.order_id, card_id=card_id)


def cards_of(order_id: str, index: int, line: PricedLine) -> list[str]:
    return [line.card_id] if line.card_id else [bought_id(order_id, index, unit) for unit in range(line.quantity)]


def wards(event: GuardianLinked | GuardianUnlinked | ChildCameOfAge) -> Iterator[NoteWard]:
    guards = isinstance(event, GuardianLinked)
    guardians = event.guardian_ids if isinstance(event, ChildCameOfAge) else (event.guardian_id,)
    for guardian_id in guardians:
        yield NoteWard(member_id=guardian_id, child_id=event.child_id, guards=guards)


def hold(event: SeatReserved) -> HoldVisit:
    return HoldVisit(
        hold_id=event.booking_id,
        session_id=event.session_id,
        card_id=event.card_id,
        member_id=event.member_id,
        venue_id=event.venue_id,
        day=event.day,
        room_id=event.room_id,
    )


react = reacting(
    heard,
    news,
    told_of_interest,
    told_of_debt,
    told_of_closure,
    told_of_rests,
    told_of_guests,
    told_of_partner,
    told_of_erasure,
    heard_of_waivers,
    heard_of_contracts,
)

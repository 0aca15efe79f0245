"""What cards does when a neighbour says something; an event's own envelope plays no part in it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.cards.reactions import react as react_to
from services.cards.service import SERVICE
from shared.contracts import Command, Event, catalogue
from shared.contracts.booking import BookingCancelled, SeatAttended, SeatMissed, SeatReleased, SeatReserved
from shared.contracts.cards import (
    CancelCards,
    GiveBackVisit,
    GrantLot,
    HoldVisit,
    IssueCard,
    OpenGate,
    ReleaseHold,
    ReplaceCard,
    SettleHold,
)
from shared.contracts.finance import OrderPaid, OrderRefunded, PartnerPart, PricedLine
from shared.contracts.members import VenueOpened
from shared.contracts.samples import sample
from shared.ids import derived_id
from tests.cards.examples import BOOKING, CARD, ORDER, PRODUCT, PUDONG, SESSION, TODAY, WEI, yuan

settle = SettleHold(hold_id=BOOKING, card_id=CARD)
release = ReleaseHold(hold_id=BOOKING, card_id=CARD)
DRINK = "00000000-0000-4000-8000-0000000000e9"


def react(event: Event) -> list[Command]:
    return list(react_to(event, None))  # type: ignore[arg-type]


def of_booking(cls: type[Event], **fields: Any) -> Event:
    seat = {"booking_id": BOOKING, "session_id": SESSION, "member_id": WEI, "card_id": CARD, "venue_id": PUDONG}
    known = {name: value for name, value in (seat | {"day": TODAY}).items() if hasattr(sample(cls), name)}
    return replace(sample(cls), **known | fields)


def line(product_id: str, kind: str, quantity: int, total: int) -> PricedLine:
    plain = replace(sample(PricedLine), card_id=None, purpose="sale", partner=None)
    return replace(plain, product_id=product_id, kind=kind, quantity=quantity, total=yuan(total))


paid = replace(
    sample(OrderPaid),
    order_id=ORDER,
    member_id=WEI,
    venue_id=PUDONG,
    day=date(2025, 1, 1),
    lines=(line(DRINK, "retail", 1, 500), line(PRODUCT, "card", 3, 100_000)),
)


def test_a_new_venue_opens_its_gate():
    opened = replace(sample(VenueOpened), venue_id=PUDONG, zone="Asia/Shanghai")
    assert react(opened) == [OpenGate(venue_id=PUDONG, zone="Asia/Shanghai")]


def test_every_unit_paid_for_becomes_a_card_at_its_part_of_the_price_if_it_is_one():
    def wish(index: int, unit: int, product_id: str, price: int, card: bool) -> IssueCard:
        return IssueCard(
            card_id=derived_id(ORDER, index, unit),
            order_id=ORDER,
            product_id=product_id,
            member_id=WEI,
            venue_id=PUDONG,
            price=yuan(price),
            first_day=date(2025, 1, 1),
            sold_as_card=card,
        )

    assert react(paid) == [
        wish(0, 0, DRINK, 500, False),
        wish(1, 0, PRODUCT, 33_334, True),
        wish(1, 1, PRODUCT, 33_333, True),
        wish(1, 2, PRODUCT, 33_333, True),
    ]


def test_a_companys_part_of_what_it_pays_for_goes_with_each_card_and_each_lot():
    half = PartnerPart(agreement_id=ORDER, listed=yuan(100_000), employer=yuan(50_000))
    three = replace(line(PRODUCT, "card", 3, 100_000), partner=half)
    assert [wish.employer for wish in react(replace(paid, lines=(three,)))] == [  # type: ignore[attr-defined]
        yuan(16_667), yuan(16_667), yuan(16_666),
    ]  # fmt: skip
    for purpose in ("renewal", "upgrade"):
        (wish,) = react(replace(paid, lines=(replace(three, quantity=1, card_id=CARD, purpose=purpose),)))
        assert wish.employer == yuan(50_000)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("purpose", "kind"), [("sale", "renewal"), ("renewal", "renewal"), ("top_up", "top_up")])
def test_what_was_bought_for_a_card_goes_onto_it_and_makes_no_new_one(purpose, kind):
    renewal = replace(line(PRODUCT, "card", 1, 8_500), card_id=CARD, purpose=purpose)
    assert react(replace(paid, lines=(renewal,))) == [
        GrantLot(
            card_id=CARD,
            lot_id=derived_id(ORDER, 0, 0),
            kind=kind,
            order_id=ORDER,
            product_id=PRODUCT,
            member_id=WEI,
            venue_id=PUDONG,
            price=yuan(8_500),
            day=date(2025, 1, 1),
            off=renewal.off,
            offered=purpose == "renewal",
        )
    ]


def test_a_fee_for_a_freeze_grants_nothing():
    fee = replace(line(PRODUCT, "fee", 1, 2_000), card_id=CARD, purpose="freeze_fee")
    assert [wish for wish in react(replace(paid, lines=(fee,))) if isinstance(wish, GrantLot | IssueCard)] == []


def test_a_paid_replacement_gives_the_card_a_new_number_and_grants_nothing():
    fee = replace(line(PRODUCT, "fee", 1, 2_000), card_id=CARD, purpose="replacement")
    assert react(replace(paid, lines=(fee,))) == [
        ReplaceCard(
            replacement_id=derived_id(ORDER, 0, 0),
            card_id=CARD,
            member_id=WEI,
            venue_id=PUDONG,
            order_id=ORDER,
            fee=yuan(2_000),
            product_id=PRODUCT,
        )
    ]


def test_a_refunded_renewal_is_taken_off_its_card():
    renewal = replace(line(PRODUCT, "card", 1, 8_500), card_id=CARD, purpose="renewal")
    refunded = replace(sample(OrderRefunded), order_id=ORDER, lines=(renewal,), refunded=yuan(8_500), total=yuan(8_500))
    assert react(refunded) == [CancelCards(order_id=ORDER, card_id=CARD)]


def test_a_full_refund_cancels_the_cards_of_the_order_and_a_partial_one_none():
    refunded = replace(
        sample(OrderRefunded), order_id=ORDER, lines=paid.lines, refunded=yuan(100_500), total=yuan(100_500)
    )
    cards = [command.card_id for command in react(paid) if isinstance(command, IssueCard)]
    assert react(refunded) == [CancelCards(order_id=ORDER, card_id=card_id) for card_id in cards]
    assert react(replace(refunded, refunded=yuan(100_499))) == []


def test_a_reserved_seat_asks_its_card_to_pay_on_the_day_of_the_session():
    hold = HoldVisit(hold_id=BOOKING, session_id=SESSION, card_id=CARD, member_id=WEI, venue_id=PUDONG, day=TODAY)
    assert react(of_booking(SeatReserved, room_id=None)) == [hold]
    assert react(of_booking(SeatReserved, room_id=PRODUCT)) == [replace(hold, room_id=PRODUCT)]


@pytest.mark.parametrize(
    ("event", "command"),
    [
        (of_booking(SeatReleased), release),
        (of_booking(BookingCancelled, had_seat=True, charged=False, by_venue=False), release),
        (of_booking(BookingCancelled, had_seat=True, charged=True, by_venue=False), settle),
        (
            of_booking(BookingCancelled, had_seat=True, charged=False, by_venue=True),
            GiveBackVisit(hold_id=BOOKING, card_id=CARD),
        ),
        (of_booking(SeatAttended), settle),
        (of_booking(SeatMissed), settle),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_becomes_of_a_seat_decides_what_becomes_of_its_visit(event: Event, command: Command):
    assert react(event) == [command]


def test_a_place_in_the_queue_has_no_visit_to_give_back():
    assert react(of_booking(BookingCancelled, had_seat=False, charged=False)) == []
    assert react(of_booking(BookingCancelled, had_seat=False, charged=True)) == []


def test_no_other_news_of_its_neighbours_means_anything_to_cards():
    heard = [cls for service in SERVICE.hears for cls in catalogue.of(service, Event).values()]
    meant = {cls.__name__ for cls in heard if react(sample(cls))}
    assert meant == {
        "VenueOpened",
        "OrderPaid",
        "OrderRefunded",
        "SeatReserved",
        "SeatReleased",
        "BookingCancelled",
        "SeatAttended",
        "SeatMissed",
        "PaymentFailed",
        "RenewalNotCharged",
        "DebtFellDue",
        "DebtOverdue",
        "DebtSettled",
        "CardIssued",
        "CardTransferred",
        "HolderAdded",
        "HolderRemoved",
        "HolderNoted",
        "DebtorNoted",
        "RegistrationSubmitted",
        "MemberRegistered",
        "RegistrationRejected",
        "ImportWithdrawn",
        "MemberErased",
        "MembersMerged",
        "MergeUndone",
        "MemberAbsorbed",
        "MemberSeparated",
        "VenueClosed",
        "VenueReopened",
        "LotGranted",
        "ProductChanged",
        "VisitHeld",
        "CardShelved",
        "ShelfTold",
        "DocumentPublished",
        "DocumentSigned",
        "SignatureEnded",
        "GuardianLinked",
        "GuardianUnlinked",
        "ChildCameOfAge",
        "GuestInvited",
        "GuestSigned",
        "InvitationEnded",
        "PartnerJoined",
        "PartnerLeft",
        "PartnerOfHolderNoted",
        "PersonOwes",
        "ImportedCardWithdrawn",
        "RefundInterestPublished",
        "CardCancelledAfterRefund",
        "FreezeEnded",
        "MembershipRestNoted",
        "HolderErased",
    }

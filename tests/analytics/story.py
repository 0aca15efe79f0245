"""Any life of a chain, as events: what the projections must give the same tables for, however it arrives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from shared.contracts import DayRange, Money, Reason
from shared.contracts.booking import (
    BookingCancelled,
    CourseDefined,
    PastBookingRecorded,
    SeatAttended,
    SeatConfirmed,
    SeatMissed,
    SeatReleased,
    SeatReserved,
    SessionCancelled,
    SessionClosed,
    SessionScheduled,
    WaitlistEnded,
    WaitlistJoined,
)
from shared.contracts.cards import (
    CardCancelledAfterRefund,
    CardFound,
    CardFrozen,
    CardIssued,
    CardReportedLost,
    EntryGranted,
    EntryRefused,
    FreezeEnded,
    MembershipRestCounted,
    ProductPublished,
    Terms,
)
from shared.contracts.engagement import PointsEarned, PointsExpired, PointsRedeemed, PointsTakenBack
from shared.contracts.finance import (
    EntryPosted,
    OrderPaid,
    OrderRefunded,
    PaymentReceived,
    PaymentReturned,
    Posting,
    PricedLine,
    PricePublished,
    RefundShare,
)
from shared.contracts.members import MemberErased, MemberRegistered, VenueOpened
from shared.ids import derived_id
from tests.analytics.later_story import tell_more
from tests.analytics.office_story import tell_office
from tests.analytics.prospect_story import tell_prospects
from tests.analytics.shop_story import tell_shop
from tests.analytics.telling import NOON, Telling

ZONES = {"Asia/Shanghai": "CNY", "Europe/London": "GBP", "Asia/Tokyo": "JPY"}
DAY, START = date(2026, 3, 2), datetime(2026, 3, 2, 6, tzinfo=UTC)
NO_END = DayRange(DAY, date(9999, 12, 31))
VENUES = {derived_id("venue", zone): zone for zone in ZONES}
PRODUCT, COURSE, COACH = derived_id("product"), derived_id("course"), derived_id("coach")
TERMS = Terms(kind="visits", visits=10)


def venue_opened(venue_id: str) -> VenueOpened:
    zone = VENUES[venue_id]
    return VenueOpened(venue_id=venue_id, name=zone.rpartition("/")[2], name_zh="馆", zone=zone, currency=ZONES[zone])


def registered(member_id: str, venue_id: str) -> MemberRegistered:
    return MemberRegistered(
        member_id=member_id, number="M1", name="sealed", phone="+8613800138000", venue_id=venue_id, channel="desk",
        language="zh", terms_accepted="2026-01",
    )  # fmt: skip


def line(total: Money) -> PricedLine:
    return PricedLine(
        product_id=PRODUCT, title="Ten visits", kind="card", quantity=1, price=total, total=total,
        tax=Money(total.amount // 10, total.currency), prepaid=True,
    )  # fmt: skip


def paid(order: str, member: str, venue: str, total: Money, day: date = DAY) -> tuple[PaymentReceived, OrderPaid]:
    who = {"order_id": order, "member_id": member, "venue_id": venue, "day": day}
    return (
        PaymentReceived(payment_id=derived_id("payment", order), amount=total, method="cash", **who),
        OrderPaid(lines=(line(total),), total=total, **who),
    )


def refunded(order: str, member: str, venue: str, total: Money, day: date = DAY) -> OrderRefunded:
    share = RefundShare(
        product_id=PRODUCT, kind="card", amount=total, tax=Money(total.amount // 10, total.currency), unused=total
    )
    return OrderRefunded(
        refund_id=derived_id("refund", order), order_id=order, member_id=member, venue_id=venue, day=day, amount=total,
        refunded=total, total=total, lines=(line(total),), shares=(share,),
    )  # fmt: skip


def posted(order: str, venue: str, total: Money) -> EntryPosted:
    sides = (Posting(account="cash", amount=total.amount), Posting(account="deferred:card", amount=-total.amount))
    return EntryPosted(
        entry_id=derived_id("entry", order), order_id=order, venue_id=venue, day=DAY, currency=total.currency,
        memo="sale", postings=sides,
    )  # fmt: skip


def issued(card: str, order: str, member: str, venue: str, price: Money) -> CardIssued:
    return CardIssued(
        card_id=card, number="C1", order_id=order, product_id=PRODUCT, member_id=member, venue_id=venue, price=price,
        terms=TERMS, valid=NO_END, zone=VENUES[venue],
    )  # fmt: skip


def granted(card: str, member: str, venue: str, at: datetime, price: Money, day: date = DAY) -> EntryGranted:
    return EntryGranted(
        swipe_id=derived_id("swipe", card, at), card_id=card, member_id=member, venue_id=venue, day=day, at=at,
        visits_used=1, visits_left=9, value_used=None, hold_id=None, order_id=derived_id("order"), product_id=PRODUCT,
        lot_value=price,
    )  # fmt: skip


def scheduled(session: str, venue: str, at: datetime = START, day: date = DAY, category: str = "Yoga"):
    return SessionScheduled(
        session_id=session, course_id=COURSE, category=category, venue_id=venue, room_id=derived_id("room"),
        coach_id=COACH, day=day, starts_at=at, ends_at=at + timedelta(hours=1), seats=8, opens_at=at,
        free_cancel_until=at,
    )  # fmt: skip


def past_booking(row: str, venue: str, category: str, attended: bool) -> PastBookingRecorded:
    return PastBookingRecorded(
        booking_id=derived_id("past", row), venue_id=venue, file="old", row=row, category=category, weekday="Fri",
        half_day="AM", days_before=8, months_as_member=17, attended=attended,
    )  # fmt: skip


class Seat:
    """The events of one booking."""

    def __init__(self, booking: str, session: str, member: str, venue: str) -> None:
        self.ids = {"booking_id": booking, "session_id": session, "member_id": member, "venue_id": venue}
        self.paid_by = self.ids | {"card_id": derived_id("card", member)}
        self.on_day = self.paid_by | {"day": DAY}

    def reserved(self, from_waitlist: bool = False) -> SeatReserved:
        return SeatReserved(starts_at=START, ends_at=START, from_waitlist=from_waitlist, **self.on_day)

    def waiting(self) -> WaitlistJoined:
        return WaitlistJoined(place=1, **self.paid_by)

    def confirmed(self) -> SeatConfirmed:
        return SeatConfirmed(**self.on_day)

    def released(self) -> SeatReleased:
        return SeatReleased(reason=None, **self.paid_by)

    def unserved(self) -> WaitlistEnded:
        return WaitlistEnded(**self.paid_by)

    def cancelled(self, had_seat: bool = True, charged: bool = False, by_venue: bool = False) -> BookingCancelled:
        return BookingCancelled(had_seat=had_seat, charged=charged, by_venue=by_venue, **self.on_day)

    def attended(self) -> SeatAttended:
        return SeatAttended(source="gate", **self.on_day)

    def missed(self) -> SeatMissed:
        return SeatMissed(**self.on_day)

    def any_life(self, chance: Random):
        got = [self.waiting(), self.reserved(True)] if chance.random() < 0.3 else [self.reserved()]
        ends = [
            [self.released()],
            [self.confirmed(), self.attended()],
            [self.confirmed(), self.missed()],
            [self.confirmed(), self.cancelled(charged=chance.random() < 0.5)],
            [self.confirmed()],
            [self.confirmed(), self.attended(), self.cancelled(by_venue=True)],
        ]
        return [self.waiting(), self.unserved()] if chance.random() < 0.1 else got + chance.choice(ends)


def opening(telling: Telling, at: datetime = NOON) -> None:
    """The chain as it stands before its first member."""
    telling.tell(*(venue_opened(venue) for venue in VENUES), at=at)
    telling.tell(
        PricePublished(
            product_id=PRODUCT, title="Ten visits", kind="card", price=Money(100000, "CNY"), tax_basis_points=600,
            prepaid=True, valid_from=DAY, for_venue=None,
        ),
        ProductPublished(product_id=PRODUCT, name="Pack of ten", name_zh="十次卡", terms=TERMS),
        CourseDefined(course_id=COURSE, name="Morning yoga", name_zh="晨间瑜伽", category="Yoga"),
        at=at,
    )  # fmt: skip


def life(seed: int, members: int = 7) -> Telling:
    """A chain's life; `at` goes back and forth, as business time does."""
    chance, telling = Random(seed), Telling()

    def tell(*events: object) -> None:
        telling.tell(*events, at=START + timedelta(minutes=chance.randint(-50_000, 50_000)))

    opening(telling)
    sessions = {derived_id("session", n): chance.choice(list(VENUES)) for n in range(6)}
    for session, venue in sessions.items():
        tell(scheduled(session, venue, category=chance.choice(["Yoga", "HIIT"])))
    for n in range(members):
        venue, member = chance.choice(list(VENUES)), derived_id("member", n)
        order, card = derived_id("order", n), derived_id("card", member)
        total = Money(chance.randint(1, 10_000_000), ZONES[VENUES[venue]])
        tell(registered(member, venue))
        for event in (*paid(order, member, venue, total), posted(order, venue, total)):
            tell(event)
        tell(issued(card, order, member, venue, total))
        tell(earned(member, order, total.amount // 100))
        for at in range(chance.randint(0, 3)):
            tell(granted(card, member, venue, START + timedelta(days=at), total, DAY + timedelta(days=at)))
        for event in card_life(chance, card, member, venue):
            tell(event)
        for session in chance.sample(list(sessions), 3):
            seat = Seat(derived_id("booking", member, session), session, member, sessions[session])
            for event in seat.any_life(chance):
                tell(event)
        tell(past_booking(f"{n}", venue, chance.choice(["-", "Yoga"]), chance.random() < 0.5))
        if chance.random() < 0.3:
            tell(refunded(order, member, venue, total))
            tell(CardCancelledAfterRefund(card_id=card, member_id=member, order_id=order))
            tell(PointsTakenBack(member_id=member, lot_id=order, refund_id=order, cause_id=order, points=3))
        if chance.random() < 0.3:
            tell(MemberErased(member_id=member, phone_index="x"))
    for session, venue in sessions.items():
        where = {"session_id": session, "venue_id": venue}
        if chance.random() < 0.5:
            tell(SessionClosed(booked=3, attended=1, **where))
        else:
            ids = {"room_id": derived_id("room"), "coach_id": COACH}
            tell(SessionCancelled(starts_at=START, ends_at=START, reason="flood", **where, **ids))
    everybody = [derived_id("member", n) for n in range(members)]
    tell_more(lambda event, at: telling.tell(event, at=at), Random(seed), everybody, list(VENUES))
    tell_office(lambda event, at: telling.tell(event, at=at), Random(seed), everybody, list(VENUES))
    tell_prospects(lambda event, at: telling.tell(event, at=at), Random(f"prospects {seed}"), everybody, list(VENUES))
    tell_shop(lambda event, at: telling.tell(event, at=at), Random(seed), everybody, list(VENUES))
    telling.tell(lessons_rest(everybody[0]), at=START)
    return telling


def lessons_rest(member: str) -> MembershipRestCounted:
    return MembershipRestCounted(
        card_id=derived_id("card", member), member_id=member, membership_id=derived_id("membership", member), first=DAY,
        rest=DayRange(DAY, date(2026, 3, 9)), hold="extend", moved_days=7, valid_until=NO_END.until, lots=(),
    )  # fmt: skip


def earned(member: str, cause: str, points: int) -> PointsEarned:
    return PointsEarned(
        member_id=member, lot_id=cause, earned_for="payment", cause_id=cause, points=points, rule=1, earned_day=DAY,
        expires_day=date(2027, 3, 2),
    )  # fmt: skip


def card_life(chance: Random, card: str, member: str, venue: str):
    who = {"card_id": card, "member_id": member}
    rest = DayRange(DAY, date(2026, 3, 9))
    yield from chance.choice(
        [
            [],
            [CardReportedLost(at=START, **who), CardFound(**who)],
            [CardFrozen(rest=rest, valid_until=DAY, **who)],
            [FreezeEnded(rest=rest, rested_days=2, valid_until=DAY, **who)],
            [
                EntryRefused(
                    swipe_id=derived_id("no", card), venue_id=venue, day=DAY, at=START,
                    reason=Reason(code="CardFrozenNow", facts={}), **who,
                ),
                PointsRedeemed(
                    redemption_id=derived_id("redeemed", member), member_id=member, points=2, lots=(), purpose="towel"
                ),
                PointsExpired(member_id=member, lot_id=derived_id("lot", member), points=1),
                PaymentReturned(
                    refund_id=derived_id("returned", member), order_id=derived_id("order", member), member_id=member,
                    venue_id=venue, day=DAY, amount=Money(100, "CNY"), of="advance", returned_by=(), reason=None,
                ),
            ],
        ]
    )  # fmt: skip

"""A member's life: joins, buys, pays one way or another, comes, books, gives back, wants the money back, leaves."""

from __future__ import annotations

from datetime import timedelta

from shared.contracts import DayRange, Money
from shared.contracts.booking import BookSeat, CancelBooking
from shared.contracts.cards import FreezeCard, GatePolicy, ReportFound, ReportLost, SetGatePolicy, SwipeCard
from shared.contracts.engagement import RedeemPoints
from shared.contracts.finance import OrderLine, PlaceOrder, RecordPayment, RefundOrder
from shared.contracts.members import EraseMember, RegisterMember
from shared.ids import derived_id
from tests.sim.client import GATE, Client
from tests.sim.flows.provider import pay_by_provider
from tests.sim.flows.scene import PRICES, SESSIONS, TODAY, VENUES, id_of

SMALL_HOUSE = SetGatePolicy(venue_id=VENUES[0], effective=TODAY, policy=GatePolicy(capacity=1))


def life(client: Client) -> None:
    dice = client.dice
    member_id = id_of(client.name, "member")
    client.sleep(60)
    client.give(
        RegisterMember(
            member_id=member_id,
            name="Wei",
            phone=f"+8613800138{dice.randrange(8):03d}",  # some share one: the second is refused
            venue_id=VENUES[0],
            channel="desk",
            terms_accepted="2025-01",
        )
    )
    for n in range(dice.choice((1, 1, 2))):
        buys(client, member_id, n)
    if dice.random() < 0.2:
        client.give(EraseMember(member_id=member_id))


def buys(client: Client, member_id: str, n: int) -> None:
    dice = client.dice
    order_id = id_of(client.name, "order", n)
    product_id = dice.choice(sorted(PRICES))
    line = OrderLine(product_id=product_id, quantity=dice.choice((1, 1, 2)))
    client.give(PlaceOrder(order_id=order_id, member_id=member_id, venue_id=VENUES[0], lines=(line,)))
    total = PRICES[product_id] * line.quantity
    if dice.random() < 0.5:
        pay_by_provider(client, order_id, member_id, total)
    else:
        pay_at_the_desk(client, order_id, total)
    card_id = derived_id(order_id, 0, 0)
    if client.await_stream("cards", f"card-{card_id}", 90.0):
        for _ in range(dice.randint(1, 4)):
            dice.choice((comes, comes, books, books, rests, loses, redeems))(client, member_id, card_id)
    if dice.random() < 0.4:
        wants_money_back(client, order_id, total)


def pay_at_the_desk(client: Client, order_id: str, total: Money) -> None:
    """At once, or in two parts at the same time."""
    parts = [total.amount] if client.dice.random() < 0.7 else [total.amount // 3, total.amount - total.amount // 3]
    for part, amount in enumerate(parts):
        payment_id = id_of(order_id, "payment", part)
        money = Money(amount, "CNY")
        client.give(
            RecordPayment(payment_id=payment_id, order_id=order_id, venue_id=VENUES[0], amount=money, method="cash")
        )


def comes(client: Client, member_id: str, card_id: str) -> None:
    """Through the gate of a small house and out again; a gate that was offline tells late, or twice in other words."""
    client.give(SMALL_HOUSE)
    swipe = SwipeCard(swipe_id=id_of(client.name, "swipe", client.given), card_id=card_id, venue_id=VENUES[0])
    late = client.now if client.dice.random() < 0.3 else None
    client.sleep(20)
    client.give(swipe, GATE, at=late)
    if client.dice.random() < 0.3:
        client.give(swipe, GATE, at=late)
    client.sleep(600)
    out = SwipeCard(
        swipe_id=id_of(client.name, "out", client.given), card_id=card_id, venue_id=VENUES[0], direction="out"
    )
    client.give(out, GATE)


def books(client: Client, member_id: str, card_id: str) -> None:
    dice = client.dice
    session_id = dice.choice(SESSIONS)
    booking_id = id_of(client.name, "booking", client.given)
    booked = client.give(
        BookSeat(
            booking_id=booking_id,
            session_id=session_id,
            member_id=member_id,
            card_id=card_id,
            waitlist=dice.random() < 0.7,
        )
    )
    if booked.refusal is None and dice.random() < 0.4:
        client.sleep(30)
        client.give(CancelBooking(booking_id=booking_id, session_id=session_id, member_id=member_id))


def rests(client: Client, member_id: str, card_id: str) -> None:
    rest = DayRange(TODAY + timedelta(days=2), TODAY + timedelta(days=5))
    client.give(FreezeCard(card_id=card_id, member_id=member_id, rest=rest))


def loses(client: Client, member_id: str, card_id: str) -> None:
    client.give(ReportLost(card_id=card_id, member_id=member_id))
    client.sleep(10)
    client.give(ReportFound(card_id=card_id, member_id=member_id))


def redeems(client: Client, member_id: str, card_id: str) -> None:
    points = client.dice.choice((5, 20, 80))
    redemption_id = id_of(client.name, "gift", client.given)
    client.give(RedeemPoints(redemption_id=redemption_id, member_id=member_id, points=points, purpose="a towel"))


def wants_money_back(client: Client, order_id: str, total: Money) -> None:
    """A part, or all of it; sometimes both wishes at once."""
    for part in client.dice.choice(((1,), (3,), (3, 1), (2, 2))):
        client.give(
            RefundOrder(
                refund_id=id_of(order_id, "refund", client.given),
                order_id=order_id,
                venue_id=VENUES[0],
                amount=Money(total.amount // part, "CNY"),
                reason="moved away",
            )
        )

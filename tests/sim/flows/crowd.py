"""Many at the same time: the last seat, one wish sent again and again, the same money asked for twice."""

from __future__ import annotations

from typing import Any

from shared.contracts import Command
from shared.contracts.booking import BookSeat
from shared.contracts.finance import OrderLine, PlaceOrder, RecordPayment, RefundOrder
from tests.sim.client import Client
from tests.sim.flows.scene import PRICES, SESSIONS, VENUES, id_of


def crowd(client: Client) -> None:
    client.sleep(600)
    client.dice.choice((last_seat, same_again, money_twice))(client)


def last_seat(client: Client) -> None:
    """More want a seat than there are; cards knows none of their cards, so the seats come free again."""
    session_id = client.dice.choice(SESSIONS)
    commands: list[tuple[str, Command]] = []
    for n in range(client.dice.randint(2, 6)):
        member_id, card_id, booking_id = (id_of(client.name, what, n) for what in ("member", "card", "booking"))
        book = BookSeat(
            booking_id=booking_id, session_id=session_id, member_id=member_id, card_id=card_id, waitlist=n % 2 == 0
        )
        commands.append((id_of(client.name, "books", n), book))
    client.together(commands)


def same_again(client: Client) -> None:
    """One order, sent by an impatient browser many times under one id."""
    place = order(client)
    client.together([(id_of(client.name, "places"), place)] * client.dice.randint(2, 6))


def money_twice(client: Client) -> None:
    """Paid at two desks at once, and asked back at two desks at once."""
    place = order(client)
    client.give(place)
    total = PRICES[place.lines[0].product_id]
    fixed: dict[str, Any] = {"order_id": place.order_id, "venue_id": VENUES[0], "amount": total}
    desks = range(client.dice.randint(2, 3))
    pays = [RecordPayment(payment_id=id_of(client.name, "pays", n), method="cash", **fixed) for n in desks]
    client.together([(payment.payment_id, payment) for payment in pays])
    client.sleep(60)
    back = [RefundOrder(refund_id=id_of(client.name, "back", n), reason="moved", **fixed) for n in desks]
    client.together([(refund.refund_id, refund) for refund in back])


def order(client: Client) -> PlaceOrder:
    return PlaceOrder(
        order_id=id_of(client.name, "order"),
        member_id=id_of(client.name, "member"),
        venue_id=VENUES[0],
        lines=(OrderLine(product_id=client.dice.choice(sorted(PRICES))),),
    )

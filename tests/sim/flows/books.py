"""The finance clerk: what goes back with interest, and what is charged too often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.contracts.finance import (
    OrderLine,
    PlaceOrder,
    PublishRefundInterest,
    PublishSafetyStop,
    RecordPayment,
    RefundOrder,
    ResumeCharging,
)
from shared.ids import derived_id
from tests.sim.client import Client
from tests.sim.flows.one_person import registers
from tests.sim.flows.scene import PRICES, TODAY, VENUES, id_of

HERE = {"venue_id": VENUES[0]}


def books(client: Client) -> None:
    client.sleep(60)
    duty = client.dice.choice((refunds_with_interest, stops))
    duty(client)


def buys(client: Client, name: str = "order", **line: Any) -> tuple[str, str]:
    """Somebody's order of the first product, paid some days ago: who, and which."""
    member_id, order_id = id_of(client.name, "record", 0), id_of(client.name, name)
    registers(client, member_id)
    product_id = sorted(PRICES)[0]
    client.give(
        PlaceOrder(order_id=order_id, member_id=member_id, **HERE, lines=(OrderLine(product_id=product_id, **line),))
    )
    paid = {"payment_id": id_of(client.name, name, "cash"), "amount": PRICES[product_id]}
    client.give(RecordPayment(order_id=order_id, **HERE, method="cash", **paid), at=client.now - timedelta(days=3))
    return member_id, order_id


def refunds_with_interest(client: Client) -> None:
    """By whose fault, twice; the rates of a day are published, also impossible ones."""
    _, order_id = buys(client)
    for rate in (300, 9000):
        figures = {"operator_basis_points": rate, "member_basis_points": 150}
        client.give(
            PublishRefundInterest(
                for_venue=VENUES[0], region="Shanghai", valid_from=TODAY - timedelta(days=9), **figures
            )
        )
    for fault in ("operator", "member"):
        back = {"refund_id": id_of(client.name, "back", fault), "amount": PRICES[sorted(PRICES)[0]], "reason": "moved"}
        client.give(RefundOrder(order_id=order_id, **HERE, **back, fault=fault))


def stops(client: Client) -> None:
    """So many orders for one card on one day that its charging stops, until somebody looked."""
    member_id, order_id = buys(client)
    for most in (0, 2):
        client.give(PublishSafetyStop(most_lines=most, valid_from=TODAY))
    card_id = derived_id(order_id, 0, 0)
    client.await_stream("finance", f"card-{card_id}")
    client.give(ResumeCharging(card_id=card_id, reason="just asking"))
    line = OrderLine(product_id=sorted(PRICES)[0], card_id=card_id)
    for n in range(4):
        client.give(PlaceOrder(order_id=id_of(client.name, "again", n), member_id=member_id, **HERE, lines=(line,)))
        client.sleep(client.dice.choice((0, 20)))
    client.await_stream("finance", f"charges-{card_id}", version=2)
    client.give(ResumeCharging(card_id=card_id, reason="somebody pressed a key for long"))

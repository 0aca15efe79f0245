"""The finance clerk: what goes back with interest, what is charged too often, what companies pay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.contracts.finance import (
    OrderLine,
    PlaceOrder,
    PublishPartnerPrice,
    PublishRefundInterest,
    PublishSafetyStop,
    RecordPartnerPayment,
    RecordPayment,
    RefundOrder,
    ResumeCharging,
)
from shared.contracts.members import AgreeWithPartner, JoinPartner, UploadRoster
from shared.ids import derived_id
from tests.sim.client import Client
from tests.sim.flows.one_person import registers
from tests.sim.flows.scene import PRICES, TODAY, VENUES, id_of

HERE = {"venue_id": VENUES[0]}


def books(client: Client) -> None:
    client.sleep(60)
    duty = client.dice.choice((refunds_with_interest, stops, is_paid_by_a_company))
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


def is_paid_by_a_company(client: Client) -> None:
    """A company's people buy at its price; it pays by its statement, a part, too much, and what it owes nothing for."""
    member_id, deal = id_of(client.name, "record", 0), {"agreement_id": id_of(client.name, "partner")}
    registers(client, member_id)
    client.give(UploadRoster(**deal, codes=("A-17",)))
    named = {"partner": "Acme", "partner_zh": "安可", "from_day": TODAY - timedelta(days=9)}
    client.give(AgreeWithPartner(**deal, **named, until=TODAY + timedelta(days=90)))
    client.give(UploadRoster(**deal, codes=("A-17", "A-18")))
    price = {"product_id": sorted(PRICES)[0], "valid_from": TODAY, "per_mille": 800, "employer_per_mille": 1000}
    client.give(PublishPartnerPrice(**deal, **price))
    client.give(JoinPartner(**deal, member_id=member_id, code="A-17"))
    client.await_stream("finance", f"partnerright-{member_id}")
    lines = (OrderLine(product_id=sorted(PRICES)[0]),)
    client.give(PlaceOrder(order_id=id_of(client.name, "order"), member_id=member_id, **HERE, lines=lines))
    client.await_stream("finance", f"partneraccount-{deal['agreement_id']}")
    for n, venue_id in enumerate(VENUES):
        paid = {"payment_id": id_of(client.name, "bill", n), "venue_id": venue_id, "amount": PRICES[sorted(PRICES)[0]]}
        client.give(RecordPartnerPayment(**deal, **paid))
        client.give(RecordPartnerPayment(**{**paid, "agreement_id": member_id}))

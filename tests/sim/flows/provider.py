"""Paying by a provider whose notices come late, twice, out of order, or after the money came otherwise."""

from __future__ import annotations

from datetime import timedelta

from shared.contracts import Money
from shared.contracts.finance import ProviderStatus, ReceiveProviderNotice, RecordPayment, RequestPayment
from shared.ids import derived_id
from tests.sim.client import BANK, Client
from tests.sim.flows.scene import VENUES, id_of


def pay_by_provider(client: Client, order_id: str, member_id: str, total: Money) -> None:
    dice = client.dice
    payment_id = id_of(order_id, "provider payment")
    request = RequestPayment(payment_id=payment_id, order_id=order_id, member_id=member_id, amount=total)
    client.give(request)
    ways: tuple[ProviderStatus, ...] = dice.choice(
        (("captured",), ("failed", "captured"), ("captured", "failed"), ("failed",))
    )
    notices = [
        ReceiveProviderNotice(
            notice_id=id_of(payment_id, n),
            payment_id=payment_id,
            order_id=order_id,
            status=status,
            amount=total,
            provider_at=client.now - timedelta(seconds=len(ways) - n),
        )
        for n, status in enumerate(ways)
    ]
    told = notices * dice.choice((1, 1, 2))
    dice.shuffle(told)
    if dice.random() < 0.2:
        paid_otherwise(client, order_id, total)
    for notice in told:
        client.sleep(20)
        client.repeat(derived_id("notice", "sandbox", notice.notice_id), notice, BANK, None, 12)


def paid_otherwise(client: Client, order_id: str, total: Money) -> None:
    """The member paid at the desk while the provider was still at it: what comes then is too much."""
    client.give(
        RecordPayment(
            payment_id=id_of(order_id, "at the desk"),
            order_id=order_id,
            venue_id=VENUES[0],
            amount=total,
            method="terminal",
        )
    )

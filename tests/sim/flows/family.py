"""A family: a parent buys and books for a child, as long as the chain knows them as payer and guardian."""

from __future__ import annotations

from shared.contracts import MEMBER, Actor, Money
from shared.contracts.booking import BookSeat, CancelBooking
from shared.contracts.finance import OrderLine, PlaceOrder, RecordPayment
from shared.contracts.members import (
    AgreeToPay,
    EndPaying,
    EraseMember,
    JoinFamily,
    LinkGuardian,
    RegisterMember,
    SetLevel,
    UnlinkGuardian,
)
from shared.ids import derived_id
from tests.sim.client import Client
from tests.sim.flows.scene import PRICES, SESSIONS, VENUES, id_of

PHONES = "+8613900137"


def family(client: Client) -> None:
    parent, child = (id_of(client.name, who) for who in ("parent", "child"))
    for member_id, born in ((parent, "1985-05-05"), (child, "2015-05-05")):
        registers(client, member_id, born)
    home = id_of(client.name, "family")
    papers = {"venue_id": VENUES[0], "relation": "mother", "evidence": "birth_certificate"}
    client.give(LinkGuardian(child_id=child, guardian_id=parent, **papers))
    for member_id in (parent, child):
        client.give(JoinFamily(family_id=home, member_id=member_id, venue_id=VENUES[0]))
    client.give(AgreeToPay(family_id=home, member_id=parent, for_id=child))
    if client.dice.random() < 0.5:
        client.give(SetLevel(member_id=child, level="gold", reason="a champion"))
        client.sleep(60)
    buys_and_books(client, parent, child, 1)
    ends = client.dice.choice(
        (
            EndPaying(family_id=home, member_id=parent, payer_id=parent, for_id=child),
            UnlinkGuardian(child_id=child, guardian_id=parent, venue_id=VENUES[0], reason="the court"),
            EraseMember(member_id=parent),
        )
    )
    client.give(ends)
    buys_and_books(client, parent, child, 2)


def registers(client: Client, member_id: str, born: str) -> None:
    client.give(
        RegisterMember(
            member_id=member_id,
            name="Wei",
            phone=f"{PHONES}{client.dice.randrange(1000):03d}",
            venue_id=VENUES[0],
            channel="desk",
            terms_accepted="2025-01",
            birth_date=born,
        )
    )


def buys_and_books(client: Client, parent: str, child: str, n: int) -> None:
    """From the parent's own log-in; where the child's level has a discount, the first part pays all."""
    herself = Actor(parent, (MEMBER,), member_id=parent)
    order_id, product_id = id_of(client.name, "order", n), id_of("ten visits")
    line = OrderLine(product_id=product_id)
    wish = PlaceOrder(order_id=order_id, member_id=parent, for_id=child, venue_id=VENUES[0], lines=(line,))
    client.give(wish, herself)
    whole = PRICES[product_id].amount
    for part, amount in enumerate((whole * 9 // 10, whole // 10)):
        fixed = {"order_id": order_id, "venue_id": VENUES[0], "amount": Money(amount, "CNY")}
        client.give(RecordPayment(payment_id=id_of(order_id, "payment", part), method="cash", **fixed))
    card_id = derived_id(order_id, 0, 0)
    if client.await_stream("cards", f"card-{card_id}", 90.0):
        session_id = client.dice.choice(SESSIONS)
        seat = {"booking_id": id_of(client.name, "booking", n), "session_id": session_id, "member_id": parent}
        booked = client.give(BookSeat(**seat, card_id=card_id, child_id=child, waitlist=True), herself)
        if booked.refusal is None and client.dice.random() < 0.4:
            client.sleep(30)
            client.give(CancelBooking(**seat), herself)

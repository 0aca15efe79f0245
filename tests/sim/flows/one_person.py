"""One person registered twice: both records buy and book, head office merges them, now and then wrongly."""

from __future__ import annotations

from shared.contracts.booking import BookSeat
from shared.contracts.engagement import RedeemPoints
from shared.contracts.finance import OrderLine, PlaceOrder, RecordPayment
from shared.contracts.members import MergeMembers, NoteFingerprint, RegisterMember, UndoMerge
from shared.ids import derived_id
from tests.sim.client import Client
from tests.sim.flows.scene import PRICES, SESSIONS, VENUES, id_of


def one_person(client: Client) -> None:
    survivor, merged = (id_of(client.name, "record", n) for n in range(2))
    both = {"survivor_id": survivor, "merged_id": merged}
    session_id = client.dice.choice(SESSIONS)
    for member_id in (survivor, merged):
        registers(client, member_id)
        client.give(NoteFingerprint(member_id=member_id, kind="device", fingerprint="one telephone"))
        buys_and_books(client, member_id, session_id)
    client.sleep(60)
    client.give(MergeMembers(**both, reason="the same phone"))
    if client.dice.random() < 0.5:
        buys_and_books(client, survivor, client.dice.choice(SESSIONS), "again")
        redemption_id = id_of(client.name, "gift")
        client.give(RedeemPoints(redemption_id=redemption_id, member_id=survivor, points=90, purpose="a towel"))
    if client.dice.random() < 0.3:
        client.sleep(120)
        client.give(UndoMerge(**both, reason="twins"))


def registers(client: Client, member_id: str) -> None:
    client.give(
        RegisterMember(
            member_id=member_id,
            name="Wei",
            phone=f"+8613900139{client.dice.randrange(1000):03d}",
            venue_id=VENUES[0],
            channel="desk",
            terms_accepted="2025-01",
        )
    )


def buys_and_books(client: Client, member_id: str, session_id: str, which: str = "") -> None:
    """The person does not know which record the desk has open: any card of the two may pay."""
    order_id = id_of(client.name, "order", member_id, which)
    product_id = sorted(PRICES)[0]
    line = OrderLine(product_id=product_id)
    client.give(PlaceOrder(order_id=order_id, member_id=member_id, venue_id=VENUES[0], lines=(line,)))
    pays = id_of(order_id, "payment")
    fixed = {"order_id": order_id, "venue_id": VENUES[0], "amount": PRICES[product_id]}
    client.give(RecordPayment(payment_id=pays, method="cash", **fixed))
    card_id = derived_id(order_id, 0, 0)
    if client.await_stream("cards", f"card-{card_id}", 90.0):
        booking_id = id_of(client.name, "booking", client.given)
        fields = {"booking_id": booking_id, "session_id": session_id, "member_id": member_id, "card_id": card_id}
        client.give(BookSeat(**fields, waitlist=client.dice.random() < 0.5))

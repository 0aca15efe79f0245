"""Who buys, where members says that two records are one person, or that somebody may not act yet."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Event, Id, Refusal, Text
from shared.standing import Heard


class NoteBuyer(Command, by=(SERVICE,)):
    """Members told something of a person: under review, turned down, erased; or which records are one person.

    `other_id` is the other record of a merge or of its undoing.
    """

    member_id: Id
    heard: Heard
    other_id: Id | None = None


class BuyerNoted(Event, stream="member-{member_id}", unreported="echo"):
    """This was heard of a person; of most people nothing is, and they are served."""

    member_id: Id
    heard: Heard
    other_id: Id | None = None


class BuyerUnknown(Refusal):
    """Money is taken of members. Whom an order names is looked up after it was placed: no member waits to be known."""

    order_id: str
    member_id: str
    says = Text(
        "Order {order_id} is for {member_id}, whom nobody knows.", "订单 {order_id} 的会员 {member_id} 不存在。"
    )
    remedy = Text("Find the member, or register them, and place a new order.", "请查找或登记该会员，然后重新下单。")


class NoteStranger(Command, by=(SERVICE,)):
    """Members says that there is no such member as the order names."""

    member_id: Id
    order_id: Id


class OrderOfStranger(Event, stream="order-{order_id}", unreported="said elsewhere"):
    """The order names somebody who is no member: it takes no more money, and what it took is to go back."""

    member_id: Id
    order_id: Id
    venue_id: Id

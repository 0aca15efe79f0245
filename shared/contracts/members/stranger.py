"""Somebody whom members never heard of is named as a buyer elsewhere: members looks, and says so."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Event, Id


class CheckBuyer(Command, by=(SERVICE,)):
    """An order was placed for this member: is there one?"""

    member_id: Id
    order_id: Id


class StrangerNamed(Event, stream="stranger-{member_id}", unreported="said elsewhere"):
    """The order names a member of whom members knows nothing, and knew nothing when it was placed."""

    member_id: Id
    order_id: Id

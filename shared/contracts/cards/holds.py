"""Holds: a lot's part that a booking has taken."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Day, Event, Id, Money, Reason
from shared.contracts.cards.lot import LotUse


class HoldVisit(Command, by=(SERVICE,)):
    """Set a visit aside for a booking, judged on the day of its session; the answer is an event either way."""

    hold_id: Id  # the booking's id
    session_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    room_id: Id | None = None


class VisitHeld(Event, stream="card-{card_id}"):
    """The booking is paid for by this card: a visit is set aside, or the term covers the day.

    `lots` names what was set aside of which lot; nothing where the day's visit was claimed before.
    """

    hold_id: Id
    session_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    visits_left: int | None = None
    balance: Money | None = None
    lots: tuple[LotUse, ...] = ()
    room_id: Id | None = None


class VisitNotHeld(Event, stream="card-{card_id}", unreported="said elsewhere"):
    """The card cannot pay for the booking, for this reason."""

    hold_id: Id
    session_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    reason: Reason
    room_id: Id | None = None


class ReleaseHold(Command, by=(SERVICE,)):
    """The booking was cancelled in time: the visit is given back, unless the member came in on it."""

    hold_id: Id
    card_id: Id


class HoldReleased(Event, stream="card-{card_id}"):
    """The visit can be used again; `lots` names what was given back to which lot."""

    hold_id: Id
    card_id: Id
    member_id: Id
    visits_left: int | None = None
    balance: Money | None = None
    lots: tuple[LotUse, ...] = ()


class SettleHold(Command, by=(SERVICE,)):
    """The booking was attended, missed or cancelled too late: the visit is used."""

    hold_id: Id
    card_id: Id


class HoldSettled(Event, stream="card-{card_id}"):
    """The visit set aside is used; `lot_value` is the part of the price paid that it used up.

    `visits_used`, `value_used` and `lot_value` are nothing where the gate had deducted this day's visit before.
    """

    hold_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    visits_left: int | None
    order_id: Id | None
    product_id: Id
    lot_value: Money
    visits_used: int = 0
    value_used: Money | None = None
    balance: Money | None = None
    lots: tuple[LotUse, ...] = ()


class HoldWithdrawn(Event, stream="card-{card_id}", unreported="said elsewhere"):
    """The card will rest or be over on the day of this booking: booking lets go of it, and gives the visit back then."""

    hold_id: Id
    session_id: Id
    card_id: Id
    member_id: Id
    day: Day
    reason: Reason


class GiveBackVisit(Command, by=(SERVICE,)):
    """The venue cancelled the session: the visit is given back, also one that attendance had used already."""

    hold_id: Id
    card_id: Id


class VisitGivenBack(Event, stream="card-{card_id}"):
    """A visit that a booking had used can be used again; `lot_value` is the part of the price that is unused again.

    `lots` are what it is given back to; nothing where the member came in that day and so has used it. `use_id` is the
    booking or the swipe by which it had been used; an older event does not say, and means its own booking.
    """

    hold_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    lot_value: Money
    visits_left: int | None
    balance: Money | None
    lots: tuple[LotUse, ...] = ()
    use_id: Id | None = None

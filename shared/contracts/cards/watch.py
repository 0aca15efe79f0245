"""A card's end comes near: who is reminded when, and the day on which it is over. The clock asks."""

from __future__ import annotations

from shared.contracts import SERVICE, STAFF, Command, Day, Event, Id, Instant, Money, Query, Row


class WatchCard(Command, by=(SERVICE,)):
    """Look at a card's end: remind, renew, or say that it is over, whatever is due; given by the clock."""

    card_id: Id


class CardWatched(Event, stream="card-{card_id}", unreported="own use"):
    """Nothing more is due before `wake_at`."""

    card_id: Id
    wake_at: Instant


class CardExpiring(Event, stream="card-{card_id}"):
    """The card ends before `valid_until`, in `days_left` days: its member may be reminded. Once an end.

    `next_product_id` is what its renewal is to make of it, where a change is planned.
    """

    card_id: Id
    member_id: Id
    product_id: Id
    valid_until: Day
    days_left: int
    next_product_id: Id | None = None


class CardEnded(Event, stream="card-{card_id}"):
    """The card's days are over since `valid_until`; what was left on it is gone with them. Once an end."""

    card_id: Id
    member_id: Id
    product_id: Id
    valid_until: Day


class CardListRow(Row):
    """A card on a list: whose it is, until when, and what is left of it; and what a renewal is to make of it."""

    card_id: Id
    number: str
    member_id: Id
    venue_id: Id
    product: str
    product_zh: str
    status: str
    valid_until: Day
    visits_left: int | None
    balance: Money | None
    next_product: str | None = None
    next_product_zh: str | None = None


class ExpiringCards(Query, by=STAFF, answers=CardListRow):
    """The cards that one's venues sold and that end within `days` days from today, the soonest first; 500 at most."""

    venue_id: Id | None = None
    days: int = 30


class ExpiredCards(Query, by=STAFF, answers=CardListRow):
    """The cards that ended within the last `days` days and were not renewed, the latest first; 500 at most."""

    venue_id: Id | None = None
    days: int = 90


class FrozenCards(Query, by=STAFF, answers=CardListRow):
    """The cards that rest today; 500 at most."""

    venue_id: Id | None = None


class LapsedRenewals(Query, by=STAFF, answers=CardListRow):
    """The cards whose automatic renewal was given up, the latest end first; 500 at most."""

    venue_id: Id | None = None

"""A venue closes for days, planned or in an emergency: cards that lose days by it end so much later."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    HEAD_OFFICE,
    SERVICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    Day,
    DayRange,
    Event,
    Id,
    Note,
    Part,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.cards.lot import LotDays
from shared.contracts.cards.venue import GateNotOpen

Extends = Literal["only_here", "sold_here"]


class VenueClosedNow(Refusal):
    """A closed venue opens its door to nobody; the days that a card loses by it are added to its end."""

    venue_id: str
    first_day: Day
    until: Day
    says = Text("This venue is closed from {first_day} until {until}.", "本馆自 {first_day} 起闭馆至 {until}。")
    remedy = Text("Come back on {until}, or go to another venue.", "请于 {until} 再来，或前往其他场馆。")


class ClosureOutOfRange(Refusal):
    """A closure lasts from one day to 366; one that lasts longer is followed by another."""

    asked: int
    status = 422
    says = Text("A closure cannot last {asked} days.", "闭馆天数不能为 {asked}。")
    remedy = Text("Give 1 to 366 days.", "请填写 1 至 366 天。")


class ClosureDecided(Refusal):
    """A closure id stands for one closure of one venue."""

    closure_id: str
    says = Text("Closure {closure_id} was decided otherwise.", "闭馆 {closure_id} 已按其他内容登记。")
    remedy = Text(
        "Use a new id for another closure; reopen the venue to shorten one.", "另行闭馆请用新编号；缩短请登记开馆。"
    )


class NotClosedThen(Refusal):
    """A venue reopens on a day on which this closure keeps it closed."""

    closure_id: str
    first_day_open: Day
    says = Text(
        "Closure {closure_id} does not last on {first_day_open}.", "闭馆 {closure_id} 在 {first_day_open} 并未生效。"
    )
    remedy = Text("See the venue's closures.", "请查看该馆的闭馆记录。")


class Closure(Part):
    """A venue is closed on these days (none: it opened all the same).

    `only_here`: it counts for cards none of whose venues is open; `sold_here`: also for all cards that it sold.
    """

    closure_id: Id
    venue_id: Id
    days: DayRange
    extends: Extends = "only_here"


class CloseVenue(Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(GateNotOpen, ClosureOutOfRange, ClosureDecided)):
    """Close a venue on these days, past ones too. Every card that loses days by it ends later; bookings are let go.

    A day counts once for a card, however many closures and freezes it lies in, and not if the card came in on it.
    """

    closure_id: Id
    venue_id: Id
    days: DayRange
    extends: Extends = "only_here"
    reason: Note


class VenueClosed(Event, stream="closures-{venue_id}"):
    """The venue is closed on these days."""

    closure_id: Id
    venue_id: Id
    days: DayRange
    extends: Extends
    reason: Note


class ReopenVenue(Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(NotClosedThen,)):
    """Open earlier than planned, or earlier than was said: cards get back only the days really closed."""

    closure_id: Id
    venue_id: Id
    first_day_open: Day


class VenueReopened(Event, stream="closures-{venue_id}"):
    """The closure lasted on these days only; none, if the venue was open all the time."""

    closure_id: Id
    venue_id: Id
    days: DayRange
    extends: Extends


class ShelveCard(Command, by=(SERVICE,)):
    """A closure of this venue may concern the card: the venue sold it, is one of its own, or has a booking by it."""

    venue_id: Id
    shelf: int
    card_id: Id


class CardShelved(Event, stream="shelf-{venue_id}-{shelf}", unreported="own use"):
    """The card will be told of the venue's closures; of these at once. A venue's cards lie on shelves by their id."""

    venue_id: Id
    shelf: int
    card_id: Id
    closures: tuple[Closure, ...] = ()


class TellShelf(Command, by=(SERVICE,)):
    """Tell the cards of a shelf of a closure, or how long it really lasted."""

    venue_id: Id
    shelf: int
    closure: Closure


class ShelfTold(Event, stream="shelf-{venue_id}-{shelf}", unreported="own use"):
    """These cards, some of the shelf, are to be told."""

    venue_id: Id
    shelf: int
    closure: Closure
    card_ids: tuple[Id, ...]


class TellClosure(Command, by=(SERVICE,)):
    """A card is told of a closure, or how long it really lasted."""

    card_id: Id
    closure: Closure


class ClosureCounted(Event, stream="card-{card_id}"):
    """The card knows of the closure, which moved its end by `moved_days` (less than none: back), to `valid_until`.

    `lots` are those that it moved. What it does not lose a day by it keeps in mind, too: a closure of its other venue
    may make it one. `lost` are all days that it loses by the closures known, each once; None: an older event.
    """

    card_id: Id
    member_id: Id
    closure: Closure
    moved_days: int
    valid_until: Day
    lots: tuple[LotDays, ...] = ()
    lost: tuple[DayRange, ...] | None = None


class ClosureRow(Row):
    """A closure with the days on which it really lasts, and how many cards end later by it."""

    closure_id: Id
    venue_id: Id
    days: DayRange
    planned_until: Day
    extends: str
    reason: str
    cards: int


class VenueClosures(Query, by=STAFF, answers=ClosureRow):
    """The closures of the venues that one may see, the latest first; 500 at most."""

    venue_id: Id | None = None

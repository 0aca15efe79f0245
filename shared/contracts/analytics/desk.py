"""One member at the desk: what all services but members know of who stands there (members' own part is MemberPanel)."""

from __future__ import annotations

from shared.contracts import FRONT_DESK, HEAD_OFFICE, VENUE_MANAGER, Day, Figures, Id, Money, Part, Query, Row, Text


class HereNow(Part):
    """The member is inside: since when, in the clock of that venue, and with which card."""

    venue_id: Id
    venue: str
    venue_zh: str
    since: str
    card_id: Id


class Visit(Part):
    """A swipe at a gate, in the clock of its venue; `code` is why it was refused, or what spoke against it."""

    venue_id: Id
    venue: str
    venue_zh: str
    at: str
    granted: bool
    code: str | None


class CardInForce(Part):
    """A card that runs or is still to begin, own or shared; `until` is the first day on which it does not run.

    `blocked_by`: not_begun, frozen, lost, debt, hand (by staff). `renews`: charged again by itself.
    """

    card_id: Id
    product_id: Id
    product: str
    product_zh: str
    kind: str
    own: bool
    first: Day
    until: Day
    visits_left: int | None
    value_left: Money | None
    blocked_by: tuple[str, ...]
    frozen_until: Day | None
    notice_until: Day | None
    renews: bool


class Purchase(Part):
    """A line of an order that was paid, tax included, and what of it went back."""

    order_id: Id
    day: Day
    venue_id: Id
    venue: str
    venue_zh: str
    kind: str
    product: str
    product_zh: str
    quantity: int
    amount: Money
    refunded: Money | None


class Booked(Part):
    """A seat ahead, waited for, or a class of the past days; in the clock of its venue."""

    booking_id: Id
    session_id: Id
    venue_id: Id
    venue: str
    venue_zh: str
    course: str
    course_zh: str
    at: str
    status: str


class Owed(Part):
    """An order that is not paid; `late` days after the day by which it was to be."""

    order_id: Id
    venue_id: Id
    venue: str
    venue_zh: str
    cause: str
    due_day: Day
    late: int
    left: Money


class MemberAtDeskRow(Row):
    """What the desk needs to know of a member, the newest first; the records merged into this one are in it.

    `today` is the day of the member's own venue, in whose `zone` figures without a venue are told. `purchases` are those
    at the venues of who asks, the last 20, so many `elsewhere`; of visits the last 10, of classes those of 90 days.
    """

    member_id: Id
    venue_id: Id
    venue: str
    venue_zh: str
    zone: str
    today: Day
    inside: HereNow | None
    visits: tuple[Visit, ...]
    visits_30: int
    first_visit: Day | None
    last_visit: Day | None
    cards: tuple[CardInForce, ...]
    purchases: tuple[Purchase, ...]
    elsewhere: int
    bookings: tuple[Booked, ...]
    classes: tuple[Booked, ...]
    attended_90: int
    missed_90: int
    level: str | None
    level_name: str | None
    level_name_zh: str | None
    points: int
    debts: tuple[Owed, ...]


class MemberAtDesk(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK),
    answers=MemberAtDeskRow,
    figures=Figures(
        Text("as known at the moment of asking", "以提问时刻已知为准"),
        Text("of each venue; of the member's own where none is named", "各场馆时区；未注明场馆者为会员所属场馆时区"),
        ("members", "cards", "booking", "finance", "engagement"),
    ),
):
    """The other half of the desk's view: this visit, cards, purchases, bookings, points and debts of one member.

    Who went in and was not seen leaving is taken to be inside for `assumed_minutes`.
    """

    member_id: Id
    assumed_minutes: int = 120

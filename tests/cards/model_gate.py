"""A card of one lot at the gate, with its bookings, rests and losses, by the rules alone.

From the README of cards and its contracts, and features-and-rules 1, 9, 11, 16, 27, 36, 37. Nothing is counted along:
what is left is what was granted without what each day at each venue costs, whatever happened in whichever order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from shared.contracts import Money, Reason, Refusal
from shared.contracts import cards as c
from tests.machine import Answer, Told, told

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Because:
    """Equal to a reason of this kind, whatever its facts."""

    refusal: type[Refusal]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reason) and other.code == self.refusal.__name__

    def __hash__(self) -> int:
        return hash(self.refusal)


@dataclass
class Booking:
    """held -> released | used -> returned; or refused. `rests`: booking was told to let it go."""

    venue: str
    day: date
    state: str
    rests: bool = False


@dataclass
class Gate:
    """`rests` by their first day, as they really last; `entries` are the days at venues on which the member came."""

    card: c.CardIssued
    zones: dict[str, str]
    rests: dict[date, date] = field(default_factory=dict)
    lost_since: datetime | None = None
    cancelled: bool = False
    swipes: set[str] = field(default_factory=set)
    entries: list[tuple[str, date]] = field(default_factory=list)
    moves: list[tuple[datetime, str]] = field(default_factory=list)  # in and out, in the order they were told
    deducted: set[tuple[str, date]] = field(default_factory=set)  # at the gate, no booking paying for it
    bookings: dict[str, Booking] = field(default_factory=dict)

    # --- what there is ---

    @property
    def terms(self) -> c.Terms:
        return self.card.terms

    @property
    def rested(self) -> int:
        return sum((until - first).days for first, until in self.rests.items())

    @property
    def until(self) -> date:
        """The term and the days really rested."""
        end = self.card.valid.until
        return end if end == date.max else end + self.rested * DAY

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.card.zone)).date()

    def rest_of(self, day: date) -> bool:
        return any(first <= day < until for first, until in self.rests.items())

    def of(self, venue: str, day: date, *states: str) -> list[Booking]:
        return [b for b in self.bookings.values() if (b.venue, b.day) == (venue, day) and b.state in states]

    def came(self, venue: str, day: date) -> bool:
        return (venue, day) in self.entries

    def cost(self, venue: str, day: date) -> int:
        """One visit, however often the card passes; each booking costs one, and the first of them is that visit."""
        return max(self.came(venue, day), len(self.of(venue, day, "held", "used")))

    @property
    def costly(self) -> dict[tuple[str, date], int]:
        places = {(b.venue, b.day) for b in self.bookings.values()} | {*self.entries}
        return {place: self.cost(*place) for place in places}

    def left(self) -> tuple[int | None, int | None]:
        """Visits and balance, what is set aside not in them."""
        spent = sum(self.costly.values())
        if self.terms.kind == "visits":
            return (self.terms.visits or 0) - spent, None
        if self.terms.kind == "stored_value":
            assert self.terms.value and self.terms.visit_price
            return None, self.terms.value.amount - spent * self.terms.visit_price.amount
        return None, None

    def figures(self) -> dict[str, object]:
        visits, balance = self.left()
        return {"visits_left": visits, "balance": None if balance is None else Money(balance, "CNY")}

    # --- may it? ---

    def why_not(self, venue: str, day: date, cost: int, at: datetime | None, readmit: bool) -> type[Refusal] | None:
        """The first reason that holds; `at` is a swipe's instant; None: for a booking nobody stands at a gate."""
        lost = self.lost_since is not None and (at is None or at >= self.lost_since)
        reasons = [
            (self.cancelled, c.CardCancelled),
            (lost, c.CardLost),
            (day < self.card.valid.first, c.CardNotYetValid),
            (self.rest_of(day), c.CardFrozenNow),
            (day >= self.until, c.CardExpired),
            (self.terms.venues is not None and venue not in self.terms.venues, c.VenueNotCovered),
            (at is not None and self.shut(venue, day, at), c.OutsideHours),
            (at is not None and not readmit and self.inside(at), c.EnteredAlready),
            (cost > 0 and self.capped(day) == "whole", c.VisitCapReached),
            (cost > 0 and self.capped(day) == "rested", c.RestedCapReached),
            (cost > 0 and self.spent_up(), c.NoVisitsLeft if self.terms.kind == "visits" else c.BalanceTooLow),
        ]
        return next((reason for holds, reason in reasons if holds), None)

    def shut(self, venue: str, day: date, at: datetime) -> bool:
        """Windows with their opening and without their end; who has a booking of the day, used or not, is let in."""
        if not self.terms.hours or self.of(venue, day, "held", "used"):
            return False
        local = at.astimezone(ZoneInfo(self.zones[venue]))
        now = f"{local:%H:%M}"
        return not any(local.isoweekday() in h.weekdays and h.opens <= now < h.closes for h in self.terms.hours)

    def inside(self, at: datetime) -> bool:
        """Anywhere in the chain, within the passback time, and not left since."""
        before = sorted((move for move in self.moves if move[0] <= at), key=lambda move: move[0])
        if not before or before[-1][1] == "out":
            return False
        return at - before[-1][0] < timedelta(minutes=self.terms.passback_minutes)

    def capped(self, day: date) -> str | None:
        """By a cap as it was sold, or by one of the week that a rest has made smaller, in the member's favour."""
        week = day.isocalendar()[:2]
        of_day = sum(cost for (_, d), cost in self.costly.items() if d == day)
        of_week = sum(cost for (_, d), cost in self.costly.items() if d.isocalendar()[:2] == week)
        a_day, a_week = self.terms.visits_a_day, self.terms.visits_a_week
        if a_day is not None and of_day >= a_day:
            return "whole"
        monday = day - (day.isoweekday() - 1) * DAY
        awake = sum(not self.rest_of(monday + n * DAY) for n in range(7))
        if a_week is None or of_week < ceil(a_week * awake / 7):
            return None
        return "rested" if ceil(a_week * awake / 7) < a_week else "whole"

    def spent_up(self) -> bool:
        visits, balance = self.left()
        price = self.terms.visit_price
        return visits == 0 or (balance is not None and price is not None and balance < price.amount)

    # --- the gate ---

    def swipe(self, wish: c.SwipeCard, at: datetime, device: bool) -> Answer:
        if wish.venue_id not in self.zones:
            return {c.GateNotOpen} | ({c.CardNotIssued} if wish.card_id != self.card.card_id else set())
        if wish.card_id != self.card.card_id:
            return {c.CardNotIssued}
        if wish.swipe_id in self.swipes:
            return []
        self.swipes.add(wish.swipe_id)
        if wish.direction == "out":
            self.moves.append((at, "out"))
            return [told(c.ExitRecorded, swipe_id=wish.swipe_id, at=at)]
        venue, day = wish.venue_id, at.astimezone(ZoneInfo(self.zones[wish.venue_id])).date()
        fresh = int(self.cost(venue, day) == 0)
        by_hand = wish.readmit and not device and self.inside(at)
        no = self.why_not(venue, day, fresh, at, by_hand)
        if no is not None:
            return [told(c.EntryRefused, swipe_id=wish.swipe_id, day=day, at=at, reason=Because(no))]
        if fresh:
            self.deducted.add((venue, day))
        self.entries.append((venue, day))
        self.moves.append((at, "in"))
        used = fresh * (self.terms.kind == "visits")
        entry = told(c.EntryGranted, swipe_id=wish.swipe_id, day=day, at=at, visits_used=used, **self.figures())
        return [entry, *(self.overridden(wish, day, at) if by_hand else [])]

    @staticmethod
    def overridden(wish: c.SwipeCard, day: date, at: datetime) -> list[Told]:
        """The desk let somebody in again who had not left: said, and counted."""
        over = Because(c.EnteredAlready)
        by = told(c.EntryOverridden, swipe_id=wish.swipe_id, day=day, at=at, reason=over, counted=True)
        return [by, told(c.OverrideCounted, swipe_id=wish.swipe_id, day=day, venue_id=wish.venue_id)]

    # --- bookings ---

    def hold(self, wish: c.HoldVisit) -> Answer:
        """An answer once, either way."""
        if wish.hold_id in self.bookings:
            return []
        venue, day = wish.venue_id, wish.day
        fresh = int(len(self.of(venue, day, "held", "used")) + 1 > self.cost(venue, day))
        no = c.CardOfAnotherMember if wish.member_id != self.card.member_id else None
        no = no or self.why_not(venue, day, fresh, None, False)
        self.bookings[wish.hold_id] = Booking(venue, day, "refused" if no else "held")
        if no:
            return [told(c.VisitNotHeld, hold_id=wish.hold_id, reason=Because(no))]
        return [told(c.VisitHeld, hold_id=wish.hold_id, **self.figures())]

    def release(self, hold_id: str) -> Answer:
        """Given back, unless the member came in on it: nothing else pays for that entry, and it cost something."""
        booking = self.bookings.get(hold_id)
        if booking is None or booking.state != "held":
            return []
        place = (booking.venue, booking.day)
        alone = len(self.of(*place, "held", "used")) == 1
        if self.came(*place) and alone and place not in self.deducted and self.terms.kind != "term":
            return self.settle(hold_id)
        booking.state = "released"
        return [told(c.HoldReleased, hold_id=hold_id, **self.figures())]

    def settle(self, hold_id: str) -> Answer:
        booking = self.bookings.get(hold_id)
        if booking is None or booking.state != "held":
            return []
        booking.state = "used"
        return [told(c.HoldSettled, hold_id=hold_id, **self.figures())]

    def give_back(self, hold_id: str) -> Answer:
        """The venue cancelled: also a visit that was used comes back, unless the member came in that day."""
        booking = self.bookings.get(hold_id)
        if booking is None or booking.state != "used":
            return self.release(hold_id)
        booking.state = "returned"
        if self.came(booking.venue, booking.day) and not self.of(booking.venue, booking.day, "held", "used"):
            self.deducted.add((booking.venue, booking.day))  # the entry is that day's visit, and used
        return [told(c.VisitGivenBack, hold_id=hold_id, **self.figures())]

"""Guest passes of a card by the rules alone (features-and-rules 59, README of cards): so many a month of its own days.

Of what a month leaves over some may go on into the next. Whatever is announced in whichever order, no month has more
guests than its passes and what came over; one pass is one entry, at the venue and on the day that was announced.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from shared.contracts import cards as c
from shared.venue_time import add_months
from tests.machine import Answer, Told, told

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class Pass:
    """held -> used | released | withdrawn; or never held."""

    day: date
    member_id: str
    state: str
    by_level: bool = False
    to_sign: bool = False


@dataclass
class GuestsModel:
    card: c.CardIssued
    venue_id: str
    passes: dict[str, Pass] = field(default_factory=dict)
    swipes: set[str] = field(default_factory=set)
    lost: bool = False
    cancelled: bool = False

    # --- how many ---

    def months(self) -> list[date]:
        """The first days of the card's months, and the end; a card whose passes come once has one."""
        valid, rules = self.card.valid, self.card.terms.guests
        if rules.period == "term":
            return [valid.first, valid.until]
        firsts = [add_months(valid.first, n) for n in range(self.card.terms.months + 1)]
        return [*(first for first in firsts if first < valid.until), valid.until]

    def possible(self, days: list[date]) -> bool:
        """Whether guests on these days are within the passes of each month and what came over from the one before."""
        months, over = self.months(), 0
        for first, until in pairwise(months):
            left = self.card.terms.guest_passes + min(over, self.card.terms.guests.carry)
            over = left - sum(first <= day < until for day in days)
            if over < 0:
                return False
        return True

    def free(self, day: date) -> int:
        """How many guests more may be announced for a day."""
        taken = [p.day for p in self.passes.values() if p.state in ("held", "used") and not p.by_level]
        most = self.card.terms.guest_passes + self.card.terms.guests.carry
        return max((n for n in range(1, most + 1) if self.possible(taken + [day] * n)), default=0)

    # --- commands ---

    def opens(self, member_id: str, day: date) -> bool:
        mine = member_id == self.card.member_id
        return mine and not self.lost and not self.cancelled and self.card.valid.first <= day < self.card.valid.until

    def hold(self, wish: c.HoldGuestPass) -> Answer:
        """An event either way: members waits for the answer."""
        if wish.pass_id in self.passes:
            return []
        free = self.free(wish.day) if self.opens(wish.member_id, wish.day) else 0
        pays = self.opens(wish.member_id, wish.day) if wish.by_level else free > 0
        state = "held" if pays else "not held"
        self.passes[wish.pass_id] = Pass(wish.day, wish.member_id, state, wish.by_level, wish.to_sign is not None)
        names = {"pass_id": wish.pass_id, "guest_id": wish.guest_id, "day": wish.day}
        if not pays:
            return [told(c.GuestPassNotHeld, **names)]
        left = 0 if wish.by_level else free - 1
        return [told(c.GuestPassHeld, **names, passes_left=left, by_level=wish.by_level, to_sign=wish.to_sign)]

    def sign(self, wish: c.NoteGuestSigned) -> Answer:
        known = self.passes.get(wish.pass_id)
        if known is None or not known.to_sign or known.state == "not held":
            return []
        known.to_sign = False
        return [told(c.GuestPassCleared, pass_id=wish.pass_id)]

    def release(self, wish: c.ReleaseGuestPass) -> Answer:
        known = self.passes.get(wish.pass_id)
        if known is None or known.state != "held":
            return []
        known.state = "released"
        return [told(c.GuestPassReleased, pass_id=wish.pass_id)]

    def admit(self, wish: c.AdmitGuest, now: datetime) -> Answer:
        """In once, on the day, signed, and not without the member where the terms say so; out at any time after it."""
        known = self.passes.get(wish.pass_id)
        if wish.swipe_id in self.swipes:
            return []
        if wish.direction == "out":
            came = known is not None and known.state == "used"
            self.swipes |= {wish.swipe_id} if came else set()
            return [told(c.GuestLeft, pass_id=wish.pass_id)] if came else []
        self.swipes.add(wish.swipe_id)
        today = now.astimezone(ZONE).date()
        fits = known is not None and known.state == "held" and not known.to_sign and known.day == today
        alone = not self.card.terms.guests.accompanied
        if not (known and fits and alone and self.opens(known.member_id, today)):
            return [told(c.GuestRefused, pass_id=wish.pass_id, swipe_id=wish.swipe_id)]
        known.state = "used"
        return [told(c.GuestAdmitted, pass_id=wish.pass_id, swipe_id=wish.swipe_id, day=today)]

    def lose(self, found: bool) -> Answer:
        was, self.lost = self.lost, not found
        event: type[c.CardReportedLost] | type[c.CardFound] = c.CardFound if found else c.CardReportedLost
        return [told(event)] if was == found else []

    def cancel(self) -> Answer:
        """What is announced falls away with the card's price; who came in, came in."""
        if self.cancelled:
            return []
        self.cancelled, gone = True, list[Told]()
        for pass_id, known in self.passes.items():
            if known.state == "held":
                known.state = "withdrawn"
                gone.append(told(c.GuestPassWithdrawn, pass_id=pass_id))
        return [told(c.CardCancelledAfterRefund), *gone]

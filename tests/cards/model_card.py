"""The same card's rests, losses and end, by the rules alone: features-and-rules 1, 9 to 11, the README of cards."""

from __future__ import annotations

from datetime import date, datetime

from shared.contracts import Refusal
from shared.contracts import cards as c
from tests.cards.model_gate import DAY, Because, Gate
from tests.machine import Answer, Told, told


class CardModel(Gate):
    def stranger(self, card_id: str, member_id: str) -> set[type[Refusal]]:
        if card_id != self.card.card_id:
            return {c.CardNotIssued}
        return {c.CardOfAnotherMember} if member_id != self.card.member_id else set()

    def let_go(self, days: tuple[date, date], why: type[Refusal]) -> list[Told]:
        """Booking is told, once, of each visit that is set aside on these days."""
        concerned = [
            (hold_id, b)
            for hold_id, b in self.bookings.items()
            if b.state == "held" and not b.rests and days[0] <= b.day < days[1]
        ]
        for _, booking in concerned:
            booking.rests = True
        return [told(c.HoldWithdrawn, hold_id=i, day=b.day, reason=Because(why)) for i, b in concerned]

    # --- rests ---

    def freeze(self, wish: c.FreezeCard, now: datetime) -> Answer:
        against = self.stranger(wish.card_id, wish.member_id)
        if against:
            return against
        first, until, today = wish.rest.first, wish.rest.until, self.today(now)
        if self.rests.get(first) == until and first < until and not self.cancelled:
            return []
        if self.cancelled:
            against.add(c.CardCancelled)
        days = max(0, (until - first).days)
        if not 1 <= days <= self.terms.freeze_days - self.rested:
            against.add(c.FreezeDaysOutOfRange)
        meets = any(first < end and begin < until for begin, end in self.rests.items())
        if meets:
            against.add(c.FreezeOverlaps)
        if not max(self.card.valid.first, today) <= first < self.until:
            against.add(c.FreezeOutsideDays)
        if any(first <= day < until for _, day in self.entries):
            against.add(c.FreezeDayVisited)
        rules = self.terms.freezing
        most = self.terms.freeze_days if rules.most_days is None else rules.most_days
        if not rules.least_days <= days <= most:
            against.add(c.FreezeLengthOutOfRange)
        if first < today + rules.notice_days * DAY:
            against.add(c.FreezeNoticeTooShort)
        if sum(begin.year == first.year for begin in self.rests) >= (rules.times_a_year or 10**6):
            against.add(c.FreezesUsedUp)
        if against:
            return against
        self.rests[first] = until
        frozen = told(c.CardFrozen, rest=wish.rest, valid_until=self.until)
        return [frozen, *self.let_go((first, until), c.CardFrozenNow)]

    def end_freeze(self, wish: c.EndFreeze, now: datetime) -> Answer:
        """Only the days really rested stay added; a rest that would begin after the new end falls away."""
        against = self.stranger(wish.card_id, wish.member_id)
        if against:
            return against
        back, today = wish.first_day_back, self.today(now)
        rest = next((r for r in self.rests.items() if r[0] <= back <= r[1]), None)
        if rest and back == rest[1] and not self.rest_of(back):
            return []
        rest = next((r for r in self.rests.items() if r[0] <= back < r[1]), None)
        if rest is None or back < today or self.cancelled:
            return {c.NotFrozen}
        ended = [self.shorten(rest[0], back)]
        while late := next((first for first in sorted(self.rests) if first >= self.until), None):
            ended.append(self.shorten(late, late))
        return ended

    def shorten(self, first: date, back: date) -> Told:
        del self.rests[first]
        if back > first:
            self.rests[first] = back
        return told(c.FreezeEnded, rested_days=(back - first).days)

    # --- loss and end ---

    def lose(self, wish: c.ReportLost, now: datetime) -> Answer:
        against = self.stranger(wish.card_id, wish.member_id)
        if against or self.lost_since is not None:
            return against or []
        self.lost_since = now
        return [told(c.CardReportedLost, at=now)]

    def find(self, wish: c.ReportFound) -> Answer:
        against = self.stranger(wish.card_id, wish.member_id)
        if against or self.lost_since is None:
            return against or []
        self.lost_since = None
        return [told(c.CardFound)]

    def cancel(self, wish: c.CancelCards, now: datetime) -> Answer:
        """The order of its only lot was refunded: the bookings from today on are told."""
        if wish.card_id != self.card.card_id or wish.order_id != self.card.order_id or self.cancelled:
            return []
        self.cancelled = True
        return [told(c.CardCancelledAfterRefund), *self.let_go((self.today(now), date.max), c.CardCancelled)]

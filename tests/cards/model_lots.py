"""What a card holds and until when, as it is bought, given, refunded and rested, by the rules alone.

From the README of cards and features-and-rules 1, 9, 15, 16, 55. The days of a chain are counted, not moved: its lots
lie end to end on the days on which the card does not rest, and each is asked where it lies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from shared.contracts import DayRange, Refusal
from shared.contracts import cards as c
from tests.cards.model_gate import Because
from tests.machine import Answer, Told, told

DAY = timedelta(days=1)


@dataclass
class Piece:
    """A lot of days: from the `begins`th unrested day of its chain on; `order` None: a gift."""

    chain: int
    begins: int
    days: int
    order: str | None
    taken_back: bool = False

    @property
    def ends(self) -> int:
        return self.begins + self.days


@dataclass
class Asked:
    wish: c.RequestExtension
    by: str
    until: datetime
    state: str = "open"


@dataclass
class LotsModel:
    """A card of terms, `lengths` days a product. Each of its `chains` has a first day; only the last goes on."""

    card: c.CardIssued
    lengths: dict[str, int]
    quota: int
    chains: list[date] = field(default_factory=list)
    lots: dict[str, Piece] = field(default_factory=dict)
    refused: set[tuple[str, str]] = field(default_factory=set)
    gifts: set[str] = field(default_factory=set)
    rests: dict[date, date] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    cancelled: bool = False

    def __post_init__(self) -> None:
        self.chains.append(self.card.valid.first)
        self.lots[self.card.card_id] = Piece(0, 0, self.card.valid.days, self.card.order_id)

    # --- where its days lie ---

    def unrested(self, chain: int) -> Iterator[date]:
        day = self.chains[chain]
        while True:
            if not any(first <= day < until for first, until in self.rests.items()):
                yield day
            day += DAY

    def valid(self, lot: Piece) -> DayRange:
        """A chain's first lot begins on its first day, also where that day is rested."""
        days = self.unrested(lot.chain)
        lived = [next(days) for _ in range(lot.ends)]
        return DayRange(lived[lot.begins] if lot.begins else self.chains[lot.chain], lived[-1] + DAY)

    @property
    def held(self) -> list[Piece]:
        return [lot for lot in self.lots.values() if not lot.taken_back]

    @property
    def until(self) -> date:
        return max(self.valid(lot).until for lot in self.held or self.lots.values())

    @property
    def first(self) -> date:
        return min(self.valid(lot).first for lot in self.held or self.lots.values())

    def add(self, lot_id: str, days: int, day: date | None, order: str | None) -> Piece:
        """It goes on where the card's days end; if they are over on `day`, it begins anew. A gift goes on anyway."""
        last = max(self.held, key=lambda lot: self.valid(lot).until)
        chain, begins = last.chain, last.ends
        if day is not None and day > self.until:
            self.chains.append(day)
            chain, begins = len(self.chains) - 1, 0
        self.lots[lot_id] = Piece(chain, begins, days, order)
        return self.lots[lot_id]

    # --- buying, giving, taking back ---

    def stranger(self, card_id: str, member_id: str) -> set[type[Refusal]]:
        if card_id != self.card.card_id:
            return {c.CardNotIssued}
        return {c.CardOfAnotherMember} if member_id != self.card.member_id else set()

    def grant(self, wish: c.GrantLot) -> Answer:
        """Paid money is never lost: what the card cannot take is said, with the reason."""
        ours = wish.card_id == self.card.card_id
        if (ours and wish.lot_id in self.lots) or (wish.card_id, wish.lot_id) in self.refused:
            return []
        if wish.product_id not in self.lengths:
            return {c.ProductNotPublished}
        no: type[Refusal] | None = next(iter(self.stranger(wish.card_id, wish.member_id)), None)
        if no or self.cancelled:
            self.refused.add((wish.card_id, wish.lot_id))
            return [told(c.LotNotGranted, lot_id=wish.lot_id, price=wish.price, reason=Because(no or c.CardCancelled))]
        piece = self.add(wish.lot_id, self.lengths[wish.product_id], wish.day, wish.order_id)
        return [told(c.LotGranted, lot=Lies(wish.lot_id, self.valid(piece)), valid_until=self.until)]

    def may_be_given(self, wish: c.GiveDays | c.RequestExtension) -> set[type[Refusal]]:
        against = self.stranger(wish.card_id, wish.member_id)
        if not against and self.cancelled:
            against = {c.CardCancelled}
        return against if 1 <= wish.days <= 366 else against | {c.DaysOutOfRange}

    def give(self, wish: c.GiveDays | c.RequestExtension, gift: str, lot_id: str) -> Answer:
        """A lot at price zero."""
        if gift in self.gifts and wish.card_id == self.card.card_id:
            return []
        against = self.may_be_given(wish)
        if against:
            return against
        self.gifts.add(gift)
        piece = self.add(lot_id, wish.days, None, None)
        lot = told(c.LotGranted, lot=Lies(lot_id, self.valid(piece)), valid_until=self.until)
        return [lot, told(c.DaysGiven, gift_id=gift, days=wish.days, valid_until=self.until)]

    def refund(self, wish: c.CancelCards) -> Answer:
        """The lots of the order give nothing more; the last paid one ends the card."""
        paid = {i: lot for i, lot in self.lots.items() if lot.order is not None and not lot.taken_back}
        mine = {i: lot for i, lot in paid.items() if lot.order == wish.order_id}
        if self.cancelled or not mine:
            return []
        if len(mine) == len(paid):
            self.cancelled = True
            return [told(c.CardCancelledAfterRefund, order_id=wish.order_id)]
        withdrawn: list[Told] = []
        for lot_id, lot in mine.items():
            lot.taken_back = True
            withdrawn.append(told(c.LotWithdrawn, lot_id=lot_id, valid_until=self.until))
        return withdrawn

    # --- rests ---

    def freeze(self, wish: c.FreezeCard, today: date) -> Answer:
        against = self.stranger(wish.card_id, wish.member_id)
        first, until = wish.rest.first, wish.rest.until
        if not against and self.rests.get(first) == until and not self.cancelled:
            return []
        if against:
            return against
        if self.cancelled:
            against.add(c.CardCancelled)
        rested = sum((end - begin).days for begin, end in self.rests.items())
        if not 1 <= wish.rest.days <= self.quota * (len(self.lots) - self.given_lots()) - rested:
            against |= {c.FreezeDaysOutOfRange, c.FreezeLengthOutOfRange}
        meets = any(first < end and begin < until for begin, end in self.rests.items())
        if meets:
            against.add(c.FreezeOverlaps)
        if not max(self.first, today) <= first < self.until:
            against.add(c.FreezeOutsideDays)
        if against:
            return against
        self.rests[first] = until
        return [told(c.CardFrozen, rest=wish.rest, valid_until=self.until)]

    def given_lots(self) -> int:
        return sum(lot.order is None for lot in self.lots.values())

    def come_back(self, wish: c.EndFreeze, today: date) -> Answer:
        against = self.stranger(wish.card_id, wish.member_id)
        back = wish.first_day_back
        rest = next(((first, until) for first, until in self.rests.items() if first <= back < until), None)
        if against:
            return against
        if rest is None and back in self.rests.values():
            return []
        if rest is None or back < today or self.cancelled:
            return {c.NotFrozen}
        ended = [self.shorten(rest[0], back)]
        while late := next((first for first in sorted(self.rests) if first >= self.until), None):
            ended.append(self.shorten(late, late))
        return ended

    def shorten(self, first: date, back: date) -> Told:
        self.rests[first] = back
        if back == first:
            del self.rests[first]
        return told(c.FreezeEnded, rested_days=(back - first).days, valid_until=self.until)


@dataclass(frozen=True)
class Lies:
    """Equal to a lot of this id with these days."""

    lot_id: str
    valid: DayRange

    def __eq__(self, other: object) -> bool:
        return isinstance(other, c.Lot) and (other.lot_id, other.valid) == (self.lot_id, self.valid)

    def __hash__(self) -> int:
        return hash(self.lot_id)

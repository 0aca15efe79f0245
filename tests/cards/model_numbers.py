"""What stands for two cards at a gate, and what replaces it, by the rules alone.

From the README of cards and its contracts, and features-and-rules 5, 6 and 39: no number stands for two cards, what was
lost is dead for ever, a new number kills all that was carried with the old one, and what a phone shows lives on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from shared.contracts import Refusal
from shared.contracts import cards as c
from tests.machine import Answer, Told, told

Swiped = tuple[type[c.EntryGranted] | type[c.EntryRefused], str]


@dataclass
class Carried:
    """A card: what opens doors for it, in the order in which it was bound, and what does not any more since when."""

    member: str
    printed: str
    chips: list[str] = field(default_factory=list)
    virtual: str | None = None
    dead: dict[str, datetime] = field(default_factory=dict)
    given_back: set[str] = field(default_factory=set)
    lost_since: datetime | None = None
    asked: str | None = None
    asked_before: set[str] = field(default_factory=set)
    waived: set[str] = field(default_factory=set)

    @property
    def live(self) -> set[str]:
        return {self.printed, *self.chips, *([self.virtual] if self.virtual else [])}


@dataclass
class NumbersModel:
    """`taken`: for which card each number stands or stood; a chip that was handed back stands for none."""

    cards: dict[str, Carried]
    fee: bool
    taken: dict[str, str] = field(default_factory=dict)

    def of(self, card_id: str, member_id: str) -> set[type[Refusal]]:
        return set() if self.cards[card_id].member == member_id else {c.CardOfAnotherMember}

    def bind(self, wish: c.BindChip, chip: str) -> Answer:
        """`chip` is its id as it is kept, empty if it is none."""
        against, card = self.of(wish.card_id, wish.member_id), self.cards[wish.card_id]
        if not chip:
            against.add(c.NotAChip)
        elif chip in card.dead:
            against.add(c.NumberDead)
        elif chip in self.taken and chip not in card.live:
            against.add(c.NumberTaken)
        if against or chip in card.live:
            return against or []
        card.chips.append(chip)
        card.given_back.discard(chip)
        self.taken[chip] = wish.card_id
        return [told(c.NumberBound, number=chip, kind="chip"), told(c.CardNumberClaimed, number=chip)]

    def add_virtual(self, wish: c.AddVirtualNumber) -> Answer:
        against, card = self.of(wish.card_id, wish.member_id), self.cards[wish.card_id]
        if against or card.virtual:
            return against or []
        return [told(c.NumberBound, kind="virtual"), told(c.CardNumberClaimed, card_id=wish.card_id)]

    def unbind(self, wish: c.UnbindNumber, now: datetime) -> Answer:
        against, card, number = self.of(wish.card_id, wish.member_id), self.cards[wish.card_id], wish.number
        if number == card.printed:
            against.add(c.PrintedNumberStays)
        elif number not in card.live | card.given_back:
            against.add(c.NumberNotOfCard)
        if against or number in card.given_back:
            return against or []
        dead = wish.lost or number == card.virtual
        card.given_back.add(number)
        if number == card.virtual:
            card.virtual = None
        else:
            card.chips.remove(number)
        gone = told(c.NumberUnbound, number=number, dead=dead)
        if dead:
            card.dead[number] = now
            return [gone]
        del self.taken[number]
        return [gone, told(c.CardNumberFreed, number=number)]

    def request(self, wish: c.RequestReplacement, now: datetime) -> Answer:
        against, card = self.of(wish.card_id, wish.member_id), self.cards[wish.card_id]
        if not against and wish.replacement_id in card.asked_before:
            return []
        if card.asked and wish.replacement_id not in card.asked_before:
            against.add(c.ReplacementOpen)
        if against:
            return against
        card.asked, card.asked_before = wish.replacement_id, card.asked_before | {wish.replacement_id}
        blocked: list[Told] = []
        if wish.reason == "lost" and card.lost_since is None:
            card.lost_since, blocked = now, [told(c.CardReportedLost)]
        return [*blocked, told(c.ReplacementRequested), *([] if self.fee else self.made(card, now))]

    def waive(self, wish: c.WaiveReplacementFee, now: datetime) -> Answer:
        card = self.cards[wish.card_id]
        if card.asked is None and wish.replacement_id in card.waived:
            return []
        if card.asked != wish.replacement_id:
            return {c.ReplacementNotOpen}
        card.waived.add(wish.replacement_id)
        return self.made(card, now)

    def made(self, card: Carried, now: datetime) -> list[Told]:
        since, carried = card.lost_since or now, (card.printed, *card.chips)
        card.dead |= dict.fromkeys(carried, since)
        card.chips, card.asked, card.lost_since = [], None, None
        return [told(c.CardReplaced, dead=carried, dead_since=since, former=carried[0]), told(c.CardNumberClaimed)]

    def named(self, card_id: str, number: str, kind: str) -> None:
        """The number that was made: nobody ever had it."""
        assert number not in self.taken
        self.taken[number] = card_id
        if kind == "virtual":
            self.cards[card_id].virtual = number
        else:
            self.cards[card_id].printed = number

    def swipe(
        self, wish: c.SwipeCard, number: str, at: datetime
    ) -> tuple[type[c.EntryGranted] | type[c.EntryRefused], str]:
        """Whether it opens, and else why not."""
        card = self.cards[wish.card_id]
        if number in card.dead and card.dead[number] <= at:
            return c.EntryRefused, "NumberDead"
        if number not in card.live | set(card.dead):
            return c.EntryRefused, "NumberNotOfCard"
        return (c.EntryRefused, "CardLost") if card.lost_since and card.lost_since <= at else (c.EntryGranted, "")

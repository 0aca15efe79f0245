"""A chain day by day, as it is recorded: some of it late, nothing before it happened. For as-of questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from shared.contracts import DayRange, Event, Money, Reason
from shared.contracts.cards import (
    AutoRenewalAgreed,
    CardCancelledAfterRefund,
    CardFound,
    CardFrozen,
    CardIssued,
    CardReportedLost,
    CardTransferred,
    EntryRefused,
    FreezeEnded,
    LotDays,
    LotGranted,
    LotWithdrawn,
    Terms,
)
from shared.contracts.members import ContactRecorded, MemberErased, MergeUndone
from shared.ids import derived_id
from tests.analytics.later_story import lot, merged
from tests.analytics.story import PRODUCT, VENUES, granted, opening, registered
from tests.analytics.telling import Telling

FIRST, DAYS = date(2025, 6, 1), 240
PRICE = Money(36_500, "CNY")


def noon(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)


def sold(name: str, member: str, venue: str, first: date, days: int) -> CardIssued:
    valid = DayRange(first, first + timedelta(days))
    return CardIssued(
        card_id=derived_id(name), number="C1", order_id=derived_id("order", name), product_id=PRODUCT, member_id=member,
        venue_id=venue, price=PRICE, terms=Terms(kind="term", days=days), valid=valid, zone=VENUES[venue],
    )  # fmt: skip


class Club:
    """Members and their cards as the story has left them."""

    def __init__(self, seed: int) -> None:
        self.chance, self.members, self.cards = Random(seed), list[str](), dict[str, tuple[str, DayRange]]()
        self.resting, self.gone, self.away = dict[str, DayRange](), dict[str, str](), set[str]()

    def day(self, day: date) -> Iterator[Event]:
        yield from self.joins(day)
        for card_id, (member, valid) in list(self.cards.items()):
            if self.chance.random() < 0.15 and valid.first <= day:
                yield self.at_the_gate(card_id, member, day)
            if self.chance.random() < 0.03:
                yield from self.changes(card_id, member, valid, day)
        if len(self.members) > 3 and self.chance.random() < 0.05:
            yield from self.people()

    def joins(self, day: date) -> Iterator[Event]:
        if self.chance.random() < 0.1:
            member, venue = derived_id("joined", day), self.chance.choice(list(VENUES))
            self.members.append(member)
            yield registered(member, venue)
            card = sold(f"card of {day}", member, venue, day, self.chance.choice([30, 90, 365]))
            self.cards[card.card_id] = (member, card.valid)
            yield card

    def at_the_gate(self, card_id: str, member: str, day: date) -> Event:
        venue = self.chance.choice(list(VENUES))
        if self.chance.random() < 0.8:
            return granted(card_id, member, venue, noon(day), PRICE, day)
        return EntryRefused(
            swipe_id=derived_id("no", card_id, day), card_id=card_id, member_id=member, venue_id=venue, day=day,
            at=noon(day), reason=Reason(code="CardLost", facts={}),
        )  # fmt: skip

    def changes(self, card_id: str, member: str, valid: DayRange, day: date) -> Iterator[Event]:
        who, venue = {"card_id": card_id, "member_id": member}, next(iter(VENUES))
        rest = self.resting.pop(card_id, None)
        longer = DayRange(valid.first, valid.until + timedelta(10))
        moved = {"valid_until": longer.until, "lots": (LotDays(lot_id=card_id, valid=longer),)}
        match self.chance.randrange(7):
            case 0 if rest:
                yield FreezeEnded(rest=rest, rested_days=min((day - rest.first).days, 10), **moved, **who)
            case 0 | 1:
                self.resting[card_id] = DayRange(day, day + timedelta(10))
                yield CardFrozen(rest=self.resting[card_id], **moved, **who)
            case 2:
                self.away ^= {card_id}
                lost = CardReportedLost(at=noon(day), **who)
                yield lost if card_id in self.away else CardFound(**who)
            case 3:
                renewed = lot(card_id, venue, PRICE, name=f"renewed {day}", first=valid.until)
                yield LotGranted(lot=renewed, valid_until=renewed.valid.until, **who)
            case 4:
                to = self.chance.choice(self.members)
                self.cards[card_id] = (to, valid)
                yield CardTransferred(to_member_id=to, application_id=card_id, contract="signed", **who)
            case 5:
                yield AutoRenewalAgreed(most=PRICE, **who)
            case _:
                del self.cards[card_id]
                yield LotWithdrawn(lot_id=card_id, order_id=derived_id("order", card_id), valid_until=day, **who)
                yield CardCancelledAfterRefund(order_id=derived_id("order", card_id), **who)

    def people(self) -> Iterator[Event]:
        one, other = self.chance.sample(self.members, 2)
        tied = {*self.gone, *self.gone.values()}
        contact = ContactRecorded(
            contact_id=derived_id(self.chance.random()), member_id=one, way="phone", from_member=False, note="sealed",
            follow_up_by=None, follow_up_on=None,
        )  # fmt: skip
        match self.chance.randrange(4):
            case 0 if not tied & {one, other}:
                self.gone[one] = other
                yield merged(one, other)
            case 1 if one in self.gone:
                yield MergeUndone(survivor_id=self.gone.pop(one), merged_id=one, reason="two people")
            case 2 if one not in tied:
                self.members.remove(one)
                yield MemberErased(member_id=one, phone_index="x")
            case _:
                yield contact


def past(seed: int, until: int = DAYS, other_future: int | None = None) -> Telling:
    """Everything up to the day of that number; from then on, for as long again, that of another seed."""
    telling, club = Telling(), Club(seed)
    opening(telling, at=noon(FIRST - timedelta(1)))
    late: list[tuple[datetime, datetime, Event]] = []
    for n in range(DAYS):
        day = FIRST + timedelta(n)
        if n == until:
            if other_future is None:
                break
            club.chance = Random(other_future)
        for happened, recorded, event in [each for each in late if each[1].date() <= day]:
            telling.tell(event, at=happened, recorded=recorded)
        late = [each for each in late if each[1].date() > day]
        for event in club.day(day):
            if type(event).__name__.startswith("Entry") and club.chance.random() < 0.2:  # a gate that was off-line
                late.append((noon(day), noon(day) + timedelta(club.chance.randint(1, 20)), event))
            else:
                telling.tell(event, at=noon(day))
    return telling

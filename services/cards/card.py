"""A card as its history makes it: the one fold that freezes, holds, sales and the gate stand on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from services.cards.blocks.blocks import Blocks
from services.cards.gate.against import Against
from services.cards.gate.gate_limits import as_used_at, cap_reached, open_at
from services.cards.gate.waivers import Waivers
from services.cards.gate.whereabouts import Whereabouts
from services.cards.guests.passes import Passes
from services.cards.lots.entries import Entries
from services.cards.lots.holding import Holding, first_day_of, in_order, last_end_of, pay
from services.cards.lots.reach import Reach
from services.cards.lots.visits import Days, Step, VenueDay, moved, step
from services.cards.numbers.keys import Keys
from services.cards.people.person import person_stream
from services.cards.people.sharing import Sharing, wards_stream
from services.cards.sale.application import Application
from services.cards.sale.gift_points import GiftPoints
from services.cards.sale.leaving import Notice
from services.cards.sale.renewing import Renewing
from shared.contracts import DayRange
from shared.contracts.cards import (
    CardFrozen,
    CardIssued,
    CardNotIssued,
    CardOfAnotherMember,
    ChangePlanned,
    ChangeQuoted,
    Closure,
    MembershipRestCounted,
    PersonNoted,
    RenewalDue,
    Terms,
)
from shared.replacing import replace
from shared.standing import People, Standing, told

NEVER = DayRange(date.min, date.min)


@dataclass(frozen=True)
class Hold:
    """A booking of `who` that asked this card to pay.

    none -> held -> released | settled -> returned; none -> refused
    """

    venue_id: str
    day: date
    status: str
    session_id: str = ""
    withdrawn: bool = False
    who: str = ""
    room_id: str | None = None


@dataclass(frozen=True)
class Card:
    """none -> issued, then lost and back, frozen by days, cancelled for good. `lots` are in the order they came."""

    issued: CardIssued | None = None
    holder: str = ""  # the member whose card it is
    keys: Keys = field(default_factory=Keys)
    people: People = field(default_factory=dict)  # what was heard of who asks
    contracts: Waivers = field(default_factory=Waivers)  # of who gives it away and who is to have it
    against: Against = field(default_factory=Against)
    lots: Mapping[str, Holding] = field(default_factory=dict)
    not_granted: frozenset[str] = frozenset()
    reach: Reach | None = None  # of the lots that are terms
    activate_by: date | None = None  # not begun yet; begins on that day by itself
    began: tuple[date, str] | None = None  # since when, by choice or by the first visit
    gifts: frozenset[str] = frozenset()
    returned: frozenset[tuple[str, str]] = frozenset()  # refunds in part that were noted, by product
    gift_points: GiftPoints = field(default_factory=dict)
    applications: Mapping[str, Application] = field(default_factory=dict)
    planned: ChangePlanned | None = None  # what the card is to become with its next period
    made: Mapping[str, ChangePlanned] = field(default_factory=dict)  # by the lot that made it
    asked: Mapping[str, str] = field(default_factory=dict)  # the product of each period that was charged, by order
    changes: Mapping[str, ChangeQuoted] = field(default_factory=dict)  # the last one worked out, by product
    warned_of: date | None = None  # the end of which its member was reminded
    ended: date | None = None  # the end that was told
    renewing: Renewing | None = None
    notice: Notice | None = None  # the last one that was given and not withdrawn
    under_way: RenewalDue | None = None  # the last attempt at a charge that has not failed, also of a withdrawn consent
    failures: Mapping[str, int] = field(default_factory=dict)  # payments of a period's order that failed
    freezes: Mapping[date, CardFrozen] = field(default_factory=dict)  # what was agreed, by the first day of the rest
    fees: frozenset[str] = frozenset()  # orders of freeze fees that were told
    taken_off: Mapping[str, tuple[DayRange, ...]] = field(default_factory=dict)  # days rested, by the lot less by them
    closures: Mapping[str, Closure] = field(default_factory=dict)  # of venues that matter to the card
    rests_with: Mapping[tuple[str, date], MembershipRestCounted] = field(default_factory=dict)  # memberships
    rests: tuple[DayRange, ...] = ()  # in order, never overlapping; after an early return only the days rested
    lost_since: datetime | None = None
    blocks: Blocks = field(default_factory=Blocks)
    cancelled: bool = False
    sharing: Sharing = field(default_factory=Sharing)
    whereabouts: Mapping[str, Whereabouts] = field(default_factory=dict)  # by who
    swipes: frozenset[str] = frozenset()
    entries: Entries = field(default_factory=dict)  # granted ones, by swipe
    holds: Mapping[str, Hold] = field(default_factory=dict)
    days: Days = field(default_factory=dict)
    partner_until: date | None = None  # until when its member belongs to a partner, as was told
    # of who may get it: until when they belong to which partners
    partners: Mapping[str, Mapping[str, date | None]] = field(default_factory=dict)
    guests: Passes = field(default_factory=dict)  # guest passes that were asked for

    def owned(self, card_id: str, member_id: str) -> CardIssued:
        """The card's issue, for its member or a guardian; raises CardNotIssued, CardOfAnotherMember."""
        if self.issued is None:
            raise CardNotIssued(card_id=card_id)
        if not self.is_of(member_id) and self.holder not in self.sharing.wards:
            raise CardOfAnotherMember(card_id=card_id)
        return self.issued

    def shared_by(self, card_id: str, member_id: str) -> CardIssued:
        """The same for whoever comes in or books with it: the member whose card it is, or one who shares it."""
        if self.issued and member_id in self.sharing.holders:
            return self.issued
        return self.owned(card_id, member_id)

    def is_of(self, member_id: str) -> bool:
        """Whether the card is this person's, under whichever of their records it was bought."""
        return self.holder in (member_id, *self.standing(member_id).others())

    def concerned(self, member_id: str) -> str:
        """Whom an event names: who asks, under their own record; the child where a guardian does."""
        return member_id if self.is_of(member_id) else self.holder

    def hearing_of(self, news: PersonNoted) -> Card:
        return replace(self, people=told(self.people, news.member_id, news.heard, news.other_id))

    def standing(self, member_id: str) -> Standing:
        return self.people.get(member_id, Standing())

    @property
    def open_lots(self) -> list[Holding]:
        """Those that still give something, as they are spent; all of a card that has none."""
        return in_order([h for h in self.lots.values() if not h.closed] or self.lots.values())

    @property
    def valid(self) -> DayRange:
        """From the first day of a lot to the last, or to the end that a notice sets."""
        if not self.lots:
            return NEVER
        first, ends = first_day_of(self.open_lots), self.notice.until if self.notice else date.max
        return DayRange(first, max(first, min(self.paid_until, ends)))

    @property
    def paid_until(self) -> date:
        return last_end_of(self.open_lots)

    @property
    def resting(self) -> tuple[DayRange, ...]:
        """All days on which it opens nothing: by its own rests, and with a membership."""
        return (*self.rests, *(told.rest for told in self.rests_with.values()))

    @property
    def leaving(self) -> Notice | None:
        """The notice that stands."""
        return None if self.notice is None or self.notice.over else self.notice

    def usable(self, venue_id: str, day: date) -> list[Holding]:
        """The lots that may pay a visit to the venue on `day`, as they are spent."""
        return [h for h in self.open_lots if day in h.valid and covers(h.terms, venue_id)]

    def paying(self, venue_id: str, day: date, local: datetime | None = None, capped: bool = True) -> list[Holding]:
        """Those of them whose hours and caps let them pay a visit more, with as much left as this venue may use."""
        lots = [h for h in self.usable(venue_id, day) if not (capped and cap_reached(h, day, self.days, self.resting))]
        return [as_used_at(h, venue_id, self.days) for h in lots if local is None or open_at(h.terms, local)]

    def terms_on(self, day: date) -> Terms:
        """The rules of the card on a day: those of the lot that is spent next, or of the one that ends last."""
        lots = [h for h in self.open_lots if day in h.valid] or [max(self.open_lots, key=lambda h: h.valid.until)]
        return lots[0].terms

    @property
    def chain_end(self) -> date:
        """Until when the terms that follow each other without a gap last, rests included."""
        return max((h.valid.until for h in self.lots.values() if h.chained and not h.closed), default=date.min)

    @property
    def bought_until(self) -> date:
        """The same without rests, closures and gifts after it: what renewals are counted by."""
        return max((h.base.until for h in self.bought_terms), default=date.min)

    @property
    def bought_terms(self) -> list[Holding]:
        return [h for h in self.lots.values() if h.chained and not h.closed and h.lot.kind != "gift"]

    @property
    def freeze_quota(self) -> int:
        """The days that the card may rest in all: each lot brings its own, after a change those more or less by it."""
        return sum(h.terms.freeze_days for h in self.lots.values())

    def who(self, member_id: str) -> str:
        """Whose days, bookings and whereabouts these are: no name for the member whose card it is."""
        return member_id if member_id in self.sharing.ever and member_id != self.holder else ""

    def day(self, venue_id: str, day: date, who: str = "") -> VenueDay:
        return self.days.get((venue_id, day, who), VenueDay())

    def visit(
        self,
        venue_id: str,
        day: date,
        counts: VenueDay,
        local: datetime | None = None,
        who: str = "",
        capped: bool = True,
    ) -> Step | None:
        """The step to a day with these counts; None: no lot can pay the visit that it costs.

        `local`: at this time of the venue's clock; without it, a lot pays whatever its hours are. `capped` False: of
        somebody who is inside already, whom no cap keeps out any more.
        """
        before = self.day(venue_id, day, who)
        fresh = pay(self.paying(venue_id, day, local, capped)) if counts.claimed > before.claimed else ()
        return None if fresh is None else step(before, counts, fresh)

    def after(self, venue_id: str, day: date, happened: Step, who: str = "") -> Card:
        days = {**self.days, (venue_id, day, who): happened.after}
        return replace(self, days=days, lots=moved(self.lots, happened))

    def with_hold(self, hold_id: str, hold: Hold) -> Card:
        return replace(self, holds={**self.holds, hold_id: hold})


def covers(terms: Terms, venue_id: str) -> bool:
    return terms.venues is None or venue_id in terms.venues


def card_stream(card_id: str) -> str:
    return f"card-{card_id}"


def asked_of(wish: Any) -> list[str]:
    """What a command about a card stands on: the card, what was heard of the member who asks, and their wards."""
    member_id = getattr(wish, "member_id", None)
    heard = [person_stream(member_id), wards_stream(member_id)] if member_id else []
    return [card_stream(wish.card_id), *heard]

"""On which days the money of a card's terms is earned, by the rules alone.

From the README of finance (*A term is earned by the day*) and features-and-rules 1, 5, 15, 47.
Days are counted one by one. Those of a rest or a closure earn nothing; days given make the money of the term before
them last longer, from then on; a change of product settles what was, and earns the rest on the days of the new lot.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta

from shared.contracts import DayRange
from shared.contracts import finance as c
from tests.machine import Told, told

DAY = timedelta(days=1)
Days = frozenset[date]


def each(days: DayRange) -> Days:
    return frozenset(days.first + n * DAY for n in range(days.days))


@dataclass(frozen=True)
class Plan:
    """Equal to a spread: from each `since` on, these are the days that earn."""

    pieces: tuple[tuple[date, Days], ...]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Plan):
            return other.pieces == self.pieces
        if not isinstance(other, tuple):
            return False
        return self.pieces == tuple((p.since, frozenset().union(*map(each, p.days))) for p in other)

    def __hash__(self) -> int:
        return hash(self.pieces)


@dataclass
class Run:
    since: date
    lots: tuple[str, ...]
    settled: Days | None = None


@dataclass
class Stake:
    """What an order was paid for a lot; of its runs the last holds from its `since` on."""

    order_id: str
    runs: list[Run]

    @property
    def lots(self) -> tuple[str, ...]:
        return self.runs[-1].lots

    def goes_on(self, since: date, lots: tuple[str, ...]) -> None:
        if lots != self.lots:
            self.runs.append(Run(since, lots))


@dataclass
class PaidDaysModel:
    """One card; `over` are the lots that give nothing any more, `stops` those that do not from a day on, for now."""

    lots: dict[str, c.TermLot] = field(default_factory=dict)
    valid: dict[str, DayRange] = field(default_factory=dict)
    rests: dict[date, DayRange] = field(default_factory=dict)
    lost: tuple[DayRange, ...] = ()
    stops: dict[str, date] = field(default_factory=dict)
    over: set[str] = field(default_factory=set)
    stakes: dict[str, Stake] = field(default_factory=dict)

    def note(self, wish: c.NotePaidDays, today: date) -> list[Told]:
        before = deepcopy(self)
        self.move(wish)
        if wish.granted and wish.granted.lot_id not in self.lots:
            self.grant(wish.granted, today)
        if wish.over:
            self.over = set(self.lots)
            for stake in self.stakes.values():
                stake.goes_on(today, ())
        else:
            for lot_id in wish.ended:
                self.end(lot_id, today)
        if self == before:
            return []
        changed = [i for i in self.stakes if self.plan(i) != before.plan(i)]
        paying = wish.granted.order_id if wish.granted else None
        changed.sort(key=lambda i: self.stakes[i].order_id != paying)  # its order's stream stands first
        spread = [told(c.TermSpread, order_id=self.stakes[i].order_id, lot_id=i, spread=self.plan(i)) for i in changed]
        return [told(c.PaidDaysNoted, card_id=wish.card_id, day=today), *spread]

    def plan(self, lot_id: str) -> Plan:
        """The first piece holds from the first day that earns; nothing is earned behind a stop of all its lots."""
        stake = self.stakes.get(lot_id)
        if stake is None:
            return Plan(())
        pieces = [(run.since, self.earning(run)) for run in stake.runs]
        if pieces[0][1]:
            pieces[0] = (min(pieces[0][1]), pieces[0][1])
        if stake.lots and all(lot in self.stops for lot in stake.lots):
            pieces.append((max(self.stops[lot] for lot in stake.lots), frozenset()))
        return Plan(tuple(pieces))

    def earning(self, run: Run) -> Days:
        if run.settled is not None:
            return run.settled
        still = frozenset().union(*map(each, (*self.rests.values(), *self.lost)))
        return frozenset().union(*(each(self.valid[lot]) for lot in run.lots)) - still

    # --- what cards tells ---

    def move(self, wish: c.NotePaidDays) -> None:
        for lot_id in wish.cut:
            self.stops.pop(lot_id, None)
            if wish.stops_on:
                self.stops[lot_id] = wish.stops_on
        for lot in wish.lots:
            if lot.lot_id in self.lots and lot.lot_id not in self.over | self.stops.keys():
                self.valid[lot.lot_id] = lot.valid
        if wish.rest and (wish.rested_days is None or wish.rest.first in self.rests):
            days = wish.rest.days if wish.rested_days is None else wish.rested_days
            self.rests[wish.rest.first] = DayRange(wish.rest.first, wish.rest.first + days * DAY)
        if wish.lost is not None:
            self.lost = wish.lost

    def grant(self, lot: c.TermLot, today: date) -> None:
        self.lots[lot.lot_id], self.valid[lot.lot_id] = lot, lot.valid
        if lot.kind == "gift":
            self.give(lot.lot_id, today)
            return
        if lot.instead_of:
            self.replace(lot.instead_of, lot)
        if lot.order_id and lot.paid:
            self.stakes[lot.lot_id] = Stake(lot.order_id, [Run(lot.valid.first, (lot.lot_id,))])

    def give(self, gift: str, today: date) -> None:
        """Behind the bought term that ends last."""
        bought = [i for i, lot in self.lots.items() if lot.kind != "gift" and i not in self.over]
        if bought:
            last = max(bought, key=lambda i: self.valid[i].until)
            for stake in self.stakes.values():
                if last in stake.lots:
                    stake.goes_on(today, (*stake.lots, gift))

    def replace(self, old: str, new: c.TermLot) -> None:
        for stake in self.stakes.values():
            if old in stake.lots:
                for run in stake.runs:
                    run.settled = self.earning(run)
                stake.goes_on(new.valid.first, tuple(new.lot_id if lot == old else lot for lot in stake.lots))
        self.over.add(old)

    def end(self, lot_id: str, today: date) -> None:
        """A gift leaves the money to the other days of its lots; of a bought lot the gifts move on."""
        self.over.add(lot_id)
        on_it = [stake for stake in self.stakes.values() if lot_id in stake.lots]
        if lot_id in self.lots and self.lots[lot_id].kind == "gift":
            for stake in on_it:
                stake.goes_on(today, tuple(lot for lot in stake.lots if lot != lot_id))
            return
        gifts = {lot for stake in on_it for lot in stake.lots if self.lots[lot].kind == "gift"}
        for stake in on_it:
            stake.goes_on(today, ())
        for gift in sorted(gifts):
            self.give(gift, today)

"""A card's days and the orders that paid for them: on which days each order's money is earned. Pure.

Days given for nothing make the money of the lot that they follow last longer, from then on. A change of product spreads
what the old lot has not earned over the days of the new one, and settles what was before it. Rests and closures earn
nothing, planned or told late.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.finance.terms.earning import without
from shared.contracts import DayRange, Event, Money
from shared.contracts.cards import HoldRule
from shared.contracts.finance import NotePaidDays, PaidDaysNoted, Spread, TakenOff, TermLot, TermSpread
from shared.decider import Context, Decider
from shared.venue_time import add_days, local_day


@dataclass(frozen=True)
class Run:
    """From `since` on the money is earned on the days of these lots; a change of product `settled` which they are."""

    since: date
    lots: tuple[str, ...]
    settled: tuple[DayRange, ...] | None = None


@dataclass(frozen=True)
class Stake:
    """What one order was paid for one lot, and where it went on being earned."""

    order_id: str
    product_id: str
    paid: Money
    runs: tuple[Run, ...]

    @property
    def lots(self) -> tuple[str, ...]:
        """Those whose days earn it now."""
        return self.runs[-1].lots

    def on(self, since: date, lots: tuple[str, ...]) -> Stake:
        return self if lots == self.lots else replace(self, runs=(*self.runs, Run(since, lots)))


@dataclass(frozen=True)
class PaidDays:
    """The card's lots of days, the days on which it stands still, and what was paid, by the lot it was paid for."""

    zone: str = "UTC"
    lots: Mapping[str, TermLot] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    rests: Mapping[date, DayRange] = field(default_factory=dict)
    lost: tuple[DayRange, ...] = ()
    stakes: Mapping[str, Stake] = field(default_factory=dict)
    prorated: Mapping[date, DayRange] = field(default_factory=dict)  # rests that are taken off the next charge
    taken_off: Mapping[str, tuple[DayRange, ...]] = field(default_factory=dict)  # by which paid order
    stops: Mapping[str, date] = field(default_factory=dict)  # lots that give nothing from a day on, for now

    def days_of(self, run: Run) -> tuple[DayRange, ...]:
        if run.settled is not None:
            return run.settled
        return without((self.lots[lot_id].valid for lot_id in run.lots), (*self.rests.values(), *self.lost))

    def spread(self, lot_id: str) -> tuple[Spread, ...]:
        stake = self.stakes.get(lot_id)
        runs = stake.runs if stake else ()
        days = [(run, self.days_of(run)) for run in runs]
        spread = [Spread(since=own[0].first if own and run is runs[0] else run.since, days=own) for run, own in days]
        stop = self.stop_of(stake) if stake else None
        return (*spread, *([Spread(since=stop, days=())] if stop else []))

    def stop_of(self, stake: Stake) -> date | None:
        """From when on none of the lots gives anything: the money of the days behind it stays owed."""
        stops = [self.stops.get(lot_id) for lot_id in stake.lots]
        return max((stop for stop in stops if stop), default=None) if all(stops) else None


def decide(wish: NotePaidDays, paid: PaidDays, context: Context) -> list[Event]:
    """Nothing for what is known; else each order whose money is earned on other days now is told so."""
    day = local_day(context.at, wish.zone or paid.zone)
    noted = PaidDaysNoted(**vars(wish), day=day)
    after = evolve(paid, noted)
    if after == paid:
        return []
    changed = [lot_id for lot_id in after.stakes if after.spread(lot_id) != paid.spread(lot_id)]
    return [noted, *(told(wish.card_id, after, lot_id) for lot_id in changed)]


def told(card_id: str, paid: PaidDays, lot_id: str) -> TermSpread:
    stake = paid.stakes[lot_id]
    return TermSpread(
        order_id=stake.order_id,
        lot_id=lot_id,
        card_id=card_id,
        product_id=stake.product_id,
        paid=stake.paid,
        spread=paid.spread(lot_id),
    )


def evolve(paid: PaidDays, event: Event) -> PaidDays:
    if not isinstance(event, PaidDaysNoted):
        return paid  # the orders' own lives
    paid = moved(replace(paid, zone=event.zone or paid.zone), event)
    if event.granted and event.granted.lot_id not in paid.lots:
        paid = granted(paid, event.granted, event.day)
    if event.over:
        stakes = {lot_id: stake.on(event.day, ()) for lot_id, stake in paid.stakes.items()}
        return replace(paid, stakes=stakes, ended=frozenset(paid.lots))
    for lot_id in event.ended:
        paid = withdrawn(paid, lot_id, event.day)
    return paid


def moved(paid: PaidDays, event: PaidDaysNoted) -> PaidDays:
    """Other days of its lots, and other days on which it stands still; what has ended keeps the days that it had."""
    stops = {**{i: stop for i, stop in paid.stops.items() if i not in event.cut}, **stopped(event)}
    fixed = {*paid.ended, *stops}  # the money of days that are cut off is not earned on the others
    valid = {lot.lot_id: lot.valid for lot in event.lots if lot.lot_id not in fixed}
    lots = {i: replace(lot, valid=valid.get(i, lot.valid)) for i, lot in paid.lots.items()}
    paid = rested(paid, event.rest, event.rested_days, event.hold) if event.rest else paid
    if event.taken_off:
        paid = replace(paid, taken_off=taken_off(paid, event.taken_off))
    return replace(paid, lots=lots, stops=stops, lost=paid.lost if event.lost is None else event.lost)


def stopped(event: PaidDaysNoted) -> dict[str, date]:
    return dict.fromkeys(event.cut, event.stops_on) if event.stops_on else {}


def taken_off(paid: PaidDays, taken: TakenOff) -> Mapping[str, tuple[DayRange, ...]]:
    """What was given back stays so: that nothing was granted may be heard before the payment itself."""
    known = paid.taken_off.get(taken.order_id)
    return paid.taken_off if known == () else {**paid.taken_off, taken.order_id: taken.days}


def rested(paid: PaidDays, rest: DayRange, days: int | None, hold: HoldRule) -> PaidDays:
    """A rest that was agreed; with `days` how long one that is known really lasted."""
    prorated = hold == "prorate" if days is None else rest.first in paid.prorated
    if days is not None and not prorated and rest.first not in paid.rests:
        return paid  # it neither moved the end nor is taken off
    lasted = {rest.first: rest if days is None else DayRange(rest.first, add_days(rest.first, days))}
    if prorated:
        return replace(paid, prorated={**paid.prorated, **lasted})
    return replace(paid, rests={**paid.rests, **lasted})


def granted(paid: PaidDays, lot: TermLot, day: date) -> PaidDays:
    paid = replace(paid, lots={**paid.lots, lot.lot_id: lot})
    if lot.kind == "gift":
        return given(paid, lot.lot_id, day)
    if lot.instead_of:
        paid = changed(paid, lot.instead_of, lot)
    if lot.order_id is None or not lot.paid:
        return paid
    stake = Stake(lot.order_id, lot.product_id, lot.paid, (Run(lot.valid.first, (lot.lot_id,)),))
    return replace(paid, stakes={**paid.stakes, lot.lot_id: stake})


def given(paid: PaidDays, gift: str, day: date) -> PaidDays:
    """A gift makes the money last longer that is earned on the last lot before it; of what has ended none is left."""
    bought = [lot for i, lot in paid.lots.items() if lot.kind != "gift" and i not in paid.ended]
    last = max(bought, key=lambda lot: lot.valid.until, default=None)
    if last is None:
        return paid
    longer = {i: s.on(day, (*s.lots, gift)) for i, s in paid.stakes.items() if last.lot_id in s.lots}
    return replace(paid, stakes={**paid.stakes, **longer})


def changed(paid: PaidDays, old: str, new: TermLot) -> PaidDays:
    def follow(stake: Stake) -> Stake:
        if old not in stake.lots:
            return stake
        settled = tuple(replace(run, settled=paid.days_of(run)) for run in stake.runs)
        lots = tuple(new.lot_id if lot_id == old else lot_id for lot_id in stake.lots)
        return replace(stake, runs=settled).on(new.valid.first, lots)

    stakes = {lot_id: follow(stake) for lot_id, stake in paid.stakes.items()}
    return replace(paid, stakes=stakes, ended=paid.ended | {old})


def withdrawn(paid: PaidDays, lot_id: str, day: date) -> PaidDays:
    """Nothing more is earned on the lot; days that were given behind it make what is left before it last longer.

    Days that were given and go back leave the money to the other days of its lots.
    """
    if lot_id in paid.lots and paid.lots[lot_id].kind == "gift":
        shorter = {i: s.on(day, tuple(each for each in s.lots if each != lot_id)) for i, s in paid.stakes.items()}
        return replace(paid, stakes=shorter, ended=paid.ended | {lot_id})
    on_it = {i: stake for i, stake in paid.stakes.items() if lot_id in stake.lots}
    gifts = {gift for stake in on_it.values() for gift in stake.lots if paid.lots[gift].kind == "gift"}
    stopped = {i: stake.on(day, ()) for i, stake in on_it.items()}
    paid = replace(paid, stakes={**paid.stakes, **stopped}, ended=paid.ended | {lot_id})
    for gift in sorted(gifts):
        paid = given(paid, gift, day)
    return paid


def orders(paid: PaidDays) -> Iterable[str]:
    return dict.fromkeys(stake.order_id for stake in paid.stakes.values())


def streams(wish: NotePaidDays, context: Context) -> list[str]:
    order = wish.granted.order_id if wish.granted else None
    return [f"paiddays-{wish.card_id}", *([f"order-{order}"] if order else [])]


def further(wish: NotePaidDays, paid: PaidDays) -> Iterable[str]:
    """The orders that paid for the card's days."""
    return (f"order-{order_id}" for order_id in orders(paid))


PAID_DAYS: Decider[PaidDays] = Decider((NotePaidDays,), PaidDays(), streams, decide, evolve, further)

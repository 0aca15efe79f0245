"""How many guests a lot lets in when: anew each month of its own days, or once; what is left over is carried. Pure.

A month of the lot's own days ends later by the days on which the card stands still, as the card's end does: three
months with four passes each are twelve passes, however long the card rests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from services.cards.card import Card
from services.cards.guests.passes import GuestPass
from services.cards.lots.holding import Holding
from services.cards.rest.rests import after_rests
from services.cards.rest.still import still
from shared.contracts import DayRange
from shared.venue_time import add_months


@dataclass(frozen=True)
class Allowance:
    """The passes of a lot in a period: anew, carried from the period before, and taken, which may be one too many."""

    period: DayRange
    passes: int
    carried: int
    taken: tuple[GuestPass, ...]

    @property
    def over(self) -> int:
        """What is left over, if nothing later needs it."""
        return self.passes + self.carried - len(self.taken)


def periods(holding: Holding, rests: Sequence[DayRange]) -> Iterator[DayRange]:
    """The periods of a lot's days, one after the other without a gap."""
    if holding.terms.guests.period == "term":
        yield holding.valid
        return
    first, months = holding.valid.first, 0
    while first < holding.valid.until:
        months += 1
        own = DayRange(holding.base.first, add_months(holding.base.first, months))
        until = min(after_rests(own, holding.since, rests).until, holding.valid.until)
        yield DayRange(first, until)
        first = until


def allowances(holding: Holding, taken: Sequence[GuestPass], rests: Sequence[DayRange], to: date) -> list[Allowance]:
    """The lot's periods up to that of the day `to`, or of the last pass that was taken."""
    rules, over, known = holding.terms.guests, 0, list[Allowance]()
    last = max([to, *(one.day for one in taken)])
    for period in periods(holding, rests):
        carried = min(rules.carry, max(over, 0))
        inside = tuple(one for one in taken if one.day in period)
        known.append(Allowance(period, holding.terms.guest_passes, carried, inside))
        over = known[-1].over
        if last < period.until:
            break
    return known


def free(holding: Holding, taken: Sequence[GuestPass], rests: Sequence[DayRange], day: date) -> int:
    """How many guests more it lets in on a day, so that those announced for later months keep their passes."""
    own = next((one for one in allowances(holding, taken, rests, day) if day in one.period), None)
    most = max(own.over, 0) if own else 0
    return next((n for n in range(most, 0, -1) if fits(holding, taken, rests, day, n)), 0)


def fits(holding: Holding, taken: Sequence[GuestPass], rests: Sequence[DayRange], day: date, more: int) -> bool:
    asked = [*taken, *[GuestPass("", "", "", day)] * more]
    return all(one.over >= 0 for one in allowances(holding, asked, rests, day) if day < one.period.until)


@dataclass(frozen=True)
class LotPasses:
    """A lot with passes, on a day: the allowance of the day's period, and how many guests more it lets in."""

    holding: Holding
    allowance: Allowance
    left: int
    again: date | None  # the first day of the next period, if there is one


def of_lots(card: Card, lots: Iterable[Holding], day: date) -> Iterator[LotPasses]:
    """Those of these lots that were sold with passes and whose days hold `day`, in their order."""
    rests = still(card)
    for holding in lots:
        if holding.terms.guest_passes and day in holding.valid:
            taken = [one for one in card.guests.values() if one.lot_id == holding.lot.lot_id and one.counts]
            own = next(one for one in allowances(holding, taken, rests, day) if day in one.period)
            again = own.period.until if own.period.until < holding.valid.until else None
            yield LotPasses(holding, own, free(holding, taken, rests, day), again)

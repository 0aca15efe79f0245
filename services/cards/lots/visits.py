"""Visits: what a card's days at venues claim and use up. Pure.

The rule of the chain: **a day at a venue costs one visit, however often the card passes the gate; each booking
of that day costs one too, and the first of them is that day's visit.** So a card that comes to the gym in the
morning and to its booked class in the evening pays once, and one with two classes twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.cards.lots.holding import Claim, Holding
from shared.replacing import replace

Holdings = Mapping[str, Holding]


@dataclass(frozen=True)
class VenueDay:
    """A card's day at a venue. `claims` says which lots pay, one claim a visit; those used for good come first.

    `uses` are the swipes and bookings by which those were used, in the same order.
    """

    entered: bool = False
    deducted: bool = False  # at the gate
    held: int = 0  # bookings that may still be given back
    settled: int = 0  # bookings that used their visit
    claims: tuple[Claim, ...] = ()
    uses: tuple[str, ...] = ()

    @property
    def claimed(self) -> int:
        """Visits used or set aside."""
        return max(int(self.entered), self.held + self.settled)

    @property
    def used(self) -> int:
        """Visits used for good."""
        return max(int(self.deducted), self.settled)

    def with_entry(self) -> VenueDay:
        """The member is inside: a visit is deducted at the gate unless the day's is claimed already."""
        inside = replace(self, entered=True)
        return replace(inside, deducted=self.deducted or inside.claimed > self.claimed)

    def without_entry(self) -> VenueDay:
        """Nobody came in after all: what bookings set aside or used stays so."""
        return replace(self, entered=False, deducted=False)

    def with_hold(self) -> VenueDay:
        return replace(self, held=self.held + 1)

    def with_release(self) -> VenueDay:
        return replace(self, held=self.held - 1)

    def with_return(self) -> VenueDay:
        """One booking less has used its visit; who came in that day on nothing else has used it all the same."""
        fewer = replace(self, settled=self.settled - 1)
        return replace(fewer, deducted=self.deducted or (self.entered and not fewer.held + fewer.settled))

    def with_settlement(self) -> VenueDay:
        return replace(self, held=self.held - 1, settled=self.settled + 1)


Days = Mapping[tuple[str, date, str], VenueDay]
"""By venue, day, and who of those that share the card; each person's day costs its own visit."""


@dataclass(frozen=True)
class Step:
    """A day before and after something happened, with the claims that came, went, and were used or unused by it.

    `unspent_of` is the swipe or booking by which what is unused again had been used; None: nothing is.
    """

    after: VenueDay
    fresh: tuple[Claim, ...]
    dropped: tuple[Claim, ...]
    spent: tuple[Claim, ...]
    unspent: tuple[Claim, ...]
    unspent_of: str | None


def step(before: VenueDay, counts: VenueDay, fresh: Claim, by: str = "") -> Step:
    """From `before` to a day with these counts; one visit more is paid by `fresh`, one less gives back the last.

    `by` is the swipe or booking that uses one.
    """
    claims = before.claims
    added = (fresh,) if counts.claimed > len(claims) else ()
    dropped = claims[counts.claimed :]
    claims = (*claims[: counts.claimed], *added)
    uses = (*before.uses[: counts.used], *[by] * (counts.used - before.used))
    return Step(
        after=replace(counts, claims=claims, uses=uses),
        fresh=added,
        dropped=dropped,
        spent=claims[before.used : counts.used],
        unspent=before.claims[counts.used : before.used],
        unspent_of=before.uses[counts.used] if counts.used < before.used else None,
    )


def moved(holdings: Holdings, happened: Step) -> Holdings:
    """The lots after the step."""
    after = dict(holdings)
    for claims, sign, change in (
        (happened.fresh, 1, Holding.claim),
        (happened.dropped, -1, Holding.claim),
        (happened.spent, 1, Holding.use),
        (happened.unspent, -1, Holding.use),
    ):
        for take in (take for claim in claims for take in claim):
            after[take.lot_id] = change(after[take.lot_id], sign * take.amount)
    return after

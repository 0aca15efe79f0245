"""When something prepaid may be paid, and until when it may last, by the caps of the venue's region. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from services.finance.known import KnownCard
from services.finance.partner import own_part
from shared.contracts.cards import Terms
from shared.contracts.finance import PrepaidBeyondLease, PrepaidCapsPublished, PrepaidTooEarly, PricedLine, Purpose
from shared.venue_time import add_days, add_months

LASTING: tuple[Purpose, ...] = ("sale", "renewal")
"""What begins a time of its own; all else is used within the time of the card that there is."""


def check_days(
    policy: PrepaidCapsPublished,
    sold: Sequence[tuple[PricedLine, Terms | None]],
    cards: Mapping[str, KnownCard],
    day: date,
) -> None:
    """Raises PrepaidTooEarly or PrepaidBeyondLease for the first line that is paid too early or lasts too long."""
    for line, terms in sold:
        if terms is not None and line.prepaid and own_part(line).amount and line.purpose in LASTING:
            first = begins(line, terms, cards, day)
            check_early(policy, first, day)
            check_lease(policy, first, terms)


def begins(line: PricedLine, terms: Terms, cards: Mapping[str, KnownCard], day: date) -> date:
    """The first day of what is bought. A term goes on where its card's days end, if they are not over; of a new card
    whose days begin later it is the latest day on which they can."""
    if line.card_id is None:
        return add_days(day, terms.activate_within_days or 0)
    card = cards.get(line.card_id)
    if terms.kind != "term" or card is None or card.valid_until in (None, date.max):
        return day
    return max(day, card.valid_until)


def check_early(policy: PrepaidCapsPublished, first: date, day: date) -> None:
    months = policy.caps.months_ahead
    if months is not None and day < (from_day := add_months(first, -months)):
        raise PrepaidTooEarly(region=policy.region, months=months, first=first, from_day=from_day)


def check_lease(policy: PrepaidCapsPublished, first: date, terms: Terms) -> None:
    """What has no end of its own, as a stored value, is not held against the lease."""
    lease, lasts = policy.caps.lease_until, terms.months or terms.days
    if lease is not None and lasts and (until := add_days(add_months(first, terms.months), terms.days)) > lease:
        raise PrepaidBeyondLease(region=policy.region, until=until, lease_until=lease)

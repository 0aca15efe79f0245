"""What members have prepaid and not used, and the caps that a region sets on it. Pure.

The caps are judged when an order is placed, on what is known of earlier orders then: two orders placed in the same
second may exceed them together. That is accepted: the second is not paid without a person looking at it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from services.finance.known import Noted, terms_on
from services.finance.partner import own_part
from shared.contracts.cards import Terms
from shared.contracts.finance import (
    Cap,
    NotePrepaid,
    NotePrepaidUse,
    NoteTrialHad,
    PrepaidCapsPublished,
    PrepaidMonthsOutOfRange,
    PrepaidNoted,
    PrepaidUsed,
    PricedLine,
    ProductNoted,
    PublishPrepaidCaps,
    TrialHadAlready,
    TrialHadNoted,
    TrialNotRenewable,
)
from shared.decider import Context, Decider
from shared.money import share
from shared.venue_time import add_days, add_months

Published = tuple[PrepaidCapsPublished, ...]
MOST_MONTHS_AHEAD = 120


@dataclass(frozen=True)
class Prepaid:
    """What a member prepaid, by order and product, and what of it was used; the products it stands on."""

    noted: Mapping[tuple[str, str], PrepaidNoted] = field(default_factory=dict)
    used: Mapping[tuple[str, str], int] = field(default_factory=dict)
    uses: frozenset[str] = frozenset()
    products: Noted = ()
    trials: tuple[TrialHadNoted, ...] = ()  # that members knows of

    @property
    def had_trial(self) -> bool:
        return any(noted.trial for noted in self.noted.values())

    def unused(self, currency: str, day: date, cap: Cap | None = None) -> int:
        """What is prepaid on `day`, in minor units of one currency: a term by the days left, the rest by its uses.

        `cap`: only what counts for this one.
        """
        return sum(
            max(0, left_of(noted, day) - own_use(noted, self.used.get(key, 0)))
            for key, noted in self.noted.items()
            if noted.amount.currency == currency and cap in (None, cap_of(noted))
        )


def check_trial(line: PricedLine, prepaid: Prepaid) -> None:
    """Raises TrialNotRenewable, or TrialHadAlready where members knows the person by another record."""
    if prepaid.had_trial or line.quantity > 1:
        raise TrialNotRenewable(product_id=line.product_id)
    for had in prepaid.trials:
        raise TrialHadAlready(product_id=line.product_id, day=had.day)


def cap_of(noted: PrepaidNoted) -> Cap | None:
    """An older event tells a term by its days, and of visits and values not which they are."""
    return "membership" if noted.cap is None and noted.first else noted.cap


def counts_for(terms: Terms | None) -> Cap | None:
    """The cap by which a person's prepayments of this kind are added up."""
    match terms:
        case Terms(kind="term"):
            return "membership"
        case Terms(kind="visits", lessons=True):
            return "lessons"
        case Terms(kind="stored_value"):
            return "value"
    return None


def own_use(noted: PrepaidNoted, used: int) -> int:
    """The member's own part of what was used: of a pack that a company paid half of, half of each visit."""
    if noted.whole is None or not noted.whole.amount:
        return used
    return share(noted.amount, used, noted.whole.amount).amount


def left_of(noted: PrepaidNoted, day: date) -> int:
    if noted.first is None or noted.until is None:
        return noted.amount.amount
    whole = (noted.until - noted.first).days
    left = min(whole, max(0, (noted.until - day).days))
    return share(noted.amount, left, whole).amount if whole else 0


def publish(wish: PublishPrepaidCaps, published: Published, context: Context) -> list[PrepaidCapsPublished]:
    caps = PrepaidCapsPublished(**vars(wish))
    if not 0 <= (wish.caps.months_ahead or 0) <= MOST_MONTHS_AHEAD:
        raise PrepaidMonthsOutOfRange(months=wish.caps.months_ahead or 0)
    return [] if published[-1:] == (caps,) else [caps]


PrepaidWish = NotePrepaid | NotePrepaidUse | NoteTrialHad
PrepaidEvent = PrepaidNoted | PrepaidUsed | TrialHadNoted


def note(wish: PrepaidWish, prepaid: Prepaid, context: Context) -> list[PrepaidEvent]:
    """Each order once, each use once, each trial once."""
    if isinstance(wish, NoteTrialHad):
        had = TrialHadNoted(**vars(wish))
        return [] if had in prepaid.trials else [had]
    if isinstance(wish, NotePrepaidUse):
        return [] if wish.use_id in prepaid.uses else [PrepaidUsed(**vars(wish))]
    events: list[PrepaidEvent] = []
    for line in wish.lines:
        if line.prepaid and (wish.order_id, line.product_id) not in prepaid.noted:
            terms = terms_on(prepaid.products, line.product_id, wish.day)
            first, until = days_of(terms, wish.day)
            events.append(
                PrepaidNoted(
                    member_id=wish.member_id,
                    order_id=wish.order_id,
                    product_id=line.product_id,
                    amount=own_part(line),
                    first=first,
                    until=until,
                    trial=terms is not None and terms.trial,
                    whole=line.total if line.partner else None,
                    cap=counts_for(terms),
                )
            )
    return events


def days_of(terms: Terms | None, day: date) -> tuple[date | None, date | None]:
    if terms is None or terms.kind != "term":
        return None, None
    return day, add_days(add_months(day, terms.months), terms.days)


def remember_caps(published: Published, event: PrepaidCapsPublished) -> Published:
    return (*published, event)


def remember(prepaid: Prepaid, event: PrepaidEvent | ProductNoted) -> Prepaid:
    if isinstance(event, TrialHadNoted):
        return replace(prepaid, trials=(*prepaid.trials, event))
    if isinstance(event, ProductNoted):
        return replace(prepaid, products=(*prepaid.products, event))
    key = (event.order_id, event.product_id)
    if isinstance(event, PrepaidNoted):
        return replace(prepaid, noted={**prepaid.noted, key: event})
    used = {**prepaid.used, key: prepaid.used.get(key, 0) + event.amount.amount}
    return replace(prepaid, used=used, uses=prepaid.uses | {event.use_id})


def caps_stream(wish: PublishPrepaidCaps, context: Context) -> list[str]:
    return [f"caps-{wish.for_venue}"]


def prepaid_streams(wish: PrepaidWish, context: Context) -> Sequence[str]:
    lines = wish.lines if isinstance(wish, NotePrepaid) else ()
    return [f"prepaid-{wish.member_id}", *(f"product-{line.product_id}" for line in lines)]


CAPS: Decider[Published] = Decider((PublishPrepaidCaps,), (), caps_stream, publish, remember_caps)
PREPAID: Decider[Prepaid] = Decider(
    (NotePrepaid, NotePrepaidUse, NoteTrialHad), Prepaid(), prepaid_streams, note, remember
)

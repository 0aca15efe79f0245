"""Whether an order stays within the prepaid caps of its venue's region; what a partner pays is no prepayment. Pure.

The caps on money are a person's: what they prepaid before and have not used counts, by kind and together. Those on
months, lessons and bearer cards are of each thing that is sold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from services.finance.known import KnownCard
from services.finance.partner import own_part
from services.finance.prepaid import Prepaid, counts_for
from services.finance.prepaid_days import check_days
from shared.contracts import Money
from shared.contracts.cards import Terms
from shared.contracts.finance import Cap, PrepaidCapExceeded, PrepaidCapsPublished, PricedLine

Measured = tuple[Cap, int, int | None]
"""A cap's name, what the order would come to, and the most (None: no cap)."""
WORDS: Mapping[Cap, tuple[str, str]] = {
    "membership": ("a membership", "会员卡金额"),
    "membership_months": ("a membership, in months", "会员卡月数"),
    "lessons": ("a pack of lessons", "课程包金额"),
    "lesson_count": ("a pack, in lessons", "课程包节数"),
    "value": ("stored value", "储值金额"),
    "bearer": ("a card in nobody's name", "不记名卡金额"),
    "together": ("all that is prepaid and not used", "未消费预付总额"),
}


def check(
    policy: PrepaidCapsPublished | None,
    sold: Sequence[tuple[PricedLine, Terms | None]],
    prepaid: Prepaid,
    day: date,
    cards: Mapping[str, KnownCard],
) -> None:
    """Raises PrepaidTooEarly, PrepaidBeyondLease, or PrepaidCapExceeded for the first cap that would be broken."""
    if policy is None:
        return
    check_days(policy, sold, cards, day)
    for cap, asked, most in measured(policy, sold, prepaid, day):
        if most is not None and asked > most:
            raise exceeded(policy.region, cap, asked, most, sold[0][0].total.currency)


def exceeded(region: str, cap: Cap, asked: int, most: int, currency: str) -> PrepaidCapExceeded:
    """The refusal with the figures as a clerk writes them: 20,000.00 CNY, 24 months."""
    counted = cap in ("membership_months", "lesson_count")
    allowed, reached = (str(n) if counted else str(Money(n, currency)) for n in (most, asked))
    what, what_zh = WORDS[cap]
    words = {"what": what, "what_zh": what_zh, "allowed": allowed, "reached": reached}
    return PrepaidCapExceeded(region=region, cap=cap, asked=asked, most=most, **words)


def measured(
    policy: PrepaidCapsPublished,
    sold: Sequence[tuple[PricedLine, Terms | None]],
    prepaid: Prepaid,
    day: date,
) -> Iterator[Measured]:
    paid = [(line, terms) for line, terms in sold if line.prepaid and own_part(line).amount]
    for line, terms in paid:
        if terms is not None:
            yield from of_line(policy, line, terms)
    if paid:
        currency = paid[0][0].total.currency
        yield from by_kind(policy, paid, prepaid, day)
        now = sum(own_part(line).amount for line, _ in paid)
        yield "together", prepaid.unused(currency, day) + now, limit(policy.caps.together, currency)


def by_kind(
    policy: PrepaidCapsPublished, paid: Sequence[tuple[PricedLine, Terms | None]], prepaid: Prepaid, day: date
) -> Iterator[Measured]:
    """What of one kind the order comes to, with what is unused of it; where the law caps each card, the dearest one."""
    caps, currency = policy.caps, paid[0][0].total.currency
    most: dict[Cap, Money | None] = {"membership": caps.membership, "lessons": caps.lessons, "value": caps.value}
    for cap, amount in most.items():
        now = [own_part(line).amount for line, terms in paid if counts_for(terms) == cap]
        if now:
            asked = max(now) if caps.per_card else prepaid.unused(currency, day, cap) + sum(now)
            yield cap, asked, limit(amount, currency)


def of_line(policy: PrepaidCapsPublished, line: PricedLine, terms: Terms) -> Iterator[Measured]:
    caps, amount, currency = policy.caps, own_part(line).amount, line.total.currency
    if not terms.named:
        yield "bearer", amount, limit(caps.bearer, currency)
    match terms.kind:
        case "term":
            yield "membership_months", (terms.months + -(-terms.days // 31)) * line.quantity, caps.membership_months
        case "visits" if terms.lessons:
            yield "lesson_count", (terms.visits or 0) * line.quantity, caps.lesson_count


def limit(cap: Money | None, currency: str) -> int | None:
    """A cap in another currency is the law of another place."""
    return cap.amount if cap is not None and cap.currency == currency else None

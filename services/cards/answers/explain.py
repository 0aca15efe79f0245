"""How a card's end, balance or refusal came about: each event that moved it, before and after, and its rule. Pure.

Both clocks can be asked: `at` leaves out what happened later, `known_at` what was recorded later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from services.cards.answers.past import by, lived
from services.cards.answers.weeks import week_caps
from services.cards.answers.words import told as words_of
from services.cards.card import Card, asked_of
from services.cards.guests.allowance import of_lots
from services.cards.lots.charge import balance
from services.cards.lots.reach import NO_END
from shared.contracts.cards import CardStep, EntryRefused, ExplainCard, GuestPassNotHeld, GuestRefused, VisitNotHeld
from shared.decider import Context
from shared.history import Answer, Told
from shared.venue_time import local_day

REFUSED = (EntryRefused, VisitNotHeld, GuestRefused, GuestPassNotHeld)


def streams(query: ExplainCard) -> Iterable[str]:
    return asked_of(query)


def rows(query: ExplainCard, told: Sequence[Told], context: Context) -> list[CardStep]:
    """Raises CardNotIssued, CardOfAnotherMember; a card that passed on is explained to its present member."""
    known = [one for one in told if query.known_at is None or one.recorded.recorded_at <= query.known_at]
    seen = by(known, query.at)
    *_, (_, _, card) = [(None, None, Card()), *lived(seen)]
    card.owned(query.card_id, query.member_id)
    return list(steps(query, seen))


def steps(query: ExplainCard, told: Sequence[Told]) -> Iterator[CardStep]:
    for place, (one, card, then) in enumerate(lived(told), 1):
        day = local_day(one.recorded.happened_at, then.issued.zone if then.issued else "UTC")
        before, after = FIGURES[query.figure](card, day), FIGURES[query.figure](then, day)
        refused = query.figure == "refusal" and isinstance(one.event, REFUSED)
        if before != after or refused or query.figure == "everything":
            yield step(place, one, before, after, then, day)


def step(place: int, one: Told, before: str, after: str, card: Card, day: date) -> CardStep:
    says = words_of(one.event, card.issued.zone if card.issued else "UTC")
    return CardStep(
        place=place,
        event_id=one.recorded.id,
        event=one.recorded.type,
        happened_at=one.recorded.happened_at,
        recorded_at=one.recorded.recorded_at,
        actor=one.recorded.meta.actor,
        says=says.en,
        says_zh=says.zh,
        before=before or None,
        after=after or None,
        rule=rule(card, day) or None,
    )


def rule(card: Card, day: date) -> str:
    """The product version whose terms held on the day."""
    if not card.lots:
        return ""
    lots = [h for h in card.open_lots if day in h.valid] or card.open_lots
    return f"product {lots[0].lot.product_id} version {lots[0].lot.product_version}"


def end(card: Card, day: date) -> str:
    if not card.lots:
        return ""
    return "no end" if card.valid.until == NO_END else str(card.valid.until)


def left(card: Card, day: date) -> str:
    if not card.lots:
        return ""
    now = balance(card, day)
    return ", ".join(str(part) for part in (now.visits_left, now.balance) if part is not None)


def guests(card: Card, day: date) -> str:
    """The passes of the day: what they were and what is left."""
    lots = list(of_lots(card, card.open_lots, day))
    passes = sum(one.allowance.passes + one.allowance.carried for one in lots)
    return f"{sum(one.left for one in lots)} of {passes}" if lots else ""


def standing(card: Card, day: date) -> str:
    """What a gate would look at first."""
    if not card.lots:
        return ""
    resting = any(day in rest for rest in card.resting)
    owing = card.blocks.shut_at is not None
    return ", ".join(
        name
        for name, holds in (
            ("cancelled", card.cancelled),
            ("lost", card.lost_since is not None),
            ("frozen", resting),
            ("in debt", owing),
            ("blocked", card.blocks.by_hand),
        )
        if holds
    )


def whole(card: Card, day: date) -> str:
    parts = (("end", end(card, day)), ("left", left(card, day)), ("standing", standing(card, day)))
    return "; ".join(f"{name} {value}" for name, value in parts if value)


def weeks(card: Card, day: date) -> str:
    """The weekly caps that rests make smaller."""
    return ", ".join(f"week of {cap.monday}: {cap.most} of {cap.of} visits" for cap in week_caps(card))


FIGURES: dict[str, Callable[[Card, date], str]] = {
    "end": end,
    "balance": left,
    "refusal": standing,
    "guests": guests,
    "weeks": weeks,
    "everything": whole,
}
EXPLAIN = Answer(ExplainCard, streams, rows)

"""If a card were frozen: the freeze's own rules decide on its history, and nothing is appended. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import reduce

from services.cards.answers import packs
from services.cards.answers.weeks import in_week, week_caps
from services.cards.card import Card, Hold, asked_of
from services.cards.evolve import evolve
from services.cards.rest.freeze import FREEZE
from services.cards.rest.freeze_fees import fees
from services.cards.rest.still import held_by
from services.cards.sale.renewal import renews_at, taken_off
from shared.contracts import DayRange, Reason, Refusal
from shared.contracts.cards import FeeForeseen, FreezeCard, FreezeOutlook, IfFrozen
from shared.decider import Context
from shared.history import Answer, Told
from shared.venue_time import local_day


def streams(query: IfFrozen) -> Iterable[str]:
    return asked_of(query)


def rows(query: IfFrozen, told: Sequence[Told], context: Context) -> list[FreezeOutlook]:
    """Raises CardNotIssued, CardOfAnotherMember; any other refusal of the freeze is part of the answer."""
    own = packs.of_streams(told, streams(query))
    card = FREEZE.fold(own)
    card.owned(query.card_id, query.member_id)
    rest = DayRange(query.first, max(query.first, query.until))
    wish = FreezeCard(card_id=query.card_id, member_id=query.member_id, rest=rest)
    try:
        decided = FREEZE.decide(wish, card, context)
    except Refusal as no:
        return [outlook(query.card_id, rest, card, card, Reason.of(no))]
    foreseen = outlook(query.card_id, rest, card, reduce(evolve, decided, card), None)
    return [replace(foreseen, rests_too=tuple(packs.resting_with(decided, told, context)))]


def outlook(card_id: str, rest: DayRange, card: Card, then: Card, refused: Reason | None) -> FreezeOutlook:
    off, whole = taken_off(then)
    costs = fees(then, then.issued) if then.issued else ()
    return FreezeOutlook(
        card_id=card_id,
        rest=rest,
        refused=refused,
        until_now=card.valid.until,
        until_then=then.valid.until,
        quota_left=then.freeze_quota - sum(earlier.days for earlier in then.rests),
        next_charge=next_charge(then),
        visits_set_aside=tuple(sorted(hold.day for hold in card.holds.values() if set_aside(hold, rest))),
        hold=held_by(then, rest) if rest in then.rests else card.terms_on(rest.first).freezing.hold,
        off_days=sum(days.days for days in off),
        of_days=whole,
        fees=tuple(FeeForeseen(day=fee.day, fee=fee.fee) for fee in costs if fee.rest == rest),
        changes_to=then.planned.product_id if then.planned else None,
        changes_on=then.chain_end if then.planned else None,
        week_caps=tuple(cap for cap in week_caps(then) if refused is None and in_week(rest, cap.monday)),
    )


def set_aside(hold: Hold, rest: DayRange) -> bool:
    return hold.status == "held" and hold.day in rest


def next_charge(card: Card) -> date | None:
    """The venue's day on which an automatic renewal would be charged; None: none is agreed."""
    at = renews_at(card, card.issued) if card.issued else None
    return local_day(at, card.issued.zone) if at and card.issued else None


IF_FROZEN = Answer(IfFrozen, streams, rows, packs.further)

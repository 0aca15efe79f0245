"""A change when the paid time ends: planned, withdrawn, or made by the renewal that is of the other product. Pure.

Nothing is charged for it. A period is paid as it was asked for, one order a period: a plan of later holds for the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from services.cards.card import Card, asked_of
from services.cards.lots.holding import Holding
from services.cards.sale.becoming import last_term, stays
from services.cards.sale.grades import LADDER, direction
from services.cards.sale.leaving import check_stays
from services.cards.sale.product import Version, product_stream
from services.cards.sale.purchase import Purchase, evolve
from services.cards.sale.renewal import unpaid_order
from shared.contracts.cards import (
    CardCancelled,
    CardExpired,
    ChangeNotPossible,
    ChangePlanned,
    ChangeToSame,
    NoticeStands,
    PlanChange,
    PlannedChangeCharged,
    PlannedChangeWithdrawn,
    ProductNotRenewing,
    ProductUnknown,
    WithdrawPlannedChange,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

PlanCommand = PlanChange | WithdrawPlannedChange
PlanEvent = ChangePlanned | PlannedChangeWithdrawn


def streams(wish: PlanCommand, context: Context) -> list[str]:
    named = [product_stream(wish.product_id), LADDER] if isinstance(wish, PlanChange) else []
    return [*named, *asked_of(wish)]


def decide(wish: PlanCommand, purchase: Purchase, context: Context) -> list[PlanEvent]:
    match wish:
        case PlanChange():
            return plan(wish, purchase, context)
        case WithdrawPlannedChange():
            return stay(wish, purchase.card)
    assert_never(wish)


def plan(wish: PlanChange, purchase: Purchase, context: Context) -> list[PlanEvent]:
    card = purchase.card
    issued = card.owned(wish.card_id, wish.member_id)
    today = local_day(context.at, issued.zone)
    version = purchase.version_on(wish.product_id, today)
    if version is None:
        raise ProductUnknown(product_id=wish.product_id)
    last = last_term(card)
    for no in objections(wish, card, last, version, today):
        raise no
    assert last
    known = card.planned
    if known and (known.product_id, known.product_version) == (wish.product_id, version.number):
        return []
    return [
        ChangePlanned(
            card_id=wish.card_id,
            member_id=card.concerned(wish.member_id),
            former_id=last.lot.product_id,
            product_id=wish.product_id,
            product_version=version.number,
            direction=direction(last.terms, version.terms, purchase.ladders, today),
            terms=version.terms,
            day=today,
            begins=card.chain_end,
        )
    ]


def objections(
    wish: PlanChange, card: Card, last: Holding | None, version: Version, today: date
) -> Iterator[CardCancelled | CardExpired | ChangeNotPossible | ChangeToSame | NoticeStands | ProductNotRenewing]:
    if card.cancelled:
        yield CardCancelled(card_id=wish.card_id)
    check_stays(card.notice)
    if today >= card.valid.until:
        yield CardExpired(valid_until=card.valid.until)
    if card.leaving:
        yield NoticeStands(last_day=card.leaving.last_day)
    kind, other = card.terms_on(today).kind, becoming(version)
    if last is None or other != "term":
        yield ChangeNotPossible(card_id=wish.card_id, kind=kind, other=other)
    elif last.lot.product_id == wish.product_id:
        yield ChangeToSame(product_id=wish.product_id)
    if card.renewing and version.terms.auto_renew_most is None:
        yield ProductNotRenewing(product_id=wish.product_id)


def becoming(version: Version) -> str:
    """What kind of card it is; what is sold once a person, or to a partner's people, no renewal makes of a card."""
    terms = version.terms
    return "trial" if terms.trial else "corporate" if terms.corporate else terms.kind


def stay(wish: WithdrawPlannedChange, card: Card) -> list[PlanEvent]:
    card.owned(wish.card_id, wish.member_id)
    if card.planned is None:
        return []
    planned, plan = card.planned.product_id, card.renewing
    if plan and plan.period and card.asked.get(unpaid_order(card) or "") == planned:
        raise PlannedChangeCharged(product_id=planned, period=plan.period)
    return [*stays(card, "word")]


PLANNING: Decider[Purchase] = Decider((PlanChange, WithdrawPlannedChange), Purchase(), streams, decide, evolve)

"""If notice were given today, or of one that stands: the last day, and each charge until then, by the rules. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from services.cards.answers.foresight import next_charge
from services.cards.card import Card, asked_of
from services.cards.evolve import evolve
from services.cards.sale.becoming import charged_as
from services.cards.sale.notice import NOTICE, last_day
from services.cards.sale.onto import days_on, granted
from services.cards.sale.renewal import less, most_of, renews_by_itself, taken_off, unpaid_order
from shared.contracts import Reason, Refusal
from shared.contracts.cards import (
    CardIssued,
    ChargeForeseen,
    GiveNotice,
    HoldWithdrawn,
    IfNoticeGiven,
    NoticeOutlook,
)
from shared.decider import Context
from shared.history import Answer, Told
from shared.ids import derived_id
from shared.venue_time import add_days, local_day


def streams(query: IfNoticeGiven) -> Iterable[str]:
    return asked_of(query)


def rows(query: IfNoticeGiven, told: Sequence[Told], context: Context) -> list[NoticeOutlook]:
    """Raises CardNotIssued, CardOfAnotherMember; any other refusal of the notice is part of the answer."""
    card = NOTICE.fold([one.event for one in told])
    issued = card.owned(query.card_id, query.member_id)
    wish = GiveNotice(card_id=query.card_id, member_id=query.member_id, ends=query.ends, reason="asked")
    then, refused, given_up = card, None, list[date]()
    try:
        for event in NOTICE.decide(wish, card, context):
            then = evolve(then, event)
            given_up += [event.day] if isinstance(event, HoldWithdrawn) else []
    except Refusal as no:
        then, refused = card, Reason.of(no)
    *_, (after, _) = [(then, None), *charged(then, issued)]
    return [
        NoticeOutlook(
            card_id=query.card_id,
            ends=query.ends,
            refused=refused,
            notice_until=then.leaving.last_day if then.leaving else last_day(card, local_day(context.at, issued.zone)),
            until_now=card.paid_until,
            last_day=add_days(after.valid.until, -1),
            charges=tuple(charge for _, charge in charged(then, issued)),
            rests_lost=tuple(rest.first for rest in card.rests if rest.first not in {r.first for r in then.rests}),
            visits_set_aside=tuple(sorted(given_up)),
            rested_for_nothing=sum(days.days for days in taken_off(after)[0]) if after.leaving else 0,
        )
    ]


def charged(card: Card, issued: CardIssued) -> Iterator[tuple[Card, ChargeForeseen]]:
    """Each period that the notice lets begin, with the card as it is when that is paid; none without a notice."""
    while card.leaving and card.renewing and renews_by_itself(card):
        off, whole = less(card)
        day = next_charge(card) or add_days(card.paid_until, -1)  # an attempt of that day is under way
        charge = ChargeForeseen(
            day=day,
            period=card.paid_until,
            most=most_of(card, card.renewing),
            off_days=off,
            of_days=whole,
            product_id=charged_as(card, unpaid_order(card) or ""),
        )
        card = renewed(card, issued)
        yield card, charge


def renewed(card: Card, issued: CardIssued) -> Card:
    """As if the next period were paid, on the terms of the last, or of what the card is to become."""
    last = max((h for h in card.lots.values() if h.chained and not h.closed), key=lambda h: h.valid.until)
    lot = replace(last.lot, lot_id=derived_id("foreseen", len(card.lots)), kind="renewal", order_id=None)
    if card.planned:
        lot = replace(lot, product_id=card.planned.product_id, terms=card.planned.terms)
    then = evolve(card, granted(card, replace(lot, valid=days_on(card, lot.terms, card.chain_end))))
    return replace(then, planned=None)


IF_NOTICE_GIVEN = Answer(IfNoticeGiven, streams, rows)

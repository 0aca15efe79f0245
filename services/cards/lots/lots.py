"""How a card's lots come, end, and have their days moved. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from services.cards.card import Card
from services.cards.lots.holding import Holding, carried_over, paid_for_by
from services.cards.lots.reach import NO_END, Reach, moved, valid_days
from services.cards.rest.rests import after_rests
from services.cards.rest.still import still
from shared.contracts import DayRange, Money
from shared.contracts.cards import (
    CardIssued,
    DaysGiven,
    Lot,
    LotCredit,
    LotDays,
    LotPriceReturned,
    LotShortened,
    ProductChanged,
    Terms,
)
from shared.money import share
from shared.replacing import replace


def issued_lot(event: CardIssued) -> Lot:
    """The lot that a card is issued with; its id is the card's."""
    return Lot(
        lot_id=event.card_id,
        kind=event.kind,
        product_id=event.product_id,
        product_version=event.product_version,
        order_id=event.order_id,
        venue_id=event.venue_id,
        price=event.price,
        terms=event.terms,
        valid=event.valid,
        employer=event.employer,
    )


def received(card: Card, lot: Lot) -> Card:
    """One lot more; a term that begins where the card's days end makes them longer, else begins new ones."""
    base, since, reach = placed(card, lot.terms, lot.valid)
    paid_by, may_rest = paid_for_by(lot, lot.price), lot.terms.freeze_days
    holding = Holding(lot, len(card.lots), base, lot.valid, since, paid_by=paid_by, may_rest=may_rest)
    return replace(card, lots={**card.lots, lot.lot_id: holding}, reach=reach)


def placed(card: Card, terms: Terms, valid: DayRange) -> tuple[DayRange, date, Reach | None]:
    """The days without rests of a lot that is valid so, the first day of its chain, and the reach of the card then."""
    if terms.kind != "term":
        return valid, valid.first, card.reach
    if card.reach and not ends_early(card):
        longer = card.reach.longer(terms)
        link = DayRange(card.reach.until, longer.until)
        if valid.first in (card.chain_end, after_rests(link, longer.first, still(card)).first):
            return link, longer.first, longer  # right behind the end, or behind a rest that begins on that day
    return valid, valid.first, Reach(valid.first).longer(terms)


def ends_early(card: Card) -> bool:
    """Whether an employment that is over, or will be, cuts the last days of the chain: nothing goes on behind those."""
    links = [holding for holding in card.lots.values() if holding.chained and not holding.closed]
    last = max(links, key=lambda h: h.valid.until, default=None)
    return last is not None and last.valid.until == last.stop


def closed(card: Card, lot_id: str) -> Card:
    """One lot less; what ended with it, and with lots that were taken back before it, ends where those began."""
    lots = {**card.lots, lot_id: replace(card.lots[lot_id], closed=True)}
    links = [holding for holding in lots.values() if holding.chained]
    reach = card.reach
    while reach and (end := [h for h in links if h.base.until == reach.until]) and all(h.closed for h in end):
        reach = reach.shorter(end[-1].terms)
        links = [holding for holding in links if holding not in end]
    if reach and reach.until == reach.first:
        reach = reach_before(links) or reach
    return replace(card, lots=lots, reach=reach)


def of_a_lesser_price(lot: Lot, price: Money) -> Money | None:
    """The company's money in what is left of a lot's price: the same part."""
    return share(lot.employer, price.amount, lot.price.amount) if lot.employer and lot.price else None


def shortened(card: Card, event: LotShortened) -> Card:
    """One lot with fewer days, of less money; what is bought behind it follows its new end."""
    old = card.lots[event.lot_id]
    new = replace(
        old,
        lot=replace(old.lot, price=event.price, employer=of_a_lesser_price(old.lot, event.price)),
        returned=0,
        base=replace(old.base, until=moved(old.base.until, -event.days)),
        paid_by=tuple(paid for paid in old.paid_by if paid.order_id != event.order_id),
    )
    reach = card.reach
    if reach and old.valid.until == card.chain_end:
        reach = replace(reach, days=reach.days - event.days)
    card = replace(card, lots={**card.lots, event.lot_id: new}, reach=reach)
    return rescheduled(card, event.lots, event.valid_until)


def reach_before(links: list[Holding]) -> Reach | None:
    """Of the days that a card had before those that were taken back; None: it had none."""
    last = max((h for h in links if not h.closed and not h.changed), key=lambda h: h.base.until, default=None)
    if last is None:
        return None
    reach = Reach(last.since)
    for link in (h for h in links if h.since == last.since and h.base.until <= last.base.until):
        reach = reach.longer(link.terms)
    return reach


def rescheduled(card: Card, days: Sequence[LotDays], until: date) -> Card:
    """The card with these days of its lots; an older event names none, and moves the end of the only one."""
    valid = {lot.lot_id: lot.valid for lot in days}
    if not days and len(card.lots) == 1:
        valid = {i: replace(only.valid, until=until) for i, only in card.lots.items()}
    return replace(card, lots={i: replace(h, valid=valid.get(i, h.valid)) for i, h in card.lots.items()})


def begun(card: Card, first_day: date) -> Card:
    """The card as if it had begun on `first_day`: its first lot from then on, what follows it in its wake."""
    issued = card.issued
    assert issued is not None
    fresh = replace(card, lots={}, reach=None, activate_by=None)
    for lot_id, holding in card.lots.items():
        first = not fresh.lots
        valid = holding.valid
        if first:
            valid = valid_days(holding.terms, first_day)
        elif holding.chained and holding.since == card.valid.first and fresh.reach is not None:
            valid = DayRange(fresh.reach.until, fresh.reach.longer(holding.terms).until)
        fresh = received(fresh, replace(holding.lot, valid=valid))
        placed_anew = fresh.lots[lot_id]
        kept = replace(
            placed_anew,
            claimed=holding.claimed,
            used=holding.used,
            closed=holding.closed,
            paid_by=holding.paid_by,
            returned=holding.returned,
        )
        fresh = replace(fresh, lots={**fresh.lots, lot_id: kept})
    return fresh


def stopped(card: Card, lot_ids: Sequence[str], stop: date | None) -> Card:
    """These lots end on `stop` at the latest, from now on (None: as they were sold)."""
    return replace(card, lots={i: replace(h, stop=stop) if i in lot_ids else h for i, h in card.lots.items()})


def by_days(card: Card, days: int) -> tuple[LotDays, ...]:
    """The lots that end so many days later: visits and values that have an end; a term gets a lot of its own."""
    return tuple(
        LotDays(lot_id=lot_id, valid=DayRange(h.valid.first, moved(h.valid.until, days)))
        for lot_id, h in card.lots.items()
        if not h.chained and not h.closed and h.valid.until != NO_END
    )


def lengthened(card: Card, event: DaysGiven) -> Card:
    """The lots end later, without rests too."""
    later = {lot.lot_id for lot in event.lots}
    bases = {
        i: replace(h, base=replace(h.base, until=moved(h.base.until, event.days))) if i in later else h
        for i, h in card.lots.items()
    }
    card = replace(card, lots=bases, gifts=card.gifts | {event.gift_id})
    return rescheduled(card, event.lots, event.valid_until) if event.lots else card


def changed(card: Card, event: ProductChanged) -> Card:
    """The new lot stands in the old one's place from its first day on, which ends that; what comes after stays.

    So does its money: what was not used of the old one has paid a part of the new one.
    """
    old, day = card.lots[event.old_lot_id], event.lot.valid.first
    before = DayRange(old.valid.first, max(day, old.valid.first))
    ended = replace(old, base=before, valid=before, since=before.first, paid_by=(), changed=True)
    resting = sum(DayRange(max(r.first, day), min(r.until, old.valid.until)).days for r in still(card))
    base = DayRange(day, moved(event.lot.valid.until, -resting))
    paid_by = (*paid_for_by(event.lot, event.paid), *without(carried_over(old, event.credit), event.refunds))
    may_rest = old.may_rest + event.lot.terms.freeze_days
    new = Holding(event.lot, len(card.lots), base, event.lot.valid, day, paid_by=paid_by, may_rest=may_rest)
    return replace(card, lots={**card.lots, old.lot.lot_id: ended, event.lot.lot_id: new})


def price_returned(card: Card, event: LotPriceReturned) -> Card:
    holding = card.lots[event.lot_id]
    refund = LotCredit(order_id=event.order_id, product_id=event.product_id, amount=event.amount)
    left = tuple(less_by(paid, refund) for paid in holding.paid_by)
    less = replace(holding, returned=holding.returned + event.amount.amount, paid_by=left)
    returned = card.returned | {(event.refund_id, event.product_id)}
    return replace(card, lots={**card.lots, event.lot_id: less}, returned=returned)


def less_by(paid: LotCredit, refund: LotCredit) -> LotCredit:
    """An order all of whose money went back in parts stays among those that paid, with nothing."""
    if paid.order_id != refund.order_id:
        return paid
    return replace(paid, amount=max(paid.amount - refund.amount, refund.amount - refund.amount))


def without(paid_by: Iterable[LotCredit], refunds: Sequence[LotCredit]) -> Iterator[LotCredit]:
    """What these orders paid, less what is their member's again."""
    back = {refund.order_id: refund.amount for refund in refunds}
    for each in paid_by:
        left = each.amount - back.get(each.order_id, each.amount - each.amount)
        if left.amount > 0:
            yield replace(each, amount=left)

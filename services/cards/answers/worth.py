"""What a lot would give back, under each reading of the law, with its arithmetic. Pure.

No reading gives back less than nothing or more than was paid. What was changed for another product is worth nothing
more: its money stands in that. The readings rest on 法释〔2025〕4号 and its consultation draft as they were summarised;
the official text decides, and so does a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.cards.answers.interest import FAULTS, STREAM, Bearing
from services.cards.answers.past import by, lived
from services.cards.card import Card, asked_of
from services.cards.lots.holding import Holding
from services.cards.rest.still import still
from services.cards.sale.change import credits
from shared.contracts import Money
from shared.contracts.cards import RefundInterestNoted, RefundValue, RefundValueRow
from shared.decider import Context
from shared.history import Answer, Told
from shared.money import share
from shared.venue_time import local_day

COOLING_OFF = timedelta(days=7)


@dataclass(frozen=True)
class Use:
    """How much of a lot was used by a day: of days, visits, or minor units of value; and how often the door opened."""

    used: int
    whole: int
    unit: str
    unit_zh: str
    visits: int


@dataclass(frozen=True)
class Reading:
    name: str
    consumed: Money
    arithmetic: str
    arithmetic_zh: str


def streams(query: RefundValue) -> Iterable[str]:
    return [*asked_of(query), STREAM]


def rows(query: RefundValue, told: Sequence[Told], context: Context) -> list[RefundValueRow]:
    at = query.at or context.now
    card = Card()
    granted: dict[str, datetime] = {}
    visits: dict[str, int] = {}
    rates = [one.event for one in told if isinstance(one.event, RefundInterestNoted)]
    for one, _, card in lived(by((one for one in told if not isinstance(one.event, RefundInterestNoted)), at)):
        for lot_id in card.lots.keys() - granted.keys():
            granted[lot_id] = one.recorded.happened_at
        for use in getattr(one.event, "lots", ()) if type(one.event).__name__ in USING else ():
            visits[use.lot_id] = visits.get(use.lot_id, 0) + 1
    issued = card.owned(query.card_id, query.member_id)
    day = local_day(at, issued.zone)
    bearing = Bearing(rates, since_when(card, granted, issued.zone))
    return [
        row
        for lot_id, holding in card.lots.items()
        if not card.cancelled and not holding.closed and not holding.changed
        for row in of_lot(holding, card, day, visits.get(lot_id, 0), fresh(holding, card, granted, visits, at), bearing)
    ]


def fresh(
    holding: Holding, card: Card, granted: Mapping[str, datetime], visits: Mapping[str, int], at: datetime
) -> bool:
    """Whether all its money was paid within seven days, and nothing was used for it, nor before a change."""
    paying = {paid.order_id for paid in holding.paid_by}
    before = [lot_id for lot_id, h in card.lots.items() if h.changed and h.lot.order_id in paying]
    lots = [holding.lot.lot_id, *before]
    return not any(visits.get(i) for i in lots) and all(at - granted[i] <= COOLING_OFF for i in lots)


USING = ("EntryGranted", "HoldSettled")


def since_when(card: Card, granted: Mapping[str, datetime], zone: str) -> dict[str, date]:
    """The day on which each lot was granted, and each order by which one was."""
    days = {lot_id: local_day(at, zone) for lot_id, at in granted.items()}
    orders = {h.lot.order_id: days[lot_id] for lot_id, h in card.lots.items() if h.lot.order_id}
    return {**days, **orders}


def of_lot(
    holding: Holding, card: Card, day: date, visits: int, fresh: bool, bearing: Bearing
) -> Iterator[RefundValueRow]:
    use = used_by(holding, card, day, visits)
    for reading in readings(holding, use, fresh):
        consumed = min(max(reading.consumed, nothing(holding)), holding.lot.price)
        refund = max(holding.lot.price - consumed - holding.given_back, nothing(holding))
        fault = FAULTS.get(reading.name)
        interest = bearing.of(holding, fault, refund, day) if fault else (nothing(holding), "")
        how, how_zh = with_interest(reading, interest)
        yield RefundValueRow(
            lot_id=holding.lot.lot_id,
            product_id=holding.lot.product_id,
            order_id=holding.lot.order_id,
            day=day,
            reading=reading.name,
            paid=holding.lot.price,
            consumed=consumed,
            refund=refund,
            orders=tuple(credits(holding.paid_by, refund)),
            arithmetic=how,
            arithmetic_zh=how_zh,
            interest=interest[0] if interest else None,
            returned=holding.given_back if holding.returned else None,
            employer=to_the_company(holding, refund),
        )


def to_the_company(holding: Holding, refund: Money) -> Money | None:
    """The part of a refund that is a company's: the part that it paid of the price."""
    lot = holding.lot
    return share(refund, lot.employer.amount, lot.price.amount) if lot.employer and lot.price else None


def with_interest(reading: Reading, interest: tuple[Money, str] | None) -> tuple[str, str]:
    if interest is None or not interest[0]:
        return reading.arithmetic, reading.arithmetic_zh
    return f"{reading.arithmetic}; interest {interest[1]}", f"{reading.arithmetic_zh}；利息 {interest[1]}"


def nothing(holding: Holding) -> Money:
    return Money(0, holding.lot.price.currency)


def used_by(holding: Holding, card: Card, day: date, visits: int) -> Use:
    """Days of a term that are over and were not rested, today included; visits and value as the events say."""
    match holding.terms.kind:
        case "visits":
            return Use(holding.used, holding.grant or 0, "visits", "次", visits)
        case "stored_value":
            return Use(holding.used, holding.grant or 0, "of the value", "储值", visits)
    ends = min(holding.valid.until, max(card.valid.until, holding.valid.first))
    until = min(max(date.fromordinal(day.toordinal() + 1), holding.valid.first), ends)
    rested = sum(max(0, (min(rest.until, until) - max(rest.first, holding.valid.first)).days) for rest in still(card))
    return Use((until - holding.valid.first).days - rested, holding.base.days, "days", "天", visits)


def readings(holding: Holding, use: Use, fresh: bool) -> Iterator[Reading]:
    price, terms = holding.lot.price, holding.terms
    pro_rata = share(price, use.used, use.whole) if use.whole else price
    part = f"{use.used}/{use.whole}"
    if terms.kind == "stored_value" and terms.value:
        currency = terms.value.currency
        part = "/".join(str(Money(n, currency)).removesuffix(f" {currency}") for n in (use.used, use.whole))
    yield Reading(
        "pro_rata",
        pro_rata,
        f"{price} x {part} {use.unit} = {pro_rata} used",
        f"{price} × {part}{use.unit_zh} = 已用 {pro_rata}",
    )
    yield Reading(
        "at_discount",
        pro_rata,
        f"operator at fault: at the agreed price {price} x {part} = {pro_rata}",
        f"经营者过错，按优惠价折算：{price} × {part} = {pro_rata}",
    )
    if terms.list_price is None:
        at_list, how = pro_rata, ("no list price: as pro rata", "无原价：按比例折算")
    else:
        at_list = terms.list_price * use.visits
        how = (
            f"member at fault: {use.visits} visits at {terms.list_price} = {at_list}, at most {price}",
            f"消费者过错，按原价折算：{use.visits} 次 × {terms.list_price} = {at_list}，不超过 {price}",
        )
    yield Reading("at_list", at_list, *how)
    if terms.bonus and terms.kind == "stored_value":
        yield from by_part(price, terms.bonus, Money(use.used, price.currency))
    if fresh and not use.visits and not holding.used:
        yield Reading("unused", nothing(holding), "unused within 7 days: all of it", "七日内未使用：全额退还")


def by_part(price: Money, bonus: Money, spent: Money) -> Iterator[Reading]:
    """Both parts of a stored value are kept, so that whoever must can read it either way."""
    first = min(spent, price)
    yield Reading(
        "paid_first", first, f"what was paid first: {spent} spent of {price}", f"先扣本金：已用 {spent}，本金 {price}"
    )
    after = max(spent - bonus, Money(0, price.currency))
    yield Reading(
        "bonus_first",
        after,
        f"the bonus first: {spent} spent less {bonus} given",
        f"先扣赠送：已用 {spent}，减赠送 {bonus}",
    )


REFUND_VALUE = Answer(RefundValue, streams, rows)

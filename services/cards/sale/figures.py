"""Whether the terms of a product make sense: nothing missing, every figure in range, no two that contradict. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from services.cards.gate.gate_limits import hours_fit
from shared.contracts import Money
from shared.contracts.cards import (
    ProductFigureOutOfRange,
    ProductHoursWrong,
    ProductIncomplete,
    ProductTermsDisagree,
    Terms,
    WeeklyHours,
)

MOST_MONEY = 10**12  # minor units
MOST_DAYS = 3660
MOST_VISITS = 100_000
MOST_POINTS = 1_000_000


def check(terms: Terms) -> None:
    """Raises ProductIncomplete, ProductFigureOutOfRange, ProductTermsDisagree, ProductHoursWrong."""
    for missing in missing_figures(terms):
        raise ProductIncomplete(kind=terms.kind, missing=missing)
    for figure, asked, least, most in figures(terms):
        if not least <= asked <= most:
            raise ProductFigureOutOfRange(figure=figure, asked=asked, least=least, most=most)
    for one, other in contradictions(terms):
        raise ProductTermsDisagree(one=one, other=other)
    for hours in terms.hours:
        check_hours(hours)


def missing_figures(terms: Terms) -> Iterator[str]:
    """What a product of this kind cannot do without."""
    match terms.kind:
        case "term":
            if not terms.months and not terms.days:
                yield "months or days"
        case "visits":
            if terms.visits is None:
                yield "visits"
        case "stored_value":
            if terms.value is None:
                yield "value"
            elif terms.visit_price is None:
                yield "visit_price"
    if len({money.currency for money in moneys(terms)}) > 1:
        yield "one currency"
    if terms.activation != "on_sale" and terms.activate_within_days is None:
        yield "activate_within_days"
    if terms.freezing.fee in ("set_up", "monthly") and terms.freezing.fee_price is None:
        yield "freezing.fee_price"
    if terms.renewal and (terms.renewal.price is None) == (terms.renewal.per_mille is None):
        yield "renewal.price or renewal.per_mille, one of the two"


def moneys(terms: Terms) -> Iterator[Money]:
    renewed = terms.renewal.price if terms.renewal else None
    offered = (renewed, terms.auto_renew_most, terms.replacement_fee)
    spent = (terms.value, terms.bonus, terms.visit_price, terms.list_price, terms.freezing.fee_price)
    return (money for money in (*spent, *offered) if money is not None)


def figures(terms: Terms) -> Iterator[tuple[str, int, int, int]]:
    """Each figure with its least and its most."""
    yield "months", terms.months, 0, 120
    yield "days", terms.days, 0, MOST_DAYS
    yield "freeze_days", terms.freeze_days, 0, MOST_DAYS
    yield "passback_minutes", terms.passback_minutes, 0, 24 * 60
    yield "foreign_per_mille", terms.foreign_per_mille, 0, 1000
    yield "holders", terms.holders, 1, 20
    yield "guest_passes", terms.guest_passes, 0, 1000
    yield "guests.carry", terms.guests.carry, 0, 1000
    yield "transfer_signed_days", terms.transfer_signed_days, 0, 366
    yield "cancel_notice_days", terms.cancel_notice_days, 0, 366
    yield "warn_days", terms.warn_days, 0, 366
    yield "warn_visits", terms.warn_visits, 0, 100
    optional = [
        ("visits", terms.visits, 1, MOST_VISITS),
        ("visits_a_day", terms.visits_a_day, 1, 100),
        ("visits_a_week", terms.visits_a_week, 1, 700),
        ("activate_within_days", terms.activate_within_days, 1, MOST_DAYS),
        ("transfer_after_days", terms.transfer_after_days, 0, MOST_DAYS),
        ("priority", terms.priority, 1, 50),
    ]
    yield from ((name, asked, least, most) for name, asked, least, most in optional if asked is not None)
    yield from money_figures(terms)
    yield from rule_figures(terms)


def money_figures(terms: Terms) -> Iterator[tuple[str, int, int, int]]:
    if terms.value is not None:
        yield "value", terms.value.amount, 1, MOST_MONEY
        if terms.visit_price is not None:
            yield "visit_price", terms.visit_price.amount, 1, terms.value.amount
        if terms.bonus is not None:
            yield "bonus", terms.bonus.amount, 0, terms.value.amount
    prices = [("list_price", terms.list_price), ("auto_renew_most", terms.auto_renew_most)]
    prices += [("replacement_fee", terms.replacement_fee), ("freezing.fee_price", terms.freezing.fee_price)]
    prices += [("renewal.price", terms.renewal.price if terms.renewal else None)]
    yield from ((name, price.amount, 0, MOST_MONEY) for name, price in prices if price is not None)


def rule_figures(terms: Terms) -> Iterator[tuple[str, int, int, int]]:
    rules = terms.freezing
    most = max(terms.freeze_days, 1)
    yield "freezing.least_days", rules.least_days, 1, most
    yield "freezing.notice_days", rules.notice_days, 0, 366
    yield "freezing.late_days", rules.late_days, 0, 366
    if rules.most_days is not None:
        yield "freezing.most_days", rules.most_days, rules.least_days, most
    if rules.times_a_year is not None:
        yield "freezing.times_a_year", rules.times_a_year, 0, 366
    if terms.renewal:
        yield "renewal.days_before", terms.renewal.days_before, 0, 366
        yield "renewal.days_after", terms.renewal.days_after, 0, 366
        if terms.renewal.per_mille is not None:
            yield "renewal.per_mille", terms.renewal.per_mille, 0, 1000
        if gift := terms.renewal.gift:
            yield "renewal.gift.days", gift.days, 0, MOST_DAYS
            yield "renewal.gift.visits", gift.visits, 0, MOST_VISITS
            yield "renewal.gift.points", gift.points, 0, MOST_POINTS
            yield "renewal.gift.points_last_days", gift.points_last_days, 1, MOST_DAYS


def contradictions(terms: Terms) -> Iterator[tuple[str, str]]:
    """Pairs of terms that cannot both hold."""
    if terms.trial and terms.renewal:
        yield "trial", "renewal"
    if terms.auto_renew_most is not None and terms.trial:
        yield "trial", "auto_renew_most"
    if terms.auto_renew_most is not None and terms.kind != "term":
        yield "auto_renew_most", terms.kind
    if terms.freezing.fee == "normal" and terms.freezing.hold == "prorate":
        yield "freezing.fee normal", "freezing.hold prorate"
    gift = terms.renewal.gift if terms.renewal else None
    if gift and gift.days and terms.kind != "term":
        yield "renewal.gift.days", terms.kind
    if gift and gift.visits and not gift.product_id and terms.kind != "visits":
        yield "renewal.gift.visits of no product", terms.kind
    if terms.bonus and terms.kind != "stored_value":
        yield "bonus", terms.kind
    if terms.rests_with_membership and terms.kind == "term":
        yield "rests_with_membership", terms.kind
    if terms.lessons and terms.kind != "visits":
        yield "lessons", terms.kind
    if terms.activation != "on_sale" and not (terms.months or terms.days):
        yield f"activation {terms.activation}", "a card without term"
    if terms.activation == "on_sale" and terms.activate_within_days is not None:
        yield "activation on_sale", "activate_within_days"
    if terms.partner_end == "ends" and not terms.corporate:
        yield "partner_end ends", "a card that is no partner's"
    if terms.guests.carry and terms.guests.period == "term":
        yield "guests.carry", "guests.period term"
    if not terms.named and terms.holders > 1:
        yield "a bearer card", "holders"
    if terms.visits_a_day is not None and terms.visits_a_week is not None and terms.visits_a_day > terms.visits_a_week:
        yield "visits_a_day", "visits_a_week"
    if terms.venues is not None and not terms.venues:
        yield "a card", "no venue at all"


def check_hours(hours: WeeklyHours) -> None:
    if not hours_fit(hours):
        raise ProductHoursWrong(hours=f"{hours.opens}-{hours.closes} {','.join(map(str, hours.weekdays))}")

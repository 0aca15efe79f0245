"""How much, owed how long, shuts doors: dated, one a currency. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shared.contracts.finance import (
    DebtNoted,
    DebtPolicyDated,
    DebtPolicyOutOfRange,
    DebtPolicyPublished,
    PublishDebtPolicy,
)
from shared.dated import in_force
from shared.decider import Context, Decider
from shared.venue_time import add_days

Policies = tuple[DebtPolicyPublished, ...]
SATURDAY = 6


def publish(wish: PublishDebtPolicy, policies: Policies, context: Context) -> list[DebtPolicyPublished]:
    """Nothing for the policy that was published last for that day."""
    for figure, asked, least, most in (
        ("least", wish.least.amount, 1, None),
        ("days", wish.days, 1, 366),
        ("bank_days", wish.bank_days, 0, 30),
    ):
        if asked < least or (most is not None and asked > most):
            raise DebtPolicyOutOfRange(figure=figure, asked=asked)
    news = DebtPolicyPublished(**vars(wish))
    if policy_on(policies, wish.least.currency, wish.valid_from) == news:
        return []
    if wish.valid_from < context.at.date():
        raise DebtPolicyDated(valid_from=wish.valid_from, earliest=context.at.date())
    return [news]


def policy_on(policies: Policies, currency: str, day: date) -> DebtPolicyPublished | None:
    """That of the currency. None: no debt shuts a door."""
    return in_force((policy for policy in policies if policy.least.currency == currency), day)


def counts_on(debt: DebtNoted, policy: DebtPolicyPublished) -> date:
    """The day from which the debt counts: the bank, if it was asked, could have answered by then."""
    late = add_days(debt.due_day, policy.days)
    return late if debt.asked_on is None else max(late, add_working_days(debt.asked_on, policy.bank_days))


def add_working_days(day: date, days: int) -> date:
    """So many Mondays to Fridays later; holidays of a country are not known here.

    >>> str(add_working_days(date(2025, 1, 31), 5))  # a Friday
    '2025-02-07'
    """
    while days:
        day = add_days(day, 1)
        days -= day.isoweekday() < SATURDAY
    return day


def remember_policy(policies: Policies, event: DebtPolicyPublished) -> Policies:
    return (*policies, event)


def streams(wish: PublishDebtPolicy, context: Context) -> Sequence[str]:
    return ["debtpolicies"]


DEBT_POLICY: Decider[Policies] = Decider((PublishDebtPolicy,), (), streams, publish, remember_policy)

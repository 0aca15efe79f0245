"""Cards: sales and renewals of a period, and how the cards stand on a day."""

from __future__ import annotations

from shared.contracts import FINANCE_CLERK, HEAD_OFFICE, VENUE_MANAGER, Day, Figures, Id, Money, Query, Row, Text
from shared.contracts.analytics.basis import OF_SELLING_VENUE
from shared.contracts.analytics.members import Period


class CardSalesRow(Row):
    """What was granted on cards in a period; `paid` is for what was sold, renewed, topped up and upgraded, tax included.

    `upgraded` became another product, `downgraded` one of a lower grade, at once or by a renewal, which counts in `renewed`
    too. `gifts` cost nothing. `imported` ones come from an older system: they are no sales and in no amount. `withdrawn` lots
    went back in this period, whenever they were granted; `withdrawn_paid` had been paid for them, whatever was refunded.
    """

    venue_id: Id
    venue: str
    product_id: Id
    product: str
    period: Day
    sold: int
    renewed: int
    topped_up: int
    upgraded: int
    gifts: int
    imported: int
    paid: Money
    withdrawn: int
    withdrawn_paid: Money
    zone: str
    downgraded: int = 0


class CardSales(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK),
    answers=CardSalesRow,
    figures=Figures(
        Text(
            "contract: the day on which the card got what was bought; neither cash nor accrual",
            "合同口径：权益到卡之日；既非现金也非权责发生",
        ),
        OF_SELLING_VENUE,
        ("cards",),
    ),
):
    """Card sales by venue, product and day or month, from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    by_period: Period = "month"
    venue_id: Id | None = None


class CardStatesRow(Row):
    """Cards of one product as they stood on a day: each is running, not begun or over.

    Of the running ones so many were frozen, so many lost; `expiring` end within the days asked for, `renewing`
    of them by themselves unless a charge fails. `lapsed` are over since as many days at most. Imported ones are in it.
    """

    venue_id: Id
    venue: str
    product_id: Id
    product: str
    day: Day
    running: int
    not_begun: int
    over: int
    frozen: int
    lost: int
    expiring: int
    renewing: int
    lapsed: int
    zone: str


class CardStates(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK),
    answers=CardStatesRow,
    figures=Figures(
        Text("happened: how it stood on the day, as known now", "发生口径：当日状态，按现在所知"),
        OF_SELLING_VENUE,
        ("cards",),
    ),
):
    """How the cards of each venue and product stood on a day (None: today), with what ends or ended within `days`."""

    on: Day | None = None
    days: int = 30
    venue_id: Id | None = None


class RenewalNumbersRow(Row):
    """Renewals of a venue's cards in a period.

    `ended` cards had their last day in it and were not renewed until now. `renewed`: so many renewals were granted, `by_itself`
    of them by agreement. `attempts` at charging, `failed` of them; `must_act` for the member to confirm. `given_up`: all
    attempts failed.
    """

    venue_id: Id
    venue: str
    period: Day
    ended: int
    renewed: int
    by_itself: int
    attempts: int
    failed: int
    must_act: int
    given_up: int
    agreed: int
    withdrawn: int
    zone: str


class RenewalNumbers(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK),
    answers=RenewalNumbersRow,
    figures=Figures(
        Text("happened: the day of the renewal, attempt or end", "发生口径：续费、扣款或到期之日"),
        OF_SELLING_VENUE,
        ("cards",),
    ),
):
    """Renewals by venue and day or month, from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    by_period: Period = "month"
    venue_id: Id | None = None


class LeavingNumbersRow(Row):
    """Who leaves by notice in a period, by the venue that sold the card.

    `given` notices, `given_early` of them to end before what is paid is over; `withdrawn`, of them by buying again
    (`bought_again`); `ended` by notice, `ended_early` of them.
    """

    venue_id: Id
    venue: str
    period: Day
    given: int
    given_early: int
    withdrawn: int
    bought_again: int
    ended: int
    ended_early: int
    zone: str


class LeavingNumbers(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK),
    answers=LeavingNumbersRow,
    figures=Figures(
        Text("happened: the day of the notice, of its withdrawal, of the end", "发生口径：通知、撤回或终止之日"),
        OF_SELLING_VENUE,
        ("cards",),
    ),
):
    """Notices and memberships ended by them by venue and day or month, from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    by_period: Period = "month"
    venue_id: Id | None = None

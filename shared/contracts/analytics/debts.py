"""Debts: what is owed since how long, what became of it, and on whom doors are shut."""

from __future__ import annotations

from shared.contracts import (
    FINANCE_CLERK,
    HEAD_OFFICE,
    VENUE_MANAGER,
    Day,
    Figures,
    Id,
    Money,
    Query,
    Row,
    Text,
)
from shared.contracts.analytics.basis import OF_EACH_VENUE, OF_SELLING_VENUE
from shared.contracts.analytics.members import Period

DECIDERS = (HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK)


class DebtAgesRow(Row):
    """What is owed to a venue on a day since so many days: `band` is not_due, 1-7, 8-30, 31-90 or 91+ days past the due day.

    `debts` are orders on account; on `shut_members` of the `members` who owe them, some debt shuts doors that day.
    """

    venue_id: Id
    venue: str
    cause: str
    band: str
    day: Day
    debts: int
    members: int
    shut_members: int
    owed: Money
    zone: str


class DebtAges(
    Query,
    by=DECIDERS,
    answers=DebtAgesRow,
    figures=Figures(
        Text("happened: what was owed on the day, as known now", "发生口径：当日所欠，按现在所知"),
        OF_EACH_VENUE,
        ("finance", "cards", "members"),
    ),
):
    """Debts by venue, cause and age on a day (None: today); what was written off is owed no more."""

    on: Day | None = None
    venue_id: Id | None = None


class DebtChangesRow(Row):
    """What became of a venue's debts in a period. Owed at its end is owed before it + arisen - paid - written_off - not_renewed.

    `debts`: so many orders were put on account. `written_off` by a person; `not_renewed`: nothing was had for it.
    `recovered` was paid although it had been given up, and is in no other figure.
    """

    venue_id: Id
    venue: str
    period: Day
    cause: str
    debts: int
    arisen: Money
    paid: Money
    written_off: Money
    not_renewed: Money
    recovered: Money
    zone: str


class DebtChanges(
    Query,
    by=DECIDERS,
    answers=DebtChangesRow,
    figures=Figures(Text("happened: the day of the change", "发生口径：变动之日"), OF_EACH_VENUE, ("finance",)),
):
    """Debts arisen, paid and given up by venue, cause and day or month, from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    by_period: Period = "month"
    venue_id: Id | None = None


class DoorsShutRow(Row):
    """So many times doors were shut on a venue's cards for so long: `band` is 0 (the same day), 1-7, 8-30, 31-90 or 91+ days.

    Counted is each time of which a day lies in the days asked for, its length up to their end. `cause` is debt or hand (a
    manager's). `begun` in these days; `opened` in them; `still` shut at their end; `days` of them were shut, together.
    """

    venue_id: Id
    venue: str
    cause: str
    band: str
    times: int
    cards: int
    members: int
    begun: int
    opened: int
    still: int
    days: int
    zone: str


class DoorsShut(
    Query,
    by=DECIDERS,
    answers=DoorsShutRow,
    figures=Figures(
        Text("happened: days on which doors were shut on the card", "发生口径：卡片被停用之日"),
        OF_SELLING_VENUE,
        ("cards", "members"),
    ),
):
    """Cards that opened no door, for a debt or by hand, by the venue that sold them and how long it took.

    A manager who lets a card in all the same does not end it: `ClerkOverrides` tells of that.
    """

    first: Day
    until: Day
    venue_id: Id | None = None

"""The audit of the clerks: who overrode which rule and for how much, and what a second pair of eyes found."""

from __future__ import annotations

from shared.contracts import HEAD_OFFICE, VENUE_MANAGER, Day, Figures, Id, Money, Query, Row, Text
from shared.contracts.analytics.basis import OF_EACH_VENUE


class ClerkOverridesRow(Row):
    """So often a person decided against a rule, for this reason; `clerk_id` is the id of the staff member.

    `rule`: replacement_fee (waived), debt (let in although doors are shut), debt_written_off, level (set by hand), days
    (given for nothing), card_blocked (by hand), gate (let in although refused), entry (a wrong one taken back) or
    health_emergency (health data opened). `reason` is a code: why the card was replaced, which level, why days were given,
    on which ground, what the review found; free text stays with the service. `against`: what the gate had refused for.
    `amount`: the fees waived, the debts given up, what was owed when let in, what `free` entries forgo, what was given
    back; `used`: the worth of what entries used. Of so many `checked` a second person approved, or reviewed.
    """

    venue_id: Id | None
    venue: str
    clerk_id: str
    rule: str
    reason: str
    against: str
    times: int
    members: int
    days: int
    amount: Money | None
    used: Money | None
    free: int
    checked: int
    zone: str


class ClerkOverrides(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=ClerkOverridesRow,
    figures=Figures(
        Text("happened: the day of the decision", "发生口径：决定之日"), OF_EACH_VENUE, ("members", "cards", "finance")
    ),
):
    """Overrides by venue, person, rule and reason, from `first` to before `until`, the most frequent first; 5,000 rows at most.

    The venue is that of the decision, else the one that sold the card, else the member's own.
    """

    first: Day
    until: Day
    clerk_id: str | None = None
    venue_id: Id | None = None


class ClerkChecksRow(Row):
    """What a person entered or applied for, and what another one found; and what the person said of others' work.

    `kind`: extension, late_freeze or transfer (applied for), profile, extra_data or certificates (entered). Of what was `made`,
    `found_right` was approved or right, `found_wrong` declined or wrong, `lapsed` unanswered, `open` waits. `median_minutes`
    is how long the person's own answers took (None: gave none). What members applied for themselves has no maker.
    """

    venue_id: Id | None
    venue: str
    clerk_id: str
    kind: str
    made: int
    found_right: int
    found_wrong: int
    lapsed: int
    open: int
    said_right: int
    said_wrong: int
    median_minutes: int | None
    zone: str


class ClerkChecks(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=ClerkChecksRow,
    figures=Figures(
        Text("happened: the day of the entry or application", "发生口径：录入或申请之日"),
        OF_EACH_VENUE,
        ("members", "cards"),
    ),
):
    """Makers and checkers by venue, person and kind, from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    clerk_id: str | None = None
    venue_id: Id | None = None


class StaffNumbersRow(Row):
    """What a member of staff sold, took, gave back and decided at a venue; `clerk_id` is their id.

    `orders` that they placed are paid in full by now, `sold` is their total, tax included; `payments` are those that they
    wrote down, `refunds` those that they gave. People whom they `let_in` had been refused by the gate; wrong entries were
    `taken_back`; the other `overrides` are in `ClerkOverrides`. What members buy by themselves is nobody's.
    """

    venue_id: Id | None
    venue: str
    clerk_id: str
    orders: int
    sold: Money
    payments: int
    received: Money
    refunds: int
    returned: Money
    let_in: int
    taken_back: int
    overrides: int
    zone: str


class StaffNumbers(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=StaffNumbersRow,
    figures=Figures(
        Text("happened: the day on which they did it", "发生口径：经办之日"),
        OF_EACH_VENUE,
        ("finance", "cards", "members"),
    ),
):
    """What staff did, by venue and person, from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    clerk_id: str | None = None
    venue_id: Id | None = None

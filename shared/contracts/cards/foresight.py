"""What would become of a card if: worked out by the very rules, and nothing is changed by asking."""

from __future__ import annotations

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    VENUE_MANAGER,
    Day,
    DayRange,
    Id,
    Money,
    Part,
    Query,
    Reason,
    Row,
)

WHO = (HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER)


class FeeForeseen(Part):
    """A rest costs this on that day, unless finance lists another price for freeze fees."""

    day: Day
    fee: Money


class WeekCapForeseen(Part):
    """In the week that begins on `monday` a lot of `product_id` pays `most` of its `of` visits: it rests `rested` days."""

    monday: Day
    product_id: Id
    most: int
    of: int
    rested: int


class RestsToo(Part):
    """Another card of the member's, of `product_id`, would rest with this one: until when it runs now and then, and the
    days in the rest for which it pays a booking."""

    card_id: Id
    product_id: Id
    until_now: Day
    until_then: Day
    visits_set_aside: tuple[Day, ...] = ()


class FreezeOutlook(Row):
    """What a rest would do: the card's last day but one moves from `until_now` to `until_then`.

    `refused` says why it cannot be. `quota_left` are the freeze days left after it. `next_charge` is when an automatic
    renewal would charge, if one is agreed. `visits_set_aside` are the days in the rest for which this card pays a
    booking: they are booking's to cancel, and it does so when the card really rests.

    `hold` is what the rest does: `extend` the end; `prorate`, where the next charge is less by `off_days` of `of_days` of
    its price; `keep`. A change that is planned would be made on `changes_on`. `fees` are what the rest costs, and when; `week_caps` the weeks in which the card pays fewer visits.
    `rests_too` are the packs that rest with this membership.
    """

    card_id: Id
    rest: DayRange
    refused: Reason | None
    until_now: Day
    until_then: Day
    quota_left: int
    next_charge: Day | None
    visits_set_aside: tuple[Day, ...]
    hold: str = "extend"
    off_days: int = 0
    of_days: int = 0
    fees: tuple[FeeForeseen, ...] = ()
    week_caps: tuple[WeekCapForeseen, ...] = ()
    changes_to: Id | None = None
    changes_on: Day | None = None
    rests_too: tuple[RestsToo, ...] = ()


class IfFrozen(Query, by=WHO, answers=FreezeOutlook):
    """If the card rested on these days: its end, what is left of the quota, the next charge."""

    card_id: Id
    member_id: Id
    first: Day
    until: Day

"""Terms: what a card grants and under which rules, as it was when it was sold."""

from __future__ import annotations

from typing import Literal

from shared.contracts import Id, Money, Part

ProductKind = Literal["term", "visits", "stored_value"]
Activation = Literal["on_sale", "first_visit", "chosen_day"]
FreezeFee = Literal["free", "set_up", "monthly", "normal"]
NoticeEnd = Literal["paid_time", "notice"]
HoldRule = Literal["extend", "prorate", "keep"]
WeekCap = Literal["up", "down", "whole"]
PartnerEnd = Literal["goes_on", "ends"]
GuestPeriod = Literal["term", "month"]
Downgrades = Literal["any_day", "at_end"]


class WeeklyHours(Part):
    """On these days of the week (1 is Monday, 7 Sunday), from and until these times of the venue's clock: `06:30`; `24:00`
    ends a day."""

    weekdays: tuple[int, ...]
    opens: str
    closes: str


class FreezeRules(Part):
    """How a card may rest. The days of all rests together are the terms' `freeze_days`.

    A rest lasts from `least_days` to `most_days` (None: up to the quota), is announced `notice_days` ahead, and at
    most `times_a_year` begin in a calendar year (None: any number). `fee`: free; `set_up`, `fee_price` once a rest;
    `monthly`, `fee_price` for each month begun; `normal`, billing goes on. `hold`: `extend` moves the card's end by
    the days rested, `prorate` takes them off the next charge, `keep` does neither. `week_cap`: in a week of which it
    rests some days, `visits_a_week` is the part that the others are of seven, rounded `up` or `down`, or the `whole`.
    With papers a rest may be told afterwards, up to `late_days` after its first day (0: never).
    """

    least_days: int = 1
    most_days: int | None = None
    times_a_year: int | None = None
    notice_days: int = 0
    fee: FreezeFee = "free"
    fee_price: Money | None = None
    hold: HoldRule = "extend"
    week_cap: WeekCap = "up"
    late_days: int = 90


class GuestRules(Part):
    """When a card's guest passes come: anew with each `month` of its own days, from its first day on and without the days
    on which it rests; or once for all its days (`term`).

    Of the passes that a month leaves over, at most `carry` go on into the next; the others expire. `accompanied`: a guest
    is let in while the member who brings them is inside.
    """

    period: GuestPeriod = "term"
    carry: int = 0
    accompanied: bool = True


class RenewalGift(Part):
    """What a renewal at the offer brings beside its own days, paid by nobody: `days` more of a term; a lot of `product_id`,
    or of the renewed product where none is named, of `visits` (0: as many as that product has); and `points`, which last
    `points_last_days`. All of it goes back when the renewal is refunded."""

    days: int = 0
    visits: int = 0
    product_id: Id | None = None
    points: int = 0
    points_last_days: int = 365


class RenewalOffer(Part):
    """Renewed from `days_before` its end to `days_after` it, the card costs `price`, or `per_mille` of what it is sold for.

    Who renews so gets the `gift`, by the terms of the day.
    """

    per_mille: int | None = None
    price: Money | None = None
    days_before: int = 30
    days_after: int = 0
    gift: RenewalGift | None = None


class Terms(Part):
    """What a card grants; copied into each lot when it is granted, so that old sales keep old terms.

    `months` and `days` give the length of the card's days (a month ends on the same day of the month);
    without either the card never ends. `visits` counts entries; `value` is what can be spent at `visit_price` a
    visit, of which `bonus` was not paid for; `list_price` is what one visit costs without a card. `lessons`: its
    visits are lessons. `venues` None is the whole chain; `hours` none is always; `areas` are restricted parts of venues
    that it opens; `passback_minutes` is how long a
    second entry without exit is refused. `visits_a_day` and `visits_a_week` cap the entries; `foreign_per_mille` is
    the part of the visits or the value that may be used away from the venue that sold them.

    `holders` people share the card; `named` False is a bearer card; `guest_passes` let in guests whom a member brings,
    so many as `guests` says; a `trial` is sold once a person and never renewed; `corporate` cards are sold to a partner's people;
    when one of them leaves it, the card goes on, or ends with that day (`partner_end`).

    `activation`: its days begin on the sale, on the first visit, or on a chosen day; the last two at the latest
    `activate_within_days` after the sale. `renewal` is the preferential offer; `auto_renew_most` the most that an
    automatic renewal may charge (None: there is none). `transfer_after_days` after its first day a card may pass to
    another member (None: never), who signed the contract at most `transfer_signed_days` before. Leaving takes `cancel_notice_days` of
    notice, after which the card lasts as long as it is paid, or, with `cancel_early`, ends if its member wants that. The gate warns `warn_days` before the end,
    and when no more than `warn_visits` visits are left, or the balance pays no more than so many.
    When a membership of its member rests on another card, what is no term rests with it, or not (`rests_with_membership`;
    None: lessons do).
    `grade` is its rank among the chain's products (None: it has none); a card goes to a lower grade on `any_day`, or only
    `at_end` of its period (`downgrades`).
    Lots of a lower `priority` (1 to 50; none given: term 10, visits 20, stored value 30) are spent first.
    """

    kind: ProductKind
    months: int = 0
    days: int = 0
    visits: int | None = None
    value: Money | None = None
    bonus: Money | None = None
    visit_price: Money | None = None
    venues: tuple[Id, ...] | None = None
    freeze_days: int = 0
    passback_minutes: int = 60
    list_price: Money | None = None
    lessons: bool = False
    hours: tuple[WeeklyHours, ...] = ()
    areas: tuple[str, ...] = ()
    visits_a_day: int | None = None
    visits_a_week: int | None = None
    foreign_per_mille: int = 1000
    holders: int = 1
    named: bool = True
    corporate: bool = False
    partner_end: PartnerEnd = "goes_on"
    trial: bool = False
    guest_passes: int = 0
    guests: GuestRules = GuestRules()
    freezing: FreezeRules = FreezeRules()
    activation: Activation = "on_sale"
    activate_within_days: int | None = None
    renewal: RenewalOffer | None = None
    auto_renew_most: Money | None = None
    replacement_fee: Money | None = None
    transfer_after_days: int | None = 0
    transfer_signed_days: int = 30
    cancel_notice_days: int = 0
    cancel_early: bool = False
    warn_days: int = 7
    warn_visits: int = 2
    priority: int | None = None
    rests_with_membership: bool | None = None
    grade: str | None = None
    downgrades: Downgrades = "any_day"

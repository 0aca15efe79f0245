"""What head office decides about a venue's gates: how long codes live, what is read, how long lists hold, who lets
somebody in against a refusal."""

from __future__ import annotations

from typing import Literal

from shared.contracts import DEVICE, HEAD_OFFICE, STAFF, Command, Day, Event, Id, Part, Query, Refusal, Row, Text
from shared.contracts.cards.grade import GradeUnknown
from shared.contracts.cards.terms import WeeklyHours
from shared.contracts.cards.venue import GateNotOpen


class OverrideRule(Part):
    """Who has one of these roles may let somebody in whom the gate refused with this reason's code; `*` is any other."""

    reason: str
    roles: tuple[str, ...]


class TravelTime(Part):
    """Nobody comes here from this venue in fewer minutes."""

    venue_id: Id
    minutes: int


class Area(Part):
    """A part of a venue behind a gate of its own. `capacity` people may be in it (None: any number).

    `restricted`: open to cards whose terms name it, to those of `from_grade` or a higher one, and to who has a booking of
    the day in one of its `rooms`.
    `staffed`: it opens in these hours only (none: always).
    """

    name: str
    capacity: int | None = None
    restricted: bool = False
    rooms: tuple[Id, ...] = ()
    from_grade: str | None = None
    staffed: tuple[WeeklyHours, ...] = ()


class GatePolicy(Part):
    """A code on a phone lives `code_minutes`. `passes`: what cannot rotate, on paper or in a wallet, is read too.

    A list for offline gates holds for `list_hours`; a device that was not heard for `silent_minutes` counts as down.

    `overrides`: the rule that names the reason decides, else the one for `*`; without one, nobody may. No rule opens to
    a card that is cancelled, lost or of somebody erased, a dead number or a forged code. `override_grounds` are those that a clerk chooses
    from, within `override_minutes` of the refusal; over `overrides_a_day` of one clerk, a manager does it.

    A wrong swipe is taken back within `take_back_hours`.

    `waiver`: a gate does not ask for it, warns where it is not signed, or refuses; the last begins `waiver_grace_days`
    after the day from which members demands the signature, and warns until then.

    `passback`: what it does where a person came in with another of their cards, of which they have not left, within the
    passback time: nothing; a warning (at first); or no. With the card itself, nobody comes in twice anyway.

    `travel`: what a gate does where a person was seen at another venue so shortly before, or after, that they cannot be
    here: `travel_minutes` from anywhere, but for those of `travel_from`. Nothing, a warning (at first), or no.

    For both the person's other cards are looked at, the last five that they hold and the last five that they share.

    `capacity` people may be inside (None: they are not counted). Who does not swipe out counts for `stay_minutes` after
    they came in, and not beyond `empties_at`, such as `23:00` of the venue's clock (None: it never closes).
    `areas` have gates of their own.
    """

    code_minutes: int = 15
    passes: bool = True
    list_hours: int = 24
    silent_minutes: int = 3
    overrides: tuple[OverrideRule, ...] = (
        OverrideRule(reason="EnteredAlready", roles=("front_desk", "venue_manager", "head_office")),
        OverrideRule(reason="CodeUsed", roles=("front_desk", "venue_manager", "head_office")),
        OverrideRule(reason="CodeExpired", roles=("front_desk", "venue_manager", "head_office")),
        OverrideRule(reason="OutsideHours", roles=("front_desk", "venue_manager", "head_office")),
        OverrideRule(reason="VenueFull", roles=()),
        OverrideRule(reason="*", roles=("venue_manager", "head_office")),
    )
    override_grounds: tuple[str, ...] = ("gate_fault", "paid_at_the_desk", "goodwill", "emergency", "other")
    override_minutes: int = 15
    overrides_a_day: int = 10
    waiver: Literal["off", "warn", "refuse"] = "warn"
    waiver_grace_days: int = 0
    passback: Literal["off", "warn", "refuse"] = "warn"
    travel: Literal["off", "warn", "refuse"] = "warn"
    travel_minutes: int = 10
    travel_from: tuple[TravelTime, ...] = ()
    capacity: int | None = None
    stay_minutes: int = 180
    empties_at: str | None = None
    take_back_hours: int = 72
    areas: tuple[Area, ...] = ()


class GatePolicyWrong(Refusal):
    """The figures of a policy lie within what a gate can do; its rules name refusals of a gate and roles that open doors."""

    figure: str
    asked: str
    expected: str
    status = 422
    says = Text("{figure} is {asked}; expected is {expected}.", "{figure} 为 {asked}，应为 {expected}。")
    remedy = Text("Correct the figure.", "请更正该项。")


class GatePolicyInThePast(Refusal):
    """What the gates did under the policy of their day stands."""

    effective: Day
    earliest: Day
    status = 422
    says = Text(
        "{effective} has begun; {earliest} is the first day to set.", "{effective} 已开始，最早可设 {earliest}。"
    )
    remedy = Text("Choose today or a later day of the venue.", "请选择场馆当天或以后的日期。")


class SetGatePolicy(
    Command, by=(HEAD_OFFICE,), refuses=(GateNotOpen, GatePolicyWrong, GatePolicyInThePast, GradeUnknown)
):
    """Let a policy hold for the gates of a venue from a day of its clock on, in place of the one before."""

    venue_id: Id
    effective: Day
    policy: GatePolicy


class GatePolicySet(Event, stream="gate-{venue_id}"):
    """The gates of the venue keep to this from `effective` on; of several for a day the last one set."""

    venue_id: Id
    effective: Day
    policy: GatePolicy


class GatePolicyRow(Row):
    """A policy and the day from which it holds; a venue without a row has the defaults."""

    venue_id: Id
    effective: Day
    policy: GatePolicy


class GatePolicies(Query, by=(*STAFF, DEVICE), answers=GatePolicyRow):
    """The policies of a venue's gates, the newest first."""

    venue_id: Id

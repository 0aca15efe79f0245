"""The other half of the desk's view: who stands there, over lives whose every figure is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from shared.contracts import FRONT_DESK, Actor, DayRange, Money, Reason
from shared.contracts.analytics import MemberAtDesk
from shared.contracts.cards import (
    AutoRenewalAgreed,
    CardFrozen,
    CardIssued,
    CardReportedLost,
    EntryRefused,
    ExitRecorded,
    LotUse,
    MembershipRestCounted,
    Terms,
)
from shared.contracts.members import MemberErased
from shared.ids import derived_id
from tests.analytics.asking import heard, money
from tests.analytics.clerk_story import taken_back
from tests.analytics.debt_story import blocked, let_in, owes, shut, written_off
from tests.analytics.guest_story import shares
from tests.analytics.later_story import merged
from tests.analytics.level_story import ladder, reached
from tests.analytics.story import PRODUCT, VENUES, Seat, earned, granted, paid, refunded, registered, scheduled
from tests.analytics.telling import HEAD, NOON, Reports

SHANGHAI, LONDON, _ = VENUES
MEI, TOM = derived_id("mei"), derived_id("tom")
CARD, SECOND = derived_id("card"), derived_id("second")
TODAY = date(2026, 3, 2)
DESK = Actor(id=derived_id("clerk"), roles=(FRONT_DESK,), venues=(SHANGHAI,))
here = MemberAtDesk(member_id=MEI)


def card(card_id: str = CARD, member: str = MEI, first: date = date(2026, 1, 1), **terms: object) -> CardIssued:
    told = Terms(**({"kind": "term", "months": 6} | terms))  # type: ignore[arg-type]
    return CardIssued(
        card_id=card_id, number="C1", order_id=derived_id("order", card_id), product_id=PRODUCT, member_id=member,
        venue_id=SHANGHAI, price=Money(100, "CNY"), terms=told, valid=DayRange(first, date(2026, 7, 1)),
        zone="Asia/Shanghai",
    )  # fmt: skip


def seen(bi: Reports, by: Actor = DESK, now: datetime = NOON, who: str = MEI) -> dict:
    (row,) = bi.ask(replace(here, member_id=who), by, now)
    return row


def joined(member: str = MEI) -> tuple[datetime, object]:
    return datetime(2026, 1, 1, 4, tzinfo=UTC), registered(member, SHANGHAI)


def entered(hour: int, venue: str = SHANGHAI, card_id: str = CARD, member: str = MEI):
    return granted(card_id, member, venue, datetime(2026, 3, 2, hour, tzinfo=UTC), Money(0, "CNY"), TODAY)


def test_who_just_came_in_is_inside_since_when_and_where_until_it_is_too_long_ago(bi: Reports):
    heard(bi, joined(), card(), entered(11))
    inside = seen(bi)["inside"]
    assert (inside["venue_id"], inside["venue_zh"], inside["since"]) == (SHANGHAI, "馆", "2026-03-02 19:00")
    assert seen(bi, now=NOON + timedelta(minutes=61))["inside"] is None
    assert bi.ask(replace(here, assumed_minutes=300), DESK, NOON + timedelta(hours=3))[0]["inside"]


def test_who_left_or_whose_entry_was_a_mistake_is_not_inside(bi: Reports):
    out = ExitRecorded(
        swipe_id=derived_id("out"), card_id=CARD, member_id=MEI, venue_id=SHANGHAI,
        at=datetime(2026, 3, 2, 11, 30, tzinfo=UTC),
    )  # fmt: skip
    wrong = entered(11, card_id=SECOND, member=TOM)
    back = replace(taken_back(SECOND, TOM, SHANGHAI, wrong.at), swipe_id=wrong.swipe_id)
    heard(bi, joined(), card(), entered(11), out, joined(TOM), card(SECOND, TOM), wrong, back)
    assert (seen(bi)["inside"], seen(bi)["visits_30"]) == (None, 1)
    assert (seen(bi, who=TOM)["inside"], seen(bi, who=TOM)["visits_30"]) == (None, 0)


def test_the_last_visits_are_told_in_the_clock_of_their_venue_and_refusals_with_their_reason(bi: Reports):
    refused = EntryRefused(
        swipe_id=derived_id("no"), card_id=CARD, member_id=MEI, venue_id=LONDON, day=TODAY,
        at=datetime(2026, 3, 2, 9, tzinfo=UTC), reason=Reason(code="CardShutForDebt", facts={}),
    )  # fmt: skip
    days = [date(2026, 2, day) for day in range(1, 12)]
    early = [
        granted(CARD, MEI, SHANGHAI, datetime(2026, 2, day.day, 4, tzinfo=UTC), Money(0, "CNY"), day) for day in days
    ]
    heard(bi, joined(), card(), *early, refused)
    row = seen(bi)
    newest, *others = row["visits"]
    assert (newest["at"], newest["granted"], newest["code"]) == ("2026-03-02 09:00", False, "CardShutForDebt")
    assert (len(others), others[0]["at"]) == (9, "2026-02-11 12:00")
    assert (row["visits_30"], row["first_visit"], row["last_visit"]) == (11, "2026-02-01", "2026-02-11")


def test_lessons_that_rest_with_the_membership_are_frozen_until_it_comes_back(bi: Reports):
    lessons = MembershipRestCounted(
        card_id=CARD, member_id=MEI, membership_id=SECOND, first=date(2026, 3, 1),
        rest=DayRange(date(2026, 3, 1), date(2026, 3, 9)), hold="extend", moved_days=8,
        valid_until=date(2026, 7, 9), lots=(),
    )  # fmt: skip
    back = replace(lessons, rest=DayRange(date(2026, 3, 1), date(2026, 3, 1)), moved_days=0)
    toms = {"card_id": SECOND, "member_id": TOM, "membership_id": derived_id("third")}
    heard(
        bi, joined(), joined(TOM), card(kind="visits", visits=10), card(SECOND, TOM, kind="visits", visits=10), lessons,
        replace(lessons, **toms), replace(back, **toms),
    )  # fmt: skip
    assert [seen(bi, who=who)["cards"][0]["blocked_by"] for who in (MEI, TOM)] == [("frozen",), ()]


def test_cards_in_force_say_what_is_left_and_what_blocks_them(bi: Reports):
    use = LotUse(
        lot_id=CARD, order_id=None, product_id=PRODUCT, venue_id=SHANGHAI, visits=1, value=None, paid=Money(10, "CNY"),
        left=7,
    )  # fmt: skip
    rest = DayRange(date(2026, 3, 1), date(2026, 3, 9))
    heard(
        bi,
        joined(),
        joined(TOM),
        card(kind="visits", visits=10),
        replace(entered(4), lots=(use,), visits_left=7),
        CardFrozen(card_id=CARD, member_id=MEI, rest=rest, valid_until=date(2026, 7, 9)),
        CardReportedLost(card_id=CARD, member_id=MEI, at=NOON),
        shut(CARD, MEI),
        blocked(CARD, MEI),
        AutoRenewalAgreed(card_id=CARD, member_id=MEI, most=Money(100, "CNY")),
        card(SECOND, TOM, date(2026, 4, 1), kind="stored_value", value=Money(50_000, "CNY")),
        shares(SECOND, TOM, MEI),
    )
    own, shared = sorted(seen(bi)["cards"], key=lambda each: not each["own"])
    assert own["blocked_by"] == ("frozen", "lost", "debt", "hand")
    assert (own["kind"], own["visits_left"], own["value_left"], own["renews"]) == ("visits", 7, None, True)
    assert (own["product"], own["product_zh"], own["frozen_until"]) == ("Pack of ten", "十次卡", "2026-03-09")
    assert (shared["blocked_by"], shared["visits_left"]) == (("not_begun",), None)
    assert (shared["value_left"], shared["renews"]) == (money(50_000, "CNY"), False)


def test_a_debtor_who_was_let_in_today_is_not_blocked_today(bi: Reports):
    heard(bi, joined(), card(), shut(CARD, MEI), let_in(CARD, MEI, TODAY))
    assert seen(bi)["cards"][0]["blocked_by"] == ()
    assert seen(bi, now=NOON + timedelta(days=1))["cards"][0]["blocked_by"] == ("debt",)


def test_cards_that_are_over_are_not_in_force(bi: Reports):
    heard(bi, joined(), card())
    assert len(seen(bi, now=datetime(2026, 6, 30, 15, tzinfo=UTC))["cards"]) == 1
    assert seen(bi, now=datetime(2026, 6, 30, 17, tzinfo=UTC))["cards"] == ()  # the first of July in Shanghai


def test_purchases_have_their_price_and_what_went_back_and_those_of_other_venues_are_only_counted(bi: Reports):
    heard(
        bi,
        joined(),
        *paid(derived_id("one"), MEI, SHANGHAI, Money(120_000, "CNY")),
        refunded(derived_id("one"), MEI, SHANGHAI, Money(40_000, "CNY")),
        *paid(derived_id("two"), MEI, LONDON, Money(900, "GBP")),
    )
    row = seen(bi)
    [bought] = row["purchases"]
    assert (bought["amount"], bought["refunded"]) == (money(120_000, "CNY"), money(40_000, "CNY"))
    told = (bought["product_zh"], bought["kind"], bought["day"], row["elsewhere"])
    assert told == ("十次卡", "card", "2026-03-02", 1)
    everywhere = seen(bi, HEAD)
    assert (len(everywhere["purchases"]), everywhere["elsewhere"]) == (2, 0)


def test_seats_ahead_classes_points_level_and_debts_are_there(bi: Reports):
    ahead, before = derived_id("ahead"), derived_id("before")
    later, earlier = NOON + timedelta(hours=3), NOON - timedelta(days=3)
    seat = Seat(derived_id("b1"), ahead, MEI, SHANGHAI)
    past = Seat(derived_id("b2"), before, MEI, SHANGHAI)
    heard(
        bi,
        joined(),
        scheduled(ahead, SHANGHAI, later),
        scheduled(before, SHANGHAI, earlier, date(2026, 2, 27)),
        *(seat.reserved(), seat.confirmed(), past.reserved(), past.confirmed(), past.attended()),
        *(earned(MEI, derived_id("order"), 120), ladder(), reached(MEI, "silver")),
        owes(MEI, "late", 9_900, SHANGHAI, "Asia/Shanghai", date(2026, 2, 20)),
        owes(MEI, "gone", 500, LONDON, "Europe/London"),
        written_off(MEI, "gone", None),
    )
    row = seen(bi)
    [booked], [went] = row["bookings"], row["classes"]
    assert (booked["course_zh"], booked["at"], booked["status"]) == ("晨间瑜伽", "2026-03-02 23:00", "confirmed")
    assert (went["status"], went["at"]) == ("attended", "2026-02-27 20:00")
    assert (row["attended_90"], row["missed_90"], row["points"]) == (1, 0, 120)
    assert (row["level"], row["level_name"], row["level_name_zh"]) == ("silver", "Silver", "silver级")
    [debt] = row["debts"]
    assert (debt["due_day"], debt["late"], debt["left"]) == ("2026-02-20", 10, money(9_900, "CNY"))


def test_merged_records_are_one_person_and_who_was_erased_is_nobody(bi: Reports):
    third = derived_id("third")
    heard(
        bi,
        joined(),
        joined(TOM),
        joined(third),
        card(SECOND, TOM),
        earned(TOM, derived_id("o"), 7),
        merged(TOM, MEI),
        MemberErased(member_id=third, phone_index="x"),
    )
    for who in (MEI, TOM):
        row = seen(bi, who=who)
        assert (row["member_id"], row["points"], [each["own"] for each in row["cards"]]) == (MEI, 7, [True])
    assert bi.ask(replace(here, member_id=third), DESK) == []
    assert bi.ask(replace(here, member_id=derived_id("nobody")), DESK) == []

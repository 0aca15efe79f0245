"""Levels: up at once, down when a period ends or what they rest on is refunded; what is set by hand stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.members.growing import growing
from services.members.level import LEVEL
from services.members.timers import timers
from shared.contracts import DayRange, Money
from shared.contracts.booking import SeatAttended
from shared.contracts.cards import EntryGranted, EntryTakenBack
from shared.contracts.finance import OrderPaid, OrderRefunded, UnusedCredited
from shared.contracts.members import (
    EarnGrowth,
    GrowthEarned,
    GrowthTakenBack,
    GrowthWithdrawn,
    LevelKept,
    LevelNotByHand,
    LevelReached,
    LevelUnknown,
    MemberErased,
    MemberNotRegistered,
    NoLadderYet,
    ReleaseLevel,
    SetLevel,
    TakeBackGrowth,
    WatchLevel,
    WithdrawGrowth,
)
from shared.contracts.samples import sample
from shared.decider import Context
from shared.ids import derived_id
from shared.timers import ClearTimer, SetTimer
from tests.members.examples import PUDONG, WEI, registered
from tests.members.ladders import (
    ORDER,
    OTHER_ORDER,
    REFUND,
    TODAY,
    VISIT,
    fitting,
    paid,
    pay,
    published,
    reached,
    refund,
    year_to,
    yuan,
)
from tests.scenario import AT_THE_DESK, Scenario

member = Scenario(LEVEL).given(registered, published)
silver = reached("silver", 1234, Money(123_456, "CNY"))
watch = WatchLevel(member_id=WEI)
NEXT_YEAR = date(2026, 3, 1)
ENDED = datetime(2026, 3, 1, 12, tzinfo=UTC)  # 1 March has begun everywhere


# --- growing


def test_a_payment_earns_a_point_a_yuan_once_and_raises_the_level_at_once():
    amount = Money(123_456, "CNY")
    member.when(pay(amount)).then(paid(amount), silver).when(pay(amount)).then()


def test_who_spends_much_skips_levels():
    member.when(pay(yuan(20_000))).then(paid(yuan(20_000)), reached("platinum", 20_000, yuan(20_000)))


def test_visits_and_attendance_earn_their_points_and_forty_visits_are_silver():
    visit = EarnGrowth(member_id=WEI, cause="visit", cause_id=VISIT, venue_id=PUDONG, day=TODAY)
    seen = GrowthEarned(
        member_id=WEI,
        cause="visit",
        cause_id=VISIT,
        venue_id=PUDONG,
        day=TODAY,
        points=10,
        spend=None,
        visits=1,
        ladder=1,
    )
    attended = replace(seen, cause="attendance", points=20, visits=0)
    member.when(visit).then(seen).when(replace(visit, cause="attendance")).then(attended)
    before = [replace(seen, cause_id=derived_id(str(n))) for n in range(39)]
    member.given(*before).when(visit).then(seen, reached("silver", 400, visits=40))


def test_a_visit_that_was_taken_back_counts_no_more_and_may_be_earned_anew():
    visit = EarnGrowth(member_id=WEI, cause="visit", cause_id=VISIT, venue_id=PUDONG, day=TODAY)
    earned = member.when(visit)._decide()
    assert isinstance(earned[0], GrowthEarned) and earned[0].visits == 1
    gone = WithdrawGrowth(member_id=WEI, cause="visit", cause_id=VISIT)
    less = GrowthWithdrawn(**vars(gone), day=TODAY, points=earned[0].points, visits=1)
    after = member.given(*earned).when(gone).then(less)
    after.when(gone).then()
    assert after.when(visit)._decide()[0] == earned[0]
    member.when(gone).then()


def test_free_orders_and_what_came_before_the_first_ladder_count_for_nothing():
    member.when(pay(yuan(0))).then()
    member.when(pay(yuan(5000), day=date(2025, 2, 28))).then()
    Scenario(LEVEL).given(registered).when(pay(yuan(5000))).then()


def test_only_the_last_twelve_months_count():
    old = member.given(paid(yuan(800)))
    last = datetime(2026, 2, 28, 12, tzinfo=UTC)
    second = pay(yuan(200), OTHER_ORDER, date(2026, 2, 28))
    told = reached("silver", 1000, yuan(1000), day=date(2026, 2, 28))
    old.at(last).when(second).then(paid(yuan(200), OTHER_ORDER, date(2026, 2, 28)), told)
    late = pay(yuan(200), OTHER_ORDER, date(2026, 3, 1))
    old.at(ENDED).when(late).then(paid(yuan(200), OTHER_ORDER, date(2026, 3, 1)))


def test_who_is_gone_grows_no_more():
    gone = member.given(MemberErased(member_id=WEI, phone_index="x"))
    for wish in (pay(yuan(5000)), refund(yuan(1), yuan(2)), watch):
        gone.when(wish).then()


# --- at the end of a period

gold = member.given(paid(yuan(3000)), reached("gold", 3000, yuan(3000)))


def kept(until: date, growth: int, *spend: Money) -> LevelKept:
    return LevelKept(
        member_id=WEI, level="gold", since=TODAY, until=until, ladder=1, window=year_to(NEXT_YEAR), growth=growth,
        spend=spend, visits=0,
    )  # fmt: skip


def demoted(level: str, until: date | None, growth: int, *spend: Money) -> LevelReached:
    return LevelReached(
        member_id=WEI, level=level, from_level="gold", why="demoted", since=NEXT_YEAR, until=until, ladder=1,
        basis="none", window=year_to(NEXT_YEAR), growth=growth, spend=spend, visits=0,
    )  # fmt: skip


def test_a_level_whose_period_earned_enough_is_kept_for_another():
    gold.at(ENDED - timedelta(seconds=1)).when(watch).then()
    again = gold.at(ENDED).when(watch).then(kept(date(2027, 3, 1), 3000, yuan(3000)))
    again.when(watch).then()
    # the purchase of the first year counts in the second no more
    again.at(ENDED.replace(year=2027)).when(watch).then(
        replace(demoted("silver", date(2028, 3, 1), 0), since=date(2027, 3, 1), window=year_to(date(2027, 3, 1)))
    )


def weak(*events: object) -> Scenario:
    """Gold since a year, but most of its money was refunded while later purchases held it up."""
    return member.given(reached("gold", 3000, yuan(3000)), *events)  # type: ignore[arg-type]


def test_who_does_not_keep_a_level_falls_by_one_or_to_what_fits():
    weak(paid(yuan(100))).at(ENDED).when(watch).then(demoted("silver", date(2027, 3, 1), 100, yuan(100)))
    low = Scenario(LEVEL).given(registered, fitting, reached("gold", 3000, yuan(3000)), paid(yuan(100)))
    low.at(ENDED).when(watch).then(demoted("ordinary", None, 100, yuan(100)))
    middle = Scenario(LEVEL).given(registered, fitting, reached("gold", 3000, yuan(3000)), paid(yuan(600)))
    middle.at(ENDED).when(watch).then(demoted("silver", date(2027, 3, 1), 600, yuan(600)))


def test_the_clock_wakes_when_the_last_day_has_ended_everywhere():
    assert timers(silver, None) == [SetTimer(f"level {WEI}", ENDED, watch)]  # type: ignore[arg-type]
    assert timers(replace(silver, until=None), None) == [ClearTimer(f"level {WEI}")]  # type: ignore[arg-type]
    later = kept(date(2027, 3, 1), 3000)
    assert timers(later, None) == [SetTimer(f"level {WEI}", ENDED.replace(year=2027), watch)]  # type: ignore[arg-type]


# --- refunds


def taken(points: int, amount: Money, order_id: str = ORDER) -> GrowthTakenBack:
    return GrowthTakenBack(member_id=WEI, order_id=order_id, refund_id=REFUND, day=TODAY, points=points, spend=amount)


def back_to(level: str, was: str, until: date | None, growth: int, *spend: Money) -> LevelReached:
    told = reached(level, growth, *spend)
    lowest = until is None
    window = None if lowest else told.window
    return replace(
        told, from_level=was, why="taken_back", until=until, basis="none" if lowest else "reach", window=window
    )


def test_points_go_back_with_the_money_rounded_down_in_all():
    amount = Money(123_456, "CNY")
    third = Money(41_152, "CNY")
    once = member.given(replace(published, ladder=2), paid(amount)).when(refund(third, amount)).then(taken(411, third))
    once.when(refund(third, amount)).then()
    once.when(refund(amount, amount)).then(taken(823, Money(82_304, "CNY")))
    member.when(refund(third, amount)).then()


def test_of_what_a_company_helped_to_pay_only_the_members_own_money_counts_less():
    """Of 800.00 the member paid 400.00: 200.00 that went back were half theirs, and no spend falls below zero."""
    own, total = yuan(400), yuan(800)
    half = member.given(paid(own)).when(refund(yuan(200), total)).then(taken(100, yuan(100)))
    half.when(refund(total, total)).then(taken(300, yuan(300)))


def test_a_level_that_was_bought_and_refunded_is_no_longer_held():
    half = yuan(1500)
    now_silver = back_to("silver", "gold", NEXT_YEAR, 1500, half)
    partly = gold.when(refund(half, yuan(3000))).then(taken(1500, half), now_silver)
    partly.when(refund(yuan(3000), yuan(3000))).then(taken(1500, half), back_to("ordinary", "silver", None, 0))
    gold.when(refund(yuan(3000), yuan(3000))).then(taken(3000, yuan(3000)), back_to("ordinary", "gold", None, 0))


def test_without_the_refunded_order_the_level_before_it_goes_on_with_its_own_period():
    summer = date(2025, 7, 1)
    promoted = replace(reached("gold", 4000, yuan(4000), day=summer), from_level="silver")
    both = member.given(
        paid(yuan(1000)), reached("silver", 1000, yuan(1000)), paid(yuan(3000), OTHER_ORDER, summer), promoted
    ).at(datetime(2025, 7, 2, 12, tzinfo=UTC))
    back = back_to("silver", "gold", NEXT_YEAR, 1000, yuan(1000))
    told = replace(taken(3000, yuan(3000), OTHER_ORDER), day=summer)
    both.when(refund(yuan(3000), yuan(3000), OTHER_ORDER)).then(told, back)


def test_a_level_that_todays_figures_reach_anyway_stays():
    more = gold.given(paid(yuan(3000), OTHER_ORDER))
    more.when(refund(yuan(3000), yuan(3000))).then(taken(3000, yuan(3000)))


# --- by hand

set_gold = SetLevel(member_id=WEI, level="gold", reason="the mayor")
by_hand = replace(reached("gold", 0), why="by_hand", until=None, basis="none", window=None, reason="the mayor")


def test_what_is_set_by_hand_leaves_the_ladder_until_it_is_released():
    mayor = member.when(set_gold).then(by_hand).when(set_gold).then()
    mayor.when(pay(yuan(20_000))).then(paid(yuan(20_000)))
    mayor.at(ENDED).when(watch).then()
    rich = mayor.given(paid(yuan(20_000)))
    rich.when(ReleaseLevel(member_id=WEI)).then(
        replace(reached("platinum", 20_000, yuan(20_000)), from_level="gold", why="released")
    )
    mayor.when(ReleaseLevel(member_id=WEI)).then(
        replace(back_to("ordinary", "gold", None, 0), why="released", window=reached("gold", 0).window)
    )


def test_a_level_of_the_ladder_that_still_runs_comes_back_when_what_was_set_is_released():
    old = member.given(reached("gold", 3000, yuan(3000)), paid(yuan(3000)), replace(by_hand, level="platinum"))
    back = replace(reached("gold", 3000, yuan(3000)), from_level="platinum", why="released")
    old.at(datetime(2025, 9, 1, 12, tzinfo=UTC)).when(ReleaseLevel(member_id=WEI)).then(back)


def test_levels_by_hand_are_levels_of_the_ladder_of_a_member():
    member.when(replace(set_gold, level="diamond")).refuses(LevelUnknown, known="ordinary, silver, gold, platinum")
    Scenario(LEVEL).given(registered).when(set_gold).refuses(NoLadderYet)
    Scenario(LEVEL).given(published).when(set_gold).refuses(MemberNotRegistered)
    member.when(ReleaseLevel(member_id=WEI)).refuses(LevelNotByHand)


# --- what neighbours tell


def test_the_gate_and_the_roster_tell_of_one_visit_between_them():
    entry = sample(EntryGranted)
    seat = replace(sample(SeatAttended), member_id=entry.member_id, venue_id=entry.venue_id, day=entry.day)
    (visit,) = growing(entry)
    same, attended = growing(seat)
    assert visit == same and isinstance(attended, EarnGrowth)
    assert (attended.cause, attended.cause_id) == ("attendance", seat.booking_id)
    (other,) = growing(replace(entry, day=entry.day + timedelta(days=1)))
    assert other.cause_id != visit.cause_id  # type: ignore[union-attr]


def test_an_entry_that_was_taken_back_withdraws_the_visit_unless_another_stands_for_the_day():
    entry = replace(sample(EntryGranted), member_id=WEI)
    (earned,) = growing(entry)
    same = {name: getattr(entry, name) for name in ("member_id", "venue_id", "day", "swipe_id")}
    back = replace(sample(EntryTakenBack), **same, use_id=entry.swipe_id, absent=True)
    assert growing(back) == [WithdrawGrowth(member_id=WEI, cause="visit", cause_id=earned.cause_id)]
    assert growing(replace(back, use_id=None, absent=False)) == []
    assert growing(replace(back, use_id=None, absent=True)) == growing(back), "a booking set its visit aside"


def test_what_is_paid_grows_and_what_is_refunded_shrinks():
    order, back = sample(OrderPaid), sample(OrderRefunded)
    employer = order.lines[0].partner.employer
    (earn,) = growing(order)
    own = order.total - employer
    assert (earn.cause_id, earn.paid, earn.day) == (order.order_id, own, order.day), "not what a company pays"  # type: ignore[union-attr]
    (earn,) = growing(replace(order, lines=(replace(order.lines[0], partner=None),)))
    assert earn.paid == order.total  # type: ignore[union-attr]
    (take,) = growing(back)
    assert (take.refunded, take.total) == (back.refunded, back.total)  # type: ignore[union-attr]


# --- whatever happens

ORDERS = [derived_id("order", n) for n in range(4)]
happenings = st.lists(
    st.tuples(
        st.sampled_from(ORDERS), st.sampled_from([300, 1000, 3000, 20_000]), st.integers(0, 400), st.integers(0, 100)
    ),
    max_size=8,
)


@pytest.mark.thorough
@given(happened=happenings)
def test_whoever_gets_all_money_back_ends_where_everybody_begins(happened):
    """Whatever was bought and refunded in whichever parts; then the clock runs until nothing is due."""
    state, day, totals = LEVEL.fold([registered, published]), TODAY, {}

    def give(wish):
        nonlocal state
        now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        for event in LEVEL.decide(wish, state, Context(now, now, AT_THE_DESK.actor)):
            state = LEVEL.evolve(state, event)

    def run_clock():
        while state.present and state.present.until and state.present.until <= day:
            give(watch)

    for order_id, amount, days, percent in happened:
        day += timedelta(days=days)
        run_clock()
        totals.setdefault(order_id, yuan(amount))
        give(pay(totals[order_id], order_id, day))
        give(refund(Money(totals[order_id].amount * percent // 100, "CNY"), totals[order_id], order_id))
        whole = state.growth.within(DayRange(date.min, date.max))
        assert whole.growth >= 0 and all(money.amount >= 0 for money in whole.spend)
    for order_id, total in totals.items():
        give(refund(total, total, order_id))
    assert state.growth.within(DayRange(date.min, date.max)).growth == 0
    for _ in range(6):
        run_clock()
        day = state.present.until if state.present and state.present.until else day
    assert state.level(published) == "ordinary"


def test_what_a_cheaper_product_leaves_over_counts_less_as_what_is_refunded():
    credited = replace(sample(UnusedCredited), refunded=yuan(700), total=yuan(800))
    who = {"member_id": credited.member_id, "order_id": credited.order_id, "refund_id": credited.credit_id}
    assert growing(credited) == [TakeBackGrowth(**who, refunded=yuan(700), total=yuan(800))]
    assert growing(replace(credited, refunded=None, total=None)) == [], "an older event does not say how much"

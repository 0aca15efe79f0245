"""What a rest does to the end and to the next charge, what it costs, and that no day and no period is paid twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cards.answers.foresight import IF_FROZEN
from services.cards.events import CardEvent
from services.cards.rest.closing import CLOSING
from services.cards.rest.freeze import FREEZE
from services.cards.sale.auto_renewal import AUTO_RENEWAL
from services.cards.sale.figures import check
from services.cards.sale.watch import WATCH
from services.cards.timers import timers
from services.finance.decider import ORDER as ORDERS
from services.finance.reactions import charge_of, freeze_fee_of
from shared.contracts import DayRange
from shared.contracts.cards import (
    AutoRenewalAgreed,
    CardCancelledAfterRefund,
    CardFrozen,
    CardWatched,
    ClosureCounted,
    EndFreeze,
    FailRenewal,
    FeeForeseen,
    FreezeCard,
    FreezeEnded,
    FreezeFeeDue,
    FreezeRules,
    IfFrozen,
    ProductTermsDisagree,
    RenewalDue,
    Terms,
    WatchCard,
)
from shared.contracts.finance import (
    CardNoted,
    CardNotKnown,
    OrderPlaced,
    OrderPutOnAccount,
    PaymentRequested,
    TillNotOpen,
)
from shared.ids import derived_id
from shared.log import Meta, Recorded
from shared.timers import SetTimer
from shared.venue_time import add_days, day_start
from tests.cards.examples import CARD, MONTH, NOON, ORDER, PRODUCT, PUDONG, WEI, days, ending, january, month_card, yuan
from tests.cards.test_answers import ask, told
from tests.cards.test_close_venue import SPRING, closure, tell
from tests.cards.test_grant_lot import granted as renewed_lot
from tests.cards.test_watch_card import noted, price, till
from tests.scenario import Scenario

FEBRUARY = date(2025, 2, 1)
ENDS = datetime(2025, 1, 31, 16, tzinfo=UTC)  # 1 February, 00:00 in Shanghai
BILLING = ENDS - timedelta(hours=24)
look = WatchCard(card_id=CARD)
agreed = AutoRenewalAgreed(card_id=CARD, member_id=WEI, most=yuan(30_000))


def sold(hold: str = "extend", fee: str = "free") -> CardEvent:
    fee_price = yuan(2_000) if fee in ("set_up", "monthly") else None
    rules = FreezeRules(hold=hold, fee=fee, fee_price=fee_price)  # type: ignore[arg-type]
    return replace(
        month_card, terms=replace(MONTH, freezing=rules, freeze_days=100, auto_renew_most=yuan(50_000), months=1)
    )


def freeze(rest: DayRange) -> FreezeCard:
    return FreezeCard(card_id=CARD, member_id=WEI, rest=rest)


def lived(card: CardEvent, *more: CardEvent) -> Scenario:
    return Scenario(WATCH).given(card, agreed, *more)


def charges(scenario: Scenario, at: datetime) -> list[RenewalDue]:
    return [event for event in scenario.at(at).when(look)._decide() if isinstance(event, RenewalDue)]


def decided(card: CardEvent, rest: DayRange, *past: CardEvent, at: datetime = NOON) -> list[CardEvent]:
    return Scenario(FREEZE).at(at).given(card, *past).when(freeze(rest))._decide()


# --- the three rules ---


def test_a_rest_extends_is_prorated_or_does_neither():
    rest = days(10, 20)
    Scenario(FREEZE).at(NOON).given(sold()).when(freeze(rest)).then(
        CardFrozen(
            card_id=CARD, member_id=WEI, rest=rest, valid_until=date(2025, 2, 11), lots=ending(date(2025, 2, 11))
        )
    )
    for hold in ("prorate", "keep"):
        frozen = CardFrozen(card_id=CARD, member_id=WEI, rest=rest, valid_until=FEBRUARY, hold=hold)
        Scenario(FREEZE).at(NOON).given(sold(hold)).when(freeze(rest)).then(frozen)


def test_ten_days_of_january_are_taken_off_the_charge_for_february():
    """300.00 x 10/31 = 96.77, rounded once: 203.23 are charged, and the end stays."""
    (frozen,) = decided(sold("prorate"), days(10, 20))
    (due,) = charges(lived(sold("prorate"), frozen), BILLING)
    assert (due.period, due.off_days, due.of_days) == (FEBRUARY, 10, 31)
    office = Scenario(ORDERS).at(BILLING).given(till, price, noted).when(charge_of(due))
    placed, asked, owed = office._decide()
    assert isinstance(placed, OrderPlaced) and isinstance(asked, PaymentRequested)
    assert isinstance(owed, OrderPutOnAccount)
    (line,) = placed.lines
    assert (line.charged, line.credit) == (yuan(30_000), yuan(9_677))
    assert line.total == placed.total == asked.amount == owed.left == yuan(20_323)


def test_days_that_were_kept_or_extended_cost_nothing_less():
    for hold in ("keep", "extend"):
        (frozen,) = decided(sold(hold), days(10, 20))
        end = day_start(date(2025, 2, 11) if hold == "extend" else FEBRUARY, "Asia/Shanghai")
        (due,) = charges(lived(sold(hold), frozen), end - timedelta(hours=24))
        assert (due.off_days, due.of_days) == (0, 0)


def test_back_early_only_the_days_really_rested_are_taken_off():
    (frozen,) = decided(sold("prorate"), days(10, 20))
    back = EndFreeze(card_id=CARD, member_id=WEI, first_day_back=date(2025, 1, 13))
    ended = Scenario(FREEZE).at(january(12)).given(sold("prorate"), frozen).when(back)._decide()
    assert ended == [FreezeEnded(card_id=CARD, member_id=WEI, rest=days(10, 20), rested_days=3, valid_until=FEBRUARY)]
    (due,) = charges(lived(sold("prorate"), frozen, *ended), BILLING)
    assert (due.off_days, due.of_days) == (3, 31)


def test_a_day_on_which_the_venue_was_closed_extends_the_card_and_is_not_taken_off_as_well():
    card = replace(sold("prorate"), terms=replace(sold("prorate").terms, venues=(PUDONG,)))
    (frozen,) = decided(card, days(10, 20))
    counted = Scenario(CLOSING).at(NOON).given(card, frozen).when(tell(closure))._decide()
    assert [type(event) for event in counted] == [ClosureCounted] and counted[0].moved_days == 5
    end = day_start(date(2025, 2, 6), "Asia/Shanghai")
    (due,) = charges(lived(card, frozen, *counted), end - timedelta(hours=24))
    assert (due.off_days, closure.closure_id) == (5, SPRING)


ENDINGS = (FEBRUARY, date(2025, 3, 1), date(2025, 4, 1))
RENEWALS = [renewed_lot(first, until, lot_id=derived_id(str(until))) for first, until in pairwise(ENDINGS)]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 80), st.integers(1, 12)), max_size=6))
def test_each_day_rested_is_taken_off_once_whichever_periods_it_lies_in(asked: list[tuple[int, int]]):
    rests: list[DayRange] = []
    for offset, length in asked:
        rest = DayRange(add_days(date(2025, 1, 2), offset), add_days(date(2025, 1, 2), offset + length))
        rests += [] if any(rest.overlaps(other) for other in rests) else [rest]
    off = 0
    for n, end in enumerate(ENDINGS):
        frozen = (CardFrozen(card_id=CARD, member_id=WEI, rest=r, valid_until=end, hold="prorate") for r in rests)
        (due,) = charges(lived(sold("prorate"), *RENEWALS[:n], *frozen), midnight(end) - timedelta(hours=24))
        off += due.off_days
    rested = {add_days(rest.first, n) for rest in rests for n in range(rest.days)}
    assert off == len({day for day in rested if day < date(2025, 3, 31)})


# --- the billing day ---


def test_a_hold_made_on_the_billing_day_does_not_stop_that_days_charge():
    charged = lived(sold()).at(BILLING).when(look)._decide()
    (due,) = [event for event in charged if isinstance(event, RenewalDue)]
    frozen = decided(sold(), DayRange(date(2025, 1, 31), date(2025, 2, 7)), agreed, *charged, at=january(31))
    later = lived(sold(), *charged, *frozen)
    assert later.decider.fold(later.past).valid.until == date(2025, 2, 8)
    for day in range(1, 20):
        assert charges(later, BILLING + timedelta(days=day)) == [], "the period was asked for and is not answered"
    assert due.base == FEBRUARY


def test_the_cut_off_is_midnight_even_if_the_clock_is_late():
    events = decided(sold(), DayRange(date(2025, 1, 31), date(2025, 2, 7)), agreed, at=january(31))
    assert [type(event) for event in events] == [RenewalDue, CardFrozen]
    assert events[0].period == FEBRUARY
    before = decided(sold(), DayRange(date(2025, 1, 31), date(2025, 2, 7)), agreed, at=BILLING - timedelta(seconds=1))
    assert [type(event) for event in before] == [CardFrozen]


def test_taken_off_on_the_same_day_it_leads_to_no_second_charge():
    charged = lived(sold()).at(BILLING).when(look)._decide()
    frozen = decided(sold(), DayRange(date(2025, 1, 31), date(2025, 2, 7)), agreed, *charged, at=january(31))
    back = EndFreeze(card_id=CARD, member_id=WEI, first_day_back=date(2025, 1, 31))
    off = Scenario(FREEZE).at(january(31, 5)).given(sold(), agreed, *charged, *frozen).when(back)._decide()
    later = lived(sold(), *charged, *frozen, *off)
    assert later.decider.fold(later.past).valid.until == FEBRUARY
    assert all(charges(later, BILLING + timedelta(hours=hours)) == [] for hours in range(1, 60))


def test_a_freeze_between_two_attempts_keeps_the_order_of_the_period():
    charged = lived(sold()).at(BILLING).when(look)._decide()
    (due,) = [event for event in charged if isinstance(event, RenewalDue)]
    no = FailRenewal(card_id=CARD, order_id=due.order_id, payment_id=due.payment_id, cause="declined")
    failed = Scenario(AUTO_RENEWAL).at(BILLING).given(sold(), agreed, *charged).when(no)._decide()
    frozen = decided(
        sold(), DayRange(FEBRUARY - timedelta(1), date(2025, 2, 7)), agreed, *charged, *failed, at=january(31)
    )
    (again,) = charges(lived(sold(), *charged, *failed, *frozen), BILLING + timedelta(days=8))
    assert (again.order_id, again.attempt) == (due.order_id, 2)
    assert again.payment_id != due.payment_id
    assert again.period == date(2025, 2, 8)


def test_the_next_period_is_charged_before_the_end_that_freezes_made():
    charged = lived(sold()).at(BILLING).when(look)._decide()
    frozen = decided(sold(), DayRange(date(2025, 1, 31), date(2025, 2, 7)), agreed, *charged, at=january(31))
    paid = renewed_lot(date(2025, 2, 8), date(2025, 3, 8))
    march = day_start(date(2025, 3, 8), "Asia/Shanghai") - timedelta(hours=24)
    later = lived(sold(), *charged, *frozen, paid)
    assert charges(later, march - timedelta(minutes=1)) == []
    (due,) = charges(later, march)
    assert (due.attempt, due.base) == (1, date(2025, 3, 1))
    assert due.order_id == derived_id("automatic renewal", CARD, date(2025, 3, 1))


# --- fees ---


def fees(scenario: Scenario, at: datetime) -> list[FreezeFeeDue]:
    return [event for event in scenario.at(at).when(look)._decide() if isinstance(event, FreezeFeeDue)]


def midnight(day: date) -> datetime:
    return day_start(day, "Asia/Shanghai")


LONG = DayRange(date(2025, 1, 31), date(2025, 4, 1))  # its months begin on 31 January, 28 February, 31 March


def test_setting_a_rest_up_costs_its_fee_once_on_its_first_day():
    (frozen,) = decided(sold(fee="set_up"), days(20, 25))
    planned = lived(sold(fee="set_up"), frozen)
    assert fees(planned, midnight(date(2025, 1, 20)) - timedelta(seconds=1)) == []
    (fee,) = fees(planned, midnight(date(2025, 1, 20)))
    assert (fee.fee, fee.day, fee.month, fee.rest) == (yuan(2_000), date(2025, 1, 20), 1, days(20, 25))
    assert fees(planned.given(fee), midnight(date(2025, 1, 24))) == []


def test_a_rest_called_off_before_it_began_costs_nothing():
    (frozen,) = decided(sold(fee="set_up"), days(20, 25))
    off = FreezeEnded(card_id=CARD, member_id=WEI, rest=days(20, 25), rested_days=0, valid_until=FEBRUARY)
    assert fees(lived(sold(fee="set_up"), frozen, off), midnight(date(2025, 1, 28))) == []


def test_a_rest_by_the_month_costs_each_month_begun_and_the_31st_stays_the_31st():
    (frozen,) = decided(sold(fee="monthly"), LONG)
    card = lived(sold(fee="monthly"), frozen)
    paid: list[FreezeFeeDue] = []
    for day in (date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31)):
        (fee,) = fees(card.given(*paid), midnight(day))
        assert (fee.day, fee.month) == (day, len(paid) + 1)
        paid.append(fee)
    assert len({fee.order_id for fee in paid}) == 3
    assert fees(card.given(*paid), midnight(date(2025, 5, 1))) == []


def test_a_month_that_does_not_begin_costs_nothing():
    (frozen,) = decided(sold(fee="monthly"), LONG)
    back = FreezeEnded(card_id=CARD, member_id=WEI, rest=LONG, rested_days=27, valid_until=date(2025, 2, 28))
    (only,) = fees(lived(sold(fee="monthly"), frozen, back), midnight(date(2025, 3, 31)))
    assert only.month == 1


def test_no_fee_where_the_terms_have_none_or_the_card_is_over():
    for fee in ("free", "normal"):
        (frozen,) = decided(sold(fee=fee), LONG)
        assert fees(lived(sold(fee=fee), frozen), midnight(date(2025, 5, 1))) == []
    (frozen,) = decided(sold(fee="monthly"), LONG)
    over = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
    lived(sold(fee="monthly"), frozen, over).at(midnight(date(2025, 5, 1))).when(look).then()


def test_the_clock_wakes_the_card_for_its_fees():
    (frozen,) = decided(sold(fee="monthly"), LONG)
    recorded = Recorded(1, "s", 1, "e", "x", 1, b"{}", NOON, NOON, Meta("a", (), "c"))
    (timer,) = timers(frozen, recorded)
    assert isinstance(timer, SetTimer) and timer.command == look
    endless = replace(sold(fee="monthly"), valid=DayRange(date(2025, 1, 1), date.max))
    events = Scenario(WATCH).at(NOON).given(endless, frozen).when(look)._decide()
    assert events == [CardWatched(card_id=CARD, wake_at=midnight(LONG.first))]


def test_finance_places_one_order_a_fee_on_account_due_on_its_day():
    (frozen,) = decided(sold(fee="monthly"), LONG)
    (fee,) = fees(lived(sold(fee="monthly"), frozen), midnight(LONG.first))
    charge = freeze_fee_of(fee)
    office = Scenario(ORDERS).at(midnight(LONG.first)).given(till, price, noted)
    placed, owed = office.when(charge)._decide()
    (line,) = placed.lines
    assert (line.kind, line.purpose, line.card_id, line.total, line.prepaid) == (
        "fee",
        "freeze_fee",
        CARD,
        yuan(2_000),
        False,
    )
    assert (owed.left, owed.due_day, owed.cause, owed.order_id) == (
        yuan(2_000),
        LONG.first,
        "freeze_fee",
        fee.order_id,
    )
    office.given(placed, owed).when(charge).then()


def test_a_fee_costs_what_is_listed_for_it_and_what_was_agreed_where_nothing_is():
    (frozen,) = decided(sold(fee="set_up"), days(20, 25))
    (fee,) = fees(lived(sold(fee="set_up"), frozen), midnight(date(2025, 1, 20)))
    charge = freeze_fee_of(fee)
    listed = replace(price, purpose="freeze_fee", price=yuan(1_500), prepaid=False)
    at = Scenario(ORDERS).at(midnight(date(2025, 1, 20)))
    assert at.given(till, price, listed, noted).when(charge)._decide()[0].total == yuan(1_500)
    unlisted = at.given(till, noted).when(charge)._decide()[0]
    assert (unlisted.total, unlisted.lines[0].title) == (yuan(2_000), "Freeze fee")
    free = replace(listed, price=yuan(0))
    assert [type(e).__name__ for e in at.given(till, free, noted).when(charge)._decide()] == [
        "OrderPlaced",
        "OrderPaid",
    ]
    at.given(price, noted).when(charge).refuses(TillNotOpen)
    at.given(till, price).when(charge).refuses(CardNotKnown)
    assert isinstance(noted, CardNoted)


# --- told before ---


def test_a_member_is_told_before_what_a_rest_does_and_costs():
    query = IfFrozen(card_id=CARD, member_id=WEI, first=date(2025, 1, 12), until=date(2025, 1, 22))
    (prorated,) = ask(IF_FROZEN, query, told(sold("prorate", "set_up"), agreed))
    assert (prorated.hold, prorated.until_then, prorated.next_charge) == ("prorate", FEBRUARY, date(2025, 1, 31))
    assert (prorated.off_days, prorated.of_days) == (10, 31)
    assert prorated.fees == (FeeForeseen(day=date(2025, 1, 12), fee=yuan(2_000)),)
    (kept,) = ask(IF_FROZEN, query, told(sold("keep"), agreed))
    assert (kept.hold, kept.until_then, kept.off_days, kept.fees) == ("keep", FEBRUARY, 0, ())
    monthly = replace(query, until=date(2025, 3, 1))
    (extended,) = ask(IF_FROZEN, monthly, told(sold("extend", "monthly")))
    assert (extended.hold, extended.until_then) == ("extend", date(2025, 3, 21))
    assert [fee.day for fee in extended.fees] == [date(2025, 1, 12), date(2025, 2, 12)]


def test_what_is_billed_as_usual_is_not_prorated():
    rules = FreezeRules(fee="normal", hold="prorate")
    with pytest.raises(ProductTermsDisagree):
        check(Terms(kind="term", months=1, freezing=rules))
    check(Terms(kind="term", months=1, freezing=replace(rules, hold="keep")))
    assert month_card.product_id == PRODUCT

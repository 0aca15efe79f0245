"""What a notice is foreseen to do, how it is explained, and what a refund and the gate make of it."""

from dataclasses import replace
from datetime import UTC, date, datetime

from services.cards.answers.explain import EXPLAIN
from services.cards.answers.leaving import IF_NOTICE_GIVEN
from services.cards.answers.worth import REFUND_VALUE
from services.cards.gate.gate import GATE
from services.cards.sale.notice import NOTICE
from shared.contracts import Reason
from shared.contracts.cards import (
    CardFrozen,
    CardGivenUp,
    ChargeForeseen,
    EndsAnyway,
    ExplainCard,
    IfNoticeGiven,
    LeavesSoon,
    NoticeOutlook,
    RefundValue,
)
from shared.decider import Context
from tests.cards.examples import (
    CARD,
    PRODUCT,
    WEI,
    days,
    gate_opened,
    january,
    swipe,
    visit_card,
    yuan,
)
from tests.cards.test_answers import ask, told
from tests.cards.test_give_notice import (
    MARCH,
    MONTHLY,
    card,
    early,
    february,
    given,
    given_early,
    shanghai,
    short,
    stays,
)
from tests.cards.test_swipe_card import refused
from tests.cards.test_watch_card import agreed, due
from tests.scenario import CLERK, Scenario

if_given = IfNoticeGiven(card_id=CARD, member_id=WEI)
foreseen = NoticeOutlook(
    card_id=CARD,
    ends="paid_time",
    refused=None,
    notice_until=date(2025, 2, 7),
    until_now=date(2025, 2, 1),
    last_day=date(2025, 2, 28),
    charges=(ChargeForeseen(day=date(2025, 1, 31), period=date(2025, 2, 1), most=yuan(30_000), product_id=PRODUCT),),
    rests_lost=(),
    visits_set_aside=(),
)


def test_if_i_give_notice_today_the_last_day_is_28_february_and_the_last_charge_on_31_january():
    assert ask(IF_NOTICE_GIVEN, if_given, told(card, agreed)) == [foreseen]
    assert ask(IF_NOTICE_GIVEN, if_given, told(card, agreed, given)) == [foreseen]


def test_an_early_end_is_foreseen_on_7_february_with_the_part_of_the_last_charge():
    (outlook,) = ask(IF_NOTICE_GIVEN, replace(if_given, ends="notice"), told(card, agreed))
    part = replace(foreseen.charges[0], off_days=21, of_days=28)
    assert outlook == replace(foreseen, ends="notice", last_day=date(2025, 2, 7), charges=(part,))


def test_weekly_periods_within_a_long_notice_are_each_foreseen():
    week = replace(card, terms=replace(MONTHLY, months=0, days=7), valid=days(1, 8))
    soon = IfNoticeGiven(card_id=CARD, member_id=WEI)
    at = Context(at=january(2), now=january(2), actor=CLERK)
    (outlook,) = ask(IF_NOTICE_GIVEN, soon, told(week, agreed), at)
    assert [charge.period for charge in outlook.charges] == [date(2025, 1, day) for day in (8, 15, 22, 29)]
    assert (outlook.notice_until, outlook.last_day) == (date(2025, 2, 1), date(2025, 2, 4))


def test_days_rested_that_come_off_no_charge_any_more_are_told():
    """Ten days of January would come off February's price; a notice that ends before it has no such charge."""
    prorated = replace(short, terms=replace(short.terms, freezing=replace(MONTHLY.freezing, hold="prorate")))
    rest = CardFrozen(card_id=CARD, member_id=WEI, rest=days(10, 20), valid_until=date(2025, 2, 1), hold="prorate")
    (outlook,) = ask(IF_NOTICE_GIVEN, if_given, told(prorated, agreed, rest))
    assert (outlook.charges, outlook.rested_for_nothing) == ((), 10)
    (charged,) = ask(
        IF_NOTICE_GIVEN,
        if_given,
        told(replace(prorated, terms=replace(prorated.terms, cancel_notice_days=30)), agreed, rest),
    )
    assert (charged.charges[0].off_days, charged.rested_for_nothing) == (10, 0)


def test_a_notice_that_cannot_be_given_says_why_and_what_is_paid_stays():
    (outlook,) = ask(IF_NOTICE_GIVEN, if_given, told(card))
    assert outlook.refused == Reason.of(EndsAnyway(valid_until=date(2025, 2, 1)))
    assert (outlook.last_day, outlook.charges) == (date(2025, 1, 31), ())


def test_a_notice_is_explained():
    year = replace(card, valid=replace(card.valid, until=date(2026, 1, 1)))
    notice = replace(given_early, valid_until=date(2025, 2, 8))
    query = ExplainCard(card_id=CARD, member_id=WEI, figure="end")
    steps = ask(EXPLAIN, query, told(year, notice, replace(stays, valid_until=date(2026, 1, 1))))
    assert [(s.event, s.before, s.after) for s in steps[1:]] == [
        ("NoticeGiven", "2026-01-01", "2025-02-08"),
        ("NoticeWithdrawn", "2025-02-08", "2026-01-01"),
    ]
    assert "moves to London" in steps[1].says


def test_a_refund_after_an_early_end_counts_no_day_after_it():
    """184 of 365 days of 3,650.00 would be used on 3 July; ended on 8 February, 38 are: 380.00."""
    year = replace(
        card, price=yuan(365_000), valid=replace(card.valid, until=date(2026, 1, 1)), terms=replace(MONTHLY, months=12)
    )
    history = told(year, replace(given_early, valid_until=date(2025, 2, 8)))
    query = RefundValue(card_id=CARD, member_id=WEI, at=datetime(2025, 7, 3, 4, tzinfo=UTC))
    (row, *_) = ask(REFUND_VALUE, query, history)
    assert (row.reading, row.consumed) == ("pro_rata", yuan(38_000))


def test_the_gate_tells_the_end_by_notice_where_it_would_have_offered_a_renewal():
    noticed = Scenario(GATE).given(gate_opened, card, agreed, given, due(), february)
    entry = noticed.at(shanghai(date(2025, 2, 26))).when(swipe)._decide()[0]
    assert entry.warnings == (Reason.of(LeavesSoon(valid_until=MARCH, days_left=3)),)


def test_the_visits_of_a_pack_that_its_member_leaves_early_are_of_no_use_after_it():
    pack = replace(visit_card, terms=replace(visit_card.terms, cancel_early=True, cancel_notice_days=7))
    notice = replace(given_early, last_day=date(2025, 1, 15), valid_until=date(2025, 1, 16))
    Scenario(NOTICE).at(january(8)).given(pack).when(early).then(notice)
    at = january(16)
    out = refused(CardGivenUp(valid_until=date(2025, 1, 16)))
    Scenario(GATE).given(gate_opened, pack, notice).at(at).when(swipe).then(replace(out, day=date(2025, 1, 16), at=at))

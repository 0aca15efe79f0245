"""Questions that a card's events answer: what would be, what it is worth, how it came about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.cards.answers.explain import EXPLAIN
from services.cards.answers.foresight import IF_FROZEN
from services.cards.answers.words import WORDS
from services.cards.answers.worth import REFUND_VALUE
from services.cards.events import CardEvent
from shared.contracts import DayRange, Event, Refusal
from shared.contracts.cards import (
    AutoRenewalAgreed,
    CardLost,
    CardNotIssued,
    CardOfAnotherMember,
    CardReportedLost,
    ExplainCard,
    FreezeOutlook,
    IfFrozen,
    LotUse,
    RefundValue,
    RefundValueRow,
    RenewalFailed,
    Terms,
)
from shared.decider import Context
from shared.history import Answer, Told
from shared.log import Meta, Recorded
from tests.cards.examples import (
    ADA,
    CARD,
    EVENING,
    FOUR_THOUSAND,
    ORDER,
    PRODUCT,
    TEN_VISITS,
    WEI,
    days,
    granted,
    held_on_term,
    january,
    month_card,
    of_lot,
    one_visit,
    swipe_id,
    value_card,
    visit_card,
    yuan,
)
from tests.cards.test_freeze_card import frozen
from tests.cards.test_swipe_card import refused
from tests.scenario import CLERK

NOW = Context(at=january(8), now=january(8), actor=CLERK)


def told(*events: Event, at: datetime | None = None, later: timedelta = timedelta(0)) -> list[Told]:
    """Each event an hour after the last one before, recorded so much later."""
    start = at or january(1)
    return [
        Told(
            event,
            Recorded(
                i + 1,
                event.stream_name,
                i + 1,
                ORDER,
                type(event).__name__,
                1,
                b"{}",
                start + timedelta(hours=i),
                start + timedelta(hours=i) + later,
                Meta("clerk", (), "c"),
            ),
        )
        for i, event in enumerate(events)
    ]


def ask(answer: Answer, query, past: list[Told], context: Context = NOW):
    own = [f"card-{CARD}", f"member-{query.member_id}", f"wards-{query.member_id}"]
    assert list(answer.streams(query)) == own + (["refundinterest"] if answer is REFUND_VALUE else [])
    rows = list(answer.rows(query, past, context))
    for row in rows:
        assert type(row).load(row.wire()) == row
    return rows


# --- if I freeze ---

if_frozen = IfFrozen(card_id=CARD, member_id=WEI, first=date(2025, 1, 12), until=date(2025, 1, 22))


def test_if_i_freeze_ten_days_from_the_12th_my_card_ends_ten_days_later():
    agreed = AutoRenewalAgreed(card_id=CARD, member_id=WEI, most=yuan(1))
    booking = replace(held_on_term, hold_id=EVENING, day=date(2025, 1, 15))
    (outlook,) = ask(IF_FROZEN, if_frozen, told(month_card, agreed, booking, held_on_term))
    assert outlook == FreezeOutlook(
        card_id=CARD,
        rest=days(12, 22),
        refused=None,
        until_now=date(2025, 2, 1),
        until_then=date(2025, 2, 11),
        quota_left=4,
        next_charge=date(2025, 2, 10),
        visits_set_aside=(date(2025, 1, 15),),
    )


def test_a_freeze_that_cannot_be_says_why_and_moves_nothing():
    (outlook,) = ask(IF_FROZEN, replace(if_frozen, until=date(2025, 2, 12)), told(month_card))
    assert outlook.refused is not None and outlook.refused.code == "FreezeDaysOutOfRange"
    assert (outlook.until_then, outlook.quota_left, outlook.next_charge) == (date(2025, 2, 1), 14, None)


@pytest.mark.parametrize(
    ("past", "query", "no"),
    [
        ([], if_frozen, CardNotIssued),
        ([month_card], replace(if_frozen, member_id=ADA), CardOfAnotherMember),
    ],
)
def test_only_own_cards_are_foretold(past: list[Event], query: IfFrozen, no: type[Refusal]):
    with pytest.raises(no):
        ask(IF_FROZEN, query, told(*past))


# --- what it is worth ---

worth = RefundValue(card_id=CARD, member_id=WEI)


def refunds(*events: Event, query: RefundValue = worth, at: datetime | None = None) -> dict[str, RefundValueRow]:
    context = replace(NOW, now=at, at=at) if at else NOW
    return {row.reading: row for row in ask(REFUND_VALUE, query, told(*events), context)}


def spent(amount: int, n: int = 1) -> Event:
    uses: tuple[LotUse, ...] = of_lot(0, 0, amount, 0)
    return replace(granted, swipe_id=swipe_id(n), lots=uses)


def test_of_3000_paid_and_1000_given_3594_are_spent_and_304_50_go_back():
    after = refunds(replace(value_card, terms=FOUR_THOUSAND), spent(359_400))
    assert after["at_discount"].consumed == yuan(269_550)
    assert after["at_discount"].refund == yuan(30_450)
    assert "3,000.00 CNY x 3,594.00/4,000.00" in after["at_discount"].arithmetic
    assert "优惠价" in after["at_discount"].arithmetic_zh


def test_both_parts_of_a_value_are_kept_for_either_reading():
    after = refunds(value_card, spent(150_000))
    assert (after["paid_first"].refund, after["bonus_first"].refund) == (yuan(150_000), yuan(250_000))
    assert after["pro_rata"].refund == yuan(187_500)


def test_list_price_consumption_never_exceeds_what_was_prepaid():
    listed = replace(visit_card, terms=replace(TEN_VISITS, list_price=yuan(6_000)))
    once = refunds(listed, one_visit)
    assert (once["at_list"].consumed, once["at_list"].refund) == (yuan(6_000), yuan(4_000))
    second = replace(one_visit, swipe_id=ORDER, day=date(2025, 1, 9))
    twice = refunds(listed, one_visit, second)
    assert (twice["at_list"].consumed, twice["at_list"].refund) == (yuan(10_000), yuan(0))
    assert twice["pro_rata"].refund == yuan(8_000)


def test_a_term_gives_back_the_days_that_are_left():
    """3,650.00 for the year 2025: on 30 June 184 of 365 days are left, 1,840.00 and not 1,825.00."""
    year = replace(
        month_card,
        price=yuan(365_000),
        terms=Terms(kind="term", months=12),
        valid=replace(month_card.valid, until=date(2026, 1, 1)),
    )
    assert refunds(year, at=datetime(2025, 6, 30, 4, tzinfo=UTC))["pro_rata"].refund == yuan(184_000)
    assert refunds(year, at=datetime(2026, 6, 30, 4, tzinfo=UTC))["pro_rata"].refund == yuan(0)


def test_rested_days_are_not_used():
    month = replace(month_card, price=yuan(31_000))
    resting = frozen(days(2, 7), date(2025, 2, 6))
    assert refunds(month, resting)["pro_rata"].consumed == yuan(3_000)


def test_unused_within_seven_days_everything_goes_back():
    assert refunds(visit_card, at=january(8))["unused"].refund == yuan(10_000)
    assert "unused" not in refunds(visit_card, at=january(9))
    assert "unused" not in refunds(visit_card, one_visit)


def test_the_value_can_be_asked_for_any_instant_of_the_past():
    query = replace(worth, at=january(1, 4))
    assert refunds(visit_card, one_visit, query=query)["pro_rata"].refund == yuan(10_000)
    assert refunds(visit_card, one_visit)["pro_rata"].refund == yuan(9_000)


@pytest.mark.parametrize("used", [0, 1, 5, 9, 10])
def test_no_reading_gives_back_less_than_nothing_or_more_than_was_paid(used):
    swipes = [replace(one_visit, swipe_id=swipe_id(n), day=date(2025, 1, 8 + n)) for n in range(used)]
    for row in refunds(replace(visit_card, terms=replace(TEN_VISITS, list_price=yuan(2_500))), *swipes).values():
        assert yuan(0) <= row.refund <= yuan(10_000)
        assert row.consumed + row.refund == row.paid


def test_what_a_company_paid_goes_back_to_the_company():
    """Of 800.00 the company paid 400.00: of 774.19 for 30 of 31 days left, 387.10 are the company's."""
    month = replace(month_card, price=yuan(80_000), employer=yuan(40_000))
    rows = refunds(month, at=january(1))
    assert (rows["pro_rata"].refund, rows["pro_rata"].employer) == (yuan(77_419), yuan(38_710))
    assert (rows["unused"].refund, rows["unused"].employer) == (yuan(80_000), yuan(40_000))
    assert refunds(replace(month, employer=None), at=january(1))["unused"].employer is None


# --- how it came about ---

explain = ExplainCard(card_id=CARD, member_id=WEI, figure="end")


def test_an_end_is_explained_by_the_events_that_moved_it():
    past = told(month_card, granted, frozen(days(9, 19), date(2025, 2, 11)))
    sold, rested = ask(EXPLAIN, explain, past)
    assert (sold.event, sold.before, sold.after) == ("CardIssued", None, "2025-02-01")
    assert (rested.place, rested.event, rested.before, rested.after) == (3, "CardFrozen", "2025-02-01", "2025-02-11")
    assert rested.says == "frozen 2025-01-09 to 2025-01-19"
    assert rested.says_zh == "冻结 2025-01-09 至 2025-01-19"
    assert rested.rule == f"product {PRODUCT} version 1"


def test_a_balance_is_explained_visit_by_visit():
    rows = ask(EXPLAIN, replace(explain, figure="balance"), told(visit_card, one_visit))
    assert [(row.event, row.after) for row in rows] == [("CardIssued", "10"), ("EntryGranted", "9")]


def test_a_refusal_cites_the_event_that_shut_the_door():
    lost = CardReportedLost(card_id=CARD, member_id=WEI, at=january(8))
    no = refused(CardLost(card_id=CARD))
    rows = ask(EXPLAIN, replace(explain, figure="refusal"), told(month_card, lost, no))
    assert [(row.event, row.after) for row in rows] == [("CardReportedLost", "lost"), ("EntryRefused", "lost")]
    assert rows[1].says == "entry at 2025-01-08 12:00 refused: This card was reported lost."
    assert rows[1].says_zh.startswith("2025-01-08 12:00 入场被拒：")


def test_a_card_without_an_end_is_explained_as_one():
    endless = replace(month_card, valid=DayRange(date(2025, 1, 1), date.max))
    (row,) = ask(EXPLAIN, explain, told(endless))
    assert (row.after, row.says[-6:], row.says_zh[-2:]) == ("no end", "no end", "长期")


def test_why_a_renewal_failed_is_explained_in_words():
    failed = RenewalFailed(
        card_id=CARD, member_id=WEI, period=date(2025, 2, 1), attempt=1, payment_id=ORDER, cause="over_limit",
        next_at=None,
    )  # fmt: skip
    *_, row = ask(EXPLAIN, replace(explain, figure="everything"), told(month_card, failed))
    assert (row.says, row.says_zh) == ("attempt 1 failed: over limit", "第 1 次扣款失败：超过约定上限")


def test_a_card_that_was_taken_over_is_explained_as_no_sale():
    (row,) = ask(EXPLAIN, explain, told(replace(month_card, kind="import", order_id=None)))
    assert (row.says[:6], row.says_zh[:2]) == ("import", "导入")


def test_everything_can_be_asked_as_it_stood_and_as_it_was_known():
    past = told(month_card, frozen(days(9, 19), date(2025, 2, 11)), later=timedelta(days=2))
    everything = replace(explain, figure="everything")
    assert len(ask(EXPLAIN, everything, past)) == 2
    assert len(ask(EXPLAIN, replace(everything, at=january(1, 4)), past)) == 1
    assert len(ask(EXPLAIN, replace(everything, known_at=january(3, 4)), past)) == 1
    with pytest.raises(CardNotIssued):
        ask(EXPLAIN, replace(everything, known_at=january(2)), past)


def test_every_event_of_a_card_has_words():
    assert {cls.__name__ for cls in CardEvent.__args__} <= set(WORDS)

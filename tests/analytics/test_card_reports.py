"""Sales, renewals and the states of cards, over lives whose figures are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shared.contracts import DayRange, Money
from shared.contracts.analytics import CardSales, CardStates, RenewalNumbers
from shared.contracts.cards import (
    AutoRenewalAgreed,
    AutoRenewalLapsed,
    AutoRenewalWithdrawn,
    CardActivated,
    CardFound,
    CardFrozen,
    CardIssued,
    CardReportedLost,
    Closure,
    ClosureCounted,
    DaysGiven,
    EntryGranted,
    FreezeEnded,
    LotDays,
    LotGranted,
    LotUse,
    LotWithdrawn,
    ProductChanged,
    RenewalFailed,
    Terms,
)
from shared.ids import derived_id
from tests.analytics.asking import heard, money, shown
from tests.analytics.later_story import ended, lot, renewal_due
from tests.analytics.story import PRODUCT, VENUES
from tests.analytics.telling import Reports

SHANGHAI, LONDON, TOKYO = VENUES
MEI = derived_id("mei")
CARD = derived_id("card")
WHO = {"card_id": CARD, "member_id": MEI}
YEAR = DayRange(date(2026, 1, 1), date(2027, 1, 1))


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 4, tzinfo=UTC)


def cny(amount: int) -> Money:
    return Money(amount, "CNY")


def card(card_id: str = CARD, price: int = 100_000, valid: DayRange = YEAR, **more: object) -> CardIssued:
    sold = CardIssued(
        card_id=card_id, number="C1", order_id=derived_id("order", card_id), product_id=PRODUCT, member_id=MEI,
        venue_id=SHANGHAI, price=cny(price), terms=Terms(kind="term", months=12), valid=valid, zone="Asia/Shanghai",
    )  # fmt: skip
    return replace(sold, **more)


def old_card(card_id: str) -> CardIssued:
    return card(card_id, order_id=None, kind="import")


def granted_lot(name: str, price: int, kind: str) -> LotGranted:
    return LotGranted(lot=lot(CARD, SHANGHAI, cny(price), kind, name), valid_until=YEAR.until, **WHO)  # type: ignore[arg-type]


def test_sales_tell_new_cards_renewals_top_ups_upgrades_and_gifts_apart(bi: Reports):
    changed = ProductChanged(
        old_lot_id=CARD, credit=cny(1_000), paid=cny(500), surplus=cny(0), refunds=(), valid_until=YEAR.until,
        lot=lot(CARD, SHANGHAI, cny(1_500), "upgrade", "upgrade"), **WHO,
    )  # fmt: skip
    heard(
        bi,
        (at(3, 2), card()),
        (at(3, 9), granted_lot("one", 80_000, "renewal")),
        (at(3, 9), granted_lot("two", 30_000, "top_up")),
        (at(4, 9), granted_lot("three", 0, "gift")),
        (at(4, 9), changed),
        (at(4, 9), granted_lot("four", 70_000, "renewal")),
    )
    rows = bi.ask(CardSales(first=date(2026, 3, 1), until=date(2026, 5, 1)))
    counts = ("product", "period", "sold", "renewed", "topped_up", "upgraded", "gifts", "imported", "paid")
    assert shown(rows, *counts) == [
        ("", "2026-03-01", 0, 1, 1, 0, 0, 0, money(110_000, "CNY")),
        ("", "2026-04-01", 0, 1, 0, 1, 1, 0, money(70_500, "CNY")),
        ("Pack of ten", "2026-03-01", 1, 0, 0, 0, 0, 0, money(100_000, "CNY")),
    ]


def test_a_change_to_a_lower_grade_is_told_apart(bi: Reports):
    changed = ProductChanged(
        old_lot_id=CARD, credit=cny(1_000), paid=cny(0), surplus=cny(600), refunds=(), valid_until=YEAR.until,
        lot=lot(CARD, SHANGHAI, cny(400), "upgrade", "upgrade"), direction="downgrade", **WHO,
    )  # fmt: skip
    heard(bi, (at(3, 2), card()), (at(4, 9), changed))
    (row,) = bi.ask(CardSales(first=date(2026, 4, 1), until=date(2026, 5, 1)))
    assert (row["upgraded"], row["downgraded"], row["paid"]) == (0, 1, money(0, "CNY"))


def test_imported_cards_are_no_sales_and_in_no_amount(bi: Reports):
    older = replace(old_card(derived_id("older")), kind="sale")  # as it was told before kinds of lots were
    heard(bi, (at(3, 2), old_card(CARD)), (at(3, 2), older), (at(3, 2), card(derived_id("sold"), 50)))
    rows = bi.ask(CardSales(first=date(2026, 3, 1), until=date(2026, 4, 1)))
    assert shown(rows, "sold", "imported", "paid", "withdrawn") == [(1, 2, money(50, "CNY"), 0)]


def test_what_went_back_counts_in_the_period_in_which_it_did(bi: Reports):
    withdrawn = LotWithdrawn(lot_id=CARD, order_id=derived_id("order", CARD), valid_until=date(2026, 4, 2), **WHO)
    heard(bi, (at(3, 2), card()), (at(4, 2), withdrawn))
    rows = bi.ask(CardSales(first=date(2026, 3, 1), until=date(2026, 5, 1)))
    assert shown(rows, "period", "sold", "paid", "withdrawn", "withdrawn_paid") == [
        ("2026-03-01", 1, money(100_000, "CNY"), 0, money(0, "CNY")),
        ("2026-04-01", 0, money(0, "CNY"), 1, money(100_000, "CNY")),
    ]


STATES = ("running", "not_begun", "over", "frozen", "lost", "expiring", "renewing", "lapsed")


def states(bi: Reports, on: date, days: int = 30) -> list[tuple[object, ...]]:
    return shown(bi.ask(CardStates(on=on, days=days, venue_id=SHANGHAI)), *STATES)


def test_a_card_runs_from_its_first_day_to_before_its_last_and_is_expiring_before_and_lapsed_after_it(bi: Reports):
    heard(bi, (at(3, 2), card(valid=DayRange(date(2026, 3, 10), date(2026, 6, 10)))))
    assert states(bi, date(2026, 3, 1)) == []
    assert states(bi, date(2026, 3, 9)) == [(0, 1, 0, 0, 0, 0, 0, 0)]
    assert states(bi, date(2026, 3, 10)) == [(1, 0, 0, 0, 0, 0, 0, 0)]
    assert states(bi, date(2026, 5, 10)) == [(1, 0, 0, 0, 0, 0, 0, 0)]
    assert states(bi, date(2026, 5, 11)) == [(1, 0, 0, 0, 0, 1, 0, 0)]
    assert states(bi, date(2026, 6, 9)) == [(1, 0, 0, 0, 0, 1, 0, 0)]
    assert states(bi, date(2026, 6, 10)) == [(0, 0, 1, 0, 0, 0, 0, 1)]
    assert states(bi, date(2026, 7, 10)) == [(0, 0, 1, 0, 0, 0, 0, 0)]


def test_a_freeze_rests_the_days_that_it_really_did_and_moves_the_end(bi: Reports):
    rest = DayRange(date(2026, 3, 10), date(2026, 3, 20))
    moved = LotDays(lot_id=CARD, valid=DayRange(YEAR.first, date(2027, 1, 11)))
    back = LotDays(lot_id=CARD, valid=DayRange(YEAR.first, date(2027, 1, 5)))
    heard(
        bi,
        (at(1, 1), card()),
        (at(3, 9), CardFrozen(rest=rest, valid_until=moved.valid.until, lots=(moved,), **WHO)),
        (at(3, 14), FreezeEnded(rest=rest, rested_days=4, valid_until=back.valid.until, lots=(back,), **WHO)),
    )
    assert [states(bi, date(2026, 3, day))[0][3] for day in (9, 10, 13, 14)] == [0, 1, 1, 0]
    assert states(bi, date(2027, 1, 4))[0][0] == 1
    assert states(bi, date(2027, 1, 5))[0][0] == 0


def test_a_lost_card_is_lost_until_it_is_found(bi: Reports):
    heard(bi, (at(1, 1), card()), (at(3, 9), CardReportedLost(at=at(3, 9), **WHO)), (at(3, 20), CardFound(**WHO)))
    assert [states(bi, date(2026, 3, day))[0][4] for day in (8, 9, 19, 20)] == [0, 1, 1, 0]


def test_who_agreed_to_renew_is_not_only_expiring(bi: Reports):
    heard(
        bi,
        (at(1, 1), card()),
        (at(2, 1), AutoRenewalAgreed(most=cny(1), **WHO)),
        (at(12, 20), AutoRenewalWithdrawn(**WHO)),
    )
    assert [states(bi, date(2026, 12, day))[0][5:7] for day in (10, 20)] == [(1, 1), (1, 0)]


def test_days_given_and_an_activation_move_what_they_name(bi: Reports):
    waits = card(valid=DayRange(date(2026, 6, 1), date(2027, 6, 1)), activate_by=date(2026, 6, 1))
    begun = LotDays(lot_id=CARD, valid=DayRange(date(2026, 3, 9), date(2027, 3, 9)))
    longer = LotDays(lot_id=CARD, valid=DayRange(date(2026, 3, 9), date(2027, 3, 12)))
    activated = CardActivated(
        first_day=begun.valid.first, by="choice", valid_until=begun.valid.until, lots=(begun,), **WHO
    )
    given = DaysGiven(
        gift_id=CARD, days=3, cause="illness", reason="flu", valid_until=longer.valid.until, lots=(longer,), **WHO
    )
    heard(bi, (at(3, 1), waits), (at(3, 5), activated), (at(3, 10), given))
    assert [states(bi, day)[0][0] for day in (date(2026, 3, 8), date(2026, 3, 9), date(2027, 3, 11))] == [0, 1, 1]
    assert states(bi, date(2027, 3, 12))[0][0] == 0
    assert bi.rows("SELECT activate_by, valid_until FROM bi.dim_card") == [(None, date(2027, 3, 12))]


def test_a_closed_venue_moves_the_end_of_the_cards_that_lose_days_by_it(bi: Reports):
    closure = Closure(
        closure_id=derived_id("closure"), venue_id=SHANGHAI, days=DayRange(date(2026, 3, 10), date(2026, 3, 20)),
        extends="sold_here",
    )  # fmt: skip
    moved = LotDays(lot_id=CARD, valid=DayRange(YEAR.first, date(2027, 1, 11)))
    counted = ClosureCounted(closure=closure, moved_days=10, valid_until=moved.valid.until, lots=(moved,), **WHO)
    heard(bi, (at(1, 1), card()), (at(3, 9), counted))
    assert states(bi, date(2027, 1, 10))[0][0] == 1
    assert states(bi, date(2027, 1, 11))[0][0] == 0
    assert bi.rows("SELECT valid_until FROM bi.dim_card") == [(date(2027, 1, 11),)]
    assert bi.rows("SELECT days FROM bi.fact_card_event WHERE change = 'closure_counted'") == [(10,)]


@pytest.mark.parametrize(("kind", "runs"), [("visits", False), ("term", True)])
def test_a_pack_is_over_with_its_last_visit_and_a_term_is_not(bi: Reports, kind: str, runs: bool):
    use = LotUse(lot_id=CARD, order_id=None, product_id=PRODUCT, venue_id=SHANGHAI, visits=1, value=None, paid=cny(1))
    entry = EntryGranted(
        swipe_id=derived_id("swipe"), venue_id=SHANGHAI, day=date(2026, 3, 9), at=at(3, 9), visits_used=1,
        visits_left=0, value_used=None, hold_id=None, order_id=None, product_id=PRODUCT, lot_value=cny(1), lots=(use,),
        **WHO,
    )  # fmt: skip
    heard(bi, (at(1, 1), card(terms=Terms(kind=kind, visits=1))), (at(3, 9), entry))  # type: ignore[arg-type]
    assert states(bi, date(2026, 3, 9))[0][0] == 1
    assert (states(bi, date(2026, 3, 10))[0][0] == 1) is runs


def test_renewals_are_told_by_hand_or_by_themselves_with_what_failed_and_what_ended(bi: Reports):
    by_itself = lot(CARD, SHANGHAI, cny(80_000), name="auto")
    by_itself = replace(by_itself, order_id=derived_id("auto", CARD))
    gone = card(derived_id("gone"), valid=DayRange(date(2025, 3, 9), date(2026, 3, 9)))

    def failed(cause: str, attempt: int) -> RenewalFailed:
        return RenewalFailed(
            period=YEAR.until,
            attempt=attempt,
            payment_id=derived_id("auto", attempt),
            cause=cause,
            next_at=None,
            **WHO,  # type: ignore[arg-type]
        )

    heard(
        bi,
        (at(1, 1), card()),
        (at(1, 1), gone),
        (at(3, 1), AutoRenewalAgreed(most=cny(90_000), **WHO)),
        (at(3, 5), renewal_due(CARD, MEI, SHANGHAI)),
        (at(3, 5), failed("declined", 1)),
        (at(3, 13), renewal_due(CARD, MEI, SHANGHAI, 2)),
        (at(3, 13), LotGranted(lot=by_itself, valid_until=date(2028, 3, 2), **WHO)),
        (at(3, 14), granted_lot("by hand", 80_000, "renewal")),
        (at(3, 14), granted_lot("top", 80_000, "top_up")),
        (at(3, 9), ended(derived_id("gone"), MEI, date(2026, 3, 9))),
        (at(4, 1), failed("must_act", 1)),
        (at(4, 1), AutoRenewalLapsed(period=YEAR.until, **WHO)),
    )
    rows = bi.ask(RenewalNumbers(first=date(2026, 3, 1), until=date(2026, 5, 1)))
    fields = ("period", "ended", "renewed", "by_itself", "attempts", "failed", "must_act", "given_up", "agreed")
    assert shown(rows, *fields) == [
        ("2026-03-01", 1, 2, 1, 2, 1, 0, 0, 1),
        ("2026-04-01", 0, 0, 0, 0, 1, 1, 1, 0),
    ]

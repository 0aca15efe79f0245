"""The three reports and the freshness, over events whose figures are known."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from services.finance.ledger import Memo
from shared.contracts import VENUE_MANAGER, Actor, Money
from shared.contracts.analytics import ClassReport, Freshness, IncomeByKind, IncomeEarned, MemberActivity
from shared.contracts.booking import SessionCancelled
from shared.contracts.finance import EntryPosted, Posting
from shared.ids import derived_id
from tests.analytics.asking import heard, money, shown
from tests.analytics.story import (
    COACH,
    DAY,
    START,
    VENUES,
    Seat,
    earned,
    granted,
    opening,
    paid,
    past_booking,
    refunded,
    registered,
    scheduled,
)
from tests.analytics.telling import HEAD, NOON, Reports, Telling

SHANGHAI, LONDON, TOKYO = VENUES
NEXT_DAY = DAY + timedelta(days=1)
OF_LONDON = Actor(id=derived_id("manager"), roles=(VENUE_MANAGER,), venues=(LONDON,))
MEI, TOM = derived_id("mei"), derived_id("tom")
REAL_FILE = Path(__file__).parents[3] / "shared" / "data" / "fitness_class_2212.csv"


def sold(bi: Reports) -> None:
    heard(
        bi,
        *paid("0" * 8 + "-0000-7000-8000-000000000001", MEI, SHANGHAI, Money(182500, "CNY")),
        *paid("0" * 8 + "-0000-7000-8000-000000000002", MEI, SHANGHAI, Money(10001, "CNY")),
        refunded("0" * 8 + "-0000-7000-8000-000000000002", MEI, SHANGHAI, Money(10001, "CNY"), NEXT_DAY),
        *paid("0" * 8 + "-0000-7000-8000-000000000003", TOM, LONDON, Money(4550, "GBP")),
        *paid("0" * 8 + "-0000-7000-8000-000000000004", TOM, TOKYO, Money(9800, "JPY")),
    )


def test_income_is_what_was_paid_in_full_less_what_was_returned_by_venue_and_kind(bi: Reports):
    sold(bi)
    rows = bi.ask(IncomeByKind(first=DAY, until=NEXT_DAY + timedelta(days=1)))
    assert shown(rows, "venue", "kind", "orders", "received", "refunded", "net", "zone") == [
        ("London", "card", 1, money(4550, "GBP"), money(0, "GBP"), money(4550, "GBP"), "Europe/London"),
        ("Shanghai", "card", 2, money(192501, "CNY"), money(10001, "CNY"), money(182500, "CNY"), "Asia/Shanghai"),
        ("Tokyo", "card", 1, money(9800, "JPY"), money(0, "JPY"), money(9800, "JPY"), "Asia/Tokyo"),
    ]
    assert all(row["clock"] and row["fresh_at"] == "2026-03-02T12:00:00Z" for row in rows)


def test_income_counts_only_the_days_asked_for(bi: Reports):
    sold(bi)
    assert [row["received"] for row in bi.ask(IncomeByKind(first=DAY, until=NEXT_DAY, venue_id=SHANGHAI))] == [
        money(192501, "CNY")
    ]
    returned = bi.ask(IncomeByKind(first=NEXT_DAY, until=NEXT_DAY + timedelta(days=1)))
    assert shown(returned, "orders", "received", "net") == [(0, money(0, "CNY"), money(-10001, "CNY"))]
    assert bi.ask(IncomeByKind(first=date(2025, 1, 1), until=DAY)) == []


def test_reports_cover_only_the_venues_of_who_asks(bi: Reports):
    sold(bi)
    days = {"first": DAY, "until": NEXT_DAY}
    assert [row["venue"] for row in bi.ask(IncomeByKind(**days), OF_LONDON)] == ["London"]
    assert bi.ask(IncomeByKind(venue_id=SHANGHAI, **days), OF_LONDON) == []
    assert [row["member_id"] for row in bi.ask(MemberActivity(**days), OF_LONDON)] == [TOM]
    assert len(bi.ask(MemberActivity(**days), HEAD)) == 2


def taught(bi: Reports) -> None:
    """Two yoga sessions, one of them cancelled; one of HIIT the day after."""
    yoga, off, hiit = (derived_id("session", n) for n in range(3))
    seats = [Seat(derived_id("seat", n), yoga, derived_id("m", n), SHANGHAI) for n in range(6)]
    cancelled = {"session_id": off, "venue_id": SHANGHAI, "room_id": COACH, "coach_id": COACH, "reason": "flood"}
    heard(
        bi,
        scheduled(yoga, SHANGHAI),
        scheduled(off, SHANGHAI),
        scheduled(hiit, LONDON, START + timedelta(days=1), NEXT_DAY, "HIIT"),
        *(seats[0].reserved(), seats[0].confirmed(), seats[0].attended()),
        *(seats[1].reserved(), seats[1].confirmed(), seats[1].missed()),
        *(seats[2].reserved(), seats[2].confirmed(), seats[2].cancelled(charged=True)),
        *(seats[3].waiting(), seats[3].cancelled(had_seat=False)),
        *(seats[4].reserved(), seats[4].released()),
        *(seats[5].waiting(), seats[5].unserved()),
        SessionCancelled(starts_at=START, ends_at=START, **cancelled),
        past_booking("1", SHANGHAI, "Yoga", attended=True),
        past_booking("2", SHANGHAI, "-", attended=False),
    )


FIGURES = ("category", "sessions", "seats", "bookings", "attended", "missed", "cancelled", "imported")


def test_a_class_report_counts_seats_and_what_became_of_them_and_no_one_who_only_waited(bi: Reports):
    taught(bi)
    assert shown(bi.ask(ClassReport(first=DAY, until=NEXT_DAY)), *FIGURES) == [("Yoga", 1, 8, 3, 1, 1, 1, 0)]
    assert shown(bi.ask(ClassReport(first=NEXT_DAY)), *FIGURES) == [("HIIT", 1, 8, 0, 0, 0, 0, 0)]


def test_imported_bookings_know_no_day_and_are_counted_only_without_one(bi: Reports):
    taught(bi)
    assert shown(bi.ask(ClassReport()), *FIGURES) == [
        ("-", 0, 0, 1, 0, 1, 0, 1),
        ("HIIT", 1, 8, 0, 0, 0, 0, 0),
        ("Yoga", 1, 8, 4, 2, 1, 1, 1),
    ]
    assert shown(bi.ask(ClassReport(), OF_LONDON), "category") == [("HIIT",)]
    assert bi.ask(ClassReport(venue_id=TOKYO)) == []


def club(rows: int) -> list[dict[str, str]]:
    """An old system's bookings, as odd as real ones."""
    categories = ("HIIT", "Cycling", "-", "Strength", "Aqua", "Yoga")
    return [
        {"booking_id": str(n), "category": categories[n * n % 6], "attended": str(int(n % 10 < 3))} for n in range(rows)
    ]


def assert_report_is_an_independent_count(bi: Reports, lines: Sequence[Mapping[str, str]]) -> None:
    """Every row once, by category."""
    heard(bi, *(past_booking(x["booking_id"], SHANGHAI, x["category"], x["attended"] == "1") for x in lines))
    bookings = Counter(x["category"] for x in lines)
    attended = Counter(x["category"] for x in lines if x["attended"] == "1")
    expected = [(c, bookings[c], attended[c], bookings[c] - attended[c], bookings[c]) for c in sorted(bookings)]
    rows = bi.ask(ClassReport())
    assert sorted(shown(rows, "category", "bookings", "attended", "missed", "imported")) == expected


def test_the_class_report_over_imported_bookings_is_exactly_a_count_of_the_file(bi: Reports):
    assert_report_is_an_independent_count(bi, club(600))


@pytest.mark.skipif(not REAL_FILE.exists(), reason="the real club's file is not on this machine")
def test_the_class_report_over_a_real_clubs_file_counts_1500_bookings_and_454_attended(bi: Reports):
    with REAL_FILE.open(encoding="utf-8-sig", newline="") as file:
        assert_report_is_an_independent_count(bi, list(csv.DictReader(file)))
    rows = bi.ask(ClassReport())
    assert (sum(row["bookings"] for row in rows), sum(row["attended"] for row in rows)) == (1500, 454)


def test_member_activity_adds_up_visits_classes_money_and_points_the_most_active_first(bi: Reports):
    session, price = derived_id("session"), Money(100000, "CNY")
    seat, card = Seat(derived_id("seat"), session, MEI, SHANGHAI), derived_id("card", MEI)
    order = derived_id("order", MEI)
    heard(
        bi,
        registered(TOM, LONDON),
        registered(MEI, SHANGHAI),
        scheduled(session, SHANGHAI),
        *paid(order, MEI, SHANGHAI, price),
        refunded(order, MEI, SHANGHAI, Money(30000, "CNY")),
        earned(MEI, order, 1000),
        granted(card, MEI, SHANGHAI, START, price),
        granted(card, MEI, SHANGHAI, START + timedelta(days=1), price, NEXT_DAY),
        *(seat.reserved(), seat.confirmed(), seat.attended()),
        *paid(derived_id("order", TOM), TOM, LONDON, Money(50, "GBP")),
    )
    rows = bi.ask(MemberActivity(first=DAY, until=NEXT_DAY))
    figures = ("member_id", "visits", "bookings", "attended", "missed", "paid", "points", "last_visit_at")
    assert shown(rows, *figures) == [
        (MEI, 1, 1, 1, 0, money(70000, "CNY"), 1000, "2026-03-02T06:00:00Z"),
        (TOM, 0, 0, 0, 0, money(50, "GBP"), 0, None),
    ]
    assert rows[0]["zone"] == "Asia/Shanghai"
    later = bi.ask(MemberActivity(first=NEXT_DAY, until=NEXT_DAY + timedelta(days=1)))
    assert shown(later, "member_id", "visits", "paid", "points") == [(MEI, 1, None, 0)]


def test_freshness_says_which_event_of_each_service_is_in_the_figures_and_how_long_it_took(bi: Reports):
    telling = Telling()
    opening(telling)
    bi.apply(telling.envelopes)
    assert shown(bi.ask(Freshness()), "source", "recorded_at") == [
        (source, "2026-03-02T12:00:00Z") for source in ("booking", "cards", "finance", "members")
    ]
    telling.tell(registered(MEI, SHANGHAI), at=datetime.now(UTC))
    bi.apply(telling.envelopes[-1:])
    members = next(row for row in bi.ask(Freshness()) if row["source"] == "members")
    assert members["position"] == telling.envelopes[-1].position
    assert members["lag_seconds"] <= 60
    assert datetime.fromisoformat(members["recorded_at"]) > NOON


def entry(memo: Memo, day: date, number: int, **sides: int) -> EntryPosted:
    """An entry in Shanghai; an account's colon is written as two underscores."""
    return EntryPosted(
        entry_id=derived_id("entry", number),
        order_id=derived_id("order"),
        venue_id=SHANGHAI,
        day=day,
        currency="CNY",
        memo=memo,
        postings=tuple(Posting(account=name.replace("__", ":"), amount=amount) for name, amount in sides.items()),
    )


def test_income_earned_is_that_of_its_day_in_the_books_whenever_it_was_paid(bi: Reports):
    """A year for 3,650.00 and a drink for 5.00 on 2 March: by April 30 days are earned, and 3,350.00 are owed."""
    month_end, april = date(2026, 3, 31), date(2026, 4, 1)
    heard(
        bi,
        entry("sale", DAY, 1, advance=365_500, deferred__card=-365_000, income__retail=-500),
        entry("recognition", month_end, 2, deferred__card=30_000, income__card=-30_000),
        entry("refund", april, 3, deferred__card=10_000, income__card=2_000, cash=-12_000),
    )
    of_march = bi.ask(IncomeEarned(first=DAY, until=april))
    assert shown(of_march, "kind", "sold", "used", "returned", "earned", "owed") == [
        ("card", *map(money, (0, 30_000, 0, 30_000, 335_000), ["CNY"] * 5)),
        ("retail", *map(money, (500, 0, 0, 500, 0), ["CNY"] * 5)),
    ]
    (of_april,) = bi.ask(IncomeEarned(first=april, until=date(2026, 5, 1)))
    assert shown([of_april], "kind", "used", "returned", "earned", "owed") == [
        ("card", *map(money, (0, 2_000, -2_000, 325_000), ["CNY"] * 4))
    ]
    assert of_april["clock"].startswith("accrual") and of_april["zone"] == "Asia/Shanghai"
    assert bi.ask(IncomeEarned(first=DAY, until=april), OF_LONDON) == []

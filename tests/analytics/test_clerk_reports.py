"""The audit of the clerks: who overrode which rule for how much, and what a second pair of eyes found."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from shared.contracts import VENUE_MANAGER, Actor, DayRange, Event, Money
from shared.contracts.analytics import ClerkChecks, ClerkOverrides
from shared.contracts.cards import CardIssued, DaysGiven, Terms
from shared.ids import derived_id
from tests.analytics.asking import money, shown
from tests.analytics.clerk_story import (
    FEE,
    approved,
    asked,
    checked,
    declined,
    entered,
    glass,
    lapsed,
    overridden,
    replaced,
    requested,
    reviewed,
    to_pass,
    to_rest,
)
from tests.analytics.debt_story import blocked, free, let_in, owes, shut, written_off
from tests.analytics.level_story import reached
from tests.analytics.story import PRODUCT, VENUES, opening, registered
from tests.analytics.telling import Reports, Telling

SHANGHAI, LONDON, TOKYO = VENUES
MEI, TOM = derived_id("mei"), derived_id("tom")
CARD = derived_id("card")
MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
OF_LONDON = Actor(id=derived_id("manager"), roles=(VENUE_MANAGER,), venues=(LONDON,))
Act = tuple[int, str, Event]
"""On this day of March, by this clerk."""


def card(card_id: str = CARD, venue: str = SHANGHAI) -> CardIssued:
    return CardIssued(
        card_id=card_id, number="C1", order_id=derived_id("order", card_id), product_id=PRODUCT, member_id=MEI,
        venue_id=venue, price=Money(100, "CNY"), terms=Terms(kind="term", months=12),
        valid=DayRange(date(2026, 1, 1), date(2027, 1, 1)), zone=VENUES[venue],
    )  # fmt: skip


def given(name: str, days: int, cause: str = "illness") -> DaysGiven:
    return DaysGiven(
        card_id=CARD, member_id=MEI, gift_id=derived_id(name), days=days, cause=cause, reason="flu",
        valid_until=date(2027, 1, 1),
    )  # type: ignore[arg-type]  # fmt: skip


def told(bi: Reports, *acts: Act) -> None:
    telling = Telling()
    opening(telling)
    telling.tell(registered(MEI, SHANGHAI), registered(TOM, LONDON), card())
    for day, clerk, event in acts:
        telling.tell(event, at=datetime(2026, 3, day, 4, tzinfo=UTC), by=clerk)
    bi.apply(telling.envelopes)


ROW = ("clerk_id", "rule", "reason", "times", "days", "amount", "checked")


def overrides(bi: Reports, **more: object) -> list[tuple[object, ...]]:
    return shown(bi.ask(ClerkOverrides(**{"first": MARCH, "until": MAY, **more})), *ROW)


def test_a_waived_fee_counts_with_what_had_been_asked_for_and_a_paid_one_is_no_override(bi: Reports):
    other = derived_id("other")
    wish, paid_for = requested(CARD, MEI, TOKYO), requested(other, MEI, TOKYO)
    told(
        bi,
        (2, "desk", card(other)),
        (2, "desk", wish),
        (2, "desk", paid_for),
        (3, "ann", replaced(wish, waived="our reader broke it")),
        (3, "service:cards", replaced(paid_for, FEE)),
    )
    [row] = bi.ask(ClerkOverrides(first=MARCH, until=MAY))
    assert shown([row], "venue", *ROW) == [("Tokyo", "ann", "replacement_fee", "lost", 1, 0, money(2_000, "CNY"), 0)]


def test_who_is_let_in_counts_with_what_was_owed_then_and_the_days_of_it(bi: Reports):
    told(
        bi,
        (2, "service:cards", shut(CARD, MEI, amount=9_900)),
        (3, "ann", let_in(CARD, MEI, date(2026, 3, 5))),
        (4, "service:cards", shut(CARD, MEI, amount=20_000)),
        (6, "ann", let_in(CARD, MEI, date(2026, 3, 6))),
        (7, "service:cards", free(CARD, MEI)),
        (8, "bob", let_in(CARD, MEI, date(2026, 3, 8))),
        (9, "bob", blocked(CARD, MEI, datetime(2026, 3, 9, 4, tzinfo=UTC))),
    )
    assert sorted(overrides(bi), key=str) == [
        ("ann", "debt", "", 2, 3 + 1, money(29_900, "CNY"), 0),
        ("bob", "card_blocked", "", 1, 0, None, 0),
        ("bob", "debt", "", 1, 1, None, 0),
    ]


def test_days_are_given_by_one_person_or_approved_by_a_second_and_never_by_a_service(bi: Reports):
    told(
        bi,
        (2, "ann", given("alone", 10)),
        (3, "desk", asked("checked", CARD, MEI, "desk", 7)),
        (4, "ann", approved("checked", CARD, "ann")),
        (4, "ann", given("checked", 7)),
        (5, "ann", given("other", 3, "complaint")),
        (6, "service:cards", given("referral", 3, "referral")),
    )
    assert overrides(bi) == [
        ("ann", "days", "illness", 2, 17, None, 1),
        ("ann", "days", "complaint", 1, 3, None, 0),
    ]


def test_debts_given_up_levels_set_by_hand_and_health_data_opened_are_told_where_they_were_decided(bi: Reports):
    told(
        bi,
        (2, "service:finance", owes(TOM, "one", 9_900, TOKYO, VENUES[TOKYO])),
        (3, "eve", written_off(TOM, "one", 9_900)),
        (3, "service:finance", written_off(TOM, "two", 5, by_hand=False)),
        (4, "eve", reached(MEI, "gold", why="by_hand")),
        (4, "service:members", reached(TOM, "gold")),
        (5, "ian", glass("glass", TOM, LONDON, "ian")),
        (6, "ian", glass("other", TOM, LONDON, "ian")),
        (7, "supervisor", reviewed("glass", TOM, justified=False)),
    )
    rows = bi.ask(ClerkOverrides(first=MARCH, until=MAY))
    assert shown(rows, "venue", *ROW) == [
        ("London", "ian", "health_emergency", "", 1, 0, None, 0),
        ("London", "ian", "health_emergency", "not_justified", 1, 0, None, 1),
        ("Shanghai", "eve", "level", "gold", 1, 0, None, 0),
        ("Tokyo", "eve", "debt_written_off", "", 1, 0, money(9_900, "CNY"), 0),
    ]
    assert {row["clerk_id"] for row in bi.ask(ClerkOverrides(first=MARCH, until=MAY), OF_LONDON)} == {"ian"}
    assert [row[1] for row in overrides(bi, clerk_id="eve")] == ["level", "debt_written_off"]
    assert overrides(bi, first=date(2026, 3, 4), until=date(2026, 3, 5), venue_id=TOKYO) == []


def test_who_was_let_in_against_the_gate_is_told_by_what_it_refused_for_and_on_which_ground(bi: Reports):
    told(
        bi,
        (2, "x", overridden("one", CARD, MEI, TOKYO, "desk", "CardExpired", forgone=3_000)),
        (2, "x", overridden("two", CARD, MEI, TOKYO, "desk", "CardExpired")),
        (2, "x", overridden("three", CARD, MEI, TOKYO, "desk", "EnteredAlready", counted=True)),
    )
    rows = bi.ask(ClerkOverrides(first=MARCH, until=MAY))
    assert shown(rows, "venue", "against", *ROW[:4], "amount", "used", "free") == [
        ("Tokyo", "CardExpired", "desk", "gate", "goodwill", 2, money(3_000, "CNY"), money(0, "CNY"), 2),
        ("Tokyo", "EnteredAlready", "desk", "gate", "goodwill", 1, None, money(500, "CNY"), 0),
    ]
    came = bi.rows("SELECT granted, reason FROM bi.fact_checkin ORDER BY reason")
    assert came == [(True, "CardExpired")] * 2, "who came in free came in; of the others EntryGranted tells"


@pytest.mark.parametrize("seed", [1, 2])
def test_overrides_are_an_independent_count(bi: Reports, seed: int):
    chance, acts, times = Random(seed), list[Act](), Counter[tuple[str, str]]()
    days, given_up, left = Counter[str](), Counter[str](), 0
    for n in range(60):
        clerk, day = chance.choice(["ann", "bob", "eve"]), 1 + n // 2
        match chance.randrange(4):
            case 0:
                length = chance.randint(1, 20)
                acts.append((day, clerk, given(f"gift {n}", length)))
                times[clerk, "days"] += 1
                days[clerk] += length
            case 1:
                acts.append((day, clerk, reached(MEI, chance.choice(["gold", "silver"]), why="by_hand")))
                times[clerk, "level"] += 1
            case 2:
                left = chance.randint(1, 9_999)
                acts.append((day, "service:finance", owes(MEI, f"o{n}", left, SHANGHAI, VENUES[SHANGHAI])))
                acts.append((day, clerk, written_off(MEI, f"o{n}", left)))
                times[clerk, "debt_written_off"] += 1
                given_up[clerk] += left
            case _:
                acts.append((day, clerk, let_in(CARD, MEI, date(2026, 3, day) + timedelta(1))))
                times[clerk, "debt"] += 1
                days[clerk] += 2
    told(bi, *acts)
    rows = bi.ask(ClerkOverrides(first=MARCH, until=MAY))
    counted = Counter[tuple[str, str]]()
    for row in rows:
        counted[row["clerk_id"], row["rule"]] += row["times"]
    assert counted == times
    assert {c: sum(r["days"] for r in rows if r["clerk_id"] == c) for c in days} == days
    assert {
        c: sum(r["amount"]["amount"] for r in rows if r["clerk_id"] == c and r["amount"]) for c in given_up
    } == given_up


CHECKS = ("clerk_id", "kind", "made", "found_right", "found_wrong", "lapsed", "open", "said_right", "said_wrong")


def test_makers_and_checkers_stand_side_by_side_and_what_members_ask_for_has_no_maker(bi: Reports):
    told(
        bi,
        (2, "desk", asked("one", CARD, MEI, "desk")),
        (2, "desk", asked("two", CARD, MEI, "desk")),
        (2, MEI, asked("own", CARD, MEI, MEI)),
        (2, "desk", to_pass("pass", CARD, MEI, "desk")),
        (2, "desk", to_rest("rest", CARD, MEI, "desk")),
        (3, "ann", approved("one", CARD, "ann")),
        (3, "ann", declined("own", CARD)),
        (9, "service:cards", lapsed("pass", CARD)),
        (2, "desk", entered("right", MEI, "desk")),
        (2, "desk", entered("wrong", MEI, "desk")),
        (2, "desk", entered("open", MEI, "desk")),
        (4, "ann", checked("right", MEI, "desk", "ann", right=True)),
        (4, "bob", checked("wrong", MEI, "desk", "bob", right=False)),
    )
    rows = bi.ask(ClerkChecks(first=MARCH, until=MAY))
    assert shown(rows, *CHECKS) == [
        ("ann", "extension", 0, 0, 0, 0, 0, 1, 1),
        ("ann", "profile", 0, 0, 0, 0, 0, 1, 0),
        ("bob", "profile", 0, 0, 0, 0, 0, 0, 1),
        ("desk", "extension", 2, 1, 0, 0, 1, 0, 0),
        ("desk", "late_freeze", 1, 0, 0, 0, 1, 0, 0),
        ("desk", "profile", 3, 1, 1, 0, 1, 0, 0),
        ("desk", "transfer", 1, 0, 0, 1, 0, 0, 0),
    ]
    assert [row["median_minutes"] for row in rows] == [24 * 60, 48 * 60, 48 * 60, None, None, None, None]
    assert bi.ask(ClerkChecks(first=MARCH, until=MAY), OF_LONDON) == []
    assert {row["clerk_id"] for row in bi.ask(ClerkChecks(first=MARCH, until=MAY, clerk_id="bob"))} == {"bob"}
    assert bi.ask(ClerkChecks(first=date(2026, 3, 3), until=MAY)) == [], "of the day on which it was made"


def test_an_entry_counts_at_the_venue_that_it_names_and_one_of_a_body_says_of_nobody(bi: Reports):
    told(
        bi,
        (2, "desk", entered("visit", derived_id("bo"), "desk", "guest", LONDON)),
        (2, "mo", entered("figure", MEI, "mo", "measurement")),
    )
    rows = bi.ask(ClerkChecks(first=MARCH, until=MAY))
    assert shown(rows, "venue_id", "kind", "made") == [(LONDON, "guest", 1), (SHANGHAI, "measurement", 1)]
    assert bi.rows("SELECT count(*) FROM bi.fact_entry WHERE member_key = %s", MEI) == [(0,)]

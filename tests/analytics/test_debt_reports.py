"""Debts by age, what became of them, and doors that they shut: over lives whose figures are known."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from shared.contracts import VENUE_MANAGER, Actor, DayRange, Money
from shared.contracts.analytics import DebtAges, DebtChanges, DoorsShut
from shared.contracts.cards import CardCancelledAfterRefund, CardIssued, CardTransferred, Terms
from shared.ids import derived_id
from tests.analytics.asking import heard, money, shown
from tests.analytics.debt_story import blocked, free, let_in, owes, shut, unblocked, warned, written_off
from tests.analytics.story import PRODUCT, VENUES, registered
from tests.analytics.telling import Reports

SHANGHAI, LONDON, TOKYO = VENUES
ZONE = VENUES[SHANGHAI]
MEI, TOM = derived_id("mei"), derived_id("tom")
CARD = derived_id("card")
DUE = date(2026, 3, 10)
MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
LATER = datetime(2026, 9, 1, tzinfo=UTC)
NOBODY_SHUT = 0


def at(month: int, day: int, hour: int = 4) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def owed(order: str, left: int, member: str = MEI, due: date = DUE, cause: str = "on_account") -> object:
    return owes(member, order, left, SHANGHAI, ZONE, due, cause)  # type: ignore[arg-type]


def ages(bi: Reports, on: date) -> list[tuple[object, ...]]:
    rows = bi.ask(DebtAges(on=on))
    return shown(rows, "cause", "band", "debts", "members", "shut_members", "owed")


def test_a_debt_is_as_old_as_it_is_past_its_due_day_and_the_due_day_itself_is_no_debt_yet(bi: Reports):
    heard(bi, (at(3, 1), owed("one", 9_900)))
    bands = {days: ages(bi, DUE + timedelta(days)) for days in (-10, -9, 0, 1, 7, 8, 30, 31, 90, 91)}
    assert bands.pop(-10) == []
    assert [(days, rows[0][1]) for days, rows in bands.items()] == [
        (-9, "not_due"), (0, "not_due"), (1, "1-7"), (7, "1-7"), (8, "8-30"), (30, "8-30"), (31, "31-90"),
        (90, "31-90"), (91, "91+"),
    ]  # fmt: skip
    assert all(rows == [("on_account", rows[0][1], 1, 1, 0, money(9_900, "CNY"))] for rows in bands.values())


def test_what_is_paid_or_written_off_is_owed_no_more_from_that_day_on(bi: Reports):
    heard(
        bi,
        (at(3, 1), owed("one", 9_900)),
        (at(3, 1), owed("two", 100, TOM)),
        (at(3, 1), owed("three", 5, TOM, cause="renewal")),
        (at(3, 20), owed("one", 4_000)),
        (at(3, 25), written_off(TOM, "two", 100)),
        (at(3, 28), owed("one", 0)),
    )
    assert ages(bi, date(2026, 3, 19)) == [
        ("on_account", "8-30", 2, 2, NOBODY_SHUT, money(10_000, "CNY")),
        ("renewal", "8-30", 1, 1, NOBODY_SHUT, money(5, "CNY")),
    ]
    assert ages(bi, date(2026, 3, 20))[0] == ("on_account", "8-30", 2, 2, 0, money(4_100, "CNY"))
    assert ages(bi, date(2026, 3, 25))[0] == ("on_account", "8-30", 1, 1, 0, money(4_000, "CNY"))
    assert ages(bi, date(2026, 3, 28)) == [("renewal", "8-30", 1, 1, NOBODY_SHUT, money(5, "CNY"))]


def test_a_debt_given_up_before_it_was_known_was_never_owed(bi: Reports):
    heard(bi, (at(3, 1), written_off(MEI, "one", None, by_hand=False)), (at(3, 2), owed("one", 9_900)))
    assert ages(bi, date(2026, 4, 1)) == []
    [row] = bi.ask(DebtChanges(first=MARCH, until=MAY))
    assert shown([row], "debts", "arisen", "not_renewed", "recovered") == [(0, *[money(0, "CNY")] * 3)]


MOVED = ("arisen", "paid", "written_off", "not_renewed", "recovered")


def test_what_became_of_debts_is_told_by_the_day_on_which_it_did(bi: Reports):
    heard(
        bi,
        (at(3, 1), owed("one", 9_900)),
        (at(3, 1), owed("two", 700, TOM)),
        (at(3, 20), owed("one", 4_000)),
        (at(4, 1), owed("one", 5_000)),
        (at(4, 2), written_off(MEI, "one", 5_000)),
        (at(4, 3), owed("one", 2_000)),
        (at(4, 4), written_off(TOM, "two", 700, by_hand=False)),
    )
    rows = bi.ask(DebtChanges(first=MARCH, until=MAY))
    figures = [(r["period"], r["debts"], *(r[name]["amount"] for name in MOVED)) for r in rows]
    assert figures == [
        ("2026-03-01", 2, 10_600, 5_900, 0, 0, 0),
        ("2026-04-01", 0, 1_000, 0, 5_000, 700, 3_000),
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_owed_at_the_end_is_owed_before_and_what_came_to_it_less_what_went(bi: Reports, seed: int):
    chance, told = Random(seed), []
    left, dropped, expected = dict[int, int](), set[int](), dict[date, int]()
    for n in range(120):
        day = MARCH + timedelta(n)
        when, order = datetime(day.year, day.month, day.day, 4, tzinfo=UTC), chance.randrange(12)
        if order in left and order not in dropped and left[order] and chance.random() < 0.2:
            told.append((when, written_off(MEI, f"o{order}", left[order], chance.random() < 0.5)))
            dropped.add(order)
        else:
            left[order] = chance.choice([0, chance.randint(1, 9_999)])
            told.append((when, owed(f"o{order}", left[order])))
        expected[day] = sum(amount for number, amount in left.items() if number not in dropped)
    heard(bi, *told)

    def total(day: date) -> int:
        return sum(row["owed"]["amount"] for row in bi.ask(DebtAges(on=day)))

    for _ in range(6):
        first, last = sorted(chance.sample(sorted(expected), 2))
        assert (total(first), total(last)) == (expected[first], expected[last])
        sums = defaultdict[str, int](int)
        for row in bi.ask(DebtChanges(first=first + timedelta(1), until=last + timedelta(1), by_period="day")):
            for name in MOVED:
                sums[name] += row[name]["amount"]
        went = sums["paid"] + sums["written_off"] + sums["not_renewed"]
        assert total(last) == total(first) + sums["arisen"] - went


# --- doors ---


def card(card_id: str = CARD, until: date = date(2027, 1, 1), venue: str = SHANGHAI, member: str = MEI) -> CardIssued:
    return CardIssued(
        card_id=card_id, number="C1", order_id=derived_id("order", card_id), product_id=PRODUCT, member_id=member,
        venue_id=venue, price=Money(100, "CNY"), terms=Terms(kind="term", months=12),
        valid=DayRange(date(2026, 1, 1), until), zone=VENUES[venue],
    )  # fmt: skip


DOORS = ("cause", "band", "times", "members", "begun", "opened", "still", "days")


def doors(bi: Reports, first: date = MARCH, until: date = MAY, now: datetime = LATER) -> list[tuple[object, ...]]:
    return shown(bi.ask(DoorsShut(first=first, until=until), now=now), *DOORS)


def test_doors_are_shut_from_the_day_on_which_they_shut_to_before_the_one_on_which_they_open(bi: Reports):
    heard(
        bi,
        card(),
        (at(3, 10), shut(CARD, MEI, at(3, 10))),
        (at(3, 12), shut(CARD, MEI, at(3, 12), 20_000)),  # it owes more: they are shut already
        (at(3, 20), let_in(CARD, MEI, date(2026, 3, 25))),
        (at(3, 17), free(CARD, MEI)),
        (at(4, 1), blocked(CARD, MEI, at(4, 1))),
        (at(4, 1, 6), unblocked(CARD, MEI)),
    )
    assert doors(bi) == [("debt", "1-7", 1, 1, 1, 1, 0, 7), ("hand", "0", 1, 1, 1, 1, 0, 0)]
    assert doors(bi, date(2026, 3, 16), date(2026, 3, 17)) == [("debt", "1-7", 1, 1, 0, 0, 1, 1)]
    assert doors(bi, date(2026, 3, 17), date(2026, 3, 18)) == []


def test_a_door_that_is_shut_still_counts_up_to_today_and_one_of_a_card_that_ended_up_to_its_end(bi: Reports):
    ended = derived_id("ended")
    heard(
        bi,
        card(),
        card(ended, date(2026, 3, 20), member=TOM),
        (at(3, 10), shut(CARD, MEI, at(3, 10))),
        (at(3, 10), shut(ended, TOM, at(3, 10))),
        (at(4, 1), shut(derived_id("unknown"), TOM, at(4, 1))),
    )
    assert doors(bi, now=at(3, 14)) == [("debt", "1-7", 2, 2, 2, 0, 2, 10)]
    assert doors(bi, now=at(8, 1)) == [("debt", "8-30", 1, 1, 1, 1, 0, 10), ("debt", "31-90", 1, 1, 1, 0, 1, 52)]


def test_a_warning_a_transfer_and_a_refund_end_it(bi: Reports):
    cards = {name: derived_id(name) for name in ("warned", "passed", "refunded")}
    passed = CardTransferred(
        card_id=cards["passed"], member_id=MEI, to_member_id=TOM, application_id=CARD, contract="signed"
    )
    refunded = CardCancelledAfterRefund(card_id=cards["refunded"], member_id=MEI, order_id=CARD)
    heard(
        bi,
        *(card(each) for each in cards.values()),
        *((at(3, 10), shut(each, MEI, at(3, 10))) for each in cards.values()),
        (at(3, 12), warned(cards["warned"], MEI)),
        (at(3, 13), passed),
        (at(3, 14), refunded),
    )
    assert doors(bi) == [("debt", "1-7", 3, 1, 3, 3, 0, 2 + 3 + 4)]


def test_who_owes_and_stands_before_shut_doors_is_told_with_the_age_of_the_debt(bi: Reports):
    heard(
        bi,
        registered(MEI, SHANGHAI),
        card(),
        (at(3, 1), owed("one", 9_900)),
        (at(3, 1), owed("two", 5, TOM)),
        (at(3, 15), shut(CARD, MEI, at(3, 15))),
        (at(3, 18), free(CARD, MEI)),
    )
    assert [ages(bi, date(2026, 3, day))[0][2:5] for day in (14, 15, 17, 18)] == [
        (2, 2, 0),
        (2, 2, 1),
        (2, 2, 1),
        (2, 2, 0),
    ]


def test_a_manager_sees_the_debts_and_doors_of_the_own_venues(bi: Reports):
    heard(bi, card(), (at(3, 1), owed("one", 9_900)), (at(3, 10), shut(CARD, MEI, at(3, 10))))
    of_london = Actor(id=derived_id("manager"), roles=(VENUE_MANAGER,), venues=(LONDON,))
    for query in (DebtAges(on=DUE), DebtChanges(first=MARCH, until=MAY), DoorsShut(first=MARCH, until=MAY)):
        assert bi.ask(query, now=LATER)[0]["zone"] == ZONE
        assert bi.ask(query, of_london, LATER) == []

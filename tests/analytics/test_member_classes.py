"""High-value, potential, lost: by what was known at an instant, and by thresholds that the answer tells."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shared.contracts import Money
from shared.contracts.analytics import MemberClasses, MemberClassNumbers
from shared.ids import derived_id
from tests.analytics.asking import money, shown
from tests.analytics.later_story import merged
from tests.analytics.past_story import FIRST, PRICE, noon, past, sold
from tests.analytics.story import VENUES, granted, opening, paid, refunded, registered
from tests.analytics.telling import Reports, Telling

SHANGHAI, LONDON, TOKYO = VENUES
MEI, TOM, AN, BO, CY = (derived_id(name) for name in ("mei", "tom", "an", "bo", "cy"))
TODAY = date(2026, 6, 30)
RULE = "1: 5000.00 CNY in 365 days; 12 visits in 90; new for 90; lost after 30"


def cny(amount: int) -> Money:
    return Money(amount, "CNY")


def joined(telling: Telling, member: str, day: date, card_days: int = 0, venue: str = SHANGHAI) -> None:
    telling.tell(registered(member, venue), at=noon(day))
    if card_days:
        telling.tell(sold(f"of {member}", member, venue, day, card_days), at=noon(day))


def spent(telling: Telling, order: str, member: str, amount: int, day: date, venue: str = SHANGHAI) -> None:
    telling.tell(*paid(derived_id(order), member, venue, cny(amount), day), at=noon(day))


def came(telling: Telling, member: str, *days: date) -> None:
    for day in days:
        telling.tell(granted(derived_id(f"of {member}"), member, SHANGHAI, noon(day), PRICE, day), at=noon(day))


def opened() -> Telling:
    telling = Telling()
    opening(telling, at=noon(date(2024, 1, 1)))
    return telling


def club() -> Telling:
    """Mei spends much, Tom comes often, An is new without a card, Bo left 30 days ago, Cy comes seldom."""
    telling = opened()
    joined(telling, MEI, date(2026, 1, 1), 365)
    spent(telling, "card", MEI, 450_000, date(2026, 1, 1))
    spent(telling, "lessons", MEI, 50_000, date(2026, 2, 1))
    joined(telling, TOM, date(2026, 1, 1), 365)
    came(telling, TOM, *(date(2026, 6, 1) + timedelta(n) for n in range(12)))
    joined(telling, AN, date(2026, 4, 2))
    joined(telling, BO, date(2026, 5, 1), 30)
    spent(telling, "Bo's", BO, 900_000, date(2026, 5, 1))
    joined(telling, CY, date(2026, 1, 1), 365)
    came(telling, CY, date(2026, 3, 1), date(2026, 6, 20))
    return telling


def classes(bi: Reports, day: date = TODAY, **rule: object) -> dict[str, str]:
    rows = bi.ask(MemberClasses(as_of=noon(day), **rule))  # type: ignore[arg-type]
    return dict(shown(rows, "member_id", "value_class"))  # type: ignore[arg-type]


def test_each_member_has_the_class_of_what_they_spent_how_often_they_came_and_whether_they_left(bi: Reports):
    bi.apply(club().envelopes)
    rows = {row["member_id"]: row for row in bi.ask(MemberClasses(as_of=noon(TODAY)))}
    facts = ("value_class", "spent", "visits", "days_since_card", "days_since_visit")
    assert {name: shown([rows[who]], *facts)[0] for name, who in (("mei", MEI), ("tom", TOM), ("an", AN))} == {
        "mei": ("high_value", money(500_000, "CNY"), 0, 0, None),
        "tom": ("potential", money(0, "CNY"), 12, 0, 18),
        "an": ("potential", money(0, "CNY"), 0, None, None),
    }
    assert shown([rows[BO], rows[CY]], *facts) == [
        ("lost", money(900_000, "CNY"), 0, 30, None),
        ("other", money(0, "CNY"), 1, 0, 10),
    ]
    assert {(row["rule"], row["zone"], row["as_of_day"]) for row in rows.values()} == {
        (RULE, "Asia/Shanghai", "2026-06-30")
    }


def test_the_numbers_are_the_rows_by_venue_and_class_and_nobody_is_told_as_none(bi: Reports):
    bi.apply(club().envelopes)
    rows = bi.ask(MemberClassNumbers(as_of=noon(TODAY)))
    assert shown(rows, "venue", "value_class", "members", "spent", "visits", "rule") == [
        ("Shanghai", "high_value", 1, money(500_000, "CNY"), 0, RULE),
        ("Shanghai", "potential", 2, money(0, "CNY"), 12, RULE),
        ("Shanghai", "other", 1, money(0, "CNY"), 1, RULE),
        ("Shanghai", "lost", 1, money(900_000, "CNY"), 0, RULE),
    ]


def test_each_threshold_holds_to_the_day_and_the_cent(bi: Reports):
    bi.apply(club().envelopes)
    assert classes(bi, high_value_from=500_001)[MEI] == "other"
    assert classes(bi, spend_days=181)[MEI] == "high_value", "1 January is the first of 181 days"
    assert classes(bi, spend_days=180)[MEI] == "other"
    assert classes(bi, often=13)[TOM] == "other"
    assert (classes(bi, often_days=30)[TOM], classes(bi, often_days=29)[TOM]) == ("potential", "other")
    assert (classes(bi, new_days=90)[AN], classes(bi, new_days=89)[AN]) == ("potential", "other")
    assert classes(bi, lost_days=31)[BO] == "high_value", "who spent much is so until they are lost"
    assert classes(bi, TODAY - timedelta(1))[BO] == "high_value"


def test_who_still_comes_without_a_card_is_not_lost(bi: Reports):
    telling = club()
    came(telling, BO, date(2026, 6, 1))
    bi.apply(telling.envelopes)
    assert (classes(bi)[BO], classes(bi, date(2026, 7, 1))[BO]) == ("high_value", "lost")


def test_what_went_back_was_not_spent_and_counts_from_when_it_was_recorded(bi: Reports):
    telling = club()
    back = refunded(derived_id("lessons"), MEI, SHANGHAI, cny(50_000), date(2026, 6, 1))
    telling.tell(back, at=noon(date(2026, 6, 1)), recorded=noon(date(2026, 7, 2)))
    bi.apply(telling.envelopes)
    assert (classes(bi)[MEI], classes(bi, date(2026, 7, 3))[MEI]) == ("high_value", "other")


def test_a_merged_record_spent_for_its_person_from_the_day_on_which_that_was_known(bi: Reports):
    telling = club()
    spent(telling, "Tom's", TOM, 1_000_000, date(2026, 6, 15))
    telling.tell(merged(TOM, CY), at=noon(date(2026, 6, 25)))
    bi.apply(telling.envelopes)
    before, after = classes(bi, date(2026, 6, 24)), classes(bi, date(2026, 6, 26))
    assert (before[TOM], before[CY]) == ("high_value", "other")
    assert (after[CY], TOM in after) == ("high_value", False)


def test_venues_are_measured_in_their_own_currency_and_other_money_is_no_part_of_it(bi: Reports):
    telling = club()
    joined(telling, derived_id("ann"), date(2026, 1, 1), 365, LONDON)
    pounds = Money(60_000, "GBP")
    for member in (derived_id("ann"), CY):
        order = derived_id("pounds", member)
        telling.tell(*paid(order, member, LONDON, pounds, date(2026, 2, 1)), at=noon(date(2026, 2, 1)))
    bi.apply(telling.envelopes)
    assert classes(bi)[CY] == "other"
    assert classes(bi, currency="GBP", high_value_from=60_000) == {derived_id("ann"): "high_value"}
    [first, *_] = bi.ask(MemberClassNumbers(as_of=noon(TODAY), currency="GBP", high_value_from=60_000))
    assert shown([first], "venue", "members", "spent") == [("London", 1, money(60_000, "GBP"))]
    assert bi.ask(MemberClassNumbers(as_of=noon(TODAY), currency="USD")) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_no_later_event_changes_a_class_and_pages_together_are_the_numbers(bi: Reports, seed: int):
    as_of = noon(FIRST + timedelta(150)) + timedelta(hours=1)
    whole = past(seed)
    bi.apply([envelope for envelope in whole.envelopes if envelope.recorded_at <= as_of])
    rule = {"as_of": as_of, "often": 3, "high_value_from": 1, "new_days": 30}
    told, numbers = bi.ask(MemberClasses(**rule)), bi.ask(MemberClassNumbers(**rule))
    assert len({row["value_class"] for row in told}) > 1
    bi.apply([envelope for envelope in whole.envelopes if envelope.recorded_at > as_of])
    assert (bi.ask(MemberClasses(**rule)), bi.ask(MemberClassNumbers(**rule))) == (told, numbers)
    assert sum(row["members"] for row in numbers) == len(told)
    first = bi.ask(MemberClasses(most=1, venue_id=SHANGHAI, **rule))
    rest = bi.ask(MemberClasses(after_member_id=first[0]["member_id"], venue_id=SHANGHAI, **rule))
    assert first + rest == [row for row in told if row["venue_id"] == SHANGHAI]

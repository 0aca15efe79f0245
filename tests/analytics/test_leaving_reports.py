"""Who leaves by notice, what gates did offline, and devices that fell silent: over lives whose figures are known."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from shared.contracts import VENUE_MANAGER, Actor, DayRange, Money
from shared.contracts.analytics import (
    CardStates,
    ChurnFeatures,
    GateSilences,
    LeavingNumbers,
    MemberNumbers,
    OfflineConflictNumbers,
)
from shared.contracts.cards import CardIssued, Terms
from shared.ids import derived_id
from tests.analytics.asking import heard, shown
from tests.analytics.clerk_story import left, notice, stays
from tests.analytics.gate_story import AT, conflict, heard_at, policy, settled
from tests.analytics.story import PRODUCT, VENUES, opening, registered
from tests.analytics.telling import Reports, Telling

SHANGHAI, LONDON, TOKYO = VENUES
MEI, TOM = derived_id("mei"), derived_id("tom")
CARD = derived_id("card")
YEAR = date(2027, 1, 1)
MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
OF_LONDON = Actor(id=derived_id("manager"), roles=(VENUE_MANAGER,), venues=(LONDON,))


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 4, tzinfo=UTC)


def card(card_id: str = CARD, member: str = MEI) -> CardIssued:
    return CardIssued(
        card_id=card_id, number="C1", order_id=derived_id("order", card_id), product_id=PRODUCT, member_id=member,
        venue_id=SHANGHAI, price=Money(100, "CNY"), terms=Terms(kind="term", months=12),
        valid=DayRange(date(2026, 1, 1), YEAR), zone="Asia/Shanghai",
    )  # fmt: skip


FLOW = ("period", "given", "given_early", "withdrawn", "bought_again", "ended", "ended_early")


def test_notices_are_told_on_their_day_and_the_memberships_that_end_by_them_on_theirs(bi: Reports):
    other, third = derived_id("other"), derived_id("third")
    heard(
        bi,
        (at(1, 1), card()),
        (at(1, 1), card(other, TOM)),
        (at(1, 1), card(third, TOM)),
        (at(3, 2), notice(CARD, MEI, date(2026, 3, 2), date(2026, 4, 2))),
        (at(3, 3), notice(other, TOM, date(2026, 3, 3), YEAR, "paid_time")),
        (at(3, 3), notice(third, TOM, date(2026, 3, 3), date(2026, 4, 3))),
        (at(3, 9), stays(third, TOM, YEAR, "purchase")),
        (at(4, 2), left(CARD, MEI, date(2026, 4, 2))),
    )
    rows = bi.ask(LeavingNumbers(first=MARCH, until=MAY))
    assert shown(rows, *FLOW) == [("2026-03-01", 3, 2, 1, 1, 0, 0), ("2026-04-01", 0, 0, 0, 0, 1, 1)]
    assert bi.ask(LeavingNumbers(first=MARCH, until=MAY), OF_LONDON) == []


def running(bi: Reports, day: date) -> tuple[object, object]:
    states = bi.ask(CardStates(on=day, venue_id=SHANGHAI))
    numbers = bi.ask(MemberNumbers(first=day, until=day + timedelta(1), venue_id=SHANGHAI), now=at(12, 31))
    return states[0]["running"], numbers[0]["active"]


def test_a_card_runs_to_the_end_of_the_notice_unless_it_is_withdrawn(bi: Reports):
    told = [
        (at(1, 1), registered(MEI, SHANGHAI)),
        (at(1, 1), card()),
        (at(3, 2), notice(CARD, MEI, date(2026, 3, 2), date(2026, 4, 2))),
    ]
    heard(bi, *told)
    assert [running(bi, day) for day in (date(2026, 4, 1), date(2026, 4, 2))] == [(1, 1), (0, 0)]
    assert bi.rows("SELECT valid_until, notice_until FROM bi.dim_card") == [(date(2026, 4, 2), date(2026, 4, 2))]


def test_who_stays_after_all_has_the_days_that_were_paid(bi: Reports):
    heard(
        bi,
        (at(1, 1), registered(MEI, SHANGHAI)),
        (at(1, 1), card()),
        (at(3, 2), notice(CARD, MEI, date(2026, 3, 2), date(2026, 4, 2))),
        (at(3, 9), stays(CARD, MEI, YEAR)),
    )
    assert running(bi, date(2026, 4, 2)) == (1, 1)
    assert bi.rows("SELECT valid_until, notice_until FROM bi.dim_card") == [(YEAR, None)]


def test_a_notice_is_known_from_the_day_on_which_it_was_given(bi: Reports):
    heard(
        bi,
        (at(1, 1), registered(MEI, SHANGHAI)),
        (at(1, 1), card()),
        (at(3, 2), notice(CARD, MEI, date(2026, 3, 2), date(2026, 4, 2))),
        (at(4, 2), left(CARD, MEI, date(2026, 4, 2))),
    )

    def known(when: datetime) -> tuple[object, ...]:
        [row] = bi.ask(ChurnFeatures(as_of=when))
        return row["card_state"], row["days_left"], row["notice_given"]

    assert [known(at(3, 1)), known(at(3, 3)), known(at(4, 3))] == [
        ("running", 306, False), ("running", 30, True), ("over", None, False),
    ]  # fmt: skip


# --- gates ---


def test_offline_entries_that_the_rules_would_have_refused_are_told_by_reason(bi: Reports):
    heard(
        bi,
        conflict("one", CARD, MEI, SHANGHAI),
        conflict("two", CARD, MEI, SHANGHAI, counted=True),
        conflict("three", CARD, MEI, SHANGHAI, "CardFrozenNow"),
        conflict("later", CARD, MEI, SHANGHAI, day=MAY),
        settled("two", CARD, SHANGHAI),
    )
    rows = bi.ask(OfflineConflictNumbers(first=MARCH, until=MAY))
    fields = ("venue", "reason", "conflicts", "cards", "unpaid", "settled", "open", "entries")
    assert shown(rows, *fields) == [
        ("Shanghai", "CardExpired", 2, 1, 1, 1, 1, 2),
        ("Shanghai", "CardFrozenNow", 1, 1, 1, 0, 1, 2),
    ]
    assert bi.ask(OfflineConflictNumbers(first=MARCH, until=MAY), OF_LONDON) == []


SILENT = ("silences", "silent_minutes", "longest_minutes", "watched_minutes")
AT_SEVEN = AT + timedelta(hours=1)


def silences(bi: Reports, now: datetime = AT_SEVEN, **more: object) -> list[tuple[object, ...]]:
    rows = bi.ask(GateSilences(**{"first": MARCH, "until": MAY, **more}), now=now)
    return shown(rows, *SILENT)


def test_a_device_is_silent_when_it_was_not_heard_for_longer_than_three_minutes(bi: Reports):
    heard(bi, *(heard_at(SHANGHAI, minute) for minute in (0, 2, 5, 9, 20, 58)))
    assert silences(bi) == [(3, 4 + 11 + 38, 38, 60)]
    assert bi.ask(GateSilences(first=MARCH, until=MAY), OF_LONDON, AT_SEVEN) == []


def test_what_is_silent_still_counts_up_to_now_and_to_the_end_of_the_days_asked_for(bi: Reports):
    heard(bi, heard_at(SHANGHAI, 0))
    assert silences(bi) == [(1, 60, 60, 60)]
    assert silences(bi, AT + timedelta(minutes=3)) == [(0, 0, 0, 3)]
    midnight = AT + timedelta(hours=10)  # in Shanghai
    assert silences(bi, midnight + timedelta(days=5), until=date(2026, 3, 3)) == [(1, 600, 600, 600)]


def test_the_policy_of_the_venue_says_how_long_a_device_may_be_silent(bi: Reports):
    heard(bi, policy(SHANGHAI, 10), *(heard_at(SHANGHAI, minute) for minute in (0, 9, 20)), policy(SHANGHAI, 1))
    assert silences(bi, AT + timedelta(minutes=20, seconds=30)) == [(1, 11, 11, 20)]


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_silences_are_an_independent_count_however_the_words_arrive(bi: Reports, most: int):
    chance, minutes, expected = Random(3), {f"d{n}": 0 for n in range(4)}, Counter[str]()
    telling = Telling()
    opening(telling)
    for _ in range(40):
        device, pause = chance.choice(sorted(minutes)), chance.randint(1, 9)
        if minutes[device] and pause > 3:
            expected[derived_id(device, SHANGHAI)] += pause
        minutes[device] += pause
        telling.tell(heard_at(SHANGHAI, minutes[device], device))
    bi.apply(telling.envelopes, lambda: most)
    rows = bi.rows("SELECT gate_device_key, sum(seconds) / 60 FROM bi.fact_gate_silence GROUP BY 1")
    assert dict(rows) == expected
    assert bi.differing() == []

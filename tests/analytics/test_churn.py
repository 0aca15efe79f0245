"""Facts for a forecast of who leaves: built from what was known at an instant, and from nothing that came after it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.contracts import DayRange, Money
from shared.contracts.analytics import ChurnCalibration, ChurnFeatures, ChurnLabels
from shared.contracts.cards import (
    AutoRenewalAgreed,
    CardCancelledAfterRefund,
    CardFrozen,
    CardReportedLost,
    FreezeEnded,
    LotDays,
    LotGranted,
)
from shared.contracts.members import MemberErased
from shared.ids import derived_id
from stadion.embedded.databases import Provisioned
from tests.analytics.asking import shown
from tests.analytics.later_story import lot, merged
from tests.analytics.past_story import DAYS, FIRST, noon, past, sold
from tests.analytics.story import VENUES, granted, opening, registered
from tests.analytics.telling import Reports, Telling, reports
from tests.servers import Postgres

SHANGHAI, LONDON, TOKYO = VENUES
MEI, TOM = derived_id("mei"), derived_id("tom")
PRICE = Money(36_500, "CNY")
CARD = derived_id("card")
WHO = {"card_id": CARD, "member_id": MEI}


def features(bi: Reports, as_of: datetime) -> list[dict[str, object]]:
    return bi.ask(ChurnFeatures(as_of=as_of))


def known(postgres: Postgres, empty: Provisioned, telling: Telling, as_of: datetime) -> list[dict[str, object]]:
    """The features as of an instant, where nothing else ever arrived."""
    with reports(postgres, empty) as bi:
        bi.apply(telling.envelopes)
        return features(bi, as_of)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_later_event_changes_a_feature_and_no_other_future_does(postgres, empty_reports, seed):
    day = 90 + seed * 30
    as_of = noon(FIRST + timedelta(day - 1)) + timedelta(hours=1)
    whole = past(seed)
    then = Telling()
    then.envelopes = [e for e in whole.envelopes if e.recorded_at <= as_of]
    told = known(postgres, empty_reports, whole, as_of)
    assert len(told) > 5 and any(row["visits"] for row in told)
    assert known(postgres, empty_reports, then, as_of) == told
    assert known(postgres, empty_reports, past(seed, day, other_future=99), as_of) == told
    end = noon(FIRST + timedelta(DAYS))
    assert known(postgres, empty_reports, whole, end) != known(postgres, empty_reports, then, end), "much came later"


def test_a_rebuild_gives_the_same_features(bi: Reports):
    bi.apply(past(4).envelopes)
    assert bi.differing() == []


def test_a_visit_that_was_recorded_late_is_known_from_then_on(bi: Reports):
    telling = begun()
    visit = granted(CARD, MEI, SHANGHAI, noon(date(2026, 1, 10)), PRICE, date(2026, 1, 10))
    telling.tell(visit, at=noon(date(2026, 1, 10)), recorded=noon(date(2026, 1, 20)))
    bi.apply(telling.envelopes)
    [before], [after] = features(bi, noon(date(2026, 1, 19))), features(bi, noon(date(2026, 1, 21)))
    assert (before["visits"], after["visits"], after["days_since_visit"]) == (0, 1, 11)


def begun(joined: date = date(2026, 1, 1), days: int = 365) -> Telling:
    """Mei has joined and bought a card."""
    telling = opened()
    telling.tell(registered(MEI, SHANGHAI), sold("card", MEI, SHANGHAI, joined, days), at=noon(joined))
    return telling


def opened() -> Telling:
    telling = Telling()
    opening(telling, at=noon(date(2024, 12, 1)))
    return telling


def came(telling: Telling, *days: date, member: str = MEI, card: str = CARD) -> None:
    for day in days:
        telling.tell(granted(card, member, SHANGHAI, noon(day), PRICE, day), at=noon(day))


def test_months_are_counted_from_the_day_of_joining_and_the_last_of_a_month_stays_it(bi: Reports):
    telling = begun(date(2026, 1, 31))
    came(telling, date(2026, 2, 1), date(2026, 2, 27), date(2026, 2, 28), date(2026, 5, 2))
    bi.apply(telling.envelopes)
    [row] = features(bi, noon(date(2026, 6, 1)))
    assert (row["joined_day"], row["months"], row["days_as_member"]) == ("2026-01-31", 4, 121)
    assert (row["visits_by_month"], row["visits"], row["visits_30"], row["visits_90"]) == ((2, 1, 0, 1), 4, 0, 1)
    assert (row["monthly_visits_milli"], row["months_without_visit"], row["months_since_visit"]) == (1000, 1, 0)
    [row] = features(bi, noon(date(2026, 4, 29)))
    assert (row["months"], row["visits_by_month"]) == (2, (2, 1))
    [row] = features(bi, noon(date(2026, 4, 30)))
    assert (row["months"], row["visits_by_month"], row["months_since_visit"]) == (3, (2, 1, 0), 1)
    assert row["days_since_visit"] == 61


def test_the_state_of_the_card_is_the_one_that_was_known_then(bi: Reports):
    telling = begun(days=59)  # ends before 1 March
    rest, longer = DayRange(date(2026, 1, 10), date(2026, 1, 20)), DayRange(date(2026, 1, 1), date(2026, 3, 11))
    shorter = DayRange(date(2026, 1, 1), date(2026, 3, 5))

    def moved(to: DayRange) -> dict[str, object]:
        return {"valid_until": to.until, "lots": (LotDays(lot_id=CARD, valid=to),), "rest": rest}

    renewed = lot(CARD, SHANGHAI, PRICE, first=shorter.until)
    for day, event in (
        (date(2026, 1, 9), CardFrozen(**moved(longer), **WHO)),
        (date(2026, 1, 14), FreezeEnded(rested_days=4, **moved(shorter), **WHO)),
        (date(2026, 2, 1), CardReportedLost(at=noon(date(2026, 2, 1)), **WHO)),
        (date(2026, 2, 10), AutoRenewalAgreed(most=PRICE, **WHO)),
        (date(2026, 3, 20), LotGranted(lot=renewed, valid_until=renewed.valid.until, **WHO)),
    ):
        telling.tell(event, at=noon(day) + timedelta(minutes=1))
    bi.apply(telling.envelopes)

    def state(month: int, day: int) -> tuple[object, ...]:
        [row] = features(bi, noon(date(2026, month, day)))
        names = (
            "card_state",
            "days_left",
            "renewal_due",
            "days_since_over",
            "renews_by_itself",
            "freezes",
            "frozen_days",
        )
        return tuple(row[name] for name in names)

    assert state(1, 9) == ("running", 51, False, None, False, 0, 0)
    assert state(1, 12) == ("frozen", 58, False, None, False, 1, 2)
    assert state(1, 15) == ("running", 49, False, None, False, 1, 4)
    assert state(2, 5) == ("lost", 28, True, None, False, 1, 4)
    assert state(2, 11) == ("lost", 22, True, None, True, 1, 4)
    assert state(3, 10) == ("over", None, False, 5, False, 1, 4)
    [row] = features(bi, noon(date(2026, 3, 21)))
    assert (row["card_state"], row["renewals"], row["days_left"]) == ("lost", 1, 349)


def test_a_merged_record_is_its_persons_from_the_day_on_which_that_was_known(bi: Reports):
    telling = begun()
    telling.tell(registered(TOM, LONDON), at=noon(date(2026, 1, 2)))
    came(telling, date(2026, 1, 5), member=TOM, card=derived_id("toms"))
    telling.tell(merged(TOM, MEI), at=noon(date(2026, 1, 9)))
    bi.apply(telling.envelopes)
    fields = ("member_id", "visits")
    assert sorted(shown(features(bi, noon(date(2026, 1, 8))), *fields)) == sorted([(MEI, 0), (TOM, 1)])
    assert shown(features(bi, noon(date(2026, 1, 10))), *fields) == [(MEI, 1)]


def labels(bi: Reports, as_of: date, days: int = 30) -> list[tuple[object, ...]]:
    rows = bi.ask(ChurnLabels(as_of=noon(as_of), within_days=days))
    return shown(rows, "settled", "lapsed", "refunded", "erased")


def test_labels_say_what_came_after_and_nothing_before_their_days_are_over(bi: Reports):
    telling = begun(days=59)
    bi.apply(telling.envelopes)
    assert labels(bi, date(2026, 1, 15)) == [(False, None, None, None)]
    came(telling, date(2026, 6, 1))
    telling.tell(MemberErased(member_id=MEI, phone_index="x"), at=noon(date(2026, 6, 10)))
    bi.apply(telling.envelopes[-2:])
    assert labels(bi, date(2026, 1, 15)) == [(True, False, False, False)]
    assert labels(bi, date(2026, 2, 15)) == [(True, True, False, False)]
    assert labels(bi, date(2026, 3, 15)) == [(True, False, False, False)], "who had left before cannot leave"
    assert labels(bi, date(2026, 5, 20), 12) == [(True, False, False, False)]
    assert labels(bi, date(2026, 5, 20)) == [(False, None, None, None)]


def test_a_card_that_was_given_back_is_told_from_one_that_ended(bi: Reports):
    telling = begun()
    cancelled = CardCancelledAfterRefund(order_id=derived_id("order", "card"), **WHO)
    telling.tell(cancelled, at=noon(date(2026, 2, 1)))
    telling.tell(registered(TOM, LONDON), at=noon(date(2026, 6, 1)))
    came(telling, date(2026, 6, 1), member=TOM)
    bi.apply(telling.envelopes)
    assert labels(bi, date(2026, 1, 15)) == [(True, True, True, False)]
    assert labels(bi, date(2026, 1, 15), 10) == [(True, False, False, False)]


def club(bi: Reports) -> datetime:
    """Ten who joined 14 months ago come 41 times a month together; three stay away always, three more in month 12."""
    joined, telling = date(2025, 1, 1), opened()
    members = [derived_id("member", n) for n in range(10)]
    for n, member in enumerate(members):
        telling.tell(registered(member, SHANGHAI), sold(f"of {n}", member, SHANGHAI, joined, 700), at=noon(joined))
    for month in range(1, 14):
        first = date(2025 + (month > 12), (month - 1) % 12 + 1, 1)
        here = members[6:] if month == 12 else members[3:]
        for visit in range(41):
            day = first + timedelta(visit // len(here))
            member = here[visit % len(here)]
            telling.tell(granted(CARD, member, SHANGHAI, noon(day), PRICE, day), at=noon(day))
    bi.apply(telling.envelopes)
    return noon(date(2026, 3, 1))


def test_the_chain_is_compared_with_the_known_figures_of_clubs(bi: Reports):
    as_of = club(bi)
    rows = bi.ask(ChurnCalibration(as_of=as_of))
    assert shown(rows, "measure", "sample", "ours", "reference")[:5] == [
        ("visits a month in the first year", 120, 4100, 4100),
        ("members without a visit in month 1", 10, 300, 300),
        ("members without a visit in month 2", 10, 300, 300),
        ("members without a visit in month 3", 10, 300, 300),
        ("members without a visit in month 12", 10, 600, 500),
    ]


def test_leaving_after_a_month_with_a_visit_is_set_against_leaving_after_one_without(bi: Reports):
    """Four come in month 1 and four do not; of the first two leave in month 2 less often, two of four against all."""
    telling = opened()
    for n in range(8):
        member, leaves = derived_id("member", n), n not in (0, 1, 2)
        card = sold(f"of {n}", member, SHANGHAI, date(2025, 1, 1), 40 if leaves else 700)
        telling.tell(registered(member, SHANGHAI), card, at=noon(date(2025, 1, 1)))
        if n < 4:
            came(telling, date(2025, 1, 5), member=member)
    bi.apply(telling.envelopes)
    last = bi.ask(ChurnCalibration(as_of=noon(date(2025, 3, 2))))[-1]
    assert (last["sample"], last["ours"], last["reference"]) == (8, 250, 800), "a quarter against all"


def test_a_chain_without_a_month_behind_it_has_no_figures_to_compare(bi: Reports):
    bi.apply(begun().envelopes)
    rows = bi.ask(ChurnCalibration(as_of=datetime(2026, 1, 20, tzinfo=UTC)))
    assert {(row["sample"], row["ours"]) for row in rows} == {(0, None)}


def pages(bi: Reports, as_of: datetime, most: int, venue: str | None = None) -> list[dict[str, object]]:
    """All features, a page after the other."""
    told: list[dict[str, object]] = []
    while page := bi.ask(
        ChurnFeatures(as_of=as_of, after_member_id=told[-1]["member_id"] if told else None, venue_id=venue, most=most)  # type: ignore[arg-type]
    ):
        assert len(page) <= most
        told += page
    return told


@pytest.mark.parametrize("seed", [5, 6])
def test_pages_together_are_the_whole_and_each_but_the_last_is_full(bi: Reports, seed: int):
    bi.apply(past(seed).envelopes)
    as_of = noon(FIRST + timedelta(200))
    whole = features(bi, as_of)
    assert len(whole) > 10
    assert pages(bi, as_of, 3) == pages(bi, as_of, 1) == whole
    for venue in VENUES:
        assert pages(bi, as_of, 2, venue) == [row for row in whole if row["venue_id"] == venue]
    asked = [bi.ask(ChurnLabels(as_of=as_of, most=most)) for most in (1000, len(whole) - 1)]
    assert (shown(asked[0], "member_id"), asked[0][:-1]) == (shown(whole, "member_id"), asked[1])
    in_sql = bi.rows("SELECT member_key::text, visits, card_state FROM bi.churn_features(%s) ORDER BY 1", as_of)
    assert in_sql == shown(whole, "member_id", "visits", "card_state")


@pytest.mark.parametrize("seed", [5, 6, 7])
def test_the_months_of_everybody_are_those_of_each(bi: Reports, seed: int):
    """Once over the whole tables, once person by person; the last of a month and merged records included."""
    bi.apply(past(seed).envelopes)
    each = """
        SELECT told.* FROM bi.dim_member CROSS JOIN LATERAL bi.as_of_member_months(%s, dim_member.member_key) AS told
         WHERE %s::uuid IS NULL OR dim_member.venue_key = %s::uuid
         ORDER BY told.member_key, told.month"""
    whole = "SELECT * FROM bi.as_of_member_months(%s, %s::uuid, %s) ORDER BY member_key, month"
    found = 0
    for days in (20, 97, 200, 333, 400):
        as_of = noon(FIRST + timedelta(days))
        for venue in (None, SHANGHAI):
            told = bi.rows(whole, as_of, venue, venue is None)
            assert told == bi.rows(each, as_of, venue, venue)
            found += len(told)
    assert found > 100

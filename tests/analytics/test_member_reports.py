"""Member numbers, growth, activity, trials and consents, over lives whose figures are known."""

from __future__ import annotations

from datetime import UTC, date, datetime

from shared.contracts import DayRange, Money
from shared.contracts.analytics import ActivityBands, ConsentNumbers, MemberActivity, MemberGroups, MemberNumbers
from shared.contracts.analytics import TrialConversion as Trials
from shared.contracts.cards import CardCancelledAfterRefund, CardIssued, CardTransferred, LotGranted, Terms
from shared.contracts.members import (
    ConsentGiven,
    ConsentWithdrawn,
    GuestConverted,
    ImportWithdrawn,
    MemberErased,
    MemberRegistered,
    MergeUndone,
    ProfileChanged,
    RegistrationRejected,
)
from shared.ids import derived_id
from tests.analytics.asking import heard, shown
from tests.analytics.later_story import guest_tried, lot, merged, submitted
from tests.analytics.story import PRODUCT, VENUES, granted, registered
from tests.analytics.telling import Reports

SHANGHAI, LONDON, TOKYO = VENUES
MEI, TOM, ANN, BOB = (derived_id(name) for name in ("mei", "tom", "ann", "bob"))
PRICE = Money(100000, "CNY")
JANUARY, MARCH, MAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)
LATER = datetime(2026, 6, 1, tzinfo=UTC)


def at(month: int, day: int, hour: int = 4) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def imported(member: str) -> MemberRegistered:
    return MemberRegistered(**{**vars(registered(member, SHANGHAI)), "channel": "import", "import_id": "old"})


def card(name: str, member: str, first: date, until: date, trial: bool = False, order: bool = True) -> CardIssued:
    return CardIssued(
        card_id=derived_id(name), number="C1", order_id=derived_id("order", name) if order else None,
        product_id=PRODUCT, member_id=member, venue_id=SHANGHAI, price=PRICE,
        terms=Terms(kind="term", months=1, trial=trial), valid=DayRange(first, until), zone="Asia/Shanghai",
        kind="sale" if order else "import",
    )  # fmt: skip


def numbers(bi: Reports, *fields: str, now: datetime = LATER, **asked: object) -> list[tuple[object, ...]]:
    query = MemberNumbers(**{"first": MARCH, "until": MAY, "venue_id": SHANGHAI, **asked})
    return shown(bi.ask(query, now=now), *fields)


def test_members_are_who_joined_or_were_imported_less_who_left_and_a_merged_one_counts_once(bi: Reports):
    heard(
        bi,
        (at(2, 1), registered(MEI, SHANGHAI)),
        (at(3, 2), registered(TOM, SHANGHAI)),
        (at(3, 3), imported(ANN)),
        (at(3, 4), imported(BOB)),
        (at(3, 5), ImportWithdrawn(member_id=BOB, import_id="old", phone_index="x")),
        (at(3, 6), submitted(derived_id("no"), SHANGHAI)),
        (at(3, 7), RegistrationRejected(member_id=derived_id("no"), phone_index="x", reason="x", rejected_by="desk")),
        (at(4, 1), merged(TOM, MEI)),
        (at(4, 2), MemberErased(member_id=MEI, phone_index="x", also=(TOM,))),
        (at(4, 2), MemberErased(member_id=TOM, phone_index="x")),
    )
    flow = ("submitted", "rejected", "joined", "imported", "withdrawn", "erased", "merged", "net", "members")
    assert numbers(bi, "period", *flow) == [
        (date(2026, 3, 1).isoformat(), 1, 1, 1, 2, 1, 0, 0, 2, 3),
        (date(2026, 4, 1).isoformat(), 0, 0, 0, 0, 0, 1, 1, -2, 1),
    ]


def test_an_undone_merge_makes_two_members_again(bi: Reports):
    undone = MergeUndone(survivor_id=MEI, merged_id=TOM, reason="two people")
    heard(
        bi,
        (at(3, 1), registered(MEI, SHANGHAI)),
        (at(3, 1), registered(TOM, SHANGHAI)),
        (at(3, 2), merged(TOM, MEI)),
        (at(3, 3), undone),
    )
    days = {"by_period": "day", "until": date(2026, 3, 4)}
    assert numbers(bi, "merged", "net", "members", **days) == [(0, 2, 2), (1, -1, 1), (-1, 1, 2)]


def test_a_day_is_the_venues_own_and_every_day_has_its_row(bi: Reports):
    heard(bi, (datetime(2026, 3, 1, 16, 30, tzinfo=UTC), registered(MEI, SHANGHAI)))  # the 2nd, half past midnight
    rows = numbers(bi, "period", "joined", "zone", by_period="day", until=date(2026, 3, 4))
    assert rows == [
        ("2026-03-01", 0, "Asia/Shanghai"),
        ("2026-03-02", 1, "Asia/Shanghai"),
        ("2026-03-03", 0, "Asia/Shanghai"),
    ]
    assert len(bi.ask(MemberNumbers(first=MARCH, until=MAY))) == 3 * 2


LIFE = ("period", "activated", "returned", "lapsed", "active")


def test_a_membership_begins_with_the_first_running_card_lapses_with_the_last_and_comes_back(bi: Reports):
    first, again = derived_id("first"), derived_id("again")
    renewed = lot(first, SHANGHAI, PRICE, first=date(2026, 2, 1))
    renewed = type(renewed)(**{**vars(renewed), "valid": DayRange(date(2026, 2, 1), date(2026, 2, 20))})
    heard(
        bi,
        registered(MEI, SHANGHAI),
        card("first", MEI, JANUARY, date(2026, 2, 1)),
        LotGranted(card_id=first, member_id=MEI, lot=renewed, valid_until=date(2026, 2, 20)),
        card("again", MEI, date(2026, 4, 10), date(2026, 5, 10)),
        card("trial", MEI, date(2026, 3, 1), date(2026, 3, 9), trial=True),
    )
    assert again != first
    assert numbers(bi, *LIFE, first=JANUARY, until=date(2026, 6, 1)) == [
        ("2026-01-01", 1, 0, 0, 1),
        ("2026-02-01", 0, 0, 1, 0),
        ("2026-03-01", 0, 0, 0, 0),
        ("2026-04-01", 0, 1, 0, 1),
        ("2026-05-01", 0, 0, 1, 0),
    ]
    before_its_end = numbers(bi, "lapsed", first=MAY, until=date(2026, 6, 1), now=at(5, 9))
    assert before_its_end == [(0,)], "what is to come has not lapsed"


def test_a_refund_ends_a_membership_and_a_transfer_ends_one_and_begins_another(bi: Reports):
    year = (JANUARY, date(2027, 1, 1))
    passed, back = derived_id("passed"), derived_id("back")
    heard(
        bi,
        *(registered(member, SHANGHAI) for member in (MEI, TOM, ANN)),
        (at(1, 1), card("passed", MEI, *year)),
        (at(1, 1), card("back", ANN, *year)),
        (at(3, 5), CardTransferred(
            card_id=passed, member_id=MEI, to_member_id=TOM, application_id=passed, contract="signed")),
        (at(3, 9), CardCancelledAfterRefund(card_id=back, member_id=ANN, order_id=derived_id("order", "back"))),
    )  # fmt: skip
    assert numbers(bi, *LIFE) == [("2026-03-01", 1, 0, 2, 1), ("2026-04-01", 0, 0, 0, 1)]


def test_members_are_counted_by_sex_and_band_of_age_and_who_told_nothing_as_such(bi: Reports):
    heard(
        bi,
        *(registered(member, SHANGHAI) for member in (MEI, TOM, ANN)),
        ProfileChanged(member_id=MEI, birth_year=2001, sex="female"),
        ProfileChanged(member_id=TOM, birth_year=1961, sex="male"),
        ProfileChanged(member_id=TOM, clear=("birth_date",)),
        card("meis", MEI, JANUARY, date(2027, 1, 1)),
    )
    rows = bi.ask(MemberGroups(venue_id=SHANGHAI), now=LATER)
    assert shown(rows, "sex", "age_band", "members", "active") == [
        ("female", "25-34", 1, 1),
        ("male", None, 1, 0),
        (None, None, 1, 0),
    ]


def test_activity_counts_days_at_a_venue_for_the_person_and_who_never_came_in_their_own_band(bi: Reports):
    swipes = [
        granted(derived_id("c"), MEI, SHANGHAI, at(3, 2 + n % 3, n % 9), PRICE, date(2026, 3, 2 + n % 3))
        for n in range(6)
    ]
    heard(
        bi,
        *(registered(member, SHANGHAI) for member in (MEI, TOM, ANN)),
        *swipes,
        granted(derived_id("c"), BOB, LONDON, at(3, 9), PRICE, date(2026, 3, 9)),
        registered(BOB, SHANGHAI),
        merged(BOB, MEI),
        card("toms", TOM, JANUARY, date(2027, 1, 1)),
    )  # fmt: skip
    rows = bi.ask(ActivityBands(first=MARCH, until=date(2026, 4, 1)))
    assert shown(rows, "venue", "band", "members", "visit_days") == [("Shanghai", "0", 1, 0), ("Shanghai", "4-7", 1, 4)]
    [activity] = bi.ask(MemberActivity(first=MARCH, until=date(2026, 4, 1)))
    assert (activity["member_id"], activity["visits"]) == (MEI, 7)


def test_trials_are_followed_to_the_membership_or_the_card_that_came_of_them(bi: Reports):
    joins, waits, never = (derived_id("guest", n) for n in range(3))
    heard(
        bi,
        *((at(3, 2), event) for event in guest_tried(joins, SHANGHAI, brought_by=MEI)),
        *((at(3, 2), event) for event in guest_tried(never, SHANGHAI)),
        *((at(5, 20), event) for event in guest_tried(waits, SHANGHAI, date(2026, 5, 20))),
        (at(3, 12), registered(TOM, SHANGHAI)),
        (at(3, 12), GuestConverted(guest_id=joins, member_id=TOM)),
        (at(3, 3), card("tried", MEI, date(2026, 3, 3), date(2026, 3, 10), trial=True)),
        (at(3, 9), card("bought", MEI, date(2026, 3, 9), date(2026, 4, 9))),
    )
    rows = bi.ask(Trials(first=MARCH, until=date(2026, 6, 1)), now=LATER)
    fields = ("month", "kind", "tried", "converted", "open", "median_days", "brought_by_members")
    assert shown(rows, *fields) == [
        ("2026-03-01", "card", 1, 1, 0, 6, 0),
        ("2026-03-01", "guest", 2, 1, 0, 10, 1),
        ("2026-05-01", "guest", 1, 0, 1, None, 0),
    ]
    within_a_week = bi.ask(Trials(first=MARCH, until=MAY, within_days=7), now=LATER)
    assert shown(within_a_week, "kind", "converted") == [("card", 1), ("guest", 0)]


def test_consents_in_force_are_counted_and_withdrawn_ones_apart(bi: Reports):
    def given(member: str) -> ConsentGiven:
        return ConsentGiven(member_id=member, purpose="photo", edition="1", guardian_id=None, network_address=None)

    def withdrawn(member: str) -> ConsentWithdrawn:
        return ConsentWithdrawn(member_id=member, purpose="photo", network_address=None)

    heard(
        bi,
        *(registered(member, SHANGHAI) for member in (MEI, TOM, ANN, BOB)),
        *(given(member) for member in (MEI, TOM, ANN, BOB)),
        *(withdrawn(member) for member in (TOM, ANN)),
        given(ANN),
        MemberErased(member_id=BOB, phone_index="x"),
    )
    rows = bi.ask(ConsentNumbers())
    assert shown(rows, "purpose", "given", "withdrawn", "members") == [("photo", 2, 1, 3)]


def test_nobody_is_named(bi: Reports):
    heard(bi, registered(MEI, SHANGHAI), submitted(TOM, SHANGHAI), *guest_tried(ANN, SHANGHAI))
    for table, rows in bi.tables().items():
        assert not any("sealed" in row or "+86" in row for row in rows), table

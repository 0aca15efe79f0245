"""Guests on passes, companies' people, and people who share a card: over lives whose figures are known."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from shared.contracts import VENUE_MANAGER, Actor, DayRange, Money
from shared.contracts.analytics import (
    ChurnFeatures,
    ChurnLabels,
    GuestPassNumbers,
    MemberNumbers,
    PartnerNumbers,
    VenueOccupancy,
)
from shared.contracts.cards import CardIssued, CardTransferred, Terms
from shared.contracts.finance import OrderPaid, PartnerPart
from shared.contracts.members import GuestConverted, GuestRecorded
from shared.ids import derived_id
from tests.analytics.asking import heard, money, shown
from tests.analytics.guest_story import ACME, Guest, agreed, belongs, parted, shares, shares_no_more
from tests.analytics.story import PRODUCT, VENUES, granted, line, registered
from tests.analytics.telling import Reports

SHANGHAI, LONDON, TOKYO = VENUES
MEI, TOM, ANN = derived_id("mei"), derived_id("tom"), derived_id("ann")
CARD = derived_id("card")
MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
OF_LONDON = Actor(id=derived_id("manager"), roles=(VENUE_MANAGER,), venues=(LONDON,))
LATER = datetime(2026, 9, 1, tzinfo=UTC)


def at(month: int, day: int, hour: int = 4) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def card(member: str = MEI, until: date = date(2026, 7, 1)) -> CardIssued:
    return CardIssued(
        card_id=CARD, number="C1", order_id=derived_id("order", CARD), product_id=PRODUCT, member_id=member,
        venue_id=SHANGHAI, price=Money(100, "CNY"), terms=Terms(kind="term", months=6),
        valid=DayRange(date(2026, 1, 1), until), zone="Asia/Shanghai",
    )  # fmt: skip


ENDS = ("not_held", "used", "released", "withdrawn", "open")


def test_passes_are_told_by_the_day_for_which_they_are_and_what_became_of_them(bi: Reports):
    came, stayed, back, none, waits = (
        Guest(name, CARD, MEI, SHANGHAI, date(2026, 3 + (name == "waits"), 5))
        for name in ("came", "stayed", "back", "none", "waits")
    )
    recorded = GuestRecorded(guest_id=came.there["guest_id"], venue_id=SHANGHAI, name="sealed", phone=None)
    heard(
        bi,
        recorded,
        *(each.held() for each in (came, stayed, back, waits)),
        none.not_held(),
        came.refused(),
        came.admitted(),
        stayed.released(),
        back.withdrawn(),
        GuestConverted(guest_id=came.there["guest_id"], member_id=TOM),
    )
    rows = bi.ask(GuestPassNumbers(first=MARCH, until=MAY))
    assert shown(rows, "period", "asked", *ENDS, "refused", "members", "guests", "joined") == [
        ("2026-03-01", 4, 1, 1, 1, 1, 0, 1, 1, 4, 1),
        ("2026-04-01", 1, 0, 0, 0, 0, 1, 0, 1, 1, 0),
    ]
    assert bi.ask(GuestPassNumbers(first=MARCH, until=MAY), OF_LONDON) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_passes_are_an_independent_count(bi: Reports, seed: int):
    chance, told, expected = Random(seed), [], Counter[tuple[str, str]]()
    for n in range(40):
        venue = chance.choice(list(VENUES))
        guest, end = (
            Guest(f"g{n}", CARD, MEI, venue),
            chance.choice(ENDS),
        )
        lives = {
            "not_held": [guest.not_held()],
            "used": [guest.held(), guest.admitted()],
            "released": [guest.held(), guest.released()],
            "withdrawn": [guest.held(), guest.withdrawn()],
            "open": [guest.held()],
        }
        told += lives[end]
        expected[venue, end] += 1
    heard(bi, *told)
    rows = bi.ask(GuestPassNumbers(first=MARCH, until=MAY))
    assert {(r["venue_id"], end): r[end] for r in rows for end in lives if r[end]} == expected
    assert sum(row["asked"] for row in rows) == 40


def test_a_guest_is_inside_like_anybody_else(bi: Reports):
    guest, day = Guest("came", CARD, MEI, LONDON), date(2026, 3, 2)
    heard(
        bi,
        guest.held(),
        granted(CARD, MEI, LONDON, at(3, 2, 9), Money(0, "GBP"), day),
        guest.refused(at(3, 2, 8)),
        guest.admitted(at(3, 2, 9)),
        guest.left(at(3, 2, 10)),
    )
    rows = bi.ask(VenueOccupancy(first=day, until=day + timedelta(1), venue_id=LONDON))
    busy = [row for row in shown(rows, "local", "entered", "left", "present", "most", "assumed") if row[3]]
    assert busy == [
        ("2026-03-02 09:00", 2, 0, 2, 2, 1),
        ("2026-03-02 10:00", 0, 1, 2, 1, 1),
        ("2026-03-02 11:00", 0, 0, 1, 0, 1),
    ]


# --- companies ---


def bought(order: str, member: str, paid: int, listed: int, employer: int, day: date) -> OrderPaid:
    total = Money(paid, "CNY")
    part = PartnerPart(agreement_id=ACME, listed=Money(listed, "CNY"), employer=Money(employer, "CNY"))
    return OrderPaid(
        order_id=derived_id(order), member_id=member, venue_id=SHANGHAI, day=day, total=total,
        lines=(replace(line(total), partner=part),),
    )  # fmt: skip


def test_a_companys_people_are_who_joined_and_have_not_left_with_what_was_sold_to_them(bi: Reports):
    heard(
        bi,
        agreed("Old name"),
        agreed(),
        *(registered(member, SHANGHAI) for member in (MEI, TOM, ANN)),
        (at(1, 1), card(MEI)),
        (at(2, 1), belongs(MEI, date(2026, 2, 1))),
        (at(3, 5), belongs(TOM, date(2026, 3, 5))),
        (at(3, 6), belongs(ANN, date(2026, 3, 6))),
        (at(4, 1), parted(ANN, date(2026, 4, 1))),
        bought("one", MEI, 800, 1_000, 300, date(2026, 3, 9)),
        bought("two", TOM, 500, 500, 0, date(2026, 3, 10)),
        granted(CARD, MEI, SHANGHAI, at(3, 9), Money(0, "CNY"), date(2026, 3, 9)),
        granted(CARD, MEI, SHANGHAI, at(3, 9, 9), Money(0, "CNY"), date(2026, 3, 9)),
        granted(CARD, ANN, SHANGHAI, at(4, 9), Money(0, "CNY"), date(2026, 4, 9)),
    )
    [row] = bi.ask(PartnerNumbers(first=MARCH, until=MAY))
    counts = ("partner", "joined", "left", "people", "active", "visits", "orders", "listed", "paid", "employer")
    amounts = (money(1_500, "CNY"), money(1_300, "CNY"), money(300, "CNY"))
    assert shown([row], *counts) == [("Acme", 2, 1, 2, 1, 1, 2, *amounts)]
    [before] = bi.ask(PartnerNumbers(first=date(2026, 2, 1), until=MARCH))
    assert shown([before], *counts[1:], "paid") == [(1, 0, 1, 1, 0, 0, None, None, None, None)]
    assert bi.ask(PartnerNumbers(first=date(2027, 1, 1), until=date(2027, 2, 1))) == []


# --- shared cards ---


def active(bi: Reports, *days: date) -> list[int]:
    rows = [bi.ask(MemberNumbers(first=day, until=day + timedelta(1), venue_id=LONDON), now=LATER)[0] for day in days]
    return [row["active"] for row in rows]


def test_who_shares_a_card_is_an_active_member_while_it_runs_and_is_shared(bi: Reports):
    heard(
        bi,
        (at(1, 1), registered(MEI, SHANGHAI)),
        (at(1, 1), registered(TOM, LONDON)),
        (at(1, 1), registered(ANN, LONDON)),
        (at(1, 1), card()),
        (at(3, 2), shares(CARD, MEI, TOM)),
        (at(3, 2), shares(CARD, MEI, ANN)),
        (at(3, 9), shares_no_more(CARD, MEI, ANN)),
    )
    days = [date(2026, 3, day) for day in (1, 2, 8, 9)]
    assert active(bi, *days, date(2026, 6, 30), date(2026, 7, 1)) == [0, 2, 2, 1, 1, 0]
    flow = bi.ask(MemberNumbers(first=MARCH, until=date(2026, 8, 1), venue_id=LONDON), now=LATER)
    assert shown(flow, "activated", "lapsed")[0] == (2, 1)
    known = bi.ask(ChurnFeatures(as_of=at(3, 5), venue_id=LONDON))
    assert {row["card_state"] for row in known} == {"running"}
    states = {row["member_id"]: row["card_state"] for row in bi.ask(ChurnFeatures(as_of=at(3, 10), venue_id=LONDON))}
    assert states == {TOM: "running", ANN: "none"}


def test_a_card_that_passes_on_is_shared_by_nobody_until_its_new_holder_says_so(bi: Reports):
    passed = CardTransferred(
        card_id=CARD, member_id=MEI, to_member_id=ANN, application_id=derived_id("a"), contract="signed"
    )
    heard(
        bi,
        (at(1, 1), registered(TOM, LONDON)),
        (at(1, 1), registered(ANN, SHANGHAI)),
        (at(1, 1), card()),
        (at(3, 2), shares(CARD, MEI, TOM)),
        (at(3, 20), passed),
        (at(6, 1), registered(MEI, TOKYO)),
        (at(6, 1), shares(CARD, ANN, MEI)),
    )
    assert active(bi, date(2026, 3, 19), date(2026, 3, 20)) == [1, 0]
    [label] = bi.ask(ChurnLabels(as_of=at(3, 10), within_days=20, venue_id=LONDON))
    assert (label["settled"], label["lapsed"]) == (True, True), "who cannot use the card any more has left"

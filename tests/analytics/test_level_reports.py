"""Who has which level on a day, and how they came to it: over lives whose figures are known."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from shared.contracts import VENUE_MANAGER, Actor
from shared.contracts.analytics import LevelChanges, MemberLevels, MemberNumbers
from shared.contracts.members import MemberErased
from shared.ids import derived_id
from tests.analytics.asking import heard, shown
from tests.analytics.later_story import merged
from tests.analytics.level_story import LEVELS, kept, ladder, reached
from tests.analytics.story import VENUES, registered
from tests.analytics.telling import Reports

SHANGHAI, LONDON, TOKYO = VENUES
MEI, TOM, ANN = derived_id("mei"), derived_id("tom"), derived_id("ann")
OPEN = date(2026, 1, 1)


def at(month: int, day: int, hour: int = 4) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def levels(bi: Reports, on: date, venue: str = SHANGHAI, days: int = 30) -> list[tuple[object, ...]]:
    rows = bi.ask(MemberLevels(on=on, days=days, venue_id=venue))
    return shown(rows, "level", "rank", "members", "by_hand", "ending")


def test_everybody_has_the_lowest_level_until_they_reach_another(bi: Reports):
    heard(
        bi,
        (at(1, 1), ladder(from_day=OPEN)),
        (at(1, 2), registered(MEI, SHANGHAI)),
        (at(1, 2), registered(TOM, SHANGHAI)),
        (at(2, 1), reached(MEI, "silver", until=date(2027, 2, 1))),
        (at(3, 1), reached(MEI, "gold", "silver", "by_hand")),
    )
    assert levels(bi, date(2026, 1, 31)) == [("gold", 2, 0, 0, 0), ("silver", 1, 0, 0, 0), ("basic", 0, 2, 0, 0)]
    assert levels(bi, date(2026, 2, 1)) == [("gold", 2, 0, 0, 0), ("silver", 1, 1, 0, 0), ("basic", 0, 1, 0, 0)]
    assert levels(bi, date(2026, 3, 1)) == [("gold", 2, 1, 1, 0), ("silver", 1, 0, 0, 0), ("basic", 0, 1, 0, 0)]
    assert levels(bi, date(2026, 3, 1), TOKYO)[-1] == ("basic", 0, 0, 0, 0)


def test_no_level_is_told_for_a_day_on_which_no_ladder_binds(bi: Reports):
    heard(bi, (at(1, 1), ladder(from_day=date(2026, 2, 1))), (at(1, 2), registered(MEI, SHANGHAI)))
    assert levels(bi, date(2026, 1, 31)) == []
    assert len(levels(bi, date(2026, 2, 1))) == 3


def test_a_newer_ladder_names_the_levels_and_one_that_it_dropped_is_its_lowest(bi: Reports):
    heard(
        bi,
        (at(1, 1), ladder(from_day=OPEN)),
        (at(1, 2), registered(MEI, SHANGHAI)),
        (at(1, 3), reached(MEI, "silver")),
        (at(2, 1), ladder(2, date(2026, 4, 1), ("basic", "gold", "black"))),
        (at(2, 2), ladder(3, date(2026, 4, 1), ("basic", "gold"))),
    )
    assert [row[:3] for row in levels(bi, date(2026, 3, 31))] == [("gold", 2, 0), ("silver", 1, 1), ("basic", 0, 0)]
    assert [row[:3] for row in levels(bi, date(2026, 4, 1))] == [("gold", 1, 0), ("basic", 0, 1)]


def test_a_level_is_ending_from_so_many_days_before_its_period_is_over(bi: Reports):
    until = date(2026, 6, 10)
    heard(
        bi,
        (at(1, 1), ladder(from_day=OPEN)),
        (at(1, 2), registered(MEI, SHANGHAI)),
        (at(1, 3), reached(MEI, "silver", until=until)),
        (at(6, 9), kept(MEI, "silver", date(2027, 6, 10))),
    )
    ending = [levels(bi, until - timedelta(days))[1][4] for days in (31, 30, 2, 1)]
    assert ending == [0, 1, 1, 0], "kept for another period the day before"


def test_a_day_is_the_members_own_venues(bi: Reports):
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # half past midnight of the 2nd, in Shanghai
    heard(
        bi,
        (at(1, 1), ladder(from_day=OPEN)),
        (at(1, 2), registered(MEI, SHANGHAI)),
        (at(1, 2), registered(TOM, LONDON)),
        (late, reached(MEI, "gold")),
        (late, reached(TOM, "gold")),
    )
    assert [levels(bi, date(2026, 3, 1), venue)[0][2] for venue in (SHANGHAI, LONDON)] == [0, 1]
    rows = bi.ask(LevelChanges(first=date(2026, 3, 1), until=date(2026, 3, 3), by_period="day"))
    assert shown(rows, "venue", "period", "zone") == [
        ("London", "2026-03-01", "Europe/London"),
        ("Shanghai", "2026-03-02", "Asia/Shanghai"),
    ]


def test_changes_are_told_by_where_from_where_to_and_why(bi: Reports):
    heard(
        bi,
        (at(1, 2), registered(MEI, SHANGHAI)),
        (at(1, 2), registered(TOM, SHANGHAI)),
        (at(1, 2), registered(ANN, TOKYO)),
        (at(3, 1), reached(MEI, "silver")),
        (at(3, 2), reached(TOM, "silver")),
        (at(3, 3), reached(TOM, "basic", "silver", "taken_back")),
        (at(3, 4), reached(ANN, "silver", why="by_hand")),
        (at(4, 1), kept(MEI, "silver")),
        (at(4, 2), reached(MEI, "basic", "silver", "demoted")),
        (at(4, 3), reached(ANN, "basic", "silver", "released")),
        (at(5, 1), reached(MEI, "silver")),
    )
    query = LevelChanges(first=date(2026, 3, 1), until=date(2026, 5, 1))
    why = ("promoted", "demoted", "kept", "taken_back", "by_hand", "released")
    assert shown(bi.ask(query), "venue", "period", "from_level", "level", "members", *why) == [
        ("Shanghai", "2026-03-01", "basic", "silver", 2, 2, 0, 0, 0, 0, 0),
        ("Shanghai", "2026-03-01", "silver", "basic", 1, 0, 0, 0, 1, 0, 0),
        ("Shanghai", "2026-04-01", "silver", "basic", 1, 0, 1, 0, 0, 0, 0),
        ("Shanghai", "2026-04-01", "silver", "silver", 1, 0, 0, 1, 0, 0, 0),
        ("Tokyo", "2026-03-01", "basic", "silver", 1, 0, 0, 0, 0, 1, 0),
        ("Tokyo", "2026-04-01", "silver", "basic", 1, 0, 0, 0, 0, 0, 1),
    ]
    of_tokyo = Actor(id=derived_id("manager"), roles=(VENUE_MANAGER,), venues=(TOKYO,))
    assert {row["venue"] for row in bi.ask(query, of_tokyo)} == {"Tokyo"}
    assert bi.ask(LevelChanges(first=query.first, until=query.until, venue_id=SHANGHAI), of_tokyo) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_members_by_level_are_an_independent_count_and_add_up_to_the_number_of_members(bi: Reports, seed: int):
    chance, told = Random(seed), [(at(1, 1), ladder(from_day=OPEN))]
    home, held, counts = dict[str, str](), dict[str, str](), Counter[str]()
    expected: dict[date, Counter[tuple[str, str]]] = {}
    for n in range(120):
        day = OPEN + timedelta(1 + n)
        when = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        here = [member for member in home if counts[member]]
        if len(here) < 3 or chance.random() < 0.4:
            member = derived_id("member", n)
            home[member], held[member], counts[member] = chance.choice(list(VENUES)), "basic", 1
            told.append((when, registered(member, home[member])))
        elif chance.random() < 0.1:
            gone, stays = chance.sample(here, 2)
            counts[gone] = 0
            told.append((when, merged(gone, stays) if n % 2 else MemberErased(member_id=gone, phone_index="x")))
        else:
            member, level = chance.choice(here), chance.choice(LEVELS)
            told.append((when, reached(member, level, held[member], "promoted")))
            held[member] = level
        expected[day] = Counter((home[m], held[m]) for m in home if counts[m])
    heard(bi, *told)
    for day in chance.sample(sorted(expected), 12):
        rows = bi.ask(MemberLevels(on=day))
        assert {(r["venue_id"], r["level"]): r["members"] for r in rows if r["members"]} == expected[day]
        numbers = bi.ask(MemberNumbers(first=day, until=day + timedelta(1)))
        assert sum(r["members"] for r in rows) == sum(r["members"] for r in numbers) == expected[day].total()

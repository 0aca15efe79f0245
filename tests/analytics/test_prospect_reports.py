"""Prospects: how many come how far, and why others do not, over ways whose figures are known."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest

from shared.contracts import VENUE_MANAGER, Actor
from shared.contracts.analytics import LostProspects, ProspectFunnel
from shared.ids import derived_id
from tests.analytics.asking import heard, shown
from tests.analytics.prospect_story import Lead, stages
from tests.analytics.story import VENUES
from tests.analytics.telling import Reports

SHANGHAI, LONDON, _ = VENUES
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
LI = derived_id("li")
OF_LONDON = Actor(id=derived_id("manager"), roles=(VENUE_MANAGER,), venues=(LONDON,))
FUNNEL = ("opened", "contacted", "visited", "tried", "won", "lost", "open", "won_per_mille", "median_days")
of_march = ProspectFunnel(first=MARCH, until=APRIL)


def four(bi: Reports) -> None:
    """Three of Shanghai (one joined after nine days, one is lost, one waits), one handed on to London."""
    joins, leaves, waits = (
        Lead("joins", SHANGHAI, owner=LI),
        Lead("leaves", SHANGHAI),
        Lead("waits", SHANGHAI, "website"),
    )
    moves = Lead("moves", SHANGHAI)
    heard(
        bi,
        stages(),
        *(lead.recorded() for lead in (joins, leaves, waits, moves)),
        *(lead.opened() for lead in (joins, leaves, waits, moves)),
        joins.called(),
        joins.moved("visited"),
        joins.moved("trial"),
        joins.moved("won", date(2026, 3, 11)),
        leaves.moved("lost", date(2026, 4, 3)),
        moves.handed(LONDON, LI),
    )


def test_a_funnel_counts_those_of_a_period_and_how_far_they_came_until_now(bi: Reports):
    four(bi)
    rows = bi.ask(of_march)
    assert shown(rows, "venue_id", "period", *FUNNEL) == [
        (LONDON, "2026-03-01", 1, 0, 0, 0, 0, 0, 1, None, None),
        (SHANGHAI, "2026-03-01", 3, 1, 1, 1, 1, 1, 1, 500, 9),
    ]
    assert bi.ask(ProspectFunnel(first=APRIL, until=MAY)) == []


def test_a_funnel_is_told_by_source_and_by_who_follows_up(bi: Reports):
    four(bi)
    by_source = bi.ask(ProspectFunnel(first=MARCH, until=APRIL, part="source", venue_id=SHANGHAI))
    assert shown(by_source, "part", "opened", "won") == [("phone", 2, 1), ("website", 1, 0)]
    by_owner = bi.ask(ProspectFunnel(first=MARCH, until=APRIL, part="owner"))
    assert shown(by_owner, "part", "opened", "won") == [(LI, 1, 0), ("", 2, 0), (LI, 1, 1)]


def test_a_manager_sees_the_prospects_of_the_own_venue(bi: Reports):
    four(bi)
    assert shown(bi.ask(of_march, OF_LONDON), "venue_id", "opened") == [(LONDON, 1)]
    assert bi.ask(LostProspects(first=MARCH, until=MAY), OF_LONDON) == []


def test_why_prospects_are_given_up_is_named_as_head_office_names_it_last(bi: Reports):
    gone, back = Lead("gone", SHANGHAI), Lead("back", SHANGHAI)
    heard(
        bi,
        stages(),
        stages(2, "Too dear"),
        *(told for lead in (gone, back) for told in (lead.recorded(), lead.opened(), lead.moved("lost"))),
        back.moved("new"),
    )
    [row] = bi.ask(LostProspects(first=MARCH, until=APRIL))
    told = ("reason", "name", "name_zh", "stage", "lost", "back", "zone")
    assert shown([row], *told) == [("price", "Too dear", "价格", "new", 2, 1, "Asia/Shanghai")]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_funnel_is_an_independent_count(bi: Reports, seed: int):
    chance, told, expected = Random(seed), [stages()], Counter[tuple[str, str]]()
    ways = {"open": [], "lost": ["lost"], "won": ["visited", "won"], "tried": ["trial"]}
    for n in range(40):
        venue, end = chance.choice(list(VENUES)), chance.choice(list(ways))
        lead = Lead(f"l{n}", venue)
        told += [lead.recorded(), lead.opened(), *(lead.moved(stage) for stage in ways[end])]
        expected[venue, "opened"] += 1
        expected[venue, {"tried": "open"}.get(end, end)] += 1
    heard(bi, *told)
    rows = bi.ask(of_march)
    got = {
        (row["venue_id"], name): row[name] for row in rows for name in ("opened", "won", "lost", "open") if row[name]
    }
    assert got == expected

"""However the events arrive, the tables come out the same; and a rebuild gives them again."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from services.analytics.service import SERVICE
from shared import rebuild
from shared.projections import Projections
from stadion.embedded.databases import Provisioned
from tests.analytics.story import life
from tests.analytics.telling import PROJECTIONS, Reports, reports
from tests.servers import Postgres

SEEDS = (1, 2)


def tables_after(postgres: Postgres, empty: Provisioned, seed: int, order: int | None, most: Callable[[], int]):
    told = life(seed)
    with reports(postgres, empty) as bi:
        bi.apply(told.envelopes if order is None else told.shuffled(order), most)
        assert bi.differing() == []
        assert bi.rows("SELECT * FROM bi.meta_held") == []
        return bi.tables()


@pytest.mark.parametrize("seed", SEEDS)
def test_any_split_and_any_order_of_arrival_gives_the_same_tables_and_a_rebuild_too(postgres, empty_reports, seed):
    whole = tables_after(postgres, empty_reports, seed, None, lambda: 1000)
    assert all(rows for name, rows in whole.items() if name != "meta_held"), "a table that this story leaves empty"
    assert tables_after(postgres, empty_reports, seed, None, lambda: 1) == whole
    assert tables_after(postgres, empty_reports, seed, 7, lambda: 1000) == whole
    chance = Random(seed)
    assert tables_after(postgres, empty_reports, seed, 8, lambda: chance.randint(1, 9)) == whole


@pytest.mark.parametrize("page", [1, 7, 100])
def test_a_rebuild_page_by_page_changes_nothing(bi: Reports, monkeypatch: pytest.MonkeyPatch, page: int):
    bi.apply(life(3, members=3).envelopes)  # every page runs every statement
    before = bi.tables()
    monkeypatch.setattr(rebuild, "PAGE", page)
    monkeypatch.setattr(rebuild, "NEARLY", page)
    told: list[tuple[int, int]] = []
    rebuild.rebuild(bi.owner, PROJECTIONS, lambda done, every: told.append((done, every)))
    assert bi.tables() == before
    assert bi.differing() == []
    assert told[-1][0] == told[-1][1] and len(told) >= 2


def test_events_that_arrive_after_a_rebuild_are_projected_into_the_new_tables(bi: Reports):
    envelopes = life(4).envelopes
    bi.apply(envelopes[:50])
    sink = bi.sink(envelopes[50].source)
    sink.apply([envelopes[50]])  # its statements are prepared
    rebuild.rebuild(bi.owner, PROJECTIONS)
    bi.apply(envelopes[51:], lambda: 2)
    assert bi.differing() == []


def test_a_comparison_names_the_table_that_somebody_altered(bi: Reports):
    bi.apply(life(5).envelopes)
    bi.owner.execute("UPDATE bi.fact_points SET points = points + 1")
    assert bi.differing() == ["fact_points"]
    rebuild.rebuild(bi.owner, PROJECTIONS)
    assert bi.differing() == []


def test_changed_projections_are_noticed_and_made_anew(bi: Reports):
    bi.apply(life(6).envelopes)
    before = bi.tables()
    assert not rebuild.ensure(bi.owner, Projections.of(SERVICE))
    bi.owner.execute("UPDATE projection SET fingerprint = 'of an older version'")
    assert rebuild.ensure(bi.owner, Projections.of(SERVICE))
    assert bi.tables() == before

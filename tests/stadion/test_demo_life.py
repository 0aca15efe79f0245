"""Ninety days of the demo chain hold what a venue's life holds; the same seed tells the same life."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.contracts.cards import ReportFound, ReportLost, SwipeCard
from shared.contracts.finance import RefundOrder
from stadion.demo.life import Step, life_of
from stadion.demo.people import people

TODAY = date(2026, 11, 25)


def lived(seed: int = 1) -> list[Step]:
    everybody = people(seed, 120, TODAY - timedelta(days=90), 90)
    return [step for person in everybody for step in life_of(person, seed, TODAY, 7)]


@pytest.mark.thorough
def test_cards_are_lost_and_found_tried_when_they_are_over_and_refunded():
    told = Counter(type(step.command) for step in lived())
    tried = [step for step in lived() if isinstance(step.command, SwipeCard) and step.at.minute == 50]
    assert told[ReportFound] > 1 and told[ReportLost] > told[ReportFound]
    assert len(tried) > 5 + told[ReportFound]
    assert told[RefundOrder] > 1


def test_mondays_and_evenings_are_busy():
    came = [step for step in lived() if isinstance(step.command, SwipeCard) and step.command.direction == "in"]
    days = Counter(step.at.astimezone(ZoneInfo(step.person.venue.zone)).weekday() for step in came)
    hours = Counter(step.at.astimezone(ZoneInfo(step.person.venue.zone)).hour for step in came)
    assert days[0] > 1.5 * days[6]
    assert hours[18] > 2 * hours[11]


def test_a_lost_card_is_tried_before_it_is_found():
    of = [step for step in lived() if isinstance(step.command, ReportLost | ReportFound | SwipeCard)]
    for found in (step for step in of if isinstance(step.command, ReportFound)):
        own = [s for s in of if s.person == found.person and timedelta() <= found.at - s.at <= timedelta(hours=2)]
        assert [type(s.command) for s in sorted(own, key=lambda s: s.at)] == [ReportLost, SwipeCard, ReportFound]


@pytest.mark.thorough
def test_the_same_seed_tells_the_same_life():
    assert lived(3) == lived(3) != lived(4)

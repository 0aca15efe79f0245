"""The clock of a process: right unless a test says otherwise, and not followed where it differs from the store's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from shared.clock import APART, ClockWrong, agreed, clock_of, utc_now
from shared.log.memory import MemoryStore
from shared.settings import SettingMissing, Settings
from shared.timers.memory import MemoryTimers
from tests.scenario import NOON
from tests.shared.timed import Fuses

HOUR = timedelta(hours=1)


def test_a_clock_is_right_where_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLOCK_OFFSET", raising=False)
    assert clock_of(Settings("cards")) is utc_now


def test_a_clock_that_a_file_makes_wrong_jumps_when_the_file_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wrong = tmp_path / "by"
    wrong.write_text("0")
    monkeypatch.setenv("CLOCK_OFFSET_FILE", str(wrong))
    monkeypatch.setenv("STADION_ENV", "demo")
    clock = clock_of(Settings("cards"))
    assert abs(clock() - utc_now()) < timedelta(seconds=10)
    wrong.write_text("-7200")
    assert abs(clock() + 2 * HOUR - utc_now()) < timedelta(seconds=10)


def test_no_clock_is_made_wrong_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOCK_OFFSET", "60")
    monkeypatch.delenv("STADION_ENV", raising=False)
    with pytest.raises(SettingMissing, match="CLOCK_OFFSET is for tests"):
        clock_of(Settings("cards"))


@pytest.mark.parametrize("by", [APART, -APART, timedelta(0)])
def test_clocks_that_differ_by_a_minute_agree(by: timedelta) -> None:
    assert agreed(lambda: NOON + by, lambda: NOON)() == NOON + by


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_beyond_it_nobody_is_told_the_time(by: timedelta) -> None:
    with pytest.raises(ClockWrong, match=f"{NOON + by:%T} here and 2025-03-01 {NOON:%T} by the store's clock"):
        agreed(lambda: NOON + by, lambda: NOON)()


def test_what_is_due_waits_until_a_clock_that_is_ahead_is_right_again(tmp_path: Path) -> None:
    fuses = Fuses(MemoryStore(lambda: fuses.watch.now), MemoryTimers(), tmp_path)
    ahead = HOUR
    fuses.clock.now = agreed(lambda: fuses.watch.now + ahead, fuses.store.now)
    fuses.light("a", 10)
    with pytest.raises(ClockWrong):
        fuses.pass_(0)
    assert fuses.blown() == []
    ahead = timedelta(0)
    assert (fuses.pass_(0), fuses.pass_(10)) == ([], ["a"])

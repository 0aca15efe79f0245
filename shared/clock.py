"""The clock of one process: the machine's. What goes by it asks first whether it agrees with that of the store.

A test may make one process's clock wrong by CLOCK_OFFSET; with CLOCK_OFFSET_FILE it jumps while the process runs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from shared.settings import Settings

Clock = Callable[[], datetime]
APART = timedelta(minutes=1)
"""By how much two clocks of a platform may differ: as long as a signature lives, beyond which nobody is believed."""


class ClockWrong(Exception):
    """The clock of this process differs by more than APART from the store's: nothing is decided by it meanwhile."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def clock_of(settings: Settings) -> Clock:
    """The clock that a process goes by. Raises SettingMissing if it is to be wrong outside STADION_ENV=demo."""
    if not settings.clock_offset:
        return utc_now
    return lambda: utc_now() + timedelta(seconds=float(settings.clock_offset))


def agreed(clock: Clock, store: Clock) -> Clock:
    """The time by `clock`, as long as that of the store is the same; raises ClockWrong.

    For what is due at an instant that the store's clock has set: a process that is ahead would come too early.
    """

    def now() -> datetime:
        mine, common = clock(), store()
        if abs(mine - common) > APART:
            raise ClockWrong(f"it is {mine:%F %T} here and {common:%F %T} by the store's clock")
        return mine

    return now

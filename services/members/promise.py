"""What is promised to a prospect: one follow-up at a time, on a day that is to come. Pure."""

from __future__ import annotations

from datetime import date

from shared.contracts.members import PromiseInThePast, ProspectStage
from shared.venue_time import add_days


def promised(by_hand: date | None, before: date | None, stage: ProspectStage, today: date) -> date | None:
    """What is promised by hand, else the earlier of what was before and what the stage asks for; nothing at an end.

    Raises PromiseInThePast.
    """
    check_promise(by_hand, today)
    if stage.means in ("won", "lost"):
        return None
    of_stage = None if stage.follow_up_days is None else add_days(today, stage.follow_up_days)
    return by_hand or min((day for day in (before, of_stage) if day), default=None)


def check_promise(follow_up_on: date | None, today: date) -> None:
    if follow_up_on is not None and follow_up_on < today:
        raise PromiseInThePast(follow_up_on=follow_up_on, today=today)

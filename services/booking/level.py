"""What booking hears of levels: which right each gives, and who has which since when. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts import Command
from shared.contracts.booking import (
    BookerLevelNoted,
    BookingRightsNoted,
    NoteBookerLevel,
    NoteBookingRights,
)
from shared.contracts.members import LadderPublished, LevelReached, Right
from shared.contracts.members.rights import Levels, gives
from shared.envelope import Envelope
from shared.hearsay import noting

RIGHTS: tuple[Right, ...] = (
    "booking_days_ahead",
    "booking_priority",
    "exclusive_coach",
    "exclusive_service",
    "one_to_one_service",
)
"""Those that booking applies."""

LADDER = "ladder"


def level_news(event: LadderPublished | LevelReached, envelope: Envelope) -> Sequence[Command]:
    """What an event of members means here."""
    match event:
        case LadderPublished():
            return [NoteBookingRights(ladder=event.ladder, from_day=event.from_day, levels=gives(event, RIGHTS))]
        case LevelReached():
            return [NoteBookerLevel(member_id=event.member_id, level=event.level, since=envelope.happened_at)]
    return []


def after(levels: Levels, event: BookingRightsNoted | BookerLevelNoted) -> Levels:
    if isinstance(event, BookingRightsNoted):
        return levels.with_ladder(event)
    return levels.with_level(event.member_id, event.level, event.since)


def level_streams(member_id: str) -> list[str]:
    return [LADDER, f"level-{member_id}"]


BOOKING_RIGHTS = noting(NoteBookingRights, BookingRightsNoted)
BOOKER_LEVEL = noting(NoteBookerLevel, BookerLevelNoted)

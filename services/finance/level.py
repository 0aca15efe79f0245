"""What finance hears of levels: which right each gives, and who has which since when. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts import Command
from shared.contracts.finance import (
    BuyerLevelNoted,
    DiscountsNoted,
    NoteBuyerLevel,
    NoteDiscounts,
)
from shared.contracts.members import LadderPublished, LevelReached, Right
from shared.contracts.members.rights import Levels, gives
from shared.envelope import Envelope
from shared.hearsay import noting

RIGHTS: tuple[Right, ...] = ("discount_per_mille", "custom_offers")
"""Those that finance applies."""

LADDER = "ladder"


def level_news(event: LadderPublished | LevelReached, envelope: Envelope) -> Sequence[Command]:
    """What an event of members means here."""
    match event:
        case LadderPublished():
            return [NoteDiscounts(ladder=event.ladder, from_day=event.from_day, levels=gives(event, RIGHTS))]
        case LevelReached():
            return [NoteBuyerLevel(member_id=event.member_id, level=event.level, since=envelope.happened_at)]
    return []


def after(levels: Levels, event: DiscountsNoted | BuyerLevelNoted) -> Levels:
    if isinstance(event, DiscountsNoted):
        return levels.with_ladder(event)
    return levels.with_level(event.member_id, event.level, event.since)


def level_streams(member_id: str) -> list[str]:
    return [LADDER, f"level-{member_id}"]


DISCOUNTS = noting(NoteDiscounts, DiscountsNoted)
BUYER_LEVEL = noting(NoteBuyerLevel, BuyerLevelNoted)

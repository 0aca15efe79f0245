"""What happened on a card against the rules: refusals, and entries that no gate could ask about. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from shared.contracts import Reason
from shared.contracts.cards import EntryOverridden, EntryRefused, OfflineConflictSettled, OfflineSwipeConflict

AgainstEvent = EntryRefused | EntryOverridden | OfflineSwipeConflict | OfflineConflictSettled


@dataclass(frozen=True)
class Refused:
    """A swipe to which the gate said no: whose, where and when."""

    member_id: str
    venue_id: str
    at: datetime
    reason: Reason


@dataclass(frozen=True)
class Against:
    """`refused` by swipe, until somebody came in on it after all: those in `let_in` on a clerk's word.

    `conflicts` wait for somebody to look at them.
    """

    refused: Mapping[str, Refused] = field(default_factory=dict)
    let_in: frozenset[str] = frozenset()
    conflicts: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()


def after(against: Against, event: AgainstEvent) -> Against:
    match event:
        case EntryRefused():
            refused = Refused(event.member_id, event.venue_id, event.at, event.reason)
            return replace(against, refused={**against.refused, event.swipe_id: refused})
        case EntryOverridden(swipe_id=swipe_id):
            return replace(came_in(against, swipe_id), let_in=against.let_in | {swipe_id})
        case OfflineSwipeConflict(swipe_id=swipe_id):
            return replace(came_in(against, swipe_id), conflicts=against.conflicts | {swipe_id})
        case OfflineConflictSettled(swipe_id=swipe_id):
            return replace(against, conflicts=against.conflicts - {swipe_id}, settled=against.settled | {swipe_id})
    assert_never(event)


def came_in(against: Against, swipe_id: str) -> Against:
    """After the member whom the gate refused by this swipe came in all the same."""
    return replace(against, refused={known: no for known, no in against.refused.items() if known != swipe_id})

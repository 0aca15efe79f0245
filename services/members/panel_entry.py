"""What departments write into a member's panel: the supervisor hears of it and archives it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from services.members import life
from services.members.life import Life, check_registered
from shared.contracts import HEAD_OFFICE, Event
from shared.contracts.members import (
    AppointDataSupervisor,
    ArchivePanelEntry,
    DataSupervisorAppointed,
    NotTheSupervisor,
    OpinionAndResultMissing,
    PanelEntryArchived,
    PanelEntryNotOpen,
    PanelWritten,
    WriteIntoPanel,
)
from shared.decider import Context, Decider

Wish = AppointDataSupervisor | WriteIntoPanel | ArchivePanelEntry
SUPERVISOR = "datasupervisor"
COMPLAINTS = ("complaint", "privacy_complaint")


@dataclass(frozen=True)
class Panel:
    """The panel of one member; `open` has what waits for the supervisor, by id."""

    life: Life = field(default_factory=Life)
    supervisor: str | None = None
    written: frozenset[str] = frozenset()
    open: dict[str, PanelWritten] = field(default_factory=dict)


def streams(wish: Wish, context: Context) -> Sequence[str]:
    if isinstance(wish, AppointDataSupervisor):
        return [SUPERVISOR]
    return [SUPERVISOR, life.stream(wish.member_id), f"panel-{wish.member_id}"]


def decide(wish: Wish, panel: Panel, context: Context) -> list[Event]:
    match wish:
        case AppointDataSupervisor(staff_id=staff_id):
            return [] if panel.supervisor == staff_id else [DataSupervisorAppointed(staff_id=staff_id)]
        case WriteIntoPanel():
            check_registered(panel.life, wish.member_id)
            known = wish.entry_id in panel.written
            return [] if known else [PanelWritten(**vars(wish), alerted=panel.supervisor)]
        case ArchivePanelEntry():
            return archive(wish, panel, context)
    assert_never(wish)


def archive(wish: ArchivePanelEntry, panel: Panel, context: Context) -> list[Event]:
    if context.actor.id != panel.supervisor and not context.actor.has(HEAD_OFFICE):
        raise NotTheSupervisor()
    written = panel.open.get(wish.entry_id)
    if written is None or not panel.life.has_data:
        raise PanelEntryNotOpen(entry_id=wish.entry_id)
    if written.kind in COMPLAINTS and not (wish.opinion and wish.result):
        raise OpinionAndResultMissing()
    return [PanelEntryArchived(**vars(wish))]


def evolve(panel: Panel, event: Any) -> Panel:
    match event:
        case DataSupervisorAppointed(staff_id=staff_id):
            return replace(panel, supervisor=staff_id)
        case PanelWritten(entry_id=entry_id):
            return replace(panel, written=panel.written | {entry_id}, open={**panel.open, entry_id: event})
        case PanelEntryArchived(entry_id=closed):
            return replace(panel, open={i: written for i, written in panel.open.items() if i != closed})
    return replace(panel, life=life.evolve(panel.life, event))


PANEL: Decider[Panel] = Decider(
    (AppointDataSupervisor, WriteIntoPanel, ArchivePanelEntry), Panel(), streams, decide, evolve
)

"""Whatever is asked after an erasure: nothing personal is written, which would give the person a new key."""

from __future__ import annotations

from typing import Any

from services.members.service import SERVICE
from shared.contracts import Command, Event, Refusal, catalogue
from shared.contracts.fields import personal_fields
from shared.contracts.members import (
    EntryChecked,
    FollowUpClosed,
    GuestErased,
    ImportWithdrawn,
    MemberErased,
    PanelEntryArchived,
    StaffDismissed,
    StaffErased,
)
from shared.contracts.samples import sample
from shared.decider import Decider
from tests.scenario import AT_THE_DESK

COMMANDS = [(decider, command) for decider in SERVICE.deciders for command in decider.commands]
ENDS = (MemberErased, StaffDismissed, StaffErased, GuestErased)
NOT_HAPPENED = (FollowUpClosed, PanelEntryArchived, EntryChecked, ImportWithdrawn)  # so that something is still open
SAMPLES = [sample(cls) for cls in catalogue.of("members", Event).values() if cls not in (*ENDS, *NOT_HAPPENED)]
PAST = [*SAMPLES, *(sample(cls) for cls in ENDS)]
PROOFS = "proof-"  # the key of a proof is the proof's own, made anew with each code


def test_nothing_personal_is_written_of_an_erased_person() -> None:
    for decider, command in COMMANDS:
        for event in answers(decider, command):
            sealed = [name for name in personal_fields(type(event)) if getattr(event, name) is not None]
            assert not sealed or event.stream_name.startswith(PROOFS), (command, event)


def answers(decider: Decider[Any], command: type[Command]) -> list[Event]:
    wish = sample(command)
    streams = set(decider.streams(wish, AT_THE_DESK))
    state = decider.fold([event for event in PAST if event.stream_name in streams])
    try:
        return decider.decide(wish, state, AT_THE_DESK)
    except Refusal:
        return []

"""Maker and checker: what staff enter is checked by another, before or after it takes effect. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from services.members import policy
from services.members.policy import Policies
from shared.contracts import STAFF, Command, Event, catalogue
from shared.contracts.members import (
    CheckEntry,
    EntryChecked,
    EntryKind,
    EntryMade,
    EntryNotOpen,
    ImportWithdrawn,
    MemberErased,
    MemberPolicySet,
    OwnEntry,
    PolicyName,
    StaffErased,
)
from shared.decider import Context, Decider
from shared.ids import derived_id

POLICY_OF: dict[EntryKind, PolicyName] = {
    "profile": "review_of_profile",
    "extra_data": "review_of_extra_data",
    "certificates": "review_of_certificates",
}


UNREVIEWED = Policies(
    tuple(
        MemberPolicySet(policy=policy, value="none", from_day=date.min, venue_id=None) for policy in POLICY_OF.values()
    )
)


def entry_id(kind: EntryKind, subject_id: str, context: Context) -> str:
    return derived_id("entry", kind, subject_id, context.actor.id, context.now.isoformat())


def streams_of(kind: EntryKind, subject_id: str, context: Context) -> list[str]:
    """What a decision reads and writes besides its own streams so that its data can be checked."""
    return [policy.STREAM, f"entry-{entry_id(kind, subject_id, context)}"]


def entered(
    kind: EntryKind, subject_id: str, wish: Command, events: Sequence[Event], policies: Policies, context: Context
) -> list[Event]:
    """What entering comes to: the events, with a check to follow; or a proposal that waits for it.

    Who enters data about themself is not checked.
    """
    mode = policies.value(POLICY_OF[kind], context.at.date())
    if not events or mode == "none" or context.actor.id == subject_id or not context.actor.has(*STAFF):
        return list(events)
    made = EntryMade(
        entry_id=entry_id(kind, subject_id, context),
        kind=kind,
        subject_id=subject_id,
        mode=mode,  # type: ignore[arg-type]
        maker=context.actor.id,
        command=type(wish).__name__,
        entered=json.dumps(wish.wire(), ensure_ascii=False),
    )
    return [made] if mode == "approve_first" else [*events, made]


@dataclass(frozen=True)
class Checked:
    """An entry; and what it is about, by kind, so that what waited can take effect by the rules of now."""

    made: EntryMade | None = None
    checked: bool = False
    erased: bool = False
    subjects: Mapping[EntryKind, Any] = field(default_factory=dict)


def checker(
    deciders: Mapping[EntryKind, Decider[Any]], streams_about: Mapping[EntryKind, Sequence[str]]
) -> Decider[Checked]:
    """The decider of checks over those of the kinds; `streams_about` are templates of each kind's own streams."""

    def streams(wish: CheckEntry, context: Context) -> Sequence[str]:
        about = [template.format(wish.subject_id) for template in streams_about[wish.kind]]
        return [f"entry-{wish.entry_id}", *about]

    def decide(wish: CheckEntry, entry: Checked, context: Context) -> list[Event]:
        made = entry.made
        if (
            made is None
            or entry.checked
            or entry.erased
            or (made.kind, made.subject_id) != (wish.kind, wish.subject_id)
        ):
            raise EntryNotOpen(entry_id=wish.entry_id)
        if made.maker == context.actor.id:
            raise OwnEntry()
        told = EntryChecked(**vars(wish), maker=made.maker, checker=context.actor.id)
        if not wish.right or made.mode == "act_first":
            return [told]
        entered = catalogue.by_name[made.command]
        assert issubclass(entered, Command)
        subject = replace(entry.subjects[made.kind], policies=UNREVIEWED)  # checked just now: not to be checked again
        return [told, *deciders[made.kind].decide(entered.load(json.loads(made.entered)), subject, context)]

    def evolve(entry: Checked, event: Any) -> Checked:
        match event:
            case EntryMade():
                return replace(entry, made=event)
            case EntryChecked():
                return replace(entry, checked=True)
            case MemberErased() | ImportWithdrawn() | StaffErased():
                return replace(entry, erased=True)
        subjects = {kind: decider.evolve(entry.subjects[kind], event) for kind, decider in deciders.items()}
        return replace(entry, subjects=subjects)

    start = Checked(subjects={kind: decider.initial for kind, decider in deciders.items()})
    return Decider((CheckEntry,), start, streams, decide, evolve)

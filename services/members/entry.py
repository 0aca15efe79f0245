"""Maker and checker: what staff enter is checked by another, before or after it takes effect. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from services.members import access, policy
from services.members.policy import Policies
from shared.contracts import STAFF, Command, Event, catalogue
from shared.contracts.members import (
    CheckEntry,
    CheckMeasurement,
    EntryChecked,
    EntryKind,
    EntryMade,
    EntryNotOpen,
    GuestErased,
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
    "guest": "review_of_guests",
    "contact": "review_of_contacts",
    "measurement": "review_of_measurements",
}
Wish = CheckEntry | CheckMeasurement


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
    kind: EntryKind,
    subject_id: str,
    wish: Command,
    events: Sequence[Event],
    policies: Policies,
    context: Context,
    item_id: str | None = None,
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
        at=context.at,
        item_id=item_id,
        venue_id=getattr(wish, "venue_id", None),
    )
    return [made] if mode == "approve_first" else [*events, made]


class Kind(NamedTuple):
    """How entries of a kind take effect: by their decider over its streams, which are templates of the subject's id."""

    decider: Decider[Any]
    streams: Sequence[str]


@dataclass(frozen=True)
class Checked:
    """An entry; and what it is about, by kind, so that what waited can take effect by the rules of now."""

    made: EntryMade | None = None
    checked: bool = False
    erased: bool = False
    subjects: Mapping[EntryKind, Any] = field(default_factory=dict)


def about(wish: Wish) -> tuple[EntryKind, str]:
    """Of what kind an entry is, and of whom."""
    if isinstance(wish, CheckMeasurement):
        return "measurement", wish.member_id
    return wish.kind, wish.subject_id


def checker(kinds: Mapping[EntryKind, Kind]) -> Decider[Checked]:
    """The decider of checks over those of the kinds."""

    def streams(wish: Wish, context: Context) -> Sequence[str]:
        kind, subject_id = about(wish)
        own = [f"entry-{wish.entry_id}", *(each.format(subject_id) for each in kinds[kind].streams)]
        return [*own, *access.streams(subject_id, wish.session_id)] if isinstance(wish, CheckMeasurement) else own

    def further(wish: Wish, entry: Checked) -> Iterable[str]:
        """The venue that was named: its day is the day of the entry."""
        return [f"venue-{entry.made.venue_id}"] if entry.made and entry.made.venue_id else []

    def decide(wish: Wish, entry: Checked, context: Context) -> list[Event]:
        kind, subject_id = about(wish)
        if isinstance(wish, CheckMeasurement):
            access.check_may_judge(entry.subjects[kind].access, subject_id, context)
        made = entry.made
        if made is None or entry.checked or entry.erased or (made.kind, made.subject_id) != (kind, subject_id):
            raise EntryNotOpen(entry_id=wish.entry_id)
        if made.maker == context.actor.id:
            raise OwnEntry()
        told = EntryChecked(
            entry_id=wish.entry_id, kind=kind, subject_id=subject_id, maker=made.maker, checker=context.actor.id,
            right=wish.right, note=wish.note,
        )  # fmt: skip
        if not wish.right or made.mode == "act_first":
            return [told]
        return [told, *take_effect(made, entry.subjects[kind], context)]

    def take_effect(made: EntryMade, subject: Any, context: Context) -> list[Event]:
        """By the rules of now, as of the time of the entry; checked just now, it is not to be checked again."""
        entered = catalogue.by_name[made.command]
        assert issubclass(entered, Command)
        then = replace(context, at=made.at or context.at)
        unreviewed = replace(subject, policies=UNREVIEWED)
        events: list[Event] = kinds[made.kind].decider.decide(entered.load(json.loads(made.entered)), unreviewed, then)
        return events

    def evolve(entry: Checked, event: Any) -> Checked:
        match event:
            case EntryMade():
                entry = replace(entry, made=event)
            case EntryChecked():
                return replace(entry, checked=True)
            case MemberErased() | ImportWithdrawn() | StaffErased() | GuestErased():
                entry = replace(entry, erased=True)
        subjects = {kind: each.decider.evolve(entry.subjects[kind], event) for kind, each in kinds.items()}
        return replace(entry, subjects=subjects)

    start = Checked(subjects={kind: each.decider.initial for kind, each in kinds.items()})
    return Decider((CheckEntry, CheckMeasurement), start, streams, decide, evolve, further)

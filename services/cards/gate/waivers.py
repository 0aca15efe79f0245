"""Waivers at the gate: what a venue's doors ask for, and whether the person at the door has signed it. Pure.

A venue's own waiver stands before the chain's. Who signed any edition since the last one that was to be signed anew has
signed enough; so has who did under another record of the same person. What a guardian signed binds the child, and is
noted as the child's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from shared.contracts import Event
from shared.contracts.cards import (
    GatePolicy,
    NoteWaiver,
    NoteWaiverSignature,
    WaiverNoted,
    WaiverNotSigned,
    WaiverSignatureNoted,
    WaiverToSign,
)
from shared.contracts.members import DocumentPublished, DocumentSigned, SignatureEnded
from shared.decider import Context, Decider
from shared.venue_time import add_days

CHAIN = "chain"
WaiverEvent = WaiverNoted | WaiverSignatureNoted


@dataclass(frozen=True)
class Waivers:
    """Editions by scope, in the order of publishing; and the signatures that are in force, of the people at hand."""

    editions: Mapping[str, tuple[WaiverNoted, ...]] = field(default_factory=dict)
    signed: frozenset[tuple[str, str, int]] = frozenset()  # member, scope, number

    def governing(self, venue_id: str, day: date) -> WaiverNoted | None:
        """What is to be signed at the venue on a day: the latest edition that has begun, its own before the chain's."""
        for scope in (venue_id, CHAIN):
            if begun := [known for known in self.editions.get(scope, ()) if known.from_day <= day]:
                return max(begun, key=lambda known: (known.from_day, known.number))
        return None

    def enough(self, scope: str, day: date) -> tuple[int, date]:
        """The number from which on a signature is enough, and since when that is so."""
        editions = self.editions[scope]
        again = [(known.number, known.sign_again_from) for known in editions if known.sign_again_from]
        begun = [(number, since) for number, since in again if since <= day]
        return max(begun, default=(1, min(known.from_day for known in editions)))

    def has_signed(self, people: Iterable[str], scope: str, least: int) -> bool:
        ids = set(people)
        return any(who in ids and of == scope and number >= least for who, of, number in self.signed)


def unsigned(
    waivers: Waivers, people: Iterable[str], venue_id: str, day: date, policy: GatePolicy
) -> WaiverNotSigned | WaiverToSign | None:
    """What the gate says to a person, under whichever of these records: no, a warning, or nothing."""
    edition = waivers.governing(venue_id, day) if policy.waiver != "off" else None
    if edition is None:
        return None
    least, since = waivers.enough(edition.scope, day)
    if waivers.has_signed(people, edition.scope, least):
        return None
    refused_from = add_days(since, policy.waiver_grace_days) if policy.waiver == "refuse" else None
    if refused_from and refused_from <= day:
        return WaiverNotSigned(edition=edition.edition, since=since)
    return WaiverToSign(edition=edition.edition, since=since, refused_from=refused_from)


# --- what is heard of members ---


def heard_of_waivers(event: Event) -> Sequence[NoteWaiver | NoteWaiverSignature]:
    match event:
        case DocumentPublished(kind="waiver"):
            names = ("scope", "number", "edition", "from_day", "sign_again_from")
            return [NoteWaiver(**{name: getattr(event, name) for name in names})]
        case DocumentSigned(kind="waiver") | SignatureEnded(kind="waiver"):
            stands, who = isinstance(event, DocumentSigned), event.member_id
            return [NoteWaiverSignature(member_id=who, scope=event.scope, number=event.number, stands=stands)]
    return []


def asked_at(venue_id: str) -> list[str]:
    """Where it stands what the doors of a venue ask for."""
    return [f"waiver-{CHAIN}", f"waiver-{venue_id}"]


def signatures_of(people: Iterable[str]) -> list[str]:
    return [f"waivers-{who}" for who in people]


def streams(wish: NoteWaiver | NoteWaiverSignature, context: Context) -> list[str]:
    return [f"waiver-{wish.scope}"] if isinstance(wish, NoteWaiver) else signatures_of([wish.member_id])


def decide(wish: NoteWaiver | NoteWaiverSignature, waivers: Waivers, context: Context) -> list[WaiverEvent]:
    match wish:
        case NoteWaiver():
            known = any(edition.number == wish.number for edition in waivers.editions.get(wish.scope, ()))
            return [] if known else [WaiverNoted(**vars(wish))]
        case NoteWaiverSignature():
            stood = (wish.member_id, wish.scope, wish.number) in waivers.signed
            return [] if stood == wish.stands else [WaiverSignatureNoted(**vars(wish))]
    assert_never(wish)


def evolve(waivers: Waivers, event: WaiverEvent) -> Waivers:
    match event:
        case WaiverNoted(scope=scope):
            every = (*waivers.editions.get(scope, ()), event)
            return replace(waivers, editions={**waivers.editions, scope: every})
        case WaiverSignatureNoted(stands=stands):
            one = frozenset({(event.member_id, event.scope, event.number)})
            return replace(waivers, signed=waivers.signed | one if stands else waivers.signed - one)
    assert_never(event)


WAIVERS: Decider[Waivers] = Decider((NoteWaiver, NoteWaiverSignature), Waivers(), streams, decide, evolve)

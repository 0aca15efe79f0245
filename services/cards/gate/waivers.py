"""What is to be signed: waivers, which a venue's doors ask for, and contracts, for a card that passes on. Pure.

A venue's own document stands before the chain's. Who signed any edition since the last one that was to be signed anew
has signed enough; so has who did under another record of the same person. What a guardian signed binds the child, and
is noted as the child's; a contract counts in the own hand only, and with the time at which it was signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never

from shared.contracts.cards import (
    ContractNoted,
    ContractSignatureNoted,
    GatePolicy,
    NoteContract,
    NoteContractSignature,
    NoteWaiver,
    NoteWaiverSignature,
    WaiverNoted,
    WaiverNotSigned,
    WaiverSignatureNoted,
    WaiverToSign,
)
from shared.contracts.members import DocumentPublished, DocumentSigned, SignatureEnded
from shared.decider import Context, Decider
from shared.envelope import Envelope
from shared.venue_time import add_days

CHAIN = "chain"
WaiverEvent = WaiverNoted | WaiverSignatureNoted
ContractEvent = ContractNoted | ContractSignatureNoted
Edition = WaiverNoted | ContractNoted
Signed = tuple[str, str, int]  # member, scope, number
Wish = NoteWaiver | NoteWaiverSignature | NoteContract | NoteContractSignature


@dataclass(frozen=True)
class Waivers:
    """Editions by scope, in the order of publishing; and the signatures that are in force, of the people at hand."""

    editions: Mapping[str, tuple[Edition, ...]] = field(default_factory=dict)
    signed: Mapping[Signed, datetime | None] = field(default_factory=dict)  # when, where that matters

    def governing(self, venue_id: str, day: date) -> Edition | None:
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

    def has_signed(self, people: Iterable[str], scope: str, least: int, since: datetime | None = None) -> bool:
        ids = set(people)
        enough = (at for (who, of, number), at in self.signed.items() if who in ids and of == scope and number >= least)
        return any(since is None or (at is not None and at >= since) for at in enough)


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


def heard_of_waivers(
    event: DocumentPublished | DocumentSigned | SignatureEnded,
) -> Sequence[NoteWaiver | NoteWaiverSignature]:
    match event:
        case DocumentPublished(kind="waiver"):
            names = ("scope", "number", "edition", "from_day", "sign_again_from")
            return [NoteWaiver(**{name: getattr(event, name) for name in names})]
        case DocumentSigned(kind="waiver") | SignatureEnded(kind="waiver"):
            stands, who = isinstance(event, DocumentSigned), event.member_id
            return [NoteWaiverSignature(member_id=who, scope=event.scope, number=event.number, stands=stands)]
    return []


def heard_of_contracts(
    event: DocumentPublished | DocumentSigned | SignatureEnded, envelope: Envelope
) -> Sequence[NoteContract | NoteContractSignature]:
    match event:
        case DocumentPublished(kind="membership_contract"):
            names = ("scope", "number", "edition", "from_day", "sign_again_from")
            return [NoteContract(**{name: getattr(event, name) for name in names})]
        case DocumentSigned(kind="membership_contract") | SignatureEnded(kind="membership_contract"):
            stands, who = isinstance(event, DocumentSigned) and event.signed_by == event.member_id, event.member_id
            return [
                NoteContractSignature(
                    member_id=who, scope=event.scope, number=event.number, stands=stands, signed_at=envelope.happened_at
                )
            ]
    return []


def contracts_at(venue_id: str) -> list[str]:
    """Where it stands which contract a venue has in force."""
    return [f"contract-{CHAIN}", f"contract-{venue_id}"]


def contracts_of(people: Iterable[str]) -> list[str]:
    return [f"contracts-{who}" for who in people]


def asked_at(venue_id: str) -> list[str]:
    """Where it stands what the doors of a venue ask for."""
    return [f"waiver-{CHAIN}", f"waiver-{venue_id}"]


def signatures_of(people: Iterable[str]) -> list[str]:
    return [f"waivers-{who}" for who in people]


def streams(wish: Wish, context: Context) -> list[str]:
    match wish:
        case NoteWaiver():
            return [f"waiver-{wish.scope}"]
        case NoteWaiverSignature():
            return signatures_of([wish.member_id])
        case NoteContract():
            return [f"contract-{wish.scope}"]
        case NoteContractSignature():
            return contracts_of([wish.member_id])
    assert_never(wish)


def decide(wish: Wish, waivers: Waivers, context: Context) -> list[WaiverEvent | ContractEvent]:
    match wish:
        case NoteWaiver() | NoteContract():
            known = any(edition.number == wish.number for edition in waivers.editions.get(wish.scope, ()))
            noted = WaiverNoted if isinstance(wish, NoteWaiver) else ContractNoted
            return [] if known else [noted(**vars(wish))]
        case NoteContractSignature():
            signed_at = waivers.signed.get((wish.member_id, wish.scope, wish.number))
            known = signed_at is None if not wish.stands else signed_at is not None and signed_at >= wish.signed_at
            return [] if known else [ContractSignatureNoted(**vars(wish))]
        case NoteWaiverSignature():
            stood = (wish.member_id, wish.scope, wish.number) in waivers.signed
            return [] if stood == wish.stands else [WaiverSignatureNoted(**vars(wish))]
    assert_never(wish)


def evolve(waivers: Waivers, event: WaiverEvent | ContractEvent) -> Waivers:
    match event:
        case WaiverNoted(scope=scope) | ContractNoted(scope=scope):
            every = (*waivers.editions.get(scope, ()), event)
            return replace(waivers, editions={**waivers.editions, scope: every})
        case WaiverSignatureNoted() | ContractSignatureNoted():
            one = (event.member_id, event.scope, event.number)
            signed = {known: at for known, at in waivers.signed.items() if known != one}
            at = event.signed_at if isinstance(event, ContractSignatureNoted) else None
            return replace(waivers, signed={**signed, one: at} if event.stands else signed)
    assert_never(event)


WAIVERS: Decider[Waivers] = Decider(
    (NoteWaiver, NoteWaiverSignature, NoteContract, NoteContractSignature), Waivers(), streams, decide, evolve
)

"""Signatures: by the member, or for a child by a guardian, under the edition in force; and what ends them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, assert_never

from services.members import document, guardian, life
from services.members.age import OF_AGE, is_under
from services.members.document import CHAIN, Documents
from services.members.guardian import Guardians
from services.members.life import check_registered
from shared.contracts import STAFF, Event
from shared.contracts.members import (
    BirthDateMissing,
    DocumentKind,
    DocumentNotPublished,
    DocumentPublished,
    DocumentSigned,
    EditionNotToSign,
    EndGuardiansSignatures,
    GuardianMustSign,
    NothingSigned,
    SignatureEnded,
    SignDocument,
    VenueNotOpen,
    VenueOpened,
    VoidSignature,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

Wish = SignDocument | VoidSignature | EndGuardiansSignatures


@dataclass(frozen=True)
class Signatures:
    """The latest signature of one member by scope and kind, unless it ended; the documents; and who may sign."""

    signed: Mapping[tuple[str, DocumentKind], DocumentSigned] = field(default_factory=dict)
    documents: Documents = field(default_factory=Documents)
    guardians: Guardians = field(default_factory=Guardians)


def bound(wish: Wish) -> str:
    """The member whom the signature binds."""
    return (wish.for_id if isinstance(wish, SignDocument) else None) or wish.member_id


def streams(wish: Wish, context: Context) -> Sequence[str]:
    own = f"signatures-{bound(wish)}"
    if not isinstance(wish, SignDocument):
        return [own, life.stream(wish.member_id)]
    documents = [document.stream(CHAIN), document.stream(wish.venue_id), f"venue-{wish.venue_id}"]
    return [own, *documents, *guardian.streams_of(bound(wish), wish.member_id)]


def decide(wish: Wish, signatures: Signatures, context: Context) -> list[Event]:
    match wish:
        case SignDocument():
            return sign(wish, signatures, context)
        case VoidSignature():
            known = signatures.signed.get((wish.venue_id or CHAIN, wish.kind))
            if known is None or not signatures.guardians.persons.life(wish.member_id).has_data:
                raise NothingSigned(kind=wish.kind)
            return [replace(ended(known, "void"), reason=wish.reason)]
        case EndGuardiansSignatures():
            return list(guardians_signatures(wish.member_id, signatures))
    assert_never(wish)


def sign(wish: SignDocument, signatures: Signatures, context: Context) -> list[Event]:
    if signatures.documents.zone is None:
        raise VenueNotOpen(venue_id=wish.venue_id)
    today = local_day(context.now, signatures.documents.zone)
    check_signer(wish, signatures.guardians, today, context)
    edition = edition_to_sign(wish, signatures.documents, today)
    known = signatures.signed.get((edition.scope, wish.kind))
    bound_already = known and known.number >= edition.number and (known.signed_by == wish.member_id or wish.for_id)
    if bound_already and not wish.anew:
        return []
    return [
        DocumentSigned(
            member_id=bound(wish),
            kind=wish.kind,
            scope=edition.scope,
            venue_id=wish.venue_id,
            number=edition.number,
            edition=edition.edition,
            signed_by=wish.member_id,
            witnessed_by=context.actor.id if context.actor.has(*STAFF) else None,
            signature=wish.signature,
            network_address=wish.network_address,
        )
    ]


def check_signer(wish: SignDocument, guardians: Guardians, today: date, context: Context) -> None:
    """A child's guardian signs for it, and everybody of age alone; who has no birth date is taken to be of age."""
    check_registered(guardians.persons.life(bound(wish)), bound(wish))
    if wish.for_id is not None:
        guardians.check(wish.for_id, wish.member_id, context.now)
        return
    try:
        child = is_under(guardians.persons.born(wish.member_id), OF_AGE, today)
    except BirthDateMissing:
        return
    if child:
        raise GuardianMustSign(member_id=wish.member_id)


def edition_to_sign(wish: SignDocument, documents: Documents, today: date) -> DocumentPublished:
    """In force at the venue, or published to follow. Raises DocumentNotPublished, EditionNotToSign."""
    current = documents.governing(wish.venue_id, wish.kind, today)
    if current is None:
        raise DocumentNotPublished(kind=wish.kind)
    for edition in documents.of(current.scope, wish.kind):
        if edition.edition == wish.edition and edition.number >= current.number:
            return edition
    raise EditionNotToSign(edition=wish.edition, current=current.edition)


def guardians_signatures(member_id: str, signatures: Signatures) -> Iterator[SignatureEnded]:
    for signed in signatures.signed.values():
        if signed.signed_by != member_id:
            yield ended(signed, "of_age")


def ended(signed: DocumentSigned, because: Any) -> SignatureEnded:
    return SignatureEnded(
        member_id=signed.member_id, kind=signed.kind, scope=signed.scope, number=signed.number, because=because
    )


def evolve(signatures: Signatures, event: Any) -> Signatures:
    match event:
        case DocumentSigned():
            return replace(signatures, signed={**signatures.signed, (event.scope, event.kind): event})
        case SignatureEnded():
            kept = {at: signed for at, signed in signatures.signed.items() if at != (event.scope, event.kind)}
            return replace(signatures, signed=kept)
        case VenueOpened() | DocumentPublished():
            return replace(signatures, documents=document.evolve(signatures.documents, event))
    return replace(signatures, guardians=guardian.evolve(signatures.guardians, event))


SIGNATURE: Decider[Signatures] = Decider(
    (SignDocument, VoidSignature, EndGuardiansSignatures), Signatures(), streams, decide, evolve
)

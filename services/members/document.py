"""Documents to sign: their editions, and from when on a signature of an earlier one is not enough. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, assert_never

from services.members import policy
from services.members.agreement import in_force
from services.members.policy import CHAIN_ZONE, Policies
from shared.contracts import Event
from shared.contracts.members import (
    DemandSigning,
    DocumentKind,
    DocumentPublished,
    EditionOutOfOrder,
    EditionReused,
    MemberPolicySet,
    PublishDocument,
    RemindOfSigning,
    SigningDemanded,
    SigningNear,
    SigningTooEarly,
    VenueNotOpen,
    VenueOpened,
)
from shared.decider import Context, Decider
from shared.venue_time import add_days, local_day

CHAIN = "chain"
Wish = PublishDocument | RemindOfSigning | DemandSigning


@dataclass(frozen=True)
class Documents:
    """Every edition by scope and kind, in order; what was told about which; and the zone of the venue at hand."""

    editions: Mapping[tuple[str, DocumentKind], tuple[DocumentPublished, ...]] = field(default_factory=dict)
    told: frozenset[tuple[str, DocumentKind, int, str]] = frozenset()
    zone: str | None = None
    policies: Policies = field(default_factory=Policies)

    def of(self, scope: str, kind: DocumentKind) -> tuple[DocumentPublished, ...]:
        return self.editions.get((scope, kind), ())

    def governing(self, venue_id: str, kind: DocumentKind, day: date) -> DocumentPublished | None:
        """The edition in force at a venue on a day: the venue's own document before the chain's."""
        return in_force(self.of(venue_id, kind), day) or in_force(self.of(CHAIN, kind), day)


def stream(scope: str) -> str:
    return f"documents-{scope}"


def streams(wish: Wish, context: Context) -> Sequence[str]:
    if isinstance(wish, PublishDocument):
        own = stream(wish.venue_id or CHAIN)
        return [own, policy.STREAM, *([f"venue-{wish.venue_id}"] if wish.venue_id else [])]
    return [stream(wish.scope)]


def decide(wish: Wish, documents: Documents, context: Context) -> list[Event]:
    match wish:
        case PublishDocument():
            return publish(wish, documents, context)
        case RemindOfSigning():
            return remind(wish, documents)
        case DemandSigning():
            return demand(wish, documents)
    assert_never(wish)


def publish(wish: PublishDocument, documents: Documents, context: Context) -> list[Event]:
    """Raises VenueNotOpen, EditionReused, EditionOutOfOrder, SigningTooEarly."""
    if wish.venue_id and documents.zone is None:
        raise VenueNotOpen(venue_id=wish.venue_id)
    zone, scope = documents.zone or CHAIN_ZONE, wish.venue_id or CHAIN
    today, before = local_day(context.now, zone), documents.of(scope, wish.kind)
    days = documents.policies.number("signing_reminded_days_before", today)
    published = DocumentPublished(
        scope=scope,
        zone=zone,
        number=len(before) + 1,
        remind_from=add_days(wish.sign_again_from, -days) if wish.sign_again_from else None,
        **vars(wish),
    )
    for same in before:
        if same.edition == wish.edition:
            return repeated(same, published)
    earliest = max([today, *(edition.from_day for edition in before)])
    if wish.from_day < earliest:
        raise EditionOutOfOrder(from_day=wish.from_day, earliest=earliest)
    if wish.sign_again_from is not None and wish.sign_again_from < wish.from_day:
        raise SigningTooEarly(sign_again_from=wish.sign_again_from, from_day=wish.from_day)
    return [published]


def repeated(same: DocumentPublished, published: DocumentPublished) -> list[Event]:
    """Nothing new for the same edition; raises EditionReused for another text or day."""
    if replace(published, number=same.number, remind_from=same.remind_from) != same:
        raise EditionReused(edition=same.edition)
    return []


def remind(wish: RemindOfSigning, documents: Documents) -> list[Event]:
    known = documents.of(wish.scope, wish.kind)[wish.number - 1 : wish.number]
    told = (wish.scope, wish.kind, wish.number, "near") in documents.told
    return [
        SigningNear(
            scope=edition.scope,
            venue_id=edition.venue_id,
            kind=edition.kind,
            number=edition.number,
            edition=edition.edition,
            sign_again_from=edition.sign_again_from,
        )
        for edition in known
        if edition.sign_again_from is not None and not told
    ]


def demand(wish: DemandSigning, documents: Documents) -> list[Event]:
    known = documents.of(wish.scope, wish.kind)[wish.number - 1 : wish.number]
    told = (wish.scope, wish.kind, wish.number, "demanded") in documents.told
    return [
        SigningDemanded(scope=edition.scope, venue_id=edition.venue_id, kind=edition.kind, number=edition.number)
        for edition in known
        if edition.sign_again_from is not None and not told
    ]


def evolve(documents: Documents, event: Any) -> Documents:
    match event:
        case DocumentPublished(scope=scope, kind=kind):
            every = (*documents.of(scope, kind), event)
            return replace(documents, editions={**documents.editions, (scope, kind): every})
        case SigningNear():
            return replace(documents, told=documents.told | {(event.scope, event.kind, event.number, "near")})
        case SigningDemanded():
            return replace(documents, told=documents.told | {(event.scope, event.kind, event.number, "demanded")})
        case VenueOpened(zone=zone):
            return replace(documents, zone=zone)
        case MemberPolicySet():
            return replace(documents, policies=policy.evolve(documents.policies, event))
    return documents


DOCUMENT: Decider[Documents] = Decider(
    (PublishDocument, RemindOfSigning, DemandSigning), Documents(), streams, decide, evolve
)

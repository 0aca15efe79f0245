"""The agreements that people accept, and who accepted which version. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from services.members import life
from services.members.life import Life, check_registered
from shared.contracts.members import (
    AcceptAgreement,
    AgreementAccepted,
    AgreementKind,
    AgreementNotCurrent,
    AgreementPublished,
    AgreementVersionReused,
    PublishAgreement,
)
from shared.decider import Context, Decider

STREAM = "agreements"


class Edition(Protocol):
    """What is published to bind from a day on."""

    @property
    def from_day(self) -> date: ...


E = TypeVar("E", bound=Edition)


def in_force(editions: Sequence[E], day: date) -> E | None:
    """Of the editions of one text, in the order of publishing, the one that binds on a day: the latest begun.

    Of several that begin on one day it is the one published last: a mistake is corrected by another edition.
    """
    begun = [edition for edition in reversed(editions) if edition.from_day <= day]
    return max(begun, key=lambda edition: edition.from_day, default=None)


@dataclass(frozen=True)
class Agreements:
    """Every version published; and what the member at hand accepted."""

    published: tuple[AgreementPublished, ...] = ()
    accepted: frozenset[tuple[AgreementKind, str]] = frozenset()
    life: Life = field(default_factory=Life)

    def check(self, kind: AgreementKind, version: str, day: date) -> None:
        """Raise AgreementNotCurrent unless this is the version in force; where none was published, any name counts."""
        binding = in_force([p for p in self.published if p.kind == kind], day)
        current = binding.edition if binding else version
        if version != current:
            raise AgreementNotCurrent(kind=kind, accepted=version, current=current)


def streams(wish: PublishAgreement | AcceptAgreement, context: Context) -> Sequence[str]:
    if isinstance(wish, PublishAgreement):
        return [STREAM]
    return [STREAM, life.stream(wish.member_id), f"agreement-{wish.member_id}"]


def decide(
    wish: PublishAgreement | AcceptAgreement, agreements: Agreements, context: Context
) -> list[AgreementPublished | AgreementAccepted]:
    if isinstance(wish, PublishAgreement):
        return publish(wish, agreements)
    check_registered(agreements.life, wish.member_id)
    agreements.check(wish.kind, wish.edition, context.at.date())
    known = (wish.kind, wish.edition) in agreements.accepted
    return [] if known else [AgreementAccepted(**vars(wish))]


def publish(wish: PublishAgreement, agreements: Agreements) -> list[AgreementPublished | AgreementAccepted]:
    published = AgreementPublished(**vars(wish))
    same = [p for p in agreements.published if (p.kind, p.edition) == (wish.kind, wish.edition)]
    if same and same[0] != published:
        raise AgreementVersionReused(edition=wish.edition)
    return [] if same else [published]


def evolve(agreements: Agreements, event: Any) -> Agreements:
    match event:
        case AgreementPublished():
            return replace(agreements, published=(*agreements.published, event))
        case AgreementAccepted(kind=kind, edition=version):
            return replace(agreements, accepted=agreements.accepted | {(kind, version)})
    return replace(agreements, life=life.evolve(agreements.life, event))


AGREEMENT: Decider[Agreements] = Decider((PublishAgreement, AcceptAgreement), Agreements(), streams, decide, evolve)

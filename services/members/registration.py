"""Registering: many channels, one record; what must be accepted, proven and answered; review before it counts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from services.members import agreement, extra, life, policy, proof
from services.members.agreement import Agreements
from services.members.extra import ExtraFields
from services.members.life import Life
from services.members.numbers import numbers_for
from services.members.policy import Policies
from services.members.profile import given_at_registration
from services.members.proof import Proof
from shared.contracts import FRONT_DESK, GUEST, HEAD_OFFICE, SERVICE, VENUE_MANAGER, Event, Role
from shared.contracts.members import (
    AgreementAccepted,
    AgreementKind,
    ApproveRegistration,
    Channel,
    ChannelNotYours,
    CodeMade,
    ContactNotProven,
    ContactProven,
    ExtraFieldDefined,
    MemberAlreadyRegistered,
    MemberNumberClaimed,
    MemberPolicySet,
    MemberRegistered,
    NothingToReview,
    NotOfYourVenue,
    OwnRegistration,
    PhoneClaimed,
    PhoneReleased,
    PhoneTaken,
    PrivacyNotAccepted,
    ProofForgotten,
    ProofUsed,
    RegisterMember,
    RegistrationRejected,
    RegistrationSubmitted,
    RejectRegistration,
    VenueNotOpen,
    VenueOpened,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

Wish = RegisterMember | ApproveRegistration | RejectRegistration
FROM_AFAR: tuple[Channel, ...] = ("online", "mobile")
BY_ROLE: dict[Channel, tuple[Role, ...]] = {
    "online": (GUEST, SERVICE),
    "mobile": (GUEST, SERVICE),
    "desk": (HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, SERVICE),
    "import": (HEAD_OFFICE, SERVICE),
    "partner": (HEAD_OFFICE, SERVICE),
}


@dataclass(frozen=True)
class Application:
    """A person who wants to be a member, and all that this depends on."""

    life: Life = field(default_factory=Life)
    phone_holder: str | None = None
    numbers_taken: frozenset[str] = frozenset()
    zone: str | None = None  # None: the venue is not open
    policies: Policies = field(default_factory=Policies)
    agreements: Agreements = field(default_factory=Agreements)
    fields: ExtraFields = field(default_factory=ExtraFields)
    proof: Proof = field(default_factory=Proof)


def streams(wish: Wish, context: Context) -> Sequence[str]:
    own = life.stream(wish.member_id)
    if not isinstance(wish, RegisterMember):
        return [own]
    chain = [policy.STREAM, agreement.STREAM, extra.STREAM, f"venue-{wish.venue_id}"]
    claims = [f"phone-{context.blind(wish.phone)}", *(f"number-{n}" for n in numbers_for(wish.member_id))]
    personal = [f"{part}-{wish.member_id}" for part in ("agreement", "profile", "extra")]
    return [own, *chain, *claims, *personal, *([f"proof-{wish.proof_id}"] if wish.proof_id else [])]


def decide(wish: Wish, application: Application, context: Context) -> list[Event]:
    match wish:
        case RegisterMember():
            return register(wish, application, context)
        case ApproveRegistration():
            return approve(under_review(wish.member_id, application.life, context), context)
        case RejectRegistration():
            return reject(wish, under_review(wish.member_id, application.life, context), context)
    assert_never(wish)


def register(wish: RegisterMember, application: Application, context: Context) -> list[Event]:
    if application.life.status != "none":
        raise MemberAlreadyRegistered(member_id=wish.member_id)
    if not context.actor.has(*BY_ROLE[wish.channel]):
        raise ChannelNotYours(channel=wish.channel)
    if application.zone is None:
        raise VenueNotOpen(venue_id=wish.venue_id)
    proven = proofs(wish, application, context)
    if application.phone_holder is not None:
        raise PhoneTaken()
    day = local_day(context.at, application.zone)
    number = next(n for n in numbers_for(wish.member_id) if n not in application.numbers_taken)
    return [
        *proven,
        admitted(wish, number, application.policies.value("registration_review", day, wish.venue_id), context),
        MemberNumberClaimed(number=number, member_id=wish.member_id),
        PhoneClaimed(phone_index=context.blind(wish.phone), member_id=wish.member_id),
        *acceptances(wish, application, context),
        *given_at_registration(wish, day),
        *application.fields.answers(wish.extra, wish.channel, wish.member_id, day),
    ]


def proofs(wish: RegisterMember, application: Application, context: Context) -> list[Event]:
    """Who comes from afar proves the phone; machines of the chain itself (an import, the demo) vouch for theirs."""
    if wish.proof_id is None:
        if wish.channel in FROM_AFAR and not context.actor.has(SERVICE):
            raise ContactNotProven()
        return []
    return [proof.use(wish.proof_id, "register", application.proof, context.blind(wish.phone), context.now)]


def acceptances(wish: RegisterMember, application: Application, context: Context) -> list[Event]:
    """Raises PrivacyNotAccepted, AgreementNotCurrent. A row of an old system carries the version of its day."""
    if wish.channel in FROM_AFAR and wish.privacy_accepted is None and not context.actor.has(SERVICE):
        raise PrivacyNotAccepted()
    named: dict[AgreementKind, str | None] = {"terms": wish.terms_accepted, "privacy": wish.privacy_accepted}
    accepted = {kind: edition for kind, edition in named.items() if edition is not None}
    if wish.channel != "import":
        for kind, edition in accepted.items():
            application.agreements.check(kind, edition, context.at.date())
    if wish.privacy_accepted is None:
        return []  # the terms stand in the registration itself
    who, where = wish.member_id, wish.network_address
    return [
        AgreementAccepted(member_id=who, kind=kind, edition=edition, network_address=where)
        for kind, edition in accepted.items()
    ]


def admitted(
    wish: RegisterMember, number: str, review: str, context: Context
) -> MemberRegistered | RegistrationSubmitted:
    known = {
        name: getattr(wish, name)
        for name in ("member_id", "name", "phone", "venue_id", "channel", "language", "terms_accepted")
    } | {"number": number, "privacy_accepted": wish.privacy_accepted, "import_id": wish.import_id}
    reviewed = review == "all" or (review == "online" and wish.channel in FROM_AFAR)
    if reviewed and wish.channel != "import":
        return RegistrationSubmitted(**known, submitted_by=context.actor.id)
    return MemberRegistered(**known)


def under_review(member_id: str, known: Life, context: Context) -> RegistrationSubmitted:
    """Raises NothingToReview, NotOfYourVenue, OwnRegistration."""
    if known.submitted is None:
        raise NothingToReview(member_id=member_id)
    if not context.actor.covers(known.venue_id) and not context.actor.has(HEAD_OFFICE):
        raise NotOfYourVenue(venue_id=known.venue_id)
    if known.submitted.submitted_by == context.actor.id:
        raise OwnRegistration()
    return known.submitted


def approve(submitted: RegistrationSubmitted, context: Context) -> list[Event]:
    known = {name: value for name, value in vars(submitted).items() if name != "submitted_by"}
    return [MemberRegistered(**known, approved_by=context.actor.id, phone_index=context.blind(submitted.phone))]


def reject(wish: RejectRegistration, submitted: RegistrationSubmitted, context: Context) -> list[Event]:
    return [
        RegistrationRejected(
            member_id=wish.member_id,
            phone_index=context.blind(submitted.phone),
            reason=wish.reason,
            rejected_by=context.actor.id,
        )
    ]


def evolve(application: Application, event: Any) -> Application:
    match event:
        case PhoneClaimed(member_id=holder):
            return replace(application, phone_holder=holder)
        case PhoneReleased():
            return replace(application, phone_holder=None)
        case MemberNumberClaimed(number=number):
            return replace(application, numbers_taken=application.numbers_taken | {number})
        case VenueOpened(zone=zone):
            return replace(application, zone=zone)
        case MemberPolicySet():
            return replace(application, policies=policy.evolve(application.policies, event))
        case ExtraFieldDefined():
            return replace(application, fields=ExtraFields((*application.fields.versions, event)))
        case CodeMade() | ContactProven() | ProofUsed() | ProofForgotten():
            return replace(application, proof=proof.evolve(application.proof, event))
    agreements = agreement.evolve(application.agreements, event)
    return replace(application, agreements=agreements, life=agreements.life)


REGISTRATION: Decider[Application] = Decider(
    (RegisterMember, ApproveRegistration, RejectRegistration), Application(), streams, decide, evolve
)

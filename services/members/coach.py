"""What a coach can do: certificates that end, grade, skills, hours, training, appraisal. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, assert_never

from services.members import entry, policy
from services.members.policy import Policies
from shared.contracts import Event
from shared.contracts.members import (
    AddCertificate,
    AppraiseStaff,
    CertificateAdded,
    CertificateExpiring,
    CertificateNotHeld,
    CertificateNotPossible,
    CertificateRevoked,
    CoachDescribed,
    DescribeCoach,
    Hours,
    HoursNotPossible,
    MemberPolicySet,
    RecordTraining,
    RemindOfCertificate,
    RevokeCertificate,
    ScoreOutOfRange,
    StaffAppraised,
    StaffDismissed,
    StaffHired,
    StaffNotEmployed,
    TrainingRecorded,
)
from shared.decider import Context, Decider

Wish = AddCertificate | RevokeCertificate | RemindOfCertificate | DescribeCoach | RecordTraining | AppraiseStaff
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


@dataclass(frozen=True)
class Coach:
    employed: bool = False
    certificates: dict[str, CertificateAdded] = field(default_factory=dict)
    described: tuple[CoachDescribed, ...] = ()
    records: frozenset[str] = frozenset()  # ids of trainings and appraisals
    policies: Policies = field(default_factory=Policies)


def streams(wish: Wish, context: Context) -> Sequence[str]:
    own = [f"staff-{wish.staff_id}", f"coach-{wish.staff_id}"]
    checked = isinstance(wish, AddCertificate)
    return [*own, *(entry.streams_of("certificates", wish.staff_id, context) if checked else [])]


def decide(wish: Wish, coach: Coach, context: Context) -> list[Event]:
    match wish:
        case RevokeCertificate():
            if wish.certificate_id not in coach.certificates:
                raise CertificateNotHeld(certificate_id=wish.certificate_id)
            return [CertificateRevoked(**vars(wish))]
        case RemindOfCertificate():
            known = coach.certificates.get(wish.certificate_id)
            due = coach.employed and known is not None and known.valid_until == wish.valid_until
            return [CertificateExpiring(**vars(wish))] if due else []
    if not coach.employed:
        raise StaffNotEmployed(staff_id=wish.staff_id)
    match wish:
        case AddCertificate():
            events = certify(wish, coach, context.at.date())
            return entry.entered("certificates", wish.staff_id, wish, events, coach.policies, context)
        case DescribeCoach():
            return describe(wish, coach)
        case RecordTraining():
            return [] if wish.training_id in coach.records else [TrainingRecorded(**vars(wish))]
        case AppraiseStaff():
            if not 1 <= wish.score <= 5:
                raise ScoreOutOfRange(score=wish.score)
            return [] if wish.appraisal_id in coach.records else [StaffAppraised(**vars(wish))]
    assert_never(wish)


def certify(wish: AddCertificate, coach: Coach, today: date) -> list[Event]:
    if wish.issued > today or (wish.valid_until is not None and wish.valid_until < wish.issued):
        raise CertificateNotPossible()
    added = CertificateAdded(**vars(wish))
    return [] if coach.certificates.get(wish.certificate_id) == added else [added]


def describe(wish: DescribeCoach, coach: Coach) -> list[Event]:
    check_hours(wish.hours or ())
    described = CoachDescribed(**vars(wish))
    return [] if coach.described and coach.described[-1] == described else [described]


def check_hours(hours: Sequence[Hours]) -> None:
    """Raise HoursNotPossible unless every span is one, and none lies over another."""
    last: dict[str, str] = {}
    for span in sorted(hours, key=lambda span: (span.weekday, span.begins)):
        written = TIME.fullmatch(span.begins) and TIME.fullmatch(span.ends)
        if not written or not last.get(span.weekday, "") <= span.begins < span.ends:
            raise HoursNotPossible(weekday=span.weekday)
        last[span.weekday] = span.ends


def evolve(coach: Coach, event: Any) -> Coach:
    match event:
        case StaffHired():
            return replace(coach, employed=True)
        case StaffDismissed():
            return replace(coach, employed=False)
        case CertificateAdded():
            return replace(coach, certificates={**coach.certificates, event.certificate_id: event})
        case CertificateRevoked(certificate_id=gone):
            return replace(coach, certificates={i: c for i, c in coach.certificates.items() if i != gone})
        case CoachDescribed():
            return replace(coach, described=(*coach.described, event))
        case TrainingRecorded(training_id=id_) | StaffAppraised(appraisal_id=id_):
            return replace(coach, records=coach.records | {id_})
        case MemberPolicySet():
            return replace(coach, policies=policy.evolve(coach.policies, event))
    return coach


COACH: Decider[Coach] = Decider(
    (AddCertificate, RevokeCertificate, RemindOfCertificate, DescribeCoach, RecordTraining, AppraiseStaff),
    Coach(),
    streams,
    decide,
    evolve,
)

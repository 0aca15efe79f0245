"""What the clock does for members: forgets codes, asks whether data are still right. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from shared.contracts import Event
from shared.contracts.members import (
    REMINDED_DAYS_BEFORE,
    AskForAnswers,
    AskForConfirmation,
    CertificateAdded,
    CertificateRevoked,
    ChildCameOfAge,
    CodeMade,
    ContactRecorded,
    DemandSigning,
    DocumentPublished,
    EndAgreement,
    EndInvitation,
    FitnessTestScheduled,
    FitnessTestStopped,
    FitnessTestTaken,
    FollowUpClosed,
    ForgetProof,
    GuardianLinked,
    GuestErased,
    GuestInvited,
    InvitationEnded,
    InvitationReopened,
    InvitationUsed,
    LevelKept,
    LevelReached,
    MinorWatched,
    PartnerAgreed,
    PlanEnded,
    PlanWritten,
    ProfileConfirmed,
    ProofForgotten,
    ProofUsed,
    ProspectContacted,
    ProspectMoved,
    ProspectOpened,
    QuestionnaireAnswered,
    RemindOfCertificate,
    RemindOfFitnessTest,
    RemindOfFollowUp,
    RemindOfPlan,
    RemindOfProspect,
    RemindOfSigning,
    WatchLevel,
    WatchMinor,
)
from shared.log import Recorded
from shared.timers import ClearTimer, SetTimer, TimerChange
from shared.venue_time import day_start


def timers(event: Event, recorded: Recorded) -> Sequence[TimerChange]:
    match event:
        case CodeMade(proof_id=proof_id, expires_at=expires_at):
            return [SetTimer(f"code {proof_id}", expires_at, ForgetProof(proof_id=proof_id))]
        case ProofUsed(proof_id=proof_id) | ProofForgotten(proof_id=proof_id):
            return [ClearTimer(f"code {proof_id}")]
        case ProfileConfirmed(member_id=member_id, ask_again_at=at):
            return [SetTimer(f"confirm {member_id}", at, AskForConfirmation(member_id=member_id))]
        case ContactRecorded(follow_up_on=day) if day is not None:
            remind = RemindOfFollowUp(contact_id=event.contact_id, member_id=event.member_id)
            return [SetTimer(f"follow up {event.contact_id}", begins_somewhere(day), remind)]
        case FollowUpClosed(contact_id=contact_id):
            return [ClearTimer(f"follow up {contact_id}")]
        case CertificateAdded(valid_until=until) if until is not None:
            at = begins_everywhere(until - timedelta(days=REMINDED_DAYS_BEFORE))
            expiring = RemindOfCertificate(
                staff_id=event.staff_id, certificate_id=event.certificate_id, valid_until=until
            )
            return [SetTimer(f"certificate {event.certificate_id}", at, expiring)]
        case CertificateAdded(certificate_id=certificate_id) | CertificateRevoked(certificate_id=certificate_id):
            return [ClearTimer(f"certificate {certificate_id}")]
    return [*lapsing(event), *guarded_and_signed(event, recorded), *of_body(event)]


def lapsing(event: Event) -> Sequence[TimerChange]:
    """Invitations and partners' agreements lapse with a day; a prospect is followed up on the day promised last."""
    match event:
        case GuestInvited(invitation_id=invitation_id) | InvitationReopened(invitation_id=invitation_id):
            lapse = EndInvitation(invitation_id=invitation_id, how="lapsed")
            return [SetTimer(f"invitation {invitation_id}", event.lapses_at, lapse)]
        case InvitationUsed(invitation_id=invitation_id) | InvitationEnded(invitation_id=invitation_id):
            return [ClearTimer(f"invitation {invitation_id}")]
        case (
            ProspectOpened(guest_id=guest_id, follow_up_on=day)
            | ProspectMoved(guest_id=guest_id, follow_up_on=day)
            | ProspectContacted(guest_id=guest_id, follow_up_on=day)
        ) if day is not None:
            due = RemindOfProspect(guest_id=guest_id, follow_up_on=day)
            return [SetTimer(f"prospect {guest_id}", begins_somewhere(day), due)]
        case (
            ProspectOpened(guest_id=guest_id)
            | ProspectMoved(guest_id=guest_id)
            | ProspectContacted(guest_id=guest_id)
            | GuestErased(guest_id=guest_id)
        ):
            return [ClearTimer(f"prospect {guest_id}")]
        case PartnerAgreed(agreement_id=agreement_id, until=until):
            end = EndAgreement(agreement_id=agreement_id)
            return [SetTimer(f"agreement {agreement_id}", begins_everywhere(until), end)]
    return []


def guarded_and_signed(event: Event, recorded: Recorded) -> Sequence[TimerChange]:
    match event:
        case GuardianLinked(child_id=child_id):
            return [SetTimer(f"minor {child_id}", recorded.happened_at, WatchMinor(child_id=child_id))]
        case MinorWatched(child_id=child_id, wake_at=wake_at):
            return [SetTimer(f"minor {child_id}", wake_at, WatchMinor(child_id=child_id))]
        case ChildCameOfAge(child_id=child_id):
            return [ClearTimer(f"minor {child_id}")]
        case LevelReached(until=None, member_id=member_id):
            return [ClearTimer(f"level {member_id}")]
        case LevelReached(member_id=member_id, until=until) | LevelKept(member_id=member_id, until=until) if until:
            return [SetTimer(f"level {member_id}", begins_everywhere(until), WatchLevel(member_id=member_id))]
        case DocumentPublished(sign_again_from=day, remind_from=remind_from) if day and remind_from:
            key = f"{event.kind} {event.number} of {event.scope}"
            remind = RemindOfSigning(scope=event.scope, kind=event.kind, number=event.number)
            demand = DemandSigning(scope=event.scope, kind=event.kind, number=event.number)
            return [
                SetTimer(f"remind of {key}", day_start(remind_from, event.zone), remind),
                SetTimer(f"demand {key}", day_start(day, event.zone), demand),
            ]
    return []


def of_body(event: Event) -> Sequence[TimerChange]:
    """Answers become old, tests are due, plans are looked at again."""
    match event:
        case QuestionnaireAnswered(member_id=member_id, filled_id=filled_id, valid_until=day):
            old = AskForAnswers(member_id=member_id, filled_id=filled_id)
            return [SetTimer(f"answers {filled_id}", begins_somewhere(day), old)]
        case (
            FitnessTestScheduled(member_id=member_id, test_id=test_id, due_on=day)
            | FitnessTestTaken(member_id=member_id, test_id=test_id, due_on=day)
        ) if day is not None:
            test = RemindOfFitnessTest(member_id=member_id, test_id=test_id, due_on=day)
            return [SetTimer(f"fitness {member_id} {test_id}", begins_somewhere(day), test)]
        case FitnessTestStopped(member_id=member_id, test_id=test_id):
            return [ClearTimer(f"fitness {member_id} {test_id}")]
        case PlanWritten(plan_id=plan_id, member_id=member_id, plan_version=number, review_on=day):
            review = RemindOfPlan(plan_id=plan_id, member_id=member_id, plan_version=number)
            return [
                SetTimer(f"plan {plan_id}", begins_somewhere(day), review) if day else ClearTimer(f"plan {plan_id}")
            ]
        case PlanEnded(plan_id=plan_id):
            return [ClearTimer(f"plan {plan_id}")]
    return []


def begins_somewhere(day: date) -> datetime:
    """The instant at which a day begins in the east of China: reminders are there when the venue opens."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)


def begins_everywhere(day: date) -> datetime:
    """The instant at which a day has begun in every zone."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

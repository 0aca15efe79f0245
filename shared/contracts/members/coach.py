"""What a coach or other staff member can do: certificates, grade, skills, training, hours, appraisal."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    HEAD_OFFICE,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Name,
    Part,
    Personal,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.profile import Weekday
from shared.contracts.members.staff import StaffNotEmployed

Grade = Literal["trainee", "junior", "senior", "master"]
REMINDED_DAYS_BEFORE = 30


class CertificateNotHeld(Refusal):
    """There is no such certificate."""

    certificate_id: Id
    status = 404
    says = Text("No certificate {certificate_id} is held.", "没有证书 {certificate_id}。")
    remedy = Text("See the list of certificates.", "请查看证书列表。")


class CertificateNotPossible(Refusal):
    """A certificate ends after it was given, and was given by today."""

    status = 422
    says = Text("The days of this certificate are not possible.", "证书日期不合理。")
    remedy = Text("Check the days of issue and of expiry.", "请核对发证日期与到期日期。")


class HoursNotPossible(Refusal):
    """Hours begin before they end, and do not overlap."""

    weekday: str
    status = 422
    says = Text("The hours of {weekday} are not possible.", "{weekday} 的时段不合理。")
    remedy = Text(
        "Give times as 09:00, each span ending after it begins, none over another.",
        "请使用 09:00 格式，起止正确且互不重叠。",
    )


class ScoreOutOfRange(Refusal):
    """Appraisals have scores from 1 to 5."""

    score: int
    status = 422
    says = Text("{score} is no score.", "{score} 不是有效评分。")
    remedy = Text("Give 1 to 5.", "请填写 1 至 5。")


class Hours(Part):
    """A span of a weekday in which a person can be scheduled, in the venue's time."""

    weekday: Weekday
    begins: str
    ends: str


class AddCertificate(Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(StaffNotEmployed, CertificateNotPossible)):
    """Note a certificate, or its renewal under the same id."""

    staff_id: Id
    certificate_id: Id
    title: Name
    issuer: Name
    issued: Day
    valid_until: Day | None = None  # the last day; None: for ever


class CertificateAdded(Event, stream="coach-{staff_id}", unreported="not asked"):
    """A person holds a certificate."""

    staff_id: Id
    certificate_id: Id
    title: Name
    issuer: Name
    issued: Day
    valid_until: Day | None


class RevokeCertificate(Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(CertificateNotHeld,)):
    """A certificate counts no more."""

    staff_id: Id
    certificate_id: Id
    reason: Name


class CertificateRevoked(Event, stream="coach-{staff_id}", unreported="not asked"):
    """A certificate counts no more."""

    staff_id: Id
    certificate_id: Id
    reason: Name


class RemindOfCertificate(Command, by=(SERVICE,)):
    """The clock says that a certificate ends soon."""

    staff_id: Id
    certificate_id: Id
    valid_until: Day


class CertificateExpiring(Event, stream="coach-{staff_id}", unreported="not asked"):
    """A certificate ends within thirty days and was not renewed."""

    staff_id: Id
    certificate_id: Id
    valid_until: Day


class DescribeCoach(Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(StaffNotEmployed, HoursNotPossible)):
    """Set grade, skills or weekly hours; what is left open stays."""

    staff_id: Id
    grade: Grade | None = None
    skills: tuple[Name, ...] | None = None
    hours: tuple[Hours, ...] | None = None


class CoachDescribed(Event, stream="coach-{staff_id}", unreported="not asked"):
    """Grade, skills or hours have these values now; None: unchanged."""

    staff_id: Id
    grade: Grade | None
    skills: tuple[Name, ...] | None
    hours: tuple[Hours, ...] | None


class RecordTraining(Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(StaffNotEmployed,)):
    """A person was trained."""

    staff_id: Id
    training_id: Id
    title: Name
    day: Day
    hours: int


class TrainingRecorded(Event, stream="coach-{staff_id}", unreported="not asked"):
    """A person was trained."""

    staff_id: Id
    training_id: Id
    title: Name
    day: Day
    hours: int


class AppraiseStaff(Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(StaffNotEmployed, ScoreOutOfRange)):
    """Judge a person's work over a period."""

    staff_id: Id
    appraisal_id: Id
    period: Name
    score: int
    note: Personal


class StaffAppraised(Event, stream="coach-{staff_id}", person="staff_id", unreported="not asked"):
    """A person's work was judged, by whom the envelope says."""

    staff_id: Id
    appraisal_id: Id
    period: Name
    score: int
    note: Personal


class CoachRow(Row):
    """A coach as schedulers see one; hours as JSON objects."""

    staff_id: Id
    name: Personal
    employed: bool
    grade: str | None
    skills: tuple[str, ...] | None
    hours: tuple[Hours, ...] | None
    valid_certificates: int


class ListCoaches(Query, by=(HEAD_OFFICE, VENUE_MANAGER), answers=CoachRow):
    """Everybody who coaches, or holds a certificate, a grade, skills or hours."""


class CertificateRow(Row):
    """A certificate; `state` today."""

    staff_id: Id
    name: Personal
    certificate_id: Id
    title: str
    issuer: str
    issued: Day
    valid_until: Day | None
    state: Literal["valid", "expiring", "expired", "revoked"]


class ListCertificates(Query, by=(HEAD_OFFICE, VENUE_MANAGER), answers=CertificateRow):
    """Certificates of everybody, or of one person; the soonest to end first."""

    staff_id: Id | None = None


class StaffRecordRow(Row):
    """A training or an appraisal of a person."""

    staff_id: Id
    kind: Literal["training", "appraisal"]
    title: str
    day: str
    hours: int | None
    score: int | None
    note: Personal | None


class StaffRecord(Query, by=(HEAD_OFFICE, VENUE_MANAGER), answers=StaffRecordRow):
    """Trainings and appraisals of a person, the newest first."""

    staff_id: Id

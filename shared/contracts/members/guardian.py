"""Guardians: who acts, signs, pays and consents for a child, checked from birth dates, until the 18th birthday."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Event,
    Id,
    Instant,
    Personal,
    Phone,
    Query,
    Refusal,
    Row,
    Text,
    Zone,
)
from shared.contracts.members.life import NOT_ACTIVE
from shared.contracts.members.venue import VenueNotOpen

Relation = Literal["mother", "father", "grandparent", "sibling", "appointed", "other"]
Evidence = Literal["birth_certificate", "household_register", "court_order", "written_statement"]
EndOfGuardianship = Literal["unlinked", "guardian_gone", "child_gone"]


class BirthDateMissing(Refusal):
    """Who is a child and who is of age is told from birth dates."""

    member_id: str
    says = Text("The birth date of member {member_id} is not known.", "会员 {member_id} 的出生日期未登记。")
    remedy = Text("Enter the birth date from the person's papers first.", "请先按证件登记出生日期。")


class NotAChild(Refusal):
    """From the 18th birthday on a person acts alone."""

    member_id: str
    of_age_at: int
    says = Text(
        "Member {member_id} is {of_age_at} or older and acts alone.",
        "会员 {member_id} 已满 {of_age_at} 周岁，由本人办理。",
    )
    remedy = Text("Let the person act; or correct the birth date.", "请由本人办理；如出生日期有误请先更正。")


class NotOfAge(Refusal):
    """A guardian, and who pays for others, is of age."""

    member_id: str
    of_age_at: int
    says = Text("Member {member_id} is under {of_age_at}.", "会员 {member_id} 未满 {of_age_at} 周岁。")
    remedy = Text("Choose somebody of age; or correct the birth date.", "请选择成年人；如出生日期有误请先更正。")


class NotGuardian(Refusal):
    """Only a linked guardian decides for a child."""

    child_id: str
    guardian_id: str
    status = 403
    says = Text("{guardian_id} is no guardian of {child_id}.", "{guardian_id} 不是 {child_id} 的监护人。")
    remedy = Text("Let the desk link the guardian, with papers.", "请携带证明到前台办理监护人登记。")


class GuardianNotLinked(Refusal):
    """Only a link that stands is ended."""

    child_id: str
    guardian_id: str
    status = 404
    says = Text("{guardian_id} is not linked to {child_id}.", "{guardian_id} 与 {child_id} 没有监护关系。")
    remedy = Text("See the guardians of the child.", "请查看该儿童的监护人。")


NO_RIGHT = (BirthDateMissing, NotAChild, NotOfAge, NotGuardian)
"""What a command refuses that a guardian gives for a child."""


class LinkGuardian(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK),
    refuses=(*NOT_ACTIVE, VenueNotOpen, BirthDateMissing, NotAChild, NotOfAge),
):
    """Make a member of age the guardian of a member under 18, after the desk saw the papers.

    A child may have several guardians and a guardian several children. The days are those of the venue's zone.
    """

    child_id: Id
    guardian_id: Id
    venue_id: Id
    relation: Relation
    evidence: Evidence


class GuardianLinked(Event, stream="guardians-{child_id}", unreported="desk"):
    """From now on the guardian may act, sign, pay and consent for the child, until it comes of age or is unlinked."""

    child_id: Id
    guardian_id: Id
    venue_id: Id
    zone: Zone
    relation: Relation
    evidence: Evidence


class UnlinkGuardian(
    Command, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), refuses=(*NOT_ACTIVE, VenueNotOpen, GuardianNotLinked)
):
    """End a guardianship at once, such as after a court's decision; what the guardian signed until now stands."""

    child_id: Id
    guardian_id: Id
    venue_id: Id
    reason: Personal


class DropGuardian(Command, by=(SERVICE,)):
    """The guardian's own record is gone."""

    child_id: Id
    guardian_id: Id


class GuardianUnlinked(Event, stream="guardians-{child_id}", person="child_id", unreported="desk"):
    """The guardian has no right over the child any more."""

    child_id: Id
    guardian_id: Id
    because: EndOfGuardianship
    reason: Personal | None = None


class WatchMinor(Command, by=(SERVICE,)):
    """Look at a child with guardians: whether it is near its coming of age, has come of age, or is to be looked at later."""

    child_id: Id


class MinorWatched(Event, stream="guardians-{child_id}", unreported="desk"):
    """Nothing more is due before `wake_at`. That is a round day, so that no birth date can be told from it."""

    child_id: Id
    wake_at: Instant
    noticed: bool


class ComingOfAgeNear(Event, stream="guardians-{child_id}", unreported="desk"):
    """The child is of age in a few days (policy, two at first): child, guardians and venue are to be told."""

    child_id: Id
    guardian_ids: tuple[Id, ...]


class ChildCameOfAge(Event, stream="guardians-{child_id}", unreported="desk"):
    """The person is of age: every right of these guardians has ended. It tells no birth date but by when it is said."""

    child_id: Id
    guardian_ids: tuple[Id, ...]


class TieNoted(Event, stream="ties-{member_id}", unreported="desk"):
    """The member became a guardian (`to` a ward), or a member of a family; who looks for ties of a person looks here."""

    member_id: Id
    to: Literal["ward", "family"]
    other_id: Id


class TieEnded(Event, stream="ties-{member_id}", unreported="desk"):
    """The tie is no more."""

    member_id: Id
    to: Literal["ward", "family"]
    other_id: Id


class LoosenTies(Command, by=(SERVICE,)):
    """A member's record is gone: erased, or taken back with its import."""

    member_id: Id


class TiesLoosened(Event, stream="ties-{member_id}", unreported="desk"):
    """Who is gone guards no child and belongs to no family: each is told apart."""

    member_id: Id
    wards: tuple[Id, ...]
    families: tuple[Id, ...]


class GuardianRow(Row):
    """A guardian of a child; one that ended stays in the list with its reason."""

    child_id: Id
    guardian_id: Id
    number: str
    name: Personal
    phone: Phone
    relation: str
    evidence: str
    venue_id: Id
    since: str
    in_force: bool
    because: str | None
    of_age_soon: bool


class GuardiansOf(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), answers=GuardianRow):
    """The guardians of a child, those in force first. Whose birth date was taken away or corrected, rights rest on it."""

    member_id: Id


class WardRow(Row):
    """A child of a guardian."""

    guardian_id: Id
    child_id: Id
    number: str
    name: Personal
    relation: str
    since: str
    of_age_soon: bool


class ChildrenOf(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), answers=WardRow):
    """The children for whom a member acts, signs, pays and consents now."""

    member_id: Id


class NearAgeRow(Row):
    """A child that comes of age within days, with each of its guardians."""

    child_id: Id
    child_name: Personal
    guardian_id: Id
    guardian_phone: Phone
    venue_id: Id


class ComingOfAge(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), answers=NearAgeRow):
    """Children of the asker's venues who come of age within days: new signatures and an own way to pay are due."""

"""One person, two records: who looks alike, and merging without losing history."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Email,
    Event,
    Id,
    Instant,
    Note,
    Personal,
    PersonalDay,
    Phone,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.life import NOT_ACTIVE

FingerprintKind = Literal["device", "payment_card"]


class MergeWithItself(Refusal):
    """A merge is of two records."""

    status = 422
    says = Text("These are not two members.", "这不是两个不同的会员。")
    remedy = Text("Name the record that goes on and the one that ends.", "请分别指定保留和并入的会员。")


class MergeTwiceOver(Refusal):
    """What took others in is not merged away."""

    member_id: str
    says = Text("Member {member_id} has taken another record in.", "会员 {member_id} 已合并过其他会员。")
    remedy = Text("Let this record go on and merge the other into it.", "请保留该会员，将另一会员并入。")


class MergeNotUndone(Refusal):
    """A merge can be undone for some days, while nobody has built upon it."""

    merged_id: str
    says = Text("Member {merged_id} is not merged, or not lately.", "会员 {merged_id} 未被合并，或已超过可撤销期限。")
    remedy = Text("Head office sets for how many days a merge can be undone.", "可撤销天数由总部设定。")


class NoteFingerprint(Command, by=(FRONT_DESK, VENUE_MANAGER, HEAD_OFFICE, SERVICE), refuses=NOT_ACTIVE):
    """A member used this device or paid with this card; only a keyed digest is kept."""

    member_id: Id
    kind: FingerprintKind
    fingerprint: Personal


class FingerprintNoted(Event, stream="fingerprints-{member_id}", unreported="own use"):
    """A device or payment card is a member's, as a keyed digest."""

    member_id: Id
    kind: FingerprintKind
    index: str


class DismissDuplicate(Command, by=(FRONT_DESK, VENUE_MANAGER, HEAD_OFFICE), refuses=(*NOT_ACTIVE, MergeWithItself)):
    """Two members who look alike are two people, such as twins."""

    member_id: Id
    other_id: Id
    reason: Note


class DuplicateDismissed(Event, stream="member-{member_id}", unreported="own use"):
    """These two are two people."""

    member_id: Id
    other_id: Id
    reason: Note


class MergeMembers(Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(*NOT_ACTIVE, MergeWithItself, MergeTwiceOver)):
    """Two records are one person: the survivor goes on with its number, the other answers for it from now on."""

    survivor_id: Id
    merged_id: Id
    reason: Note


class MembersMerged(Event, stream="member-{merged_id}"):
    """What is `merged_id`'s anywhere in the platform is `survivor_id`'s from now on."""

    survivor_id: Id
    merged_id: Id
    reason: Note
    merged_at: Instant


class MemberAbsorbed(Event, stream="member-{survivor_id}", unreported="said elsewhere"):
    """The survivor of a merge has taken the other record in."""

    survivor_id: Id
    merged_id: Id


class UndoMerge(Command, by=(HEAD_OFFICE,), refuses=(MergeNotUndone,)):
    """The two were two people after all; what came since the merge stays with the survivor."""

    survivor_id: Id
    merged_id: Id
    reason: Note


class MergeUndone(Event, stream="member-{merged_id}"):
    """What was `merged_id`'s before the merge is its own again."""

    survivor_id: Id
    merged_id: Id
    reason: Note


class MemberSeparated(Event, stream="member-{survivor_id}", unreported="said elsewhere"):
    """The survivor of an undone merge stands for itself alone."""

    survivor_id: Id
    merged_id: Id


class LikenessRow(Row):
    """A member who looks like the person asked about: `score` of 100, and what is the same."""

    member_id: Id
    number: str
    name: Personal
    phone: Phone
    venue_id: Id
    score: int
    reasons: tuple[str, ...]


class FindLikenesses(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), answers=LikenessRow):
    """Members who may be the person whom the desk is about to register; the likeliest first."""

    name: Personal | None = None
    birth_date: PersonalDay | None = None
    phone: Phone | None = None
    email: Email | None = None
    device: Personal | None = None
    payment_card: Personal | None = None


class DuplicateRow(Row):
    """Two members who may be one person."""

    member_id: Id
    number: str
    name: Personal
    other_id: Id
    other_number: str
    other_name: Personal
    score: int
    reasons: tuple[str, ...]


class ListDuplicates(Query, by=(HEAD_OFFICE, VENUE_MANAGER), answers=DuplicateRow):
    """Pairs of members who look alike and were not dismissed, the likeliest first; 50 at most."""

"""Waivers and contracts: documents in editions, of the chain or one venue, signed by the member or a child's guardian."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    COACH,
    EVERYONE,
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    NetworkAddress,
    Note,
    Personal,
    Phone,
    Query,
    Refusal,
    Row,
    Text,
    Zone,
)
from shared.contracts.members.guardian import NO_RIGHT
from shared.contracts.members.life import NOT_ACTIVE
from shared.contracts.members.venue import VenueNotOpen

DocumentKind = Literal["waiver", "membership_contract", "training_contract", "house_rules", "health_declaration"]


class EditionReused(Refusal):
    """An edition of a document stands for one text."""

    edition: str
    says = Text("Edition {edition} was published with another text.", "版本 {edition} 已以其他内容发布。")
    remedy = Text("Give the new text a new edition.", "请为新内容使用新的版本号。")


class EditionOutOfOrder(Refusal):
    """Editions follow one another; from the past on nobody can be bound."""

    from_day: Day
    earliest: Day
    status = 422
    says = Text(
        "An edition cannot begin on {from_day}, before {earliest}.", "版本不能于 {from_day} 生效，最早为 {earliest}。"
    )
    remedy = Text("Choose {earliest} or a later day.", "请选择 {earliest} 或以后的日期。")


class SigningTooEarly(Refusal):
    """Nobody has to have signed a text before it is in force."""

    sign_again_from: Day
    from_day: Day
    status = 422
    says = Text(
        "Signing cannot be demanded from {sign_again_from}, before the edition begins on {from_day}.",
        "不能在版本生效日 {from_day} 之前（{sign_again_from}）要求重新签署。",
    )
    remedy = Text("Choose {from_day} or a later day.", "请选择 {from_day} 或以后的日期。")


class DocumentNotPublished(Refusal):
    """Only what is published is signed."""

    kind: DocumentKind
    status = 404
    says = Text("No {kind} is in force at this venue.", "本场馆没有现行的 {kind} 文件。")
    remedy = Text("Publish the document first, for the chain or the venue.", "请先由总部或场馆发布该文件。")


class EditionNotToSign(Refusal):
    """People sign the edition in force, or one that is published and comes after it."""

    edition: str
    current: str
    status = 422
    says = Text("Edition {edition} is not in force; {current} is.", "版本 {edition} 未生效，现行版本为 {current}。")
    remedy = Text("Show the person edition {current}.", "请出示现行版本 {current}。")


class GuardianMustSign(Refusal):
    """What a child signs alone binds nobody."""

    member_id: str
    says = Text("A guardian must sign for member {member_id}.", "会员 {member_id} 未成年，须由监护人签署。")
    remedy = Text("Let a linked guardian sign.", "请由已登记的监护人签署。")


class NothingSigned(Refusal):
    """Only a signature that stands is declared void."""

    kind: DocumentKind
    status = 404
    says = Text("No signature of {kind} is in force.", "没有有效的 {kind} 签署。")
    remedy = Text("See the member's signatures.", "请查看该会员的签署记录。")


class PublishDocument(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    refuses=(VenueNotOpen, EditionReused, EditionOutOfOrder, SigningTooEarly),
):
    """Publish an edition of a document, for the chain or for one venue, whose own stands before the chain's.

    `sign_again_from`: from this day on signatures of earlier editions are no longer enough (None: they stay enough).
    """

    kind: DocumentKind
    edition: str
    from_day: Day
    text: Note
    text_zh: Note
    venue_id: Id | None = None
    sign_again_from: Day | None = None


class DocumentPublished(Event, stream="documents-{scope}", unreported="desk"):
    """The edition is in force from `from_day` on; `scope` is `chain` or the venue. `number` counts those of one kind."""

    scope: str
    venue_id: Id | None
    zone: Zone
    kind: DocumentKind
    number: int
    edition: str
    from_day: Day
    sign_again_from: Day | None
    remind_from: Day | None
    text: Note
    text_zh: Note


class RemindOfSigning(Command, by=(SERVICE,)):
    """The clock says that a day from which a signature is demanded comes near."""

    scope: str
    kind: DocumentKind
    number: int


class SigningNear(Event, stream="documents-{scope}", unreported="desk"):
    """Whoever signed an edition before `number` is to be reminded: from `sign_again_from` on that is not enough."""

    scope: str
    venue_id: Id | None
    kind: DocumentKind
    number: int
    edition: str
    sign_again_from: Day


class DemandSigning(Command, by=(SERVICE,)):
    """The clock says that signatures of earlier editions are no longer enough."""

    scope: str
    kind: DocumentKind
    number: int


class SigningDemanded(Event, stream="documents-{scope}", unreported="desk"):
    """From now on no signature of an edition before `number` is in force; one event for all who signed."""

    scope: str
    venue_id: Id | None
    kind: DocumentKind
    number: int


class SignDocument(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(*NOT_ACTIVE, VenueNotOpen, DocumentNotPublished, EditionNotToSign, GuardianMustSign, *NO_RIGHT),
):
    """`member_id` signs the document in force at a venue: for themself, or as guardian for the child `for_id`.

    `signature` is the name as written, or the name of a picture in the operator's own store. What is signed already is
    signed again only `anew`, such as by who takes a card over.
    """

    member_id: Id
    kind: DocumentKind
    edition: str
    venue_id: Id
    signature: Personal
    for_id: Id | None = None
    network_address: NetworkAddress | None = None
    anew: bool = False


class DocumentSigned(Event, stream="signatures-{member_id}", person="member_id", unreported="desk"):
    """A signature is in force: it binds `member_id`, until `SignatureEnded`, or `SigningDemanded` of a later number.

    `signed_by` is the member, or the guardian of a child; `witnessed_by` who of the staff saw it (None: nobody).
    """

    member_id: Id
    kind: DocumentKind
    scope: str
    venue_id: Id
    number: int
    edition: str
    signed_by: Id
    witnessed_by: str | None
    signature: Personal
    network_address: NetworkAddress | None


class VoidSignature(Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(NothingSigned,)):
    """Declare a signature void, such as one by the wrong person; `venue_id` None: that of the chain's document."""

    member_id: Id
    kind: DocumentKind
    reason: Personal
    venue_id: Id | None = None


class EndGuardiansSignatures(Command, by=(SERVICE,)):
    """A child came of age: what guardians signed for it binds it no longer."""

    member_id: Id


class SignatureEnded(Event, stream="signatures-{member_id}", person="member_id", unreported="desk"):
    """This signature is no longer in force."""

    member_id: Id
    kind: DocumentKind
    scope: str
    number: int
    because: Literal["of_age", "void"]
    reason: Personal | None = None


class DocumentRow(Row):
    """An edition of a document."""

    kind: str
    venue_id: Id | None
    number: int
    edition: str
    from_day: Day
    sign_again_from: Day | None
    text: str
    text_zh: str


class ListDocuments(Query, by=EVERYONE, answers=DocumentRow):
    """All editions of all documents, by kind and place, the newest first."""


class MemberDocumentRow(Row):
    """A document in force at a venue, and whether a member's signature under it is.

    `needed`: which edition is to be signed (None: nothing is). `needed_from`: the day from which it is demanded.
    """

    member_id: Id
    kind: str
    of_venue_id: Id | None
    edition: str
    signed_edition: str | None
    signed_by: Id | None
    signed_at: str | None
    in_force: bool
    needed: str | None
    needed_from: Day | None


class MemberDocuments(
    Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, COACH, MEMBER, SERVICE), answers=MemberDocumentRow
):
    """What a member has signed, and has still to sign, at a venue."""

    member_id: Id
    venue_id: Id


class UnsignedRow(Row):
    """A member who has a document to sign; `in_force` tells that an earlier signature is enough until `needed_from`."""

    member_id: Id
    number: str
    name: Personal
    phone: Phone
    kind: str
    signed_edition: str | None
    needed: str
    needed_from: Day
    in_force: bool


class UnsignedMembers(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK), answers=UnsignedRow):
    """Members of a venue who have not signed what is in force there, or will be demanded; 500 at most."""

    venue_id: Id
    kind: DocumentKind | None = None


class SignatureRow(Row):
    """One signature; `ended` tells why it is in force no more, apart from later demands."""

    member_id: Id
    kind: str
    of_venue_id: Id | None
    edition: str
    at: str
    signed_by: Id
    witnessed_by: str | None
    signature: Personal
    network_address: NetworkAddress | None
    ended: str | None
    reason: Personal | None


class MemberSignatures(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), answers=SignatureRow):
    """Every signature that ever bound a member, the newest first."""

    member_id: Id

"""The agreements that a person accepts: the terms of membership and the privacy notice, as dated versions."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    EVERYONE,
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    NetworkAddress,
    Note,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.life import NOT_ACTIVE

AgreementKind = Literal["terms", "privacy"]


class AgreementVersionReused(Refusal):
    """A version stands for one text."""

    edition: str
    says = Text("Version {edition} was published with another text.", "版本 {edition} 已以其他内容发布。")
    remedy = Text("Give the new text a new version.", "请为新内容使用新的版本号。")


class AgreementNotCurrent(Refusal):
    """People accept the version that is in force."""

    kind: AgreementKind
    accepted: str
    current: str
    status = 422
    says = Text(
        "Version {accepted} of {kind} is not in force; {current} is.",
        "{kind} 的版本 {accepted} 未生效，现行版本为 {current}。",
    )
    remedy = Text("Show the person version {current} and ask again.", "请出示现行版本 {current} 并重新确认。")


class PrivacyNotAccepted(Refusal):
    """Nobody is registered from afar who was not told what becomes of the data."""

    status = 422
    says = Text("The privacy notice was not accepted.", "尚未同意隐私政策。")
    remedy = Text("Read the privacy notice and accept it.", "请阅读并同意隐私政策。")


class PublishAgreement(Command, by=(HEAD_OFFICE,), refuses=(AgreementVersionReused,)):
    """Publish a version of an agreement, in force from a day on."""

    kind: AgreementKind
    edition: str
    from_day: Day
    text: Note
    text_zh: Note


class AgreementPublished(Event, stream="agreements", unreported="rule"):
    """A version of an agreement is in force from `from_day` on."""

    kind: AgreementKind
    edition: str
    from_day: Day
    text: Note
    text_zh: Note


class AcceptAgreement(
    Command, by=(FRONT_DESK, VENUE_MANAGER, HEAD_OFFICE, MEMBER), refuses=(*NOT_ACTIVE, AgreementNotCurrent)
):
    """A member accepts the version in force of an agreement that changed."""

    member_id: Id
    kind: AgreementKind
    edition: str
    network_address: NetworkAddress | None = None


class AgreementAccepted(Event, stream="agreement-{member_id}", person="member_id", unreported="desk"):
    """A member accepted a version of an agreement, from this address."""

    member_id: Id
    kind: AgreementKind
    edition: str
    network_address: NetworkAddress | None


class AgreementRow(Row):
    """A version of an agreement."""

    kind: str
    edition: str
    from_day: Day
    text: str
    text_zh: str


class ListAgreements(Query, by=EVERYONE, answers=AgreementRow):
    """All versions of all agreements, the newest first."""


class AcceptanceRow(Row):
    """What a member accepted, and when."""

    member_id: Id
    kind: str
    edition: str
    at: str
    network_address: NetworkAddress | None


class MemberAcceptances(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), answers=AcceptanceRow):
    """Every version of every agreement that a member accepted, the newest first."""

    member_id: Id

"""Consents: what a member allows beyond what the membership needs, each by itself, given and withdrawn at any time."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    VENUE_MANAGER,
    Command,
    Event,
    Id,
    NetworkAddress,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.guardian import NO_RIGHT
from shared.contracts.members.life import NOT_ACTIVE

Purpose = Literal[
    "marketing_sms", "marketing_email", "marketing_app", "marketing_phone", "photo", "face_recognition", "data_sharing",
    "health_data",
]  # fmt: skip


class GuardianMustConsent(Refusal):
    """Of children under fourteen a guardian decides, whatever the purpose."""

    says = Text("A guardian must consent for a child under 14.", "未满十四周岁须由监护人同意。")
    remedy = Text("Name the guardian who consents.", "请填写表示同意的监护人。")


class GiveConsent(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(*NOT_ACTIVE, GuardianMustConsent, *NO_RIGHT),
):
    """Allow one purpose, on the ground of an edition of the text that the person was shown.

    Who is named as guardian must be linked as one, and the member under 18.
    """

    member_id: Id
    purpose: Purpose
    edition: str
    guardian_id: Id | None = None
    network_address: NetworkAddress | None = None


class ConsentGiven(Event, stream="consent-{member_id}", person="member_id"):
    """A member allows one purpose."""

    member_id: Id
    purpose: Purpose
    edition: str
    guardian_id: Id | None
    network_address: NetworkAddress | None


class WithdrawConsent(Command, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), refuses=NOT_ACTIVE):
    """Allow a purpose no longer; it is as easy as allowing it."""

    member_id: Id
    purpose: Purpose
    network_address: NetworkAddress | None = None


class ConsentForChild(Command, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), refuses=(*NOT_ACTIVE, *NO_RIGHT)):
    """A guardian (`member_id`) allows a purpose for a child, or (`given` false) allows it no longer."""

    member_id: Id
    child_id: Id
    purpose: Purpose
    edition: str
    given: bool = True
    network_address: NetworkAddress | None = None


class ConsentWithdrawn(Event, stream="consent-{member_id}", person="member_id"):
    """A member allows a purpose no longer; what was done until now was allowed."""

    member_id: Id
    purpose: Purpose
    network_address: NetworkAddress | None


class ConsentRow(Row):
    """One word of a member about a purpose; `current`: no later one stands against it."""

    member_id: Id
    purpose: str
    given: bool
    current: bool
    edition: str | None
    guardian_id: Id | None
    at: str
    by: str
    network_address: NetworkAddress | None


class MemberConsents(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), answers=ConsentRow):
    """Every consent of a member, given or withdrawn, the newest first."""

    member_id: Id
